"""Items of an XML document as nested objects, so that XML formats are tables of columns like the JSON ones.

An element with text only is its text; one with elements is an object of them by name, `prefix:name` where it is of
another namespace than the item, with a list for what repeats; one with neither is an object of its attributes, or null.
Markup that stands as XML in a text (XHTML in Atom) is text again. Entities of HTML are read, any other is U+FFFD; none
is expanded.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Collection
from typing import Any  # nested values

from lxml import etree

from pipeline.sources.listings import Listing
from pipeline.sources.parser import Payload
from pipeline.sources.text import undo_gzip
from pipeline.sources.xml_elements import XmlElements, local_name, require_root

_MARKUP_TYPES = frozenset({"xhtml", "html", "application/xhtml+xml"})


def xml_jobs(shape: str, roots: Collection[str], names: Collection[str]) -> Callable[[Payload], Listing]:
    """A reader of XML payloads whose jobs are the elements called `names` below one of `roots`."""

    def find(payload: Payload) -> Listing:
        elements = XmlElements(undo_gzip(payload.data), names)
        jobs = [element_value(element, _namespace(element)) for element in elements if elements.root in roots]
        if elements.root not in roots:
            require_root(elements, shape)
        return Listing(jobs, damage=elements.damage)

    return find


def element_value(element: etree._Element, home: str) -> Any:
    """The value of an element, as the module says, in an item of the namespace `home`; the parser bounds the depth."""
    children = [child for child in element if isinstance(child.tag, str)]
    if children and (element.get("type") or "").lower() in _MARKUP_TYPES:
        return "".join(etree.tostring(child, encoding="unicode", with_tail=False) for child in children)
    if not children:
        text = _text(element).strip()
        return text or {f"@{name}": value for name, value in element.attrib.items()} or None
    value: dict[str, Any] = {}
    for child in children:
        name, found = _name(child, home), element_value(child, home)
        if name not in value:
            value[name] = found
        elif isinstance(value[name], list):
            value[name].append(found)
        else:
            value[name] = [value[name], found]
    return value


def _name(element: etree._Element, home: str) -> str:
    is_own = not element.prefix or _namespace(element) == home
    return local_name(element) if is_own else f"{element.prefix}:{local_name(element)}"


def _namespace(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[0]


def _text(element: etree._Element) -> str:
    pieces = [element.text or ""]
    for child in element:
        if child.tag is etree.Entity:
            known = html.unescape(child.text or "")
            pieces.append("\ufffd" if known.startswith("&") and known != "&" else known)
        pieces.append(child.tail or "")
    return "".join(pieces)
