"""Candidate pairs: found without training, capped, the same in any order."""

import numpy as np

from pipeline.entity_resolution.blocking.name_index import BlockingIndex, BlockingParams
from pipeline.entity_resolution.names.frequencies import Frequencies
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.given_records import all_names
from pipeline.entity_resolution.records.record_table import RecordTable, make_record_table


def _table(names: list[str], vocabulary: Vocabulary, domains: list[str] | None = None) -> RecordTable:
    blank = [""] * len(names)
    ids = [f"r{row:05}" for row in range(len(names))]
    return make_record_table(ids, [all_names(name) for name in names], domains or blank, blank, blank, vocabulary)


def _found(registry: list[str], name: str, domain: str = "", params: BlockingParams | None = None) -> set[str]:
    vocabulary = Vocabulary(Frequencies({}, 1000.0))
    filler = [f"Quarry{row} Works{row % 7}" for row in range(60)]
    table = _table([*registry, *filler], vocabulary, [*("weft.example",) * len(registry), *("",) * len(filler)])
    index = BlockingIndex(table, len(vocabulary.words), params or BlockingParams())
    _, right = index.candidates(_table([name], vocabulary, [domain]))
    return {registry[row] for row in right if row < len(registry)}


def test_keys_find_what_spelling_hides() -> None:
    assert _found(["T-Loom Freedonia"], "TLoom Freedonia") == {"T-Loom Freedonia"}
    assert _found(["Brightloom Textiles"], "Brightlom Textiles") == {"Brightloom Textiles"}
    assert _found(["International Loom Research Institute"], "ILRI") == {"International Loom Research Institute"}
    assert _found(["ILRI"], "International Loom Research Institute") == {"ILRI"}
    assert _found(["Светлица"], "Svetlitsa") == {"Светлица"}


def test_a_domain_finds_a_company_of_another_name() -> None:
    assert _found(["Alder"], "Birchline", domain="weft.example") == {"Alder"}
    assert _found(["Weft"], "Birchline", domain="weft.example") == {"Weft"}
    assert _found(["Alder"], "Birchline") == set()


def test_blocks_are_capped() -> None:
    params = BlockingParams(neighbours=5, block_limit=10)
    assert (
        len(_found([f"Brightloom {row}" for row in range(300)], "Brightloom 7", "weft.example", params)) <= 5 + 3 * 10
    )


def test_no_names_no_pairs() -> None:
    vocabulary = Vocabulary(Frequencies({}, 1.0))
    table = _table(["...", ""], vocabulary)
    left, right = BlockingIndex(table, len(vocabulary.words), BlockingParams()).candidates(table)
    assert len(left) == len(right) == 0


def test_rows_can_be_asked_for_one_by_one() -> None:
    vocabulary = Vocabulary(Frequencies({}, 1000.0))
    names = [
        f"{first} {second}" for first in ("Alder", "Birch", "Cedar", "Dogwood") for second in ("Mill", "Yard", "Gate")
    ]
    table = _table(names, vocabulary)
    index = BlockingIndex(table, len(vocabulary.words), BlockingParams())
    together = set(zip(*(side.tolist() for side in index.candidates(table)), strict=True))
    alone = {
        pair
        for row in range(len(names))
        for pair in zip(
            *(side.tolist() for side in index.candidates(table, np.array([row], dtype=np.int32))), strict=True
        )
    }
    assert together == alone


def test_a_small_town_is_a_key_and_a_large_one_is_not() -> None:
    vocabulary = Vocabulary(Frequencies({}, 1000.0))

    def table(names: list[str], cities: list[str]) -> RecordTable:
        blank, ids = [""] * len(names), [f"r{row:03}" for row in range(len(names))]
        return make_record_table(ids, [[name] for name in names], blank, blank, cities, vocabulary)

    registry = table(["Alder", "Birch", "Cedar", "Dogwood"], ["Toft", "Wexcombe", "Wexcombe", "Wexcombe"])
    index = BlockingIndex(registry, len(vocabulary.words), BlockingParams(city_limit=2))
    left, right = index.candidates(table(["Quarry", "Quill"], ["Toft", "Wexcombe"]))
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == [(0, 0)]


def test_initials_count_with_and_without_light_words() -> None:
    assert _found(["Loom Company of Wales"], "LW") == {"Loom Company of Wales"}
    assert _found(["Loom Company of Wales"], "LCOW") == {"Loom Company of Wales"}


def test_a_limit_of_lookups_leaves_the_rarest_words_to_look_up_by() -> None:
    registry = [f"Brightloom Hemlock {suffix}" for suffix in ("Ostrava", "Quillmere", "Zvolen")]
    several = BlockingParams(neighbours=14)
    one = BlockingParams(neighbours=14, lookups=1)
    assert _found(registry, "Brightloom Hemlock Quillmere", params=several) == set(registry)
    assert _found(registry, "Quillmere Brightloom Spinning", params=one) == {registry[1]}


def test_names_spelled_unlike_are_no_neighbours() -> None:
    registry = ["Brightloom Textiles", "Brightloom Weavers and Dyers of Greater Ostrava"]
    assert _found(registry, "Brightlom Textile") == set(registry)
    assert _found(registry, "Brightlom Textile", params=BlockingParams(least_spelling=0.6)) == {registry[0]}


def test_threads_change_nothing() -> None:
    vocabulary = Vocabulary(Frequencies({}, 1000.0))
    table = _table([f"Alder{row % 40} Mill{row % 7} Gate{row}" for row in range(300)], vocabulary)
    index = BlockingIndex(table, len(vocabulary.words), BlockingParams(neighbours=5))
    one, two = index.candidates(table, threads=1), index.candidates(table, threads=2)
    assert one[0].tolist() == two[0].tolist()
    assert one[1].tolist() == two[1].tolist()
