"""HTML to plain text and to a parsed tree, in linear time whatever comes (see `html_limits.py`)."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.errors import PayloadError
from pipeline.sources.html_limits import is_too_complex
from pipeline.sources.text import unescape

_DROPPED = frozenset({
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "head", "select", "textarea",
    "canvas", "audio", "video"
})  # fmt: skip
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd", "details", "dialog",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hgroup", "hr", "li", "legend", "main", "menu", "nav", "ol", "option", "p", "pre", "section",
    "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"
})  # fmt: skip
_CELLS = frozenset({"td", "th"})
_ANY_TAG = re.compile(r"<[^<>]*>")
_BLANKS = re.compile(r"\s+")
_TAG_START = re.compile(r"<[a-zA-Z/!?]")
_LINE_BREAKING = re.compile(r"<(?:br|" + "|".join(sorted(_BLOCKS | _CELLS)) + r")\b", re.IGNORECASE)


def parse_html(html: str) -> LexborHTMLParser:
    """Parse a page.

    Raises: PayloadError: `too_complex`, for markup that no parser should be given.
    """
    if is_too_complex(html):
        raise PayloadError("too_complex", "tags nested deeper, or with more attributes, than any browser reads")
    return LexborHTMLParser(html)


def html_text(html: str) -> str | None:
    """The text of an HTML fragment or page: paragraphs, list items and table rows are lines; None when there is none.

    Scripts and styles are dropped, blanks are normalized, empty lines go. Markup too complex to parse is stripped of
    its tags instead.

    >>> html_text("<p>We use <b>Nix</b>:</p><ul><li>builds<li>shells</ul>")
    'We use Nix:\\nbuilds\\nshells'
    """
    if not _TAG_START.search(html):
        return text_lines(unescape(html))
    if is_too_complex(html):
        return text_lines(_ANY_TAG.sub("\n", html))
    # Text with line ends and a few inline tags: there the line ends are the lines.
    return node_text(LexborHTMLParser(html).root, keeps_lines=not _LINE_BREAKING.search(html))


def node_text(root: LexborNode | None, *, keeps_lines: bool = False) -> str | None:
    """`html_text` of a node and all below it; with `keeps_lines`, line ends in the markup stay."""
    pieces: list[str] = []
    node = root
    depth = 0  # counted, because comparing nodes compares their markup
    depth_in_pre = int(keeps_lines)
    while node is not None:
        name = node.tag or ""
        child = None
        if name == "-text":
            text = node.text_content or ""
            pieces.append(text if depth_in_pre else _BLANKS.sub(" ", text))
        elif name == "br":
            pieces.append("\n")
        elif name not in _DROPPED:
            pieces.append(_edge(name))
            child = node.first_child
        if child is not None:
            depth += 1
            depth_in_pre += name == "pre"
            node = child
            continue
        while node is not None and depth and node.next is None:
            node = node.parent
            depth -= 1
            if node is not None:
                pieces.append(_edge(node.tag or ""))
                depth_in_pre -= node.tag == "pre"
        node = node.next if node is not None and depth else None
    return text_lines("".join(pieces))


def text_lines(text: str) -> str | None:
    """Text with one blank between words and no empty lines; None when nothing is left."""
    lines = (" ".join(line.split()) for line in text.replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line) or None


def _edge(name: str) -> str:
    return "\n" if name in _BLOCKS else " " if name in _CELLS else ""
