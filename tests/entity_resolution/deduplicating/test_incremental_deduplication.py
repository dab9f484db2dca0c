"""Records added in batches come to the clusters of a full run, and only what they touch is told again."""

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pyarrow as pa
import pytest

from pipeline.entity_resolution.blocking.name_index import BlockingParams
from pipeline.entity_resolution.blocking.record_arrays import Arrays, packed, unpacked
from pipeline.entity_resolution.deduplicating.deduplication import DedupeParams, dedupe_records
from pipeline.entity_resolution.deduplicating.incremental_deduplication import add_records
from pipeline.entity_resolution.deduplicating.record_layers import stacked
from pipeline.errors import SchemaError, UsageError

# no limit cuts a choice short
PARAMS = DedupeParams(blocking=BlockingParams(neighbours=500, block_limit=500, city_limit=500, least_spelling=0.6))
WORDS = ("Brightloom", "Kestrelvale", "Harbor Ridge", "Ossuary", "Thistledown", "Quillgate", "Светлица", "IBX", "Ltd")
KINDS = ("Textiles", "Robotics", "Fund II", "Fund III", "Pickle Works", "Energy", "International Box Exchange", "")
FORMS = ("", " Inc.", " GmbH", " - Careers", " Ltd", " formerly Marrowfen Trading")
PLACES = (("", "", ""), ("brightloom.com", "US", "Leeds"), ("kestrelvale.de", "DE", "Kiel"), ("ibx.io", "", ""))


def _records(count: int, seed: int = 5) -> pa.Table:
    chance = random.Random(seed)
    names = [f"{chance.choice(WORDS)} {chance.choice(KINDS)}{chance.choice(FORMS)}" for _ in range(count)]
    names[::40] = [""] * len(names[::40])
    places = [chance.choice(PLACES) for _ in range(count)]
    columns = {name: [place[number] for place in places] for number, name in enumerate(("domain", "country", "city"))}
    return pa.table({"record_id": [f"r{row:04}" for row in range(count)], "name": names, **columns})


def _distinct(records: pa.Table) -> pa.Table:
    """Without records that are equal but for their ids."""
    seen = {tuple(row.values())[1:]: number for number, row in enumerate(records.to_pylist())}
    return records.take(pa.array(sorted(seen.values())))


def _clusters(answer: pa.Table) -> dict[str, str]:
    return dict(zip(answer.column("record_id").to_pylist(), answer.column("cluster_id").to_pylist(), strict=True))


def _added(batches: Sequence[pa.Table], params: DedupeParams = PARAMS) -> tuple[dict[str, str], list[Arrays]]:
    """Clusters as a reader of the answers knows them, and the layers."""
    clusters: dict[str, str] = {}
    layers: list[Arrays] = []
    for batch in batches:
        arrays, answer = add_records(stacked(layers), batch, params)
        layers.append(unpacked(packed(arrays)))
        said = _clusters(answer)
        again = {record for record in said if record in clusters}
        assert all(clusters[record] != said[record] for record in again), "what did not change is not told again"
        clusters |= said
    return clusters, layers


def _cut(records: pa.Table, chance: random.Random) -> list[pa.Table]:
    """The records in random order and batches, of one record or of half of them."""
    shuffled = records.take(pa.array(chance.sample(range(records.num_rows), records.num_rows)))
    cuts = sorted({0, records.num_rows, *(chance.randrange(records.num_rows) for _ in range(chance.randint(1, 4)))})
    return [shuffled.slice(start, end - start) for start, end in pairwise(cuts)]


@pytest.mark.parametrize("seed", range(6))
def test_any_batches_in_any_order_come_to_the_clusters_of_a_full_run(seed: int) -> None:
    chance = random.Random(seed)
    records = _distinct(_records(110, seed))
    expected = _clusters(dedupe_records(records, PARAMS))
    assert 10 < len(set(expected.values())) < records.num_rows - 10
    for _ in range(4):
        assert _added(_cut(records, chance))[0] == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [(("IX", ""), ("International Xylophones", "")), (("Zyxon Pickle Works", ""), ("Marrowfen", "zyxon.com"))],
    ids=["initials", "domain label"],
)
def test_pairs_that_only_one_side_asks_for_are_found_in_either_order(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    anything = replace(PARAMS, match_bits=-60.0)
    pair = pa.table({"record_id": ["a", "b"], "name": [one[0], other[0]], "domain": [one[1], other[1]]})
    for batches in ([pair.slice(0, 1), pair.slice(1)], [pair.slice(1), pair.slice(0, 1)], [pair]):
        assert _added(batches, anything)[0] == {"a": "a", "b": "a"}


def test_the_first_batch_is_a_full_run_with_the_usual_limits() -> None:
    records = _records(400)
    assert add_records([], records)[1].equals(dedupe_records(records))


def test_unrelated_records_change_nothing() -> None:
    clusters, layers = _added([_records(60)])
    answer = add_records(stacked(layers), pa.table({"record_id": ["z"], "name": ["Zephyrine Vuorela Oyj"]}), PARAMS)[1]
    assert _clusters(answer) == {"z": "z"}
    assert len(set(clusters.values())) > 5


def test_copies_of_earlier_records_and_nothing_at_all_can_be_added() -> None:
    records = _records(60)
    copies = records.set_column(0, "record_id", pa.array([f"s{row}" for row in range(60)]))
    clusters = _added([records, copies.slice(0, 0), copies])[0]
    assert clusters == _clusters(dedupe_records(pa.concat_tables([records, copies]), PARAMS))


def test_bad_input_is_named() -> None:
    layers = stacked(_added([_records(20)])[1])
    with pytest.raises(UsageError, match=r"record_id 'r0003' was added before \(2 were\)"):
        add_records(layers, pa.table({"record_id": ["r0003", "r0004", "new"], "name": ["a", "b", "c"]}))
    with pytest.raises(UsageError, match="occurs more than once"):
        add_records(layers, pa.table({"record_id": ["x", "x"], "name": ["a", "b"]}))
    with pytest.raises(SchemaError, match="no column name"):
        add_records(layers, pa.table({"record_id": ["x"]}))
