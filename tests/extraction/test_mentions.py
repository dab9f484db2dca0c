"""Batches of postings and pages to mention rows."""

import json

import pyarrow as pa

from pipeline.extraction.extractor import Extractor
from pipeline.extraction.mentions import header_pairs, page_mentions, posting_mentions
from pipeline.extraction.site_detection import Detector
from pipeline.tables.core import CORE_TECHNOLOGY_MENTIONS
from pipeline.tables.records import PAGE_RECORDS, POSTING_RECORDS


def postings(*rows: dict[str, str | None]) -> pa.Table:
    base = {"source": "board", "payload_id": "0" * 64}
    return POSTING_RECORDS.from_rows([base | row for row in rows])


ROWS = (
    {"posting_id": "pos_1", "title": "Go Engineer", "description": "Go, Rust and PostgreSQL", "company_name": "Acme"},
    {"posting_id": "pos_2", "title": None, "description": None, "company_name": None},
    {"posting_id": "pos_3", "title": "Python developer", "description": "", "company_name": "Acme"},
)


def test_titles_and_descriptions_give_rows_with_offsets(extractor: Extractor) -> None:
    rows = posting_mentions(postings(*ROWS), extractor)
    assert rows.schema.equals(CORE_TECHNOLOGY_MENTIONS.schema)
    found = {(row["document_id"], row["field"], row["technology_id"]) for row in rows.to_pylist()}
    assert ("pos_1", "title", "go") in found
    assert ("pos_1", "description", "postgresql") in found
    assert ("pos_3", "title", "python") in found
    texts = {(row["posting_id"], field): row[field] for row in ROWS for field in ("title", "description")}
    for row in rows.to_pylist():
        text = texts[row["document_id"], row["field"]]
        assert text is not None
        assert text[row["start_offset"] : row["end_offset"]] == row["surface"]


def test_ids_are_unique_and_do_not_depend_on_the_order_of_rows(extractor: Extractor) -> None:
    forward = posting_mentions(postings(*ROWS), extractor)
    backward = posting_mentions(postings(*reversed(ROWS)), extractor)
    assert forward.equals(backward)
    ids = forward.column("mention_id").to_pylist()
    assert len(set(ids)) == len(ids)


def test_splitting_the_batch_gives_the_same_union(extractor: Extractor) -> None:
    whole = posting_mentions(postings(*ROWS), extractor)
    parts = pa.concat_tables([posting_mentions(postings(row), extractor) for row in ROWS])
    assert CORE_TECHNOLOGY_MENTIONS.cast(parts).equals(whole)


def test_no_postings_give_an_empty_table(extractor: Extractor) -> None:
    assert posting_mentions(postings(), extractor).num_rows == 0


def test_a_record_batch_is_accepted(extractor: Extractor) -> None:
    batch = postings(*ROWS).combine_chunks().to_batches()[0]
    assert posting_mentions(batch, extractor).equals(posting_mentions(postings(*ROWS), extractor))


def test_page_mentions_carry_the_evidence(detector: Detector) -> None:
    page = {
        "page_id": "pag_1",
        "source": "sites",
        "payload_id": "0" * 64,
        "domain": "acme.example",
        "html": '<script src="https://code.jquery.com/jquery-3.7.1.min.js"></script>',
        "headers": json.dumps([["Server", "nginx/1.25"]]),
    }
    rows = page_mentions(PAGE_RECORDS.from_rows([page]), detector).to_pylist()
    by_id = {row["technology_id"]: row for row in rows}
    assert {"jquery", "nginx"} <= set(by_id)
    assert by_id["jquery"]["start_offset"] is None
    assert "jquery-3.7.1" in by_id["jquery"]["surface"]
    assert by_id["nginx"]["method"] == "site:header"
    assert all(row["polarity"] == "used" and len(row["surface"]) <= 200 for row in rows)


def test_headers_that_are_no_pairs_are_skipped() -> None:
    assert header_pairs('[["A", 1], ["B"], "c", null]') == [("A", "1")]
    assert header_pairs("not json") == []
    assert header_pairs('{"a": 1}') == []
    assert header_pairs(None) == []
