"""A company name without its dress: one form that spelling, script, legal form and punctuation do not change."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rigour.names import NameTypeTag, analyze_names
from rigour.text import ascii_text

from pipeline.entity_resolution.names.exchange_names import company_alone
from pipeline.entity_resolution.names.legal_forms import split_legal_form
from pipeline.entity_resolution.names.word_lists import word_list

NAME_LIMIT = 200  # characters that count; real names are under 150, the rest is pasted text
TOKEN_LIMIT = 16  # words that count

LIGHT_WORDS = word_list("light_words")
_ROMAN = re.compile(r"(?=[xvi]{2})(x{0,3})(ix|iv|v?i{0,3})")  # a single v or x is more often a letter than a number
_ROMAN_UNITS = {"": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
_APOSTROPHE = re.compile(r"['’‘`´ʼ]")
_INITIALS = re.compile(r"(?<!\w)(?:\w\.){2,}\w?(?!\w)")
# "Booking.com Inc." is Booking: what stands after the dot is an address's, not the name's.
_ADDRESS = re.compile(r"^(?:https?://)?www\.|(?<=\w\w)\.(?:com|net|org|io|co|ai|app|dev)(?:\.[a-z]{2})?(?=[\s,;)/]|$)")
_KANA_EDGE = re.compile(r"(?<=[\u30a0-\u30ff])(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=[\u30a0-\u30ff])")
_LATIN = re.compile(r"[\x00-\x7f\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f]+")
_WORD = re.compile(r"[a-z0-9]+")
_DIGITS = re.compile(r"\d+")
_SIGNS = str.maketrans("®™℠©", "    ")  # else "Acme™" would become "acmetm"
_OTHER_SCRIPT = re.compile(r"[\u0370-\u1cff\u1f00-\u1fff\u2e80-\ud7ff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class NameForm:
    """What is compared of a name.

    Attributes:
        written: as written, case-folded, one space between words.
        tokens: its words in Latin letters, without legal forms; never empty unless nothing can be read.
        legal_forms: the legal forms split off, in comparable spelling.
        numbers: numbers in it, Roman numerals as digits, sorted.
        initials: first letters of the words that tell.
        is_latin: false when it was written in another script.
    """

    written: str
    tokens: tuple[str, ...]
    legal_forms: tuple[str, ...]
    numbers: tuple[str, ...]
    initials: str
    is_latin: bool

    @property
    def core(self) -> str:
        """The words with one space between."""
        return " ".join(self.tokens)

    @property
    def spaceless(self) -> str:
        """The words with none."""
        return "".join(self.tokens)


def tidy(name: str | None) -> str:
    """Compatibility-normalize, drop control characters and signs of registration, one space between words, cut."""
    if not name:
        return ""
    if name.isascii() and name.isprintable():
        return " ".join(name[: NAME_LIMIT * 2].split())[:NAME_LIMIT].strip()
    text = unicodedata.normalize("NFKC", name[: NAME_LIMIT * 2].translate(_SIGNS))
    text = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text) if not text.isprintable() else text
    return " ".join(text.split())[:NAME_LIMIT].strip()


class _LatinLetters(dict[int, str]):
    """ASCII of Latin letters, asked once each: unlike in other scripts it does not hang on the letters around."""

    def __missing__(self, code: int) -> str:
        return self.setdefault(code, str(ascii_text(chr(code))))


_LATIN_LETTERS = _LatinLetters()


def to_latin(text: str) -> str:
    """Lower-case ASCII of any script."""
    if text.isascii():
        return text.lower()
    if _LATIN.fullmatch(text):
        return text.translate(_LATIN_LETTERS).lower()
    return str(ascii_text(_KANA_EDGE.sub(" ", text))).lower()


@lru_cache(maxsize=20_000)
def name_form(name: str) -> NameForm:
    """Read a name. Never fails; a name without a letter or digit has no tokens."""
    written = tidy(name).casefold()
    company = company_alone(_ADDRESS.sub("", written) or written)
    rest, legal_forms = split_legal_form(company) if written else ("", ())
    tokens = _roman_as_digits(_tokens(rest) or _tokens(written))
    numbers = sorted({n for token in tokens for n in _numbers_of(token)}) if _DIGITS.search("".join(tokens)) else []
    telling = [t for t in tokens if t not in LIGHT_WORDS] or list(tokens)
    return NameForm(
        written=written,
        tokens=tokens,
        legal_forms=legal_forms,
        numbers=tuple(numbers),
        initials="".join(t[0] for t in telling),
        is_latin=not _OTHER_SCRIPT.search(written),
    )


def _tokens(text: str) -> tuple[str, ...]:
    joined = _INITIALS.sub(lambda match: match.group().replace(".", ""), text)
    plain = to_latin(_APOSTROPHE.sub("", joined)).replace("&", " and ").replace("+", " and ").replace("@", " at ")
    words = _WORD.findall(_APOSTROPHE.sub("", plain))
    return tuple(_join_letters(words)[:TOKEN_LIMIT])


def _join_letters(words: list[str]) -> list[str]:
    """ "h s b c bank" -> "hsbc bank": runs of single letters are one abbreviation."""
    joined: list[str] = []
    run: list[str] = []
    for word in [*words, ""]:
        if len(word) == 1 and word.isalpha():
            run.append(word)
            continue
        if run:
            joined.append("".join(run))
            run = []
        if word:
            joined.append(word)
    return joined


def _roman_as_digits(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """ "fund iii" and "fund 3" are one name; a Roman numeral at the start is more often a word."""
    return tokens[:1] + tuple(_roman_value(token) or token for token in tokens[1:])


def _roman_value(token: str) -> str:
    roman = _ROMAN.fullmatch(token)
    return str(10 * len(roman.group(1)) + _ROMAN_UNITS[roman.group(2)]) if roman else ""


def _numbers_of(token: str) -> list[str]:
    return [digits.lstrip("0") or "0" for digits in _DIGITS.findall(token)]


@lru_cache(maxsize=200_000)
def name_concepts(text: str) -> tuple[str, ...]:
    """What words mean whatever the language, such as `DOMAIN:BANK` for "banka" or `LOCATION:us` for "USA", sorted."""
    if not text:
        return ()
    found = set()
    for name in analyze_names(NameTypeTag.ORG, [text]):
        for span in name.spans:
            kind = str(span.symbol.category).rpartition(".")[2]
            if kind in ("DOMAIN", "LOCATION", "SYMBOL"):
                found.add(f"{kind}:{span.symbol.id}")
    return tuple(sorted(found))
