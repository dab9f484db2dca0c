"""XML read element by element, bounded: no DTD, no entity is expanded, nothing is fetched, and memory stays small.

Damaged documents are read as far as they go. Namespaces are ignored: real documents misspell them.
"""

from __future__ import annotations

import io
import re
from collections import deque
from collections.abc import Collection, Iterator

from lxml import etree

from pipeline.errors import PayloadError
from pipeline.sources.text import decode

_DECLARATION = b"<?xml"
_DECLARED = re.compile(r"\A<\?xml[^>]{0,200}\?>")
_CHARSET = re.compile(rb"""<\?xml[^>]{0,150}?\bencoding\s{0,9}=\s{0,9}["'](?!(?i:utf-?8)["'])((?i:utf|ucs|unicode)?)""")
_TAIL_BYTES = 1_000_000
_UNICODE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")
_BLANKS = b" \t\r\n\x00"


class XmlElements:
    """The elements of a document that have one of `names`, in document order, each complete with what is below it.

    Iterate once. An element is emptied when the next one is asked for; one that the data ends in is left out.

    Attributes:
        root: local name of the outermost element, once one was seen; None when there is no XML at all.
        damage: what is wrong with the document, in the parser's words; None when it is well-formed.
    """

    def __init__(self, data: bytes, names: Collection[str]) -> None:
        self.root: str | None = None
        self.damage: str | None = None
        self._data = _readable(data)
        self._names = frozenset(names)

    def __iter__(self) -> Iterator[etree._Element]:
        previous = None
        for element in self._complete():
            if previous is not None:
                yield previous
                _forget(previous)
            previous = element
        if previous is not None and not (self.damage and self._ends_inside()):
            yield previous

    def _ends_inside(self) -> bool:
        """Whether the data stops inside one of the elements, whose content is then not to be trusted."""
        names = "|".join(map(re.escape, sorted(self._names)))
        tags = re.compile(rf"<(/?)(?:[\w.-]+:)?(?:{names})(?=[\s/>])([^>]*)".encode())
        last = next(iter(deque(tags.finditer(self._data, max(0, len(self._data) - _TAIL_BYTES)), maxlen=1)), None)
        return last is not None and not last.group(1) and not last.group(2).endswith(b"/")

    def _complete(self) -> Iterator[etree._Element]:
        events = etree.iterparse(
            io.BytesIO(self._data), events=("start", "end"), recover=True, resolve_entities=False, load_dtd=False,
            no_network=True, huge_tree=False, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        inside = 0
        try:
            for event, element in events:
                name = local_name(element)
                if event == "start":
                    self.root = self.root or name
                    inside += name in self._names
                    continue
                if name not in self._names:
                    if not inside:
                        _forget(element)
                    continue
                inside -= 1
                if not inside:
                    yield element
        except etree.XMLSyntaxError as error:
            self.damage = " ".join(str(error).split())[:200]
        if self.damage is None and len(events.error_log):
            self.damage = str(events.error_log[0].message)[:200]


def local_name(element: etree._Element) -> str:
    """Name of an element without its namespace, in the document's own spelling."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def child(element: etree._Element, *path: str) -> etree._Element | None:
    """The first element at a path of local names below `element`."""
    found: etree._Element | None = element
    for name in path:
        found = next((entry for entry in found if local_name(entry) == name), None) if found is not None else None
    return found


def text_at(element: etree._Element, *path: str) -> str | None:
    """Text of the first element at a path, all of it, trimmed; None when there is none. Entities are U+FFFD."""
    found = child(element, *path)
    if found is None:
        return None
    text = "".join(str(piece) for piece in found.itertext())
    for entity in found.iter(etree.Entity):
        text = text.replace(entity.text, "\ufffd")
    return text.strip() or None


def is_xml(data: bytes) -> bool:
    """Whether the data starts as XML (or HTML) does."""
    return _readable(data).startswith(b"<")


def require_root(elements: XmlElements, expected: str) -> None:
    """Raises: PayloadError: `unknown_format`, for a document that held none of the elements and is of another kind."""
    found = f"got <{elements.root}>" if elements.root else f"it is no XML: {elements.damage or 'no element in it'}"
    raise PayloadError("unknown_format", f"expected {expected}; {found}")


def _readable(data: bytes) -> bytes:
    """The document without blanks and marks before it, which the standard forbids and servers send."""
    if data.startswith(_UNICODE_MARKS):
        return _as_utf8(data)
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(_BLANKS)
    start = data.find(_DECLARATION, 0, 2_000)
    data = data[start:] if start > 0 and not data.startswith(b"<") else data
    declared = _CHARSET.match(data)
    # The parser knows fewer charsets than browsers, and believes what is declared, which may be wrong. In ASCII there
    # are charsets of which nothing but the declaration tells; and no UTF-16.
    return _as_utf8(data) if declared and (declared.group(1) or not data.isascii()) else data


def _as_utf8(data: bytes) -> bytes:
    text = decode(data).replace("\x00", "").lstrip("\ufeff \t\r\n")
    return _DECLARED.sub("", text, count=1).encode("utf-8", "replace")  # what it declares is no longer so


def _forget(element: etree._Element) -> None:
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
