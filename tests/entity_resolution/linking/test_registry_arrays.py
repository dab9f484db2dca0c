"""A prepared registry written down and read again gives the same answers; other bytes are refused."""

import io

import numpy as np
import pyarrow as pa
import pytest

from pipeline.entity_resolution.blocking.name_index import BlockingParams
from pipeline.entity_resolution.linking.registry import Registry, score_candidates
from pipeline.entity_resolution.linking.registry_arrays import decode_registry, encode_registry
from pipeline.entity_resolution.records.given_records import all_names, record_table
from pipeline.entity_resolution.weighing.model_file import load_model
from pipeline.errors import SchemaError

PARAMS = BlockingParams()
NAMES = ["Brightloom Textiles, Inc.", "Kestrelvale Robotics GmbH", "Harbor Ridge Fund II LP", "Светлица Трейд", "ILRI"]
ASKED = ["BRIGHTLOOM TEXTILES", "Kestrelvale", "Harbor Ridge Fund 2", "Svetlitsa Trade", "Intl Loom Research Inst", "?"]


def _registry() -> Registry:
    rows = pa.table({"company_id": [f"c{i}" for i in range(len(NAMES))], "name": NAMES, "country": ["US"] * len(NAMES)})
    return Registry.from_arrow(rows, PARAMS, load_model().background)


def _answers(registry: Registry) -> list[tuple[object, ...]]:
    asked = pa.table({"record_id": [str(i) for i in range(len(ASKED))]})
    records = record_table(asked, "record_id", [all_names(name) for name in ASKED], registry.vocabulary)
    found = score_candidates(records, registry, load_model().linking)
    columns = (found.pairs.left, found.pairs.right, found.bits, found.probability)
    levels = map(tuple, found.pairs.levels.tolist())
    return list(zip(*(column.tolist() for column in columns), levels, strict=True))


def test_a_registry_read_from_bytes_answers_as_before() -> None:
    expected = _answers(_registry())
    assert len(expected) > 3
    restored = decode_registry(encode_registry(_registry()), PARAMS, load_model().background)
    assert _answers(restored) == expected


def test_words_that_only_the_background_has_weigh_the_same() -> None:
    registry, background = _registry(), load_model().background
    word = next(word for word in background.counts if word not in registry.vocabulary.words)
    restored = decode_registry(encode_registry(registry), PARAMS, background)
    number = [each.vocabulary.numbers([word])[0] for each in (registry, restored)]
    assert registry.vocabulary.bits[number[0]] == restored.vocabulary.bits[number[1]]


def test_words_of_records_do_not_get_into_the_bytes() -> None:
    registry = _registry()
    before = encode_registry(registry)
    _answers(registry)
    assert encode_registry(registry) == before


def test_names_are_read_again_as_they_were() -> None:
    restored = decode_registry(encode_registry(_registry()), PARAMS, load_model().background)
    names = _registry().table.names
    forms = [names.form(row) for row in range(len(names))]
    assert [restored.table.names.form(row) for row in range(len(names))] == forms
    assert {form.written for form in forms} >= {"brightloom textiles, inc.", "светлица трейд"}


def _archive_of_objects() -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, texts=np.array([{}], dtype=object))
    return buffer.getvalue()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no archive", _archive_of_objects(), None])
def test_other_bytes_are_refused(data: bytes | None) -> None:
    whole = encode_registry(_registry())
    with pytest.raises(SchemaError, match="no prepared registry"):
        decode_registry(whole[: len(whole) // 2] if data is None else data, PARAMS, load_model().background)
