"""Deduplicated records in a folder: added to, and refused with a reason when it is not what it should be."""

from pathlib import Path

import orjson
import pyarrow as pa
import pytest

from pipeline.entity_resolution.deduplicating.deduplication import DedupeParams, dedupe_records
from pipeline.entity_resolution.records.spread import in_turn
from pipeline.errors import ConflictError, IntegrityError, UsageError
from pipeline.runners.dedupe_state import MANIFEST, dedupe_with_state

FIRST = pa.table({"record_id": ["a", "b"], "name": ["Brightloom Textiles, Inc.", "Kestrelvale Robotics GmbH"]})
SECOND = pa.table({"record_id": ["A", "c"], "name": ["BRIGHTLOOM TEXTILES", "Kestrel-vale Robotics"]})


def _add(records: pa.Table, folder: Path | None, params: DedupeParams | None = None) -> list[list[str]]:
    clusters, keep = dedupe_with_state(records, folder, params or DedupeParams(), lambda share: None, in_turn)
    keep()
    return [list(row.values()) for row in clusters.to_pylist()]


def _layer(folder: Path) -> Path:
    (found,) = (folder / "layers").iterdir()
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A state of the first records."""
    assert _add(FIRST, tmp_path / "state") == [["a", "a"], ["b", "b"]]
    return tmp_path / "state"


def test_later_records_are_told_with_the_earlier_ones_that_they_change(folder: Path) -> None:
    assert _add(SECOND, folder) == [["A", "A"], ["c", "b"], ["a", "A"]]
    together = dedupe_records(pa.concat_tables([FIRST, SECOND])).to_pylist()
    assert [list(row.values()) for row in together] == [["a", "A"], ["b", "b"], ["A", "A"], ["c", "b"]]
    assert [layer["records"] for layer in orjson.loads((folder / MANIFEST).read_bytes())["layers"]] == [2, 2]


def test_a_batch_whose_answer_was_lost_can_be_added_again(folder: Path) -> None:
    before = (folder / MANIFEST).read_bytes()
    lost, _ = dedupe_with_state(SECOND, folder, DedupeParams(), lambda share: None, in_turn)
    assert (folder / MANIFEST).read_bytes() == before
    assert _add(SECOND, folder) == [list(row.values()) for row in lost.to_pylist()]


def test_of_two_batches_added_at_once_one_is_refused(folder: Path) -> None:
    _, keep = dedupe_with_state(SECOND, folder, DedupeParams(), lambda share: None, in_turn)
    _add(pa.table({"record_id": ["d"], "name": ["Ossuary Pickle Works"]}), folder)
    with pytest.raises(ConflictError, match=MANIFEST):
        keep()
    assert _add(SECOND, folder)[0] == ["A", "A"]


def test_other_parameters_and_other_folders_are_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="made by another version"):
        _add(SECOND, folder, DedupeParams(match_bits=2.0))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("Dear")
    with pytest.raises(UsageError, match=f"holds files but no {MANIFEST}"):
        _add(FIRST, tmp_path / "mine")


@pytest.mark.parametrize("manifest", [b"{", b"[]", b'{"format": 1}', b'{"format": 1, "made_by": "x", "layers": 3}'])
def test_a_manifest_that_cannot_be_read_is_named(folder: Path, manifest: bytes) -> None:
    (folder / MANIFEST).write_bytes(manifest)
    with pytest.raises(IntegrityError, match=f"damaged .{MANIFEST} cannot be read.*again into an empty folder"):
        _add(SECOND, folder)


def test_damaged_and_missing_layers_are_named(folder: Path) -> None:
    layer = _layer(folder)
    whole = layer.read_bytes()
    layer.write_bytes(whole[:-100])
    with pytest.raises(IntegrityError, match="bytes where"):
        _add(SECOND, folder)
    layer.write_bytes(b"\0" * len(whole))
    with pytest.raises(IntegrityError, match="is damaged"):
        _add(SECOND, folder)
    layer.unlink()
    with pytest.raises(IntegrityError, match="is damaged"):
        _add(SECOND, folder)


def test_a_layer_outside_the_folder_is_not_read(folder: Path) -> None:
    manifest = orjson.loads((folder / MANIFEST).read_bytes())
    manifest["layers"][0]["key"] = "../../secret.arrow"
    (folder / MANIFEST).write_bytes(orjson.dumps(manifest))
    with pytest.raises(IntegrityError, match="unsafe object key"):
        _add(SECOND, folder)
