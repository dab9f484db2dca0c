"""The names inside a name: "Alto (formerly ScriptDash)", "Foo LLC d/b/a Bar"."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.entity_resolution.names.board_words import is_country, is_place, is_role
from pipeline.entity_resolution.names.name_forms import tidy
from pipeline.entity_resolution.names.word_lists import word_list

VARIANT_LIMIT = 5

_BRACKETS = re.compile(r"\(([^()]{1,120})\)|\[([^\[\]]{1,120})\]")
_OTHER_NAME = re.compile(
    r"[\s,(]+(?:d\.?\s?/?b\.?\s?/?a\.?|doing business as|trading as|t/a|a\.?k\.?a\.?|also known as|f\.?k\.?a\.?"
    r"|formerly(?: known as)?|previously(?: known as)?|ex-)[\s:]+",
    re.IGNORECASE,
)
_PARENT = re.compile(
    r"[\s,(]+(?:(?:is )?(?:now )?(?:a )?(?:part|division|subsidiary|unit) of|(?:an?|the) \w+ company)\b",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s+[-–—|/:·•]+\s+|\s*[|•]\s*|\s+@\s+|:\s+")
_JOBS_AT = re.compile(r"^(?:jobs|careers?|work(?:ing)?)\s+(?:at|with|@)\s+", re.IGNORECASE)
_DRESS = re.compile(
    r"^(?:careers?|jobs?|remote|linkedin|hiring|now hiring|official|website|home|join us"
    r"|(?:full|part)[- ]?time|contract|internships?)$",
    re.IGNORECASE,
)
# What the patterns above need at least: names without it, nearly all, are done at once.
_MAY_HOLD_NAMES = re.compile(
    r"[\[(|•@:/·–—]| - |\b(?:dba|doing|trading|aka|also|fka|formerly|previously|ex-|of|company|jobs?|careers?)\b"
    r"|\b[adf]\.|\bwork",
    re.IGNORECASE,
)
_PLAIN_TAIL = re.compile(r"\s+(?:careers?|jobs?)$", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def name_variants(name: str) -> tuple[str, ...]:
    """All names that `name` may mean, the whole first, at most `VARIANT_LIMIT`, without repeats.

    >>> name_variants("Alto (formerly ScriptDash)")
    ('Alto (formerly ScriptDash)', 'Alto', 'ScriptDash')
    """
    whole = tidy(name)
    if not _MAY_HOLD_NAMES.search(whole):
        return _distinct([whole])
    found = [whole]
    stripped = _PLAIN_TAIL.sub("", _JOBS_AT.sub("", whole))
    if stripped != whole:
        found.append(stripped)
    parts = _OTHER_NAME.split(stripped)
    if len(parts) > 1:
        found.extend(part for part in parts)
    outside = _BRACKETS.sub(" ", stripped)
    if outside != stripped:
        found.append(outside)
        found.extend(inner for pair in _BRACKETS.findall(stripped) for inner in pair if _is_name(inner))
    owner = _PARENT.split(stripped, maxsplit=1)[0]
    if owner != stripped:
        found.append(owner)
    pieces = [piece for piece in _SEPARATOR.split(stripped) if not _is_dress(piece.strip())]
    if pieces and (len(pieces) > 1 or pieces[0] != stripped):
        found.extend(pieces[:2])
    return _distinct(found)


def _is_dress(piece: str) -> bool:
    """What stands beside a name: where the company is, or whom it looks for ("Acme - San Francisco")."""
    return bool(_DRESS.match(piece)) or is_place(piece) or is_role(piece.casefold())


def _is_name(text: str) -> bool:
    """Whether brackets hold another name, and not where the company is, or what: "(Lima Branch)", "(Pte)"."""
    plain = text.casefold().strip(" .")
    is_branch = plain in word_list("bracketed") or is_country(plain) or plain.endswith(" branch")
    return sum(character.isalpha() for character in text) >= 2 and not is_branch and not _is_dress(text.strip())


def _distinct(names: list[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for place, name in enumerate(names):
        text = " ".join(name.split()).strip(" ,;-–—|/:" if place == 0 else " ,;-–—()[]|/:")
        if text and any(character.isalnum() for character in text):
            kept.setdefault(text.casefold(), text)
    return tuple(kept.values())[:VARIANT_LIMIT]
