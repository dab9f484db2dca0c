from __future__ import annotations

from pipeline.sources.completion import complete_posting
from pipeline.sources.kinds import parse_payload
from tests.sources.source_samples import payload

PROSE = "We build sensors for greenhouses and look for somebody who likes to write software that farmers depend on."


def test_empty_fields_are_filled_from_location_and_text() -> None:
    record = {"location": "Remote - Berlin, Germany", "description": PROSE}
    complete_posting(record)
    assert record == {
        "location": "Remote - Berlin, Germany",
        "description": PROSE,
        "city": "Berlin",
        "region": None,
        "country": "DE",
        "is_remote": True,
        "language": "en",
    }


def test_what_the_source_said_stays() -> None:
    said = {
        "location": "Austin, TX (remote)",
        "city": "austin",
        "is_remote": False,
        "language": "fr",
        "description": PROSE,
    }
    record = dict(said)
    complete_posting(record)
    assert record == said | {"region": "TX", "country": "US"}


def test_a_location_that_contradicts_the_source_is_not_used() -> None:
    record = {"location": "Austin, TX", "country": "CA"}
    complete_posting(record)
    assert (record.get("city"), record["country"]) == (None, "CA")


def test_parts_without_a_location_tell_the_country() -> None:
    record = {"city": "Austin", "region": "Texas", "location": None}
    complete_posting(record)
    assert (record["city"], record["region"], record["country"]) == ("Austin", "Texas", "US")


def test_every_parsed_posting_is_completed() -> None:
    line = f'{{"id": "1", "title": "Grower", "location": "Lyon, France", "description": "{PROSE}"}}'.encode()
    (record,) = parse_payload(payload(line, "postings"))
    assert isinstance(record, dict)
    assert (record["city"], record["country"], record["language"]) == ("Lyon", "FR", "en")
