"""Objects of schema.org that a page marks in its HTML: microdata and RDFa Lite, in the shape that JSON-LD gives.

A property is an attribute's value where the element has one for it (`content`, `datetime`, an address), an object where
it starts an item, else its text; elements with elements inside keep their markup, so a description keeps its lines.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any  # JSON values

from selectolax.lexbor import LexborHTMLParser, LexborNode

_ITEMS_LIMIT = 1_000  # real pages have one, lists some dozens
_DEPTH_LIMIT = 20  # of properties in one another: each holds the text of those below it
_NAMES_LIMIT = 10  # of one attribute
_ADDRESSES = {"a": "href", "link": "href", "area": "href", "img": "src", "source": "src", "iframe": "src"}
_VALUES = ("content", "datetime")


@dataclass(frozen=True, slots=True)
class _Syntax:
    """The attributes that name a property, start an item, and give its type."""

    name: str
    starts: str
    types: str


_SYNTAXES = (_Syntax("itemprop", "itemscope", "itemtype"), _Syntax("property", "typeof", "typeof"))


def marked_items(page: LexborHTMLParser, types: Collection[str]) -> Iterator[dict[str, Any]]:
    """The outermost objects of these types, in document order, microdata before RDFa; at most 1,000."""
    for syntax in _SYNTAXES:
        for found, node in enumerate(page.css(f"[{syntax.types}]")):
            if found == _ITEMS_LIMIT:
                return
            if set(_types(node, syntax)) & set(types) and not _is_inside(node, syntax, types):
                yield _read_item(node, syntax)


def _types(node: LexborNode, syntax: _Syntax) -> list[str]:
    return [_local(name) for name in (node.attributes.get(syntax.types) or "").split()[:_NAMES_LIMIT]]


def _local(name: str) -> str:
    """A name without the address or prefix of its vocabulary."""
    return name.rstrip("/").rpartition("/")[2].rpartition("#")[2].rpartition(":")[2]


def _is_inside(node: LexborNode, syntax: _Syntax, types: Collection[str]) -> bool:
    above = node.parent
    while above is not None:
        if syntax.starts in above.attributes and set(_types(above, syntax)) & set(types):
            return True
        above = above.parent
    return False


def _read_item(root: LexborNode, syntax: _Syntax) -> dict[str, Any]:
    """The object that starts at a node. Depth is that of the page, so nodes wait in a list and not on the stack."""
    item: dict[str, Any] = {"@type": _types(root, syntax)}
    waiting = [(child, item, 0) for child in reversed(_children(root))]
    while waiting:
        node, owner, depth = waiting.pop()
        names = (node.attributes.get(syntax.name) or "").split()[:_NAMES_LIMIT] if depth <= _DEPTH_LIMIT else []
        starts = syntax.starts in node.attributes
        if starts and not names:
            continue  # another object of the page, not a part of this one
        below = {"@type": _types(node, syntax)} if starts else owner
        for name in names:
            _add(owner, _local(name), below if starts else _value(node))
        waiting += [(child, below, depth + bool(names)) for child in reversed(_children(node))]
    return item


def _add(owner: dict[str, Any], name: str, value: Any) -> None:
    if name not in owner:
        owner[name] = value
    elif isinstance(owner[name], list) and name != "@type":
        owner[name].append(value)
    else:
        owner[name] = [owner[name], value]


def _value(node: LexborNode) -> str | None:
    attributes = node.attributes
    given = next(
        (attributes[name] for name in (*_VALUES, _ADDRESSES.get(node.tag or "", "")) if attributes.get(name)), None
    )
    return given or (node.inner_html if _children(node) else node.text())


def _children(node: LexborNode) -> list[LexborNode]:
    return list(node.iter(include_text=False))
