"""HTML to plain text and to a parsed tree, in linear time whatever comes.

Lexbor follows the HTML standard, whose tree construction is quadratic in nesting depth and in attributes of one tag:
160 kB of "<ul><li>" takes seconds, 10 MB never ends. Such markup is recognised beforehand and never parsed.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.errors import PayloadError

_DEPTH_LIMIT = 1_000  # browsers cut at 512
_ATTRIBUTES_LIMIT = 2_000
_LONG_TAG = 8_000  # as in _TAG_OF_ANY_LENGTH

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
# Elements whose end tag may be left out close each other: thousands of <p> or <li> without ends are not nesting.
_SELF_CLOSING = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot", "rb", "rt", "rp",
    "html", "head", "body", "colgroup"
})  # fmt: skip
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]{0,30})")
_ANY_TAG = re.compile(r"<[^<>]*>")
_TAG_OF_ANY_LENGTH = re.compile(r"<[a-zA-Z][^<>]{8000,}")
_QUOTED = re.compile(r"\"[^\"]*+\"?|'[^']*+'?")
_ATTRIBUTE_ENDS = re.compile(r"[\s/=]")
_BLANKS = re.compile(r"\s+")
_DIRTY_LINE = re.compile(r"[^\S\n]+")


def parse_html(html: str) -> LexborHTMLParser:
    """Parse a page.

    Raises: PayloadError: `too_complex`, for markup that no parser should be given.
    """
    if is_too_complex(html):
        raise PayloadError("too_complex", f"tags nested deeper than {_DEPTH_LIMIT}, or a tag with too many attributes")
    return LexborHTMLParser(html)


def html_text(html: str) -> str | None:
    """The text of an HTML fragment or page: paragraphs, list items and table rows are lines; None when there is none.

    Scripts and styles are dropped, blanks are normalized, empty lines go. Markup too complex to parse is stripped of
    its tags instead.

    >>> html_text("<p>We use <b>Nix</b>:</p><ul><li>builds<li>shells</ul>")
    'We use Nix:\\nbuilds\\nshells'
    """
    if "<" not in html and "&" not in html:
        return text_lines(html)
    if is_too_complex(html):
        return text_lines(_ANY_TAG.sub("\n", html))
    return node_text(LexborHTMLParser(html).root)


def node_text(root: LexborNode | None) -> str | None:
    """`html_text` of a node and all below it."""
    pieces: list[str] = []
    node = root
    depth = 0  # counted, because comparing nodes compares their markup
    depth_in_pre = 0
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


def is_too_complex(html: str) -> bool:
    """True for markup nested or attributed so much that parsing it would take more than linear time."""
    return (html.count("<") > _DEPTH_LIMIT and _depth_exceeds(html)) or _has_monster_tag(html)


def _edge(name: str) -> str:
    return "\n" if name in _BLOCKS else " " if name in _CELLS else ""


def _depth_exceeds(html: str) -> bool:
    depth = 0
    for slash, name in _TAG_NAME.findall(html):
        if name.lower() in _SELF_CLOSING:
            continue
        depth = max(0, depth - 1) if slash else depth + 1
        if depth > _DEPTH_LIMIT:
            return True
    return False


def _has_monster_tag(html: str) -> bool:
    if len(html) < _LONG_TAG:
        return False
    for tag in _TAG_OF_ANY_LENGTH.findall(html):
        if len(_ATTRIBUTE_ENDS.findall(_QUOTED.sub("", tag))) > _ATTRIBUTES_LIMIT:
            return True
    return False
