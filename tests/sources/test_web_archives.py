"""Web archives: every archived page is a record of its own address and date; the rest is counted, damage is told."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from pipeline.errors import PayloadError
from pipeline.sources import warc_records
from tests.sources.source_samples import codes, parse
from tests.sources.web_archives import PAGE, SEGMENT, WAT, chunked, members, record, response

FETCHED = datetime(2026, 8, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "data",
    [members(*SEGMENT), b"".join(SEGMENT), gzip.compress(b"".join(SEGMENT), mtime=0)],
    ids=["members", "plain", "gzip"],
)
def test_pages_of_a_segment_are_read_and_the_rest_is_counted(data: bytes) -> None:
    records, rejections = parse(data, "warc", "segments/x.warc.gz", company="Not theirs")
    assert [(page["url"], page["domain"], page["title"]) for page in records] == [
        ("https://www.brightloom.com/", "brightloom.com", "Loom"),
        ("https://www.brightloom.com/chunked", "brightloom.com", "Loom"),
        ("https://www.ferrox-rail.de/", "ferrox-rail.de", "Loom"),
        ("https://www.ferrox-rail.de/de", "ferrox-rail.de", "Ferrox Rail"),
    ]
    assert {page["observed_at"] for page in records} == {FETCHED}
    assert [page["description"] for page in records][1::2] == ["We weave.", "Ferrox Rail\nWir nutzen Qt."]
    assert not any(page.get("organization_name") for page in records)
    assert codes(rejections) == ["not_html"]
    assert rejections[0].reason.endswith("image/png (1), request (1), status 404 (1), warcinfo (1)")


def test_a_wat_record_gives_the_head_of_its_page() -> None:
    (page,), rejections = parse(members(WAT), "warc")
    assert (page["title"], page["organization_name"]) == ("Brightloom & Co <Ltd>", "Brightloom")
    assert '<script src="https://cdn.example/jquery-3.7.1.js"></script>' in page["html"]
    assert '"Server"' in page["headers"]
    assert rejections == []


@pytest.mark.parametrize(
    ("data", "pages", "code"),
    [
        (members(*SEGMENT)[:-20], 3, "damaged_archive"),
        (b"".join(SEGMENT[:3])[:-40], 0, "damaged_archive"),
        (record("response", response(b"\x1f\x8bnot gzip")), 0, "damaged_archive"),
        (record("response", response(PAGE, "200 OK", "Content-Encoding: deflate")), 1, None),
        (record("response", response(PAGE, "200 OK", "Transfer-Encoding: chunked")), 1, None),
        (record("response", response(b"zz\r\n" + chunked(PAGE), "200 OK", "Transfer-Encoding: chunked")), 1, None),
        (record("response", response(PAGE).replace(b"\r\n", b"\n")), 1, None),
        (record("response", response(PAGE), "<https://www.brightloom.com/a b>"), 1, None),
        (record("response", response(PAGE), "http://10.0.0.1/"), 0, "missing_domain"),
        (record("response", response(PAGE), "file:///etc/passwd"), 0, "not_html"),
        (record("response", b"no http"), 0, "not_html"),
        (record("metadata", b"{", Content_Type="application/json"), 0, "invalid_json"),
        (record("response", response(gzip.compress(PAGE, mtime=0)[:-9])), 1, None),
        (record("", b""), 0, "not_html"),
    ],
    ids=range(14),
)
def test_damage_is_told_and_the_rest_is_kept(data: bytes, pages: int, code: str | None) -> None:
    records, rejections = parse(data, "warc")
    assert len(records) == pages
    assert (code in codes(rejections)) if code else rejections == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b" ", "empty_payload"),
        (gzip.compress(b"", mtime=0), "empty_payload"),
        (b"<html></html>", "unknown_format"),
        (gzip.compress(b"filedesc://x.arc 0.0.0.0 2008 text/plain 69\n", mtime=0), "unknown_format"),
        (b"WARC/1.0\r\nX: " + b"a" * 2_000_000, "unknown_format"),
    ],
)
def test_what_is_no_archive_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(PayloadError) as caught:
        parse(data, "warc")
    assert caught.value.reason_code == code


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_bombs_and_endless_records_are_refused(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc_records, "RECORD_LIMIT_BYTES", 100_000)
    monkeypatch.setattr(warc_records, "ARCHIVE_LIMIT_BYTES", 1_000_000)
    packed = gzip.compress(b"a" * 1_000_000, mtime=0)
    packed = packed if encoding == "gzip" else packed[10:-8]
    bomb = record("response", response(packed, "200 OK", f"Content-Encoding: {encoding}"))
    assert codes(parse(bomb, "warc")[1]) == ["too_large"]
    assert codes(parse(record("response", response(b"a" * 200_000)), "warc")[1]) == ["too_large"]
    endless = record("response", b"x", Content_Length="99999999999")
    assert codes(parse(endless, "warc")[1]) == ["too_large"]
