"""Lower-cased text whose code points stand where they stood in the original.

Matching runs on the folded text and reports offsets in the text as given, so folding must keep positions. Lower-casing
changes the length of a few characters, and invisible or combining characters split names; both are rare, and only then
a map of positions is kept.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# typographic variants that stand for an ASCII character of the same width, and blanks that are no line breaks;
# most frequent first. Looking for each and replacing what is there takes a third of the time of str.translate.
_SAME_WIDTH = (
    ("\u2019", "'"),
    ("\u00a0", " "),
    ("\u2013", "-"),
    ("\u201c", '"'),
    ("\u201d", '"'),
    ("\u2011", "-"),
    ("\u2014", "-"),
    ("\u2018", "'"),
    ("\u2010", "-"),
    ("\u2012", "-"),
    ("\u2002", " "),
    ("\u2003", " "),
    ("\u2009", " "),
    ("\u202f", " "),
    ("\u2028", "\n"),
    ("\u2029", "\n"),
)
_INVISIBLE_OR_COMBINING = re.compile("[\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_ASCII = bytes(range(128))


@dataclass(frozen=True, slots=True)
class FoldedText:
    """Folded text.

    Attributes:
        plain: the text with original case, typographic variants replaced.
        folded: `plain` in lower case, of the same length.
        positions: position of each character of `plain` in the original; None when they are the same.
    """

    plain: str
    folded: str
    positions: list[int] | None = None

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text that became `plain[start:end]`, end exclusive, start < end."""
        if self.positions is None:
            return start, end
        return self.positions[start], self.positions[end - 1] + 1


def fold_text(text: str) -> FoldedText:
    """Fold `text`; linear in its length."""
    positions = None
    plain = text
    if not text.isascii():
        signs = _beyond_ascii(text)  # few, so that looking for rare ones costs little
        if _INVISIBLE_OR_COMBINING.search(signs):
            plain, positions = _without_invisible(text)
        if _LONE_SURROGATE.search(signs):
            plain = _LONE_SURROGATE.sub("\ufffd", plain)  # no automaton over UTF-8 reads them
        for variant, usual in _SAME_WIDTH:
            if variant in signs:
                plain = plain.replace(variant, usual)
    if "\t" in plain:
        plain = plain.replace("\t", " ")
    if "\r" in plain:
        plain = plain.replace("\r", "\n")
    folded = plain.lower()
    if len(folded) != len(plain):
        folded = "".join(low if len(low := char.lower()) == 1 else char for char in plain)
    return FoldedText(plain, folded, positions)


def _beyond_ascii(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")


def _without_invisible(text: str) -> tuple[str, list[int]]:
    kept: list[str] = []
    positions: list[int] = []
    begin = 0
    for found in _INVISIBLE_OR_COMBINING.finditer(text):
        at, sign = found.start(), found.group()
        if at > begin:
            kept.append(text[begin:at])
            positions.extend(range(begin, at))
        begin = at + 1
        if unicodedata.combining(sign) and kept:
            composed = unicodedata.normalize("NFC", kept[-1][-1] + sign)
            if len(composed) == 1:
                kept[-1] = kept[-1][:-1] + composed
    kept.append(text[begin:])
    positions.extend(range(begin, len(text)))
    return "".join(kept), positions
