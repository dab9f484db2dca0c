"""The parts of a written place: without streets, postcodes, districts and what else is no name of a place."""

from __future__ import annotations

import re

from pipeline.sources.gazetteer import cities_named, fold_place, look_up
from pipeline.sources.remote_words import FILLER

_TOKENS = re.compile(r"\s*(?:[,()\[\]:]|\s[-–—]\s|^\s*[-–—]|[-–—]\s*$|\s[-–—]|[-–—]\s)\s*")
_CODES = re.compile(r"([A-Z]{2,3})-(?:([A-Z]{2})-)?(.+)")
_COUNTRY_AND_PART = re.compile(r"\b(US|CA|AU)-([A-Z]{2,3})$")
_CODE_TAIL = re.compile(r"(.{3,}?),? ([A-Z]{2,3})")
CODE = re.compile(r"[A-Z]{2,3}")
_ABBREVIATION = re.compile(r"\w\.\w\.$")
_DIGITS = re.compile(r"\d")
_POSTCODE_TAIL = re.compile(
    r"\s+\d{5,6}(?:-\d{4})?$|\s+[A-Z]\d[A-Z](?: ?\d[A-Z]\d)?$|\s+[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$"
)
_POSTCODE_HEAD = re.compile(r"^(?:[A-Z]{1,2}-)?\d{4,6}(?: [A-Z]{2})?\s+")
_STREET = re.compile(
    r"(?:st|str|street|ave|avenue|rd|road|dr|drive|blvd|boulevard|way|ln|lane|pkwy|hwy)\.?", re.IGNORECASE
)
_DISTRICT_TAIL = re.compile(r"(?<=[^\W\d])\s+(?:\d{1,2}|\d{1,2}e(?:r|me)? arrondissement)$", re.IGNORECASE)
_AREA = re.compile(
    r"^(?:greater|metro|central|downtown|inner)\s+|(?<!^bay)(?<!^Bay)\s+(?:(?:bay|metro(?:politan)?|greater)\s+)?(?:area|region|metro|metroplex)$",
    re.I,
)


def location_tokens(piece: str) -> list[str]:
    """The parts of one place as written.

    >>> location_tokens("Poststrasse 4, 9443 Widnau, Switzerland"), location_tokens("US-CA-San Francisco")
    (['Widnau', 'Switzerland'], ['US', 'CA', 'San Francisco'])
    """
    piece = _COUNTRY_AND_PART.sub(r"\2, \1", piece.strip(" -–—,"))
    found = _CODES.fullmatch(piece)
    tokens = []
    for part in [part for part in found.groups() if part] if found else _without_street(_TOKENS.split(piece)):
        tokens += _with_code_apart(_behind_street(_plain_token(part)))
    return [token for token in tokens if token and not _DIGITS.search(token) and any(map(str.isalpha, token))]


def _without_street(parts: list[str]) -> list[str]:
    """An address without its street where the postcode tells which part is the town: "Poststrasse 4, 9443 Widnau"."""
    town = next((place for place, part in enumerate(parts) if _POSTCODE_HEAD.match(part)), 0)
    return [part for part in parts[:town] if not _DIGITS.search(part)] + parts[town:]


def _plain_token(part: str) -> str:
    """A part of an address without postcode, district number and filler."""
    plain = _POSTCODE_HEAD.sub("", _POSTCODE_TAIL.sub("", _DISTRICT_TAIL.sub("", part.strip(" -–—+~/"))))
    if look_up(fold_place(plain)):  # "Greater Noida" is the name
        return plain
    plain = _AREA.sub("", plain).strip(" ,-–—")
    plain = plain if _ABBREVIATION.search(plain) else plain.strip(".")
    if look_up(fold_place(plain)) or CODE.fullmatch(plain):
        return plain
    return " ".join(FILLER.sub(" ", plain).split())


def _behind_street(token: str) -> str:
    """The city at the end of "222 North 20th St. Philadelphia"."""
    words = token.split()[:12]
    for start in range(1, len(words)) if _DIGITS.search(token) else ():
        tail = " ".join(words[start:])
        if _STREET.fullmatch(words[start - 1]) and cities_named(tail):
            return tail
    return token


def _with_code_apart(token: str) -> list[str]:
    """ "Austin TX" as two tokens, when Austin lies there."""
    found = _CODE_TAIL.fullmatch(token)
    if found and any(row.part == found.group(2) for row in cities_named(found.group(1))):
        return [found.group(1), found.group(2)]
    return [token]
