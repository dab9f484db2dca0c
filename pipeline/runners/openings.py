"""Canonical postings, as rows of a file, to openings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any  # values of JSON rows

import pyarrow as pa

from pipeline.entity_resolution.names.board_names import clean_company_name
from pipeline.openings.deduplication import group_postings
from pipeline.openings.postings import Posting
from pipeline.sources.dates import parse_date_or_month
from pipeline.sources.gazetteer import fold_place, part_code, part_codes
from pipeline.sources.locations import Location, read_location

_DAY_SECONDS = 86_400


def group_rows_of_postings(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """posting_id, group_id of canonical postings; `posting_id` or `id` names each, other fields may be absent."""
    return group_postings(map(read_posting, rows))


def read_posting(row: Mapping[str, Any]) -> Posting:
    """What is compared of a canonical posting."""
    place = _place(row)
    company = clean_company_name(_text(row, "company_name", "company"))
    posted = parse_date_or_month(row.get("posted_at"))
    return Posting(
        posting_id=_text(row, "posting_id", "id"),
        title=_text(row, "title"),
        company=fold_place(company.clean_name or ""),
        country=place.country or "",
        part=part_code(place.country, place.region) if place.region else "",
        city=fold_place(place.city or _small_region(place)),
        day=int(posted.timestamp() // _DAY_SECONDS) if posted else None,
        text=_text(row, "description"),
        is_agency=company.kind == "staffing_agency",
    )


def _small_region(place: Location) -> str:
    """A region named without a town, where regions are counties, is another place than a town: "Kent", not Dover."""
    return "" if place.region is None or part_codes(place.country or "") else place.region


def _place(row: Mapping[str, Any]) -> Location:
    """The columns for places, completed from the location."""
    read = read_location(_text(row, "location"))
    return Location(
        _text(row, "city") or read.city, _text(row, "region") or read.region, _text(row, "country") or read.country
    )


def _text(row: Mapping[str, Any], *names: str) -> str:
    for name in names:
        value = row.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
    return ""
