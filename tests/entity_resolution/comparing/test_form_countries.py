"""Where companies of a legal form are."""

import numpy as np

from pipeline.entity_resolution.comparing.comparisons import compare_records
from pipeline.entity_resolution.comparing.form_countries import FORM_COUNTRY, form_countries
from pipeline.entity_resolution.names.frequencies import Frequencies
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.record_table import RecordTable, make_record_table

WORDS = ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gorse", "Hazel"]


def _table(names: list[str], countries: list[str], vocabulary: Vocabulary) -> RecordTable:
    blank, ids = [""] * len(names), [f"{number}" for number in range(len(names))]
    return make_record_table(ids, [[name] for name in names], blank, countries, blank, vocabulary)


def _levels(name: str, country: str = "") -> list[tuple[str, str]]:
    """Of a record beside two companies of one name, one in Switzerland without a form, one in Britain with one."""
    vocabulary = Vocabulary(Frequencies({}, 1000.0))
    names = ["Wexmoor", "Wexmoor Limited", *(f"{word} {form}" for word in WORDS for form in ("AG", "Limited"))]
    registry = _table(names, ["CH", "GB", *["CH", "GB"] * len(WORDS)], vocabulary)
    records = _table([name], [country], vocabulary)
    pairs = compare_records(records, registry, np.zeros(2, np.int32), np.arange(2, dtype=np.int32), vocabulary)
    sides = form_countries(pairs, records, registry)
    return [(FORM_COUNTRY[one], FORM_COUNTRY[other]) for one, other in zip(*sides, strict=True)]


def test_a_form_speaks_for_the_country_where_it_is_usual() -> None:
    assert _levels("Wexmoor AG") == [("used there more than elsewhere", "unknown"), ("seldom used there", "unknown")]
    assert _levels("Wexmoor", "CH") == [("unknown", "unknown"), ("unknown", "unknown")]


def test_countries_that_both_tell_and_rare_forms_say_nothing() -> None:
    assert _levels("Wexmoor AG", "GB") == [("unknown", "unknown")] * 2
    assert _levels("Wexmoor Oy") == [("unknown", "unknown")] * 2


def test_the_candidate_s_form_is_asked_where_only_the_record_tells_its_country() -> None:
    vocabulary = Vocabulary(Frequencies({}, 1000.0))
    told = [""] + ["CH", "GB"] * len(WORDS)
    names = ["Wexmoor Limited", *(f"{word} {form}" for word in WORDS for form in ("AG", "Limited"))]
    registry, record = _table(names, told, vocabulary), _table(["Wexmoor"], ["GB"], vocabulary)
    pairs = compare_records(record, registry, np.zeros(1, np.int32), np.zeros(1, np.int32), vocabulary)
    assert [FORM_COUNTRY[side[0]] for side in form_countries(pairs, record, registry)] == [
        "unknown",
        "used there more than elsewhere",
    ]
