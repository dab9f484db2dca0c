"""Postings of invented companies for tests of openings."""

from __future__ import annotations

from pipeline.openings.postings import Posting

DUTIES = (
    "You keep the looms of our weaving hall running, write the control software that drives them and answer when a "
    "shift calls. Together with two colleagues you plan the change from relays to a field bus, test every new firmware "
    "on the bench before it reaches the floor, and explain to weavers what the lamps on the panel mean. You like old "
    "machines, know how to read a circuit diagram, and have written C for something that moves."
)
OTHER_DUTIES = (
    "The archive of a hundred years of patterns waits to be scanned, described and put in order. You choose the "
    "standards, train volunteers, and build the catalogue with which designers and historians will search. Experience "
    "with museum data is welcome; patience with handwriting is required, and so is a steady hand with fragile paper."
)


def posting(posting_id: str, **changes: object) -> Posting:
    """A posting of the weaving mill, with changes."""
    values: dict[str, object] = {
        "title": "Controls Engineer",
        "company": "brightloom",
        "country": "US",
        "part": "OR",
        "city": "portland",
        "day": 20_000,
        "text": DUTIES,
    }
    return Posting(posting_id, **(values | changes))  # type: ignore[arg-type]
