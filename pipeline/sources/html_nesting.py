"""Tags told without a tree: how deep they nest, how many elements formatting left open would add."""

from __future__ import annotations

import re
from functools import cache

DEPTH_LIMIT = 1_000  # browsers cut at 512
REOPENED_LIMIT = 200_000  # 0.1 s and 100 MB

# Elements whose end tag may be left out close each other: thousands of <p> or <li> without ends are not nesting.
_SELF_CLOSING = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li dt dd option optgroup tr td th thead "
    b"tbody tfoot rb rt rp html head body colgroup".split()
) | {b""}
_FORMATTING = frozenset(b"a b big code em font i nobr s small strike strong tt u".split())
_CLOSED_OFF = frozenset(b"applet caption marquee object td template th".split())
_ALIKE_LIMIT = 3  # of equal formatting elements the standard opens no more than three again
# The tokenizer of the standard in one expression: comments, elements of raw text (scripts are full of "<"), tags with
# their attributes. Possessive throughout, and with ends that may be missing: each character is read once.
_SPACE = r"\t\n\f\r "
_VALUE = rf"""(?:"[^"]*+"?|'[^']*+'?|[^{_SPACE}>]*+)"""
_ATTRIBUTE = rf"(?:[{_SPACE}/]*+[^{_SPACE}/>][^{_SPACE}/>=]*+(?:[{_SPACE}]*+=[{_SPACE}]*+{_VALUE})?+)"
_ATTRIBUTES = rf"{_ATTRIBUTE}*+"
_RAW_TEXT = "(?:script|style|textarea|title|xmp|iframe|noembed|noframes)"
_TOKEN = re.compile(
    (
        r"<!--(?:-?>|(?:[^-]++|-(?!-!?>))*+)"
        rf"|<{_RAW_TEXT}(?=[{_SPACE}/>]){_ATTRIBUTES}(?:[^<]++|<(?!/{_RAW_TEXT}[{_SPACE}/>]))*+"
        rf"|<(/?)([a-zA-Z][^{_SPACE}/>]*+)({_ATTRIBUTES})"
        r"|<[!?/][^>]*+>"
    ).encode(),
    re.IGNORECASE,
)
_NAME = re.compile(rf"<(/?)([a-zA-Z][^{_SPACE}/>]*+)".encode())
_FOREIGN = re.compile(rf"<(?:svg|math)[{_SPACE}/>]".encode(), re.IGNORECASE)


@cache
def tag_pattern(attributes: int) -> re.Pattern[bytes]:
    """A tag's beginning as the standard reads it, with so many attributes at most, and group 1 if there is another."""
    return re.compile(rf"<[a-zA-Z][^{_SPACE}/>]*+{_ATTRIBUTE}{{0,{attributes}}}+({_ATTRIBUTE})?+".encode())


def tag_starts(html: bytes) -> set[int]:
    """Where tags are, and comments: not in comments, raw text and attributes."""
    return {token.start() for token in _TOKEN.finditer(html)}


def foreign_start(html: bytes) -> int:
    """Where SVG or MathML may begin, in which it is not clear without a tree what a tag is; else the length."""
    found = _FOREIGN.search(html)
    return found.start() if found else len(html)


def nests_too_deep(html: bytes) -> bool:
    """True for more than `DEPTH_LIMIT` open elements, or `REOPENED_LIMIT` formatting elements opened again."""
    tags = _tags(html)
    names = {spelled: spelled.lower() for _, spelled, _ in tags}
    open_names: list[bytes] = []
    open_counts = dict.fromkeys(names.values(), 0)
    left_open = _FormattingElements()
    reopened = 0
    for slash, spelled, attributes in tags:
        name = names[spelled]
        if slash:
            if name in _FORMATTING:
                left_open.end(name)
            closed = b"" if open_counts[name] else name  # an end tag that closes nothing does not count
            while closed != name:
                closed = open_names.pop()
                open_counts[closed] -= 1
            continue
        if name in _FORMATTING:
            left_open.begin(name, attributes)
        elif name in _CLOSED_OFF:
            left_open.close_off()
        reopened += left_open.count
        if name not in _SELF_CLOSING:
            open_names.append(name)
            open_counts[name] += 1
        if reopened > REOPENED_LIMIT or len(open_names) > DEPTH_LIMIT:
            return True
    return False


def _tags(html: bytes) -> list[tuple[bytes, bytes, bytes]]:
    """Slash, name and attributes of each tag; no name for comments.

    In SVG and MathML there are scripts that are no raw text, and CDATA that hides the end of a comment. From the first
    of these on, everything counts that could be a tag, and no two tags are alike.
    """
    end = foreign_start(html)
    unclear = _NAME.findall(html, end)
    return _TOKEN.findall(html, 0, end) + [
        (slash, name, b"%d" % number) for number, (slash, name) in enumerate(unclear)
    ]


class _FormattingElements:
    """Formatting elements that are open: by name, and how many."""

    __slots__ = ("_alike", "_by_name", "_closed_off", "count")

    def __init__(self) -> None:
        self._by_name: dict[bytes, list[tuple[bytes, int]]] = {name: [] for name in _FORMATTING}
        self._alike: dict[tuple[bytes, bytes], int] = {}
        self._closed_off = 0
        self.count = 0

    def begin(self, name: bytes, attributes: bytes) -> None:
        alike = self._alike.get((name, attributes), 0)
        if alike < _ALIKE_LIMIT:
            self._alike[name, attributes] = alike + 1
            self._by_name[name].append((attributes, self._closed_off))
            self.count += 1

    def close_off(self) -> None:
        """What is open now cannot be closed from inside the cell that begins here."""
        self._closed_off += 1

    def end(self, name: bytes) -> None:
        listed = self._by_name[name]
        if listed and listed[-1][1] == self._closed_off:
            self._alike[name, listed.pop()[0]] -= 1
            self.count -= 1
