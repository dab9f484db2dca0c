"""`explain`: every link of the chain, and each re-checked."""

from __future__ import annotations

import hashlib

import pytest

from tests.access.small_lake import RELEASES, SmallLake


def test_chain_goes_from_the_fact_to_the_release(stacktrail, small_lake: SmallLake):
    found = stacktrail("explain", "brackwater", "kubernetes", "--output", "json").value
    assert (found["fact"]["mention_count"], found["evidence_count"]) == (2, 2)
    first = found["mentions"][0]
    assert (first["mention_id"], first["span_check"], first["document_title"]) == (
        "m_1",
        "verified",
        "Platform engineer",
    )
    assert (first["before"], first["span"]) == ("You run ", "Kubernetes")
    stored = (small_lake.folder / first["payload"]["storage_key"]).read_bytes()
    assert hashlib.sha256(stored).hexdigest() == first["payload_id"]
    assert found["payload_checks"] == {first["payload_id"]: "bytes verified"}
    manifest = (small_lake.folder / f"releases/{RELEASES[2]}.json").read_bytes()
    assert found["release"]["release_id"] == RELEASES[2]
    assert found["release"]["digest"] == hashlib.sha256(manifest).hexdigest()
    assert found["release"]["versions"]["catalogue"] == "abc123"


def test_mention_shows_what_speaks_for_it(stacktrail):
    found = stacktrail("explain", "brackwater", "kubernetes", "--output", "json").value
    assert found["mentions"][0]["reasons"] == {"unambiguous_name": 14.0}
    assert "unambiguous name +14.0" in stacktrail("explain", "brackwater", "kubernetes").out


def test_page_shows_the_span_and_where_it_comes_from(stacktrail):
    out = stacktrail("explain", "brackwater", "kubernetes", "--limit", "1").out
    for words in (
        "»Kubernetes« clusters",
        "span verified",
        "Platform engineer; description 8-18",
        "https://jobs.invalid/pos_1",
        "bytes verified",
        "2026-09-01 06:00 from boards/day1.jsonl",
        "landing/payloads/",
        "and 1 more mention: --limit 2",
        f"Release {RELEASES[2]}",
        "catalogue",
    ):
        assert words in out


def test_span_that_is_not_there_is_shouted(stacktrail):
    assert (
        stacktrail("explain", "cmp_tallow", "go", "--output", "json").value["mentions"][0]["span_check"] == "mismatch"
    )
    out = stacktrail("explain", "cmp_tallow", "go").out
    assert "SPAN DOES NOT MATCH" in out and "recorded quote: we write Go and like" in out
    assert "span verified" not in out


def test_link_is_explained_in_bits(stacktrail):
    found = stacktrail("explain", "cmp_tallow", "go", "--output", "json").value
    (link,) = found["links"]
    assert (link["decision"], link["match_probability"], link["candidate_name"]) == (
        "match",
        0.964,
        "Tallow Finch GmbH",
    )
    assert link["comparison"][0] == {"comparison": "name", "level": "same words", "weight": 9.25}
    out = stacktrail("explain", "cmp_tallow", "go").out
    assert "96.4%, +4.8 bits" in out and "same words" in out and "-4.5 bits" in out


def test_site_detection_has_no_span_to_check(stacktrail):
    out = stacktrail("explain", "brackwater", "nomad").out
    assert "<script src='/nomad.js'>" in out and "no text span" in out


def test_former_id_is_followed(stacktrail):
    found = stacktrail("explain", "cmp_tallow2", "go")
    assert found.status == 0 and "was merged into" in found.err


def test_fact_that_is_not_there_says_what_is(stacktrail):
    assert stacktrail("explain", "brackwater", "zig").failed_with("no evidence", "Nomad")
    assert stacktrail("explain", "cmp_solvane_de", "zig").failed_with("nothing is known")


@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_damaged_payload_is_told(own_lake: SmallLake, stacktrail, damage):
    for path in (own_lake.folder / "landing" / "payloads").rglob("*"):
        if path.is_file():
            path.unlink()
            if damage == "changed":
                path.write_bytes(b"something else")
    out = stacktrail("explain", "brackwater", "go", lake=own_lake.folder).out
    assert ("BYTES CHANGED" if damage == "changed" else "MISSING from the landing archive") in out


def test_hostile_text_is_quoted_as_plain_text(stacktrail):
    out = stacktrail("explain", "cmp_evil", "kubernetes").out
    assert "\x1b" not in out and "[red]Go[/red]" in out
