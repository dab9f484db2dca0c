"""Countries: what a source writes in a field for countries, to ISO 3166-1 alpha-2.

Free-text locations are never searched for countries here: "Georgia" and "Jersey" in them mean too many things.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rigour.territories import Territory, get_territory_by_qid, lookup_territory

from pipeline.sources.text import storable

# Two-letter codes of the territory table that ISO has not assigned to a country. XK (Kosovo) is user-assigned but the
# one code everybody uses.
_NOT_COUNTRIES = frozenset({
    "ac", "an", "cp", "cq", "dd", "dg", "eu", "ic", "ip", "su", "ta", "un", "yu", "zr", "zz"
})  # fmt: skip
_RENAMED = {"fx": "fr"}  # metropolitan France, reserved by ISO and still written by stock exchanges
_ITEM_ID = re.compile(r"[Qq]\d+")


@lru_cache(maxsize=10_000)
def country_code(text: str) -> str | None:
    """The code of a country given by code or name, in any common language; None when it is not one.

    >>> country_code("Deutschland"), country_code("uk"), country_code("England")
    ('DE', 'GB', 'GB')
    >>> country_code("Worldwide") is None
    True
    """
    text = storable(text).strip()
    text = _RENAMED.get(text.lower(), text)
    if not text or len(text) > 100 or _ITEM_ID.fullmatch(text):
        return None
    return _code_of(lookup_territory(text))


@lru_cache(maxsize=10_000)
def country_of_item(item: str) -> str | None:
    """The code of a country given by its Wikidata item, or by that of one of its regions; None when it is not one.

    >>> country_of_item("Q183")
    'DE'
    """
    return _code_of(get_territory_by_qid(item))


def _code_of(territory: Territory | None) -> str | None:
    if territory is None or territory.is_historical:
        return None
    code: str = territory.code.split("-")[0]
    return code.upper() if len(code) == 2 and code not in _NOT_COUNTRIES else None
