"""HTML to plain text and to a parsed tree, in linear time whatever comes (see `html_limits.py`)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from pipeline.errors import PayloadError
from pipeline.sources.html_limits import is_too_complex
from pipeline.sources.text import unescape

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd", "details", "dialog",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hgroup", "hr", "li", "legend", "main", "menu", "nav", "ol", "option", "p", "pre", "section",
    "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"
})  # fmt: skip
_CELLS = frozenset({"td", "th"})
_ANY_TAG = re.compile(r"<[^<>]*>")
_TAG_START = re.compile(r"<[a-zA-Z/!?]")
_LINE_BREAKING = re.compile(
    ("<(?:br|" + "|".join(sorted(_BLOCKS | _CELLS)) + r")(?![\w\x80-\xff])").encode(), re.IGNORECASE
)
_COMMON_BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f\xa0"  # all of ASCII among them, without " "
_WITHOUT_EVENTS = LexborDocumentOptions.WO_EVENTS  # they serve <selectedcontent>, which no text is taken from


def _tag_ids(names: Iterable[str]) -> frozenset[int]:
    """Lexbor's numbers of known elements, quicker to ask for than names."""
    document = LexborHTMLParser("")
    return frozenset(document.create_node(name).tag_id for name in names)


_COMMENT = LexborHTMLParser("<body><!---->").css("body")[0].first_child
_DROPPED_IDS = _tag_ids((
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "head", "select", "textarea",
    "canvas", "audio", "video"
)) | {_COMMENT.tag_id if _COMMENT else 0}  # fmt: skip
_CELL_IDS = _tag_ids(_CELLS)
_PRE_IDS = _tag_ids({"pre"})
_LINE_IDS = _tag_ids(_BLOCKS | {"br", "html"}) - _PRE_IDS
_LINE_END = "\0"  # the one character that no tree holds


def parse_html(html: str) -> LexborHTMLParser:
    """Parse a page.

    Raises: PayloadError: `too_complex`, for markup that no parser should be given.
    """
    markup = _utf8(html)
    if is_too_complex(markup):
        raise PayloadError("too_complex", "tags nested deeper, or with more attributes, than any browser reads")
    return LexborHTMLParser(markup)


def html_text(html: str) -> str | None:
    """The text of an HTML fragment or page: paragraphs, list items and table rows are lines; None when there is none.

    Scripts and styles are dropped, blanks are normalized, empty lines go. Markup too complex to parse is stripped of
    its tags instead.

    >>> html_text("<p>We use <b>Nix</b>:</p><ul><li>builds<li>shells</ul>")
    'We use Nix:\\nbuilds\\nshells'
    """
    if not _TAG_START.search(html):
        return text_lines(unescape(html))
    markup = _utf8(html)
    if is_too_complex(markup):
        return text_lines(_ANY_TAG.sub("\n", html))
    tree = LexborHTMLParser(markup, options=_WITHOUT_EVENTS)
    root = tree.body or tree.root
    if root is None:
        return None
    # Text with line ends and a few inline tags: there the line ends are the lines.
    return _text_of(root, keeps_lines=not _LINE_BREAKING.search(markup))


def node_text(root: LexborNode | None) -> str | None:
    """`html_text` of a node and all below it."""
    if root is None:
        return None
    holder = LexborHTMLParser("")
    if holder.body is None:
        return None
    holder.body.insert_child(root)  # which copies
    return _text_of(holder.body, keeps_lines=False)


def text_lines(text: str) -> str | None:
    """Text with one blank between words and no empty lines; None when nothing is left."""
    return _joined_lines(text.replace("\r", "\n"), "\n")


def _utf8(html: str) -> bytes:
    """What the parser makes of a text."""
    return html.encode(errors="ignore")


def _joined_lines(text: str, line_end: str) -> str | None:
    for blank in _COMMON_BLANKS:
        if blank != line_end and blank in text:
            text = text.replace(blank, " ")
    lines = [
        # Of blanks, only " " is printable.
        line if "  " not in line and (line.isascii() or line.isprintable()) else " ".join(line.split())
        for line in filter(None, map(str.strip, text.split(line_end)))
    ]
    return "\n".join(lines) or None


def _text_of(root: LexborNode, *, keeps_lines: bool) -> str | None:
    """The text of a tree, which is taken apart: what remains of it are elements that begin and end lines.

    No step asks for single texts from here: there are ten times as many as odd elements.
    """
    for node in [node for node in root.traverse() if node.tag_id not in _LINE_IDS]:
        tag = node.tag_id
        if tag in _DROPPED_IDS:
            node.decompose(recursive=False)
        elif tag in _PRE_IDS:
            _end_lines(node)
        else:
            if tag in _CELL_IDS:
                node.insert_before(" ")
                node.insert_after(" ")
            node.unwrap(delete_empty=True)
    root.merge_text_nodes()  # texts with nothing between them are of one line
    text = root.text(separator=_LINE_END, skip_empty=True)
    if keeps_lines:
        text = text.replace("\r", _LINE_END).replace("\n", _LINE_END)
    return _joined_lines(text, _LINE_END)


def _end_lines(preformatted: LexborNode) -> None:
    """Make the line ends in a <pre> lines."""
    for node in [node for node in preformatted.traverse(include_text=True) if node.is_text_node]:
        text = node.text_content or ""
        lines = text.replace("\r", "\n").replace("\n", _LINE_END)
        if lines != text:
            node.replace_with(lines)
