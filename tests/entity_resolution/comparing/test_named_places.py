"""Countries and cities that names tell, against the columns of the other side."""

import numpy as np
import pytest

from pipeline.entity_resolution.comparing.comparisons import compare_records
from pipeline.entity_resolution.comparing.named_places import CITY_NAMED, COUNTRY_NAMED, named_places
from pipeline.entity_resolution.names.frequencies import Frequencies
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.record_table import make_record_table

Record = tuple[str, str, str]  # name, country, city


@pytest.mark.parametrize(
    ("record", "candidate", "country", "city"),
    [
        (("Wexmoor Canada", "", ""), ("Wexmoor", "CA", ""), "record names the candidate's; columns: unknown", "none"),
        (("Wexmoor Canada", "", ""), ("Wexmoor", "FR", ""), "record names another; columns: unknown", "none"),
        (("Wexmoor Florida", "", ""), ("Wexmoor", "US", ""), "record names the candidate's; columns: unknown", "none"),
        (("Wexmoor", "FR", ""), ("Wexmoor Canada", "", ""), "candidate names another; columns: unknown", "none"),
        (("Wexmoor Canada", "", ""), ("Wexmoor", "", ""), "none", "none"),
        (
            ("Wexmoor Toftby", "", ""),
            ("Wexmoor", "", "Toftby"),
            "none",
            "record names the candidate's; columns: unknown",
        ),
        (("Wexmoor", "", "Toft"), ("Toftwell Wexmoor", "", "Toft"), "none", "none"),
        (("Wexmoor", "", "Ost"), ("Wexmoor Ost", "", ""), "none", "none"),
    ],
)
def test_a_place_in_a_name_is_compared_with_the_other_side(
    record: Record, candidate: Record, country: str, city: str
) -> None:
    vocabulary = Vocabulary(Frequencies({}, 1000.0))
    sides = [
        make_record_table(["x"], [[name]], [""], [code], [town], vocabulary) for name, code, town in (record, candidate)
    ]
    row = np.zeros(1, dtype=np.int32)
    countries, cities = named_places(compare_records(*sides, row, row, vocabulary), *sides)
    assert (COUNTRY_NAMED[countries[0]], CITY_NAMED[cities[0]]) == (country, city)
