"""The prepared register is kept between builds, one at a time, and can be lost or damaged without harm."""

import pyarrow as pa
import pytest

from pipeline.entity_resolution.blocking.name_index import BlockingParams
from pipeline.entity_resolution.linking.registry import Registry
from pipeline.entity_resolution.weighing.model_file import load_model
from pipeline.runners import prepared_registry
from pipeline.runners.prepared_registry import kept_registry
from pipeline.storage.lake import Lake
from pipeline.tables.core import CORE_COMPANY_RECORDS


def _rows(*names: str) -> pa.Table:
    return CORE_COMPANY_RECORDS.from_rows(
        {
            "record_id": f"rec_{name}",
            "source": "register",
            "record_kind": "registration",
            "name": name,
            "clean_name": name,
            "name_kind": "employer",
        }
        for name in names
    )


def _kept(lake: Lake, rows: pa.Table, code: str = "1") -> Registry:
    return kept_registry(lake, code, rows, load_model(), BlockingParams())


def _keys(lake: Lake) -> list[str]:
    return [entry.key for entry in lake.store.list("prepared/")]


def test_the_same_register_is_prepared_once(own_lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _kept(own_lake, _rows("Marlwick Systems", "Pellburn"))
    monkeypatch.delattr(prepared_registry, "prepare_registry")
    again = _kept(own_lake, _rows("Marlwick Systems", "Pellburn"))
    assert again.table.ids == first.table.ids
    assert again.vocabulary.words == first.vocabulary.words


def test_another_register_or_code_takes_its_place(own_lake: Lake) -> None:
    _kept(own_lake, _rows("Marlwick Systems"))
    first = _keys(own_lake)
    assert _kept(own_lake, _rows("Marlwick Systems", "Pellburn")).table.ids == ("rec_Marlwick Systems", "rec_Pellburn")
    second = _keys(own_lake)
    _kept(own_lake, _rows("Marlwick Systems", "Pellburn"), code="2")
    assert len(first) == len(second) == len(_keys(own_lake)) == 1
    assert first != second != _keys(own_lake)


def test_a_damaged_one_is_made_anew(own_lake: Lake) -> None:
    rows = _rows("Marlwick Systems")
    _kept(own_lake, rows)
    (key,) = _keys(own_lake)
    whole = own_lake.store.get(key)
    assert whole is not None
    own_lake.store.delete(key)
    own_lake.store.put_if_absent(key, whole[:100])
    assert _kept(own_lake, rows).table.ids == ("rec_Marlwick Systems",)
    assert own_lake.store.get(key) == whole
