"""Company records: where a record's place and domain come from."""

from __future__ import annotations

import pyarrow as pa
import pytest

from pipeline.entity_resolution.companies.company_records import gather_records
from pipeline.tables.core import CORE_REGISTRATIONS, CORE_SITE_PAGES

Place = tuple[str | None, str | None]


@pytest.mark.parametrize(
    ("places", "record_place"),
    [
        ([("SE", "Uppsala"), ("SE", "Uppsala"), ("GB", "Exeter")], ("SE", "Uppsala")),
        ([("SE", "Uppsala"), ("GB", "Exeter"), ("SE", None)], ("SE", "Uppsala")),
        ([("SE", None), ("SE", None), ("GB", "Exeter")], ("SE", None)),
        ([("SE", "Uppsala"), ("GB", "Exeter")], ("GB", "Exeter")),  # a tie: the alphabet
        ([(None, None), (None, None), ("GB", "Exeter")], ("GB", "Exeter")),
        ([(None, None)], (None, None)),
    ],
)
def test_a_record_of_postings_is_where_most_of_them_are(places: list[Place], record_place: Place) -> None:
    for order in (places, places[::-1]):
        postings = pa.table(
            {
                "record_id": ["rec_1"] * len(order),
                "source": ["board"] * len(order),
                "company_name": ["Norvane AB"] * len(order),
                "company_domain": pa.nulls(len(order), pa.string()),
                "description": pa.nulls(len(order), pa.string()),
                "country": pa.array([country for country, _ in order], pa.string()),
                "city": pa.array([city for _, city in order], pa.string()),
            }
        )
        pages, registrations = CORE_SITE_PAGES.empty(), CORE_REGISTRATIONS.empty()
        (record,) = gather_records(postings, pages, registrations, lambda name: (name, "employer")).to_pylist()
        assert (record["country"], record["city"]) == record_place


@pytest.mark.parametrize(
    ("told", "record_domain"), [(None, "norvane.se"), ("norvane.example.com", "norvane.example.com")]
)
def test_a_record_has_the_site_that_its_texts_name_where_the_source_tells_none(
    told: str | None, record_domain: str
) -> None:
    postings = pa.table(
        {
            "record_id": ["rec_1", "rec_2"],
            "source": ["board", "board"],
            "company_name": ["Norvane AB - Jobs", "Ellbrook"],
            "company_domain": pa.array([told, None], pa.string()),
            "description": ["Write to us: https://www.norvane.se/jobs.", "We build for norvane.se."],
            "country": pa.nulls(2, pa.string()),
            "city": pa.nulls(2, pa.string()),
        }
    )
    pages, registrations = CORE_SITE_PAGES.empty(), CORE_REGISTRATIONS.empty()
    clean = {"Norvane AB - Jobs": ("Norvane AB", "employer"), "Ellbrook": ("Ellbrook", "employer")}
    records = gather_records(postings, pages, registrations, lambda name: clean[name]).to_pylist()
    assert {row["record_id"]: row["domain"] for row in records} == {"rec_1": record_domain, "rec_2": None}
