"""Whatever comes, a parser gives records, rejections or one PayloadError, in linear time."""

from __future__ import annotations

import gzip
import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import PayloadError
from pipeline.sources.kinds import KINDS, get_parser, parse_payload
from pipeline.sources.parser import ORIGINAL_LIMIT, Rejection
from pipeline.sources.rejections import REASON_CODES
from pipeline.sources.text import DECOMPRESSED_LIMIT_BYTES
from tests.sources.source_samples import FORMAT_PAYLOADS, GOOD, PAGE_URL, payload

# One of each way to read bytes: the formats of job boards share theirs.
READERS = ["greenhouse", "icims", "jsonld", "personio", "postings", "register", "site"]
PIECES = [b'"', b"{", b"[", b"}", b"\\ud800", b"null", b"<"]
FIELDS = [
    "id", "title", "name", "company", "description", "content", "location", "jobLocation", "meta", "jobs", "metadata",
    "departments", "aliases", "company_id", "country", "domain", "posted_at", "datePosted", "baseSalary",
    "hiringOrganization", "identifier", "salary_min", "employmentType", "skills", "is_remote",
]  # fmt: skip
FUZZ = settings(max_examples=70, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def check(data: bytes, kind: str) -> None:
    table = get_parser(kind).table
    try:
        items = list(parse_payload(payload(data, kind, PAGE_URL)))
    except PayloadError as error:
        assert error.reason_code in REASON_CODES
        assert error.reason_code != "parser_error", error.reason
        return
    rejections = [item for item in items if isinstance(item, Rejection)]
    for rejection in rejections:
        assert rejection.reason_code in REASON_CODES
        assert rejection.reason_code != "parser_error", rejection.reason
        assert rejection.original is None or len(rejection.original) <= ORIGINAL_LIMIT
        f"{rejection.reason}{rejection.original}".encode()
    records = [item for item in items if not isinstance(item, Rejection)]
    for record in records:
        unknown_is_null = (
            {**record, "value": None} if kind == "robots" else record
        )  # an empty Disallow means: allow all
        assert "" not in unknown_is_null.values()
    table.from_rows(records)


@pytest.mark.parametrize("kind", KINDS)
@FUZZ
@given(data=st.binary(max_size=400))
def test_random_bytes_never_crash_a_parser(kind: str, data: bytes) -> None:
    check(data, kind)


@pytest.mark.parametrize("kind", KINDS)
@FUZZ
@given(data=st.data())
def test_damaged_payloads_never_crash_a_parser(kind: str, data: st.DataObject) -> None:
    raw = bytearray(data.draw(st.sampled_from((GOOD | FORMAT_PAYLOADS)[kind])))
    for _ in range(data.draw(st.integers(1, 8))):
        start = data.draw(st.integers(0, len(raw)))
        end = min(len(raw), start + data.draw(st.integers(0, 12)))
        raw[start:end] = data.draw(st.binary(max_size=6) | st.sampled_from(PIECES))
    check(bytes(raw), kind)


@pytest.mark.parametrize("kind", ["greenhouse", "jsonld", "postings", "register"])
@FUZZ
@given(
    items=st.lists(
        st.dictionaries(
            st.sampled_from(FIELDS),
            st.recursive(
                st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=8),
                lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
                max_leaves=6,
            ),
        ),
        max_size=4,
    )
)
def test_wrong_types_never_crash_a_parser(kind: str, items: list[dict[str, object]]) -> None:
    for item in items:
        if kind == "jsonld":
            item["@type"] = "JobPosting"
    check(json.dumps(items).encode("utf-8", "surrogatepass"), kind)


LONG = 1_000_000


@pytest.mark.parametrize(
    "data",
    [
        b"[" * LONG,
        b'{"a":' * (LONG // 5),
        b"<" * LONG,
        b"<div>" * (LONG // 5),
        b"<b><p>" * (LONG // 6),
        b"\x00" * LONG,
        b'"' * LONG,
        b'id,title\n"' + b"x," * (LONG // 2),
        b"<p " + b"a='" * (LONG // 3),
        b"<footer>" + b"(c) copyright " * (LONG // 14),
        b'<script type="application/ld+json">' + b'"\\"' * (LONG // 3),
        b'<script type="application/ld+json">{"a":' + b", " * (LONG // 2) + b"}</script>",
        b'<script type="application/ld+json">' + b"<!-- " * (LONG // 5) + b'{"a":1,}</script>',
    ],
    ids=range(13),
)
@pytest.mark.parametrize("kind", READERS)
def test_a_megabyte_of_malice_takes_seconds_not_minutes(kind: str, data: bytes) -> None:
    started = time.perf_counter()
    check(data, kind)
    assert time.perf_counter() - started < 5


def test_a_gzip_bomb_is_refused() -> None:
    bomb = gzip.compress(gzip.compress(b"\0" * (DECOMPRESSED_LIMIT_BYTES + 1), 1), 1, mtime=0)
    with pytest.raises(PayloadError) as caught:
        list(parse_payload(payload(bomb, "site", PAGE_URL)))
    assert caught.value.reason_code == "too_large"
