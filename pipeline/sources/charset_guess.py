"""The charset of bytes that are not UTF-8 and say nothing about themselves."""

from __future__ import annotations

import unicodedata

from charset_normalizer import from_bytes

FALLBACK = "cp1252"
_SAMPLE_BYTES = 16_384
# Charsets of other scripts; among those of Latin letters no sample tells one from another, and the fallback is right
# most often.
_CANDIDATES = ["cp1252", "cp932", "euc_jp", "gb18030", "big5", "cp949", "cp1251", "koi8_r", "cp1253"]
_LEAST_SHARE = 0.5
_LEAST_LETTERS = 12  # a word or two: fewer may be accents of a Latin text


def guessed_charset(data: bytes) -> str:
    """The charset that a sample of the data looks most like; `FALLBACK` unless it gives text of another script.

    >>> guessed_charset("Это страница компании: мы делаем ткани.".encode("cp1251") * 3)
    'cp1251'
    >>> guessed_charset("Größe und Maß: über Webstühle".encode("cp1252"))
    'cp1252'
    """
    start = next((at for at, byte in enumerate(data[: 64 * _SAMPLE_BYTES]) if byte > 0x7F), 0)
    sample = data[max(0, start - 200) :][:_SAMPLE_BYTES]
    best = from_bytes(sample, cp_isolation=_CANDIDATES, preemptive_behaviour=False).best()
    if best is None or best.encoding == FALLBACK:
        return FALLBACK
    return str(best.encoding) if _is_of_another_script(sample.decode(best.encoding, "replace")) else FALLBACK


def _is_of_another_script(text: str) -> bool:
    """Whether most letters beyond ASCII are not Latin."""
    letters = [letter for letter in text if letter > "\x7f" and (letter.isalpha() or letter == "\ufffd")][:2_000]
    others = sum(not unicodedata.name(letter, "LATIN").startswith(("LATIN", "REPLACEMENT")) for letter in letters)
    return others >= max(_LEAST_LETTERS, _LEAST_SHARE * len(letters))
