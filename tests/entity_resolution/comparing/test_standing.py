"""What is known of a candidate beside what is compared."""

import numpy as np

from pipeline.entity_resolution.comparing.comparisons import COMPARISONS, ComparedPairs
from pipeline.entity_resolution.comparing.standing import RANKING, TOLD, with_standing
from pipeline.entity_resolution.names.frequencies import Frequencies
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.record_table import make_record_table


def test_names_and_what_each_side_tells_are_levels() -> None:
    vocabulary = Vocabulary(Frequencies({}, 1000.0))
    records = make_record_table(["r"], [["Wexmoor"]], [""], ["GB"], [""], vocabulary)
    names = [["Wexmoor"], ["Wexmoor", "Wexmoor Mills", "WXM"]]
    registry = make_record_table(["c1", "c2"], names, ["", "wexmoor.example"], ["", "GB"], ["", "Toft"], vocabulary)
    left, right = np.zeros(2, dtype=np.int32), np.arange(2, dtype=np.int32)
    pairs = ComparedPairs(left, right, left, right, *(np.zeros((2, n), dtype=np.int8) for n in (len(COMPARISONS), 2)))
    levels = with_standing(pairs, records, registry).levels
    said = [{name: texts[row[column]] for column, (name, texts) in enumerate(RANKING.items())} for row in levels]
    assert [each["candidate's names"] for each in said] == ["under 2 names", "3 to 4 names"]
    assert [each["told"] for each in said] == ["country; name alone", "country; domain, country and city"]
    assert [each["told; name used"] for each in said] == [f"{told}; main names" for told in (TOLD[0], TOLD[7])]
    assert [each["city; words"] for each in said] == ["unknown; none"] * 2
