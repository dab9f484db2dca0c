"""A location as written to city, region, country and remote: "Austin, TX", "Remote - US", "US-CA-San Francisco".

Nothing is made up: city and region are words of the text; a country is told by its name or code, by a state or province
that only it has, or by a city whose namesakes elsewhere are all far smaller. Where readings disagree, it stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from pipeline.sources.gazetteer import Named, cities_named, country_codes, fold_place, look_up, part_codes
from pipeline.sources.location_tokens import CODE, location_tokens
from pipeline.sources.remote_words import read_remote, without_remote

_LIMIT = 500  # characters of a location that are read
_DOMINANT = 3  # a city this many times larger than its namesakes in other countries is meant
_PLACES = re.compile(r"\s*(?:[;|•\n]|\s/\s|(?<=[^\W\d])/(?=[^\W\d])|\bor\b|\band\b|\s&\s|\boder\b|\bund\b|\bou\b)\s*")
_NOISE = re.compile(r"💰.*?`\s*`|[`*]|\s+in(?=$|,)")
_CITY_STATES = frozenset({"SG", "HK", "MO", "MC", "GI"})
_SAYS_REGION = re.compile(
    r"\b(?:district|province|county|oblast|krai|state|canton|voivodeship|prefecture|governorate|division|co|\w{3,}shire)\b",
    re.IGNORECASE,
)
_FACILITY = re.compile(
    r"\s(?:hospital|infirmary|clinic|station|centre|center|campus|house|school|college|university|airport|office|hq)\b",
    re.IGNORECASE,
)
_LISTED_CITY = 150  # thousands of inhabitants: two such cities side by side are two places
_RIVAL_CITY = 15  # thousands of inhabitants from which a city abroad may be meant by a state's name
_GREAT_CITY = 500  # thousands of inhabitants from which a city may be meant by a country's name
_WIDE_AREAS = frozenset({
    "europe", "eu", "european union", "emea", "apac", "latam", "americas", "america", "asia", "africa", "oceania",
    "north america", "south america", "latin america", "central america", "middle east", "southeast asia", "nordics",
    "scandinavia", "dach", "benelux", "baltics", "balkans", "worldwide", "global", "globally", "world", "international",
    "nationwide", "various", "multiple", "eastern europe", "western europe", "central europe", "caribbean"
})  # fmt: skip
_UNKNOWN_CITY_ABROAD = frozenset({"DE", "IN"})  # "Kleinstadt, DE" is as likely Germany as Delaware


@dataclass(frozen=True, slots=True)
class Location:
    """What a location says; null where it does not, or where its places differ."""

    city: str | None = None
    region: str | None = None
    country: str | None = None
    is_remote: bool | None = None


@lru_cache(maxsize=50_000)
def read_location(text: str) -> Location:
    """Read a free-text location.

    >>> read_location("US-CA-San Francisco")
    Location(city='San Francisco', region='CA', country='US', is_remote=None)
    >>> read_location("London or Remote")
    Location(city='London', region=None, country='GB', is_remote=True)
    """
    text = _NOISE.sub(" ", unescape(text[:_LIMIT]))
    is_remote = read_remote(text)
    pieces = _PLACES.split(without_remote(text))
    places = [place for piece in _with_last_country(pieces) for place in _read_places(piece)]
    places = [place for place in places if place.city or place.region or place.country is not None]
    if len(places) == 1:
        only = places[0]
        return Location(only.city, only.region, only.country or None, is_remote)
    cities, regions, countries = ({getattr(place, name) for place in places} for name in ("city", "region", "country"))
    return Location(_only(cities), _only(regions), _only(countries), is_remote)


def _only(values: set[str | None]) -> str | None:
    return (next(iter(values)) or None) if len(values) == 1 else None


def _with_last_country(pieces: list[str]) -> list[str]:
    """The country at the end holds for all where alone they name none: "Durham and Washington, GB"."""
    tokens = location_tokens(pieces[-1])
    country = tokens[-1] if len(tokens) > 1 and _country_of(tokens[-1:])[0] else ""
    if len(pieces) == 1 or not country:
        return pieces
    return [piece if any(place.country for place in _read_places(piece)) else f"{piece}, {country}" for piece in pieces]


def _read_places(piece: str) -> list[Location]:
    """The places of a piece without separators of places; a list of cities or of countries is one place each."""
    parts = location_tokens(piece)
    tokens = [token for token in parts if fold_place(token) not in _WIDE_AREAS or _rows(token, _is_part)]
    if len(tokens) < len(parts) and not any(map(cities_named, tokens)):
        return [Location(country="")]  # "Europe, UK": not one country
    pairs = list(zip(tokens[::2], tokens[1::2], strict=False))
    if len(tokens) > 3 and len(tokens) % 2 == 0 and all(code in part_codes("US") for _, code in pairs):
        return [_read_place(list(pair)) for pair in pairs]
    countries = [token for token in tokens if _rows(token, _is_country)]
    cities = [token for token in tokens if token not in countries]
    if _are_cities_of_one_country(cities):
        return [_read_place([city, *countries]) for city in cities]
    are_alike = all(map(cities_named, tokens)) or all(_rows(token, _is_country) for token in tokens)
    if len(tokens) > 1 and are_alike and not _is_one_address(tokens):
        return [_read_place([token]) for token in tokens]
    return [_read_place(tokens)]


def _are_cities_of_one_country(tokens: list[str]) -> bool:
    """Great cities, or more than two: "Hamburg, Berlin", though Berlin is a region, too.

    Where states have codes, a city's state is known, and "Buffalo, New York" is one place.
    """
    least = _LISTED_CITY if len(tokens) == 2 else 1
    rows = [{row.country for row in cities_named(token) if row.thousands >= least} for token in tokens]
    shared = set.intersection(*rows) if len({fold_place(token) for token in tokens}) > 1 else set()
    return any(not part_codes(country) for country in shared)


def _is_one_address(tokens: list[str]) -> bool:
    """Whether one token is the region or country of another: "New York, New York", "Tbilisi, Georgia"."""
    for place, token in enumerate(tokens):
        for other in (other for spot, other in enumerate(tokens) if spot != place):
            if fold_place(other) == fold_place(token):
                return True
            countries = {row.country for row in _rows(other, _is_country)}
            if any(row.country in countries for row in look_up(fold_place(token)) if not _is_country(row)):
                return True
            parts = {(row.country, row.part) for row in _rows(other, _is_part)}
            parts |= {(country, "") for country, _ in parts if len(tokens) == 2 and place == 0}
            if any((row.country, row.part) in parts for row in cities_named(token)):
                return True
    return False


def _is_country(row: Named) -> bool:
    return not row.is_city and not row.part


def _is_part(row: Named) -> bool:
    return not row.is_city and bool(row.part)


def _rows(token: str, wanted: Callable[[Named], bool]) -> list[Named]:
    return [row for row in look_up(fold_place(token)) if wanted(row)]


def _has_city(country: str, token: str) -> bool:
    return any(row.country == country for row in cities_named(token))


def _read_place(tokens: list[str]) -> Location:
    """One place of its parts, in either order: city, region, country, or the other way about."""
    country, rest = _country_of(tokens)
    region, country_of_region, rest = _region_of(country, rest)
    country = country or country_of_region
    known = [token for token in rest if cities_named(token)]
    # "Silver Lake, Los Angeles, CA": the part of a town comes first.
    before = [
        token for token in known if region and part_codes(country or "") and _stands_before(tokens, token, region)
    ]
    city = next(iter(before[::-1] or known), None)
    if city is None and region and country and not part_codes(country) and _has_city(country, region):
        city, region = region, None  # "Route des Acacias, Genève": a canton or state of its city's name
    if city is None and (region or country) and len(rest) == 1 and _may_be_city(rest[0]):
        city = _town_of(rest[0], country)
    if region is None and country and len(rest) == 2 and city == rest[0]:
        region = rest[1] if _SAYS_REGION.search(rest[1]) or fold_place(rest[1]) == fold_place(city) else None
    if country is None and region is None and city:
        country = _dominant_country(cities_named(city))
    return Location(city, region, country)


def _stands_before(tokens: list[str], left: str, right: str) -> bool:
    return tokens.index(left) < tokens.index(right)


def _town_of(token: str, country: str | None) -> str | None:
    """The town that a facility is named after, "Sunderland Eye Infirmary"; any other name is taken for the town's."""
    words = token.split()
    for end in range(len(words) - 1, 0, -1) if _FACILITY.search(token) else ():
        if country and _has_city(country, " ".join(words[:end])):
            return " ".join(words[:end])
    return None if _FACILITY.search(token) else token


def _may_be_city(token: str) -> bool:
    return token[:1].isupper() and len(token) < 40 and not CODE.fullmatch(token)


def _country_of(tokens: list[str]) -> tuple[str | None, list[str]]:
    """The country that a token names, and the other tokens; a name that may be a state or city must fit the others."""
    for position in [*range(len(tokens) - 1, 0, -1), 0][: len(tokens)]:
        token = tokens[position]
        rest = tokens[:position] + tokens[position + 1 :]
        country = _country_named(token, rest) or _country_by_code(token, rest)
        if country:
            others = [other for other in rest if other != token]
            return country, others or rest or ([token] if country in _CITY_STATES else [])
    return None, tokens


def _country_named(token: str, rest: list[str]) -> str | None:
    countries = {row.country for row in _rows(token, _is_country)}
    if len(countries) != 1:
        return None
    country = next(iter(countries))
    rivals = [row for row in look_up(fold_place(token)) if row.country != country]
    if not rivals or any(_has_city(country, other) for other in rest):
        return country
    if any(_has_city(rival.country, other) for rival in rivals for other in rest):
        return None
    if any(rival.country == row.country for rival in rivals for other in rest for row in _rows(other, _is_country)):
        return None
    is_unclear = any(_is_part(rival) or rival.thousands >= _GREAT_CITY for rival in rivals)
    return None if is_unclear and not rest else country


def _country_by_code(token: str, rest: list[str]) -> str | None:
    """A two-letter code that is no state's, or that has the city beside it when the state has not."""
    if len(token) != 2 or not token.isupper() or token not in country_codes():
        return None
    if any(_has_city(token, other) for other in rest):
        is_state = any(row.country != token and row.part == token for other in rest for row in cities_named(other))
        return None if is_state else token
    return None if token in part_codes("US") | part_codes("CA") | part_codes("AU") else token


def _region_of(country: str | None, tokens: list[str]) -> tuple[str | None, str | None, list[str]]:
    """(the token that is a state or province, its country, the other tokens): by code first, then by name."""
    for find in (_part_by_code, _part_by_name):
        for position in range(len(tokens) - 1, -1, -1):
            rest = tokens[:position] + tokens[position + 1 :]
            found = find(tokens[position], country, rest)
            if found is not None:
                return tokens[position], found or None, rest
    return None, None, tokens


def _part_by_code(token: str, country: str | None, rest: list[str]) -> str | None:
    """The country of which a code is a part; empty when it is a part of one that stays open; None when it is none."""
    if not CODE.fullmatch(token):
        return None
    candidates = [
        candidate for candidate in ([country] if country else ["US", "CA", "AU"]) if token in part_codes(candidate)
    ]
    if not candidates or (not rest and token in country_codes() and not country):
        return None
    cities = {(row.country, row.part) for other in rest for row in cities_named(other)}
    fitting = [candidate for candidate in candidates if (candidate, token) in cities]
    if not fitting and not country and token in _UNKNOWN_CITY_ABROAD:
        return ""
    return (fitting or candidates)[0]


def _part_by_name(token: str, country: str | None, rest: list[str]) -> str | None:
    """Likewise by name; a name that is also a city's, or another country's, must fit what stands beside it."""
    rows = _rows(token, _is_part)
    parts = {row.country for row in rows}
    if country:
        is_city = not any(map(cities_named, rest)) and _has_city(country, token) and not (rest and part_codes(country))
        return country if country in parts and not is_city else None
    fitting = {part for part in parts if any(_has_city(part, other) for other in rest)} or parts
    if len(fitting) != 1 or (not rest and _is_rather_city(token, fitting)):
        return None
    named = look_up(fold_place(token))
    rivals = {row.country for row in named if not row.is_city or row.thousands >= _RIVAL_CITY} - fitting
    is_told = not rivals or any(_has_city(part, other) for part in fitting for other in rest)
    return next(iter(fitting)) if is_told else ""


def _is_rather_city(token: str, countries: set[str]) -> bool:
    """A name alone that a city and a region share: New York is the city, Oregon the state, Hamburg the city."""
    cities = [row for row in cities_named(token) if row.country in countries]
    return any(row.thousands >= _GREAT_CITY or not part_codes(row.country) for row in cities)


def _dominant_country(cities: list[Named]) -> str | None:
    """The country of a city whose namesakes abroad are all far smaller."""
    rivals = [row.thousands for row in cities if row.country != cities[0].country]
    return cities[0].country if not rivals or cities[0].thousands >= _DOMINANT * max(rivals) else None
