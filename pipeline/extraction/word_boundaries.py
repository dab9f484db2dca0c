"""Where a name ends or starts although a letter stands beside it, and where it is part of an address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.extraction.context_rules import cue_pattern, cue_words

# Scraped texts lose line breaks: "ExcelExperience with". Only these words are taken for the next or previous line.
_GLUED_AFTER = re.compile(cue_pattern("glued_after"))
_GLUED_BEFORE = cue_words("glued_before")
_ADDRESS = re.compile(
    r"https?://|www\.|@[\w-]+\.|^[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|co|de|ch|fr|edu|gov|ai)/", re.IGNORECASE
)
_CASES = bytes(ord("a" if chr(code).islower() else "A" if chr(code).isupper() else " ") for code in range(256))
_SIGN_INSIDE = re.compile(r"[/@.]\S")  # every address has one, and few other words
_ADDRESS_REACH = 200  # code points: an address longer than this before a name is not recognised, which bounds the work
_VERSION_TAIL = re.compile(r"(?:\.?\d+)+(?:\.?x)?(?![^\W\d_])|(?:\d+[a-z]?)(?!\w)", re.IGNORECASE)


def ends_anyway(plain: str, start: int, end: int) -> bool:
    """True if the name ends here although a letter, digit or sign follows: a version, a plus, or a glued word."""
    following = plain[end]
    if following.isdigit():
        return end - start >= 3 and plain[end - 1].isalpha() and _VERSION_TAIL.match(plain, end, end + 12) is not None
    if following == "+":
        return end - start > 1 and plain[end : end + 2] != "++"
    if following.isupper():
        return end - start >= 3 and _GLUED_AFTER.match(plain, end, end + 20) is not None
    return False


def starts_anyway(plain: str, start: int) -> bool:
    """True if the name starts here although a letter precedes: a sign of its own, or the end of a glued word."""
    if not plain[start].isalnum():
        return not plain[start + 1 : start + 2].islower()  # "C#/Web.NET", but not the end of "acme.net"
    if not plain[start].isupper() or not plain[start - 1].islower():
        return False
    return plain.endswith(_GLUED_BEFORE, 0, start)


def glued_starts(plain: str) -> Iterator[int]:
    """Where a name may start behind a glued word, as `starts_anyway` says it."""
    cases = plain.encode("latin-1", "replace").translate(_CASES)
    last = cases.find(b"aA")
    while last >= 0:
        if starts_anyway(plain, last + 1):
            yield last + 1
        last = cases.find(b"aA", last + 1)


def is_in_address(plain: str, start: int, end: int) -> bool:
    """True if the name is part of a URL, an e-mail address, or the first part of a host or file name."""
    if plain[end : end + 1] == "." and plain[end + 1 : end + 2].islower():
        return True  # "stripe.com", "d3.min.js"
    if start > 1 and plain[start - 1] == "." and plain[start - 2].isalnum() and plain[start].islower():
        return True  # "main.js", "jobs.lever"
    left = max(0, start - _ADDRESS_REACH)
    token = plain[left : end + _ADDRESS_REACH]
    at = start - left
    begin = max(token.rfind(" ", 0, at), token.rfind("\n", 0, at), token.rfind("(", 0, at)) + 1
    written = token[begin:].split(maxsplit=1)[0]
    return _SIGN_INSIDE.search(written) is not None and _ADDRESS.search(written) is not None
