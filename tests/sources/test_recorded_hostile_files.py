"""The recorded files that real servers and hostile hands made: records or a reason, within a second and 100 MB each."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.errors import PayloadError
from pipeline.sources.kinds import KINDS, parse_payload
from pipeline.sources.parser import Rejection
from pipeline.sources.rejections import REASON_CODES
from tests.fuzzing.run_fuzzer import RECORDED, corpus, warm_up
from tests.sources.source_samples import PAGE_URL, payload

# A broken payload may come under any kind that is read the same way.
READ_AS = {
    "malformed_html": ("site", "jsonld"),
    "malformed_json": ("postings", "greenhouse", "gleif", "jsonld"),
    "malformed_feed": ("rss", "sitemap"),
    "compressed": ("sitemap", "site"),
    "fetch_metadata": ("postings", "greenhouse"),
    "warc": ("warc",),
}
SECONDS, MEGABYTES = 1.0, 100


def hostile_files() -> Iterator[tuple[str, dict[str, Any]]]:
    index = RECORDED / "index.jsonl"
    for line in index.read_text(encoding="utf-8").splitlines() if index.exists() else ():
        entry = json.loads(line)
        for kind in READ_AS.get(entry["kind"], ()):
            if kind in KINDS:
                yield kind, entry


def outcome(data: bytes, kind: str) -> tuple[int, list[str]]:
    """How many records, and the reason codes."""
    try:
        items = list(parse_payload(payload(data, kind, PAGE_URL)))
    except PayloadError as error:
        return 0, [error.reason_code]
    codes = [item.reason_code for item in items if isinstance(item, Rejection)]
    return len(items) - len(codes), codes


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded payloads are not here")
def test_every_hostile_file_gives_records_or_reasons_quickly() -> None:
    warm_up(corpus(recorded=None))
    for kind, entry in hostile_files():
        data = (RECORDED / entry["file"]).read_bytes()
        started, memory = time.process_time(), peak_megabytes()
        records, codes = outcome(data, kind)
        taken, grown = time.process_time() - started, peak_megabytes() - memory
        name = f"{entry['file']} as {kind}"
        assert (taken < SECONDS, grown < MEGABYTES) == (True, True), f"{name}: {taken:.2f} s, {grown:.0f} MB"
        assert records or codes, f"{name}: neither records nor a reason"
        assert set(codes) <= REASON_CODES.keys() - {"parser_error"}, f"{name}: {codes}"


@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded payloads are not here")
def test_what_must_be_refused_as_json_is_and_what_must_be_read_is() -> None:
    for kind, entry in hostile_files():
        if entry["kind"] != "malformed_json" or kind != "gleif":
            continue
        accept = (entry.get("expected") or {}).get("accept")
        records, codes = outcome((RECORDED / entry["file"]).read_bytes(), kind)
        assert records == 0
        if accept is not None:
            assert (codes == ["unknown_format"]) == accept, f"{entry['file']}: {codes}"
