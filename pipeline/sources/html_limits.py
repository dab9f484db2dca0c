"""Markup that no parser should be given.

Lexbor follows the HTML standard, whose tree construction is quadratic in nesting depth and in attributes of one tag:
160 kB of "<ul><li>" takes seconds, 10 MB never ends. Formatting elements left open are opened again in every block:
37 kB of "<font color=1><p>" take 2 GB. Such markup is recognised beforehand, in linear time.
"""

from __future__ import annotations

import re
from collections import Counter

DEPTH_LIMIT = 1_000  # browsers cut at 512
ATTRIBUTES_LIMIT = 2_000
REOPENED_LIMIT = 200_000  # 0.1 s and 100 MB
_LONG_TAG = 2 * ATTRIBUTES_LIMIT

# Elements whose end tag may be left out close each other: thousands of <p> or <li> without ends are not nesting.
_SELF_CLOSING = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot", "rb", "rt", "rp",
    "html", "head", "body", "colgroup"
})  # fmt: skip
_FORMATTING = frozenset({
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"
})  # fmt: skip
_ALIKE_LIMIT = 3  # of equal formatting elements the standard opens no more than three again
# The tokenizer of the standard in one expression: comments, elements of raw text (scripts are full of "<"), tags with
# their attributes. Possessive throughout, and with ends that may be missing: each character is read once.
_VALUE = r"""(?:"[^"]*+"?|'[^']*+'?|[^\s>]*+)"""
_ATTRIBUTE_TEXT = rf"[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+{_VALUE})?"
_ATTRIBUTE = re.compile(_ATTRIBUTE_TEXT)
_TOKEN = re.compile(
    r"<!--(?:-?>|(?:[^-]++|-(?!-!?>))*+)"
    rf"|<(?:script|style|textarea|title|xmp|iframe|noembed|noframes)(?=[\s/>])((?:{_ATTRIBUTE_TEXT})*+)"
    r"(?:[^<]++|<(?!/(?:script|style|textarea|title|xmp|iframe|noembed|noframes)[\s/>]))*+"
    rf"|<(/?)([a-zA-Z][^\s/>]*+)((?:{_ATTRIBUTE_TEXT})*+)"
    r"|<[!?/][^>]*+",
    re.IGNORECASE | re.DOTALL,
)


def is_too_complex(html: str) -> bool:
    """True for markup nested or attributed so much that parsing it would take more than linear time."""
    if html.count("<") <= DEPTH_LIMIT and len(html) <= _LONG_TAG:
        return False
    open_names: list[str] = []
    open_counts: Counter[str] = Counter()
    left_open = _FormattingElements()
    for raw_attributes, slash, name, attributes in _TOKEN.findall(html):
        longest = attributes or raw_attributes
        if len(longest) > _LONG_TAG and len(_ATTRIBUTE.findall(longest)) > ATTRIBUTES_LIMIT:
            return True
        name = name.lower()
        if name in _FORMATTING:
            left_open.end(name) if slash else left_open.begin(name, attributes)
        if not slash and left_open.are_too_many():
            return True
        if not name or name in _SELF_CLOSING:
            continue
        if not slash:
            open_names.append(name)
            open_counts[name] += 1
            if len(open_names) > DEPTH_LIMIT:
                return True
        elif open_counts[name]:  # an end tag that closes nothing does not count
            closed = ""
            while closed != name:
                closed = open_names.pop()
                open_counts[closed] -= 1
    return False


class _FormattingElements:
    """Formatting elements that are open, by name; how many of them later tags may have opened again so far."""

    __slots__ = ("_alike", "_by_name", "_count", "_reopened")

    def __init__(self) -> None:
        self._by_name: dict[str, list[str]] = {}
        self._alike: Counter[tuple[str, str]] = Counter()
        self._count = 0
        self._reopened = 0

    def begin(self, name: str, attributes: str) -> None:
        if self._alike[name, attributes] < _ALIKE_LIMIT:
            self._alike[name, attributes] += 1
            self._by_name.setdefault(name, []).append(attributes)
            self._count += 1

    def end(self, name: str) -> None:
        listed = self._by_name.get(name)
        if listed:
            self._alike[name, listed.pop()] -= 1
            self._count -= 1

    def are_too_many(self) -> bool:
        """To be asked at every start tag."""
        self._reopened += self._count
        return self._reopened > REOPENED_LIMIT
