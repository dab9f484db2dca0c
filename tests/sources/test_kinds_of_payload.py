from __future__ import annotations

import pytest

from pipeline.errors import PayloadError, UsageError
from pipeline.sources.kinds import KINDS, LOADED, get_parser, parse_payload
from pipeline.sources.parser import ORIGINAL_LIMIT, Parser, Rejection
from pipeline.sources.rejections import read_items, reject
from tests.sources.source_samples import GOOD, PAGE_URL, payload


def test_kinds_are_sorted_and_described() -> None:
    assert list(KINDS) == sorted(set(KINDS))
    for kind in KINDS:
        assert get_parser(kind).kind == kind
        assert get_parser(kind).description


def test_a_misspelt_kind_gets_a_suggestion() -> None:
    with pytest.raises(UsageError, match="did you mean 'greenhouse'"):
        get_parser("greenhuose")
    with pytest.raises(UsageError, match=f"kinds are {KINDS[0]}"):
        get_parser("")


@pytest.mark.parametrize("kind", sorted(GOOD))
def test_good_payloads_give_columns_of_their_table_and_the_same_twice(kind: str) -> None:
    for data in GOOD[kind]:
        first = list(parse_payload(payload(data, kind, PAGE_URL)))
        assert first == list(parse_payload(payload(data, kind, PAGE_URL)))
        for record in first:
            assert not isinstance(record, Rejection)
            assert record.keys() <= set(get_parser(kind).table.schema.names)
            assert record["source"] == "sample"


def test_a_parsers_own_mistake_is_a_payload_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> object:
        yield {"posting_id": "pos_1"}
        raise KeyError("surprise")

    table = get_parser("postings").table
    monkeypatch.setitem(LOADED, "broken", Parser("broken", table, "fails", broken))  # type: ignore[arg-type]
    items = parse_payload(payload(b"x", "broken"))
    assert next(items)["payload_id"]  # type: ignore[index]
    with pytest.raises(PayloadError) as caught:
        next(items)
    assert caught.value.reason_code == "parser_error"


def test_one_failing_item_costs_only_itself() -> None:
    def read(line: int, item: int):  # type: ignore[no-untyped-def]
        yield {"quotient": 10 // item}

    items = list(read_items([(1, 5), (2, 0), (3, 2)], read))
    assert [getattr(item, "reason_code", item) for item in items] == [{"quotient": 2}, "parser_error", {"quotient": 5}]


def test_originals_are_cut_and_storable() -> None:
    assert len(reject(1, "invalid_json", "x", "y" * 10**6).original or "") == ORIGINAL_LIMIT
    assert reject(1, "invalid_json", "x\x00", b"\xff\x00").original == "\ufffd\ufffd"
    assert reject(1, "invalid_json", "x", {"a": "\ud800", "b": 2**80}).original is not None
    with pytest.raises(ValueError, match="unknown reason code"):
        reject(1, "no_such_code", "x")
