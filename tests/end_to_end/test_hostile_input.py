"""Payloads that are broken, hostile or gone: quarantined with a reason, while the rest goes on."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.end_to_end.commands import done, rows, stacktrail
from tests.end_to_end.small_sources import write
from tests.end_to_end.tiny_sources import write_tiny

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow, pytest.mark.xdist_group("hostile")]

STRANGE_NAME = 'jobs-2026-01-04 "it\'s\n\u202e\u00e9\U0001f600".jsonl'
LIMIT = 4_000_000  # bytes, set for these runs so that what is too much for a payload is quickly made
POSTING = {"source_posting_id": "s1", "title": "Engineer", "company_name": "Strangeways", "description": "We use Rust."}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with SOURCES.yml, its data, and `lake`, built from it."""
    folder = tmp_path_factory.mktemp("hostile")
    sources = write_tiny(folder)
    sources.write_text(sources.read_text() + "  - {name: sites, kind: site, path: sites/2026-01-01/*.jsonl}\n")
    data = folder / "data"
    write(data / STRANGE_NAME, json.dumps(POSTING) + "\n")
    (data / "binary-2026-01-02.jsonl").write_bytes(bytes(range(256)) * 40)
    (data / "empty-2026-01-02.jsonl").write_bytes(b"")
    (data / "long-2026-01-02.jsonl").write_text(
        json.dumps({**POSTING, "source_posting_id": "s2", "title": "x" * 3_000_000}) + "\n"
    )
    (data / "bomb-2026-01-02.jsonl").write_bytes(gzip.compress(b"{" * (LIMIT * 25), mtime=0))
    (data / "large-2026-01-02.jsonl").write_bytes(b"{}\n" * LIMIT)
    (data / "deep-2026-01-02.jsonl").write_bytes(b"[" * 100_000 + b"\n")
    (data / "gone-2026-01-02.jsonl").symlink_to(folder / "nowhere")
    (data / "loop-2026-01-02.jsonl").symlink_to(data / "loop-2026-01-02.jsonl")
    (data / "folder-2026-01-02.jsonl").mkdir()
    write(folder / "secret.html", "<html><body>secret words</body></html>")
    site = folder / "sites" / "2026-01-01"
    write(site / "good.html", "<html><title>Good</title><body>Hello</body></html>")
    (site / "link.html").symlink_to(folder / "secret.html")
    (site / "loop.html").symlink_to(site / "loop.html")
    entries = [
        {"file": "good.html", "url": "https://www.good-example.com/"},
        {"file": "../../secret.html", "url": "https://www.traversal-example.com/"},
        {"file": "/etc/passwd", "url": "https://www.absolute-example.com/"},
        {"file": "link.html", "url": "https://www.link-example.com/"},
        {"file": "missing.html", "url": "https://www.missing-example.com/"},
        {"file": "a\x00b.html", "url": "https://www.nul-example.com/"},
        {"file": "x" * 5000, "url": "https://www.long-example.com/"},
        {"file": "loop.html", "url": "https://www.loop-example.com/"},
        {"file": 7, "url": "https://www.number-example.com/"},
    ]
    write(site / "index.jsonl", "".join(json.dumps(entry) + "\n" for entry in entries) + "not JSON\n")
    ran = run(folder)
    assert ran.status == 0, ran.err
    assert "Traceback" not in ran.err
    return folder


def run(folder: Path, *words: str):
    limit = {"STACKTRAIL_MAXIMUM_PAYLOAD_BYTES": str(LIMIT)}
    return stacktrail("run", folder / "SOURCES.yml", "--lake", folder / "lake", *words, env=limit)


def test_the_rest_goes_on(hostile: Path):
    postings = rows(hostile / "lake", "core_postings")
    assert {"Strangeways"} <= {row["company_name"] for row in postings}
    assert len(postings) >= 7
    assert [row["url"] for row in rows(hostile / "lake", "core_site_pages")] == ["https://www.good-example.com/"]
    assert any(row["technology_id"] == "rust" for row in rows(hostile / "lake", "out_evidence"))


@pytest.mark.parametrize(
    ("name", "reasons"),
    [
        ("data/binary-2026-01-02.jsonl", {"unknown_format"}),
        ("data/empty-2026-01-02.jsonl", {"empty_payload"}),
        ("data/bomb-2026-01-02.jsonl", {"too_large", "invalid_json"}),
        ("data/large-2026-01-02.jsonl", {"too_large"}),
        ("data/deep-2026-01-02.jsonl", {"invalid_json", "too_deep"}),
        ("data/gone-2026-01-02.jsonl", {"unreadable_file"}),
        ("data/loop-2026-01-02.jsonl", {"unreadable_file"}),
        *((f"sites/2026-01-01/index.jsonl:{line}", {"unsafe_path"}) for line in (2, 3, 4, 6, 7)),
        ("https://www.loop-example.com/", {"unreadable_file"}),
        ("sites/2026-01-01/index.jsonl:9", {"missing_field"}),
        ("https://www.missing-example.com/", {"unreadable_file"}),
        ("sites/2026-01-01/index.jsonl:10", {"invalid_json"}),
    ],
)
def test_each_is_quarantined_with_its_reason(hostile: Path, name: str, reasons: set[str]):
    found = [row for row in rows(hostile / "lake", "landing_quarantine") if row["url"] == name]
    assert found, sorted((row["url"], row["reason_code"]) for row in rows(hostile / "lake", "landing_quarantine"))
    assert {row["reason_code"] for row in found} <= reasons
    assert all(row["reason"] for row in found)


def test_nothing_from_outside_the_folder_came_in(hostile: Path):
    payloads = [path for path in (hostile / "lake" / "landing" / "payloads").rglob("*") if path.is_file()]
    assert not any(b"secret words" in path.read_bytes() or b"root:" in path.read_bytes() for path in payloads)
    urls = {row["url"] for row in rows(hostile / "lake", "landing_payloads")}
    assert not any(word in url for url in urls for word in ("traversal", "absolute", "link-example", "nul-"))


def test_the_list_is_printed_without_control_characters(hostile: Path):
    listed = done("quarantine", "list", "--lake", hostile / "lake").out
    assert "too_large" in listed
    assert "\u202e" not in listed and "\x1b" not in listed
    assert done("query", "SELECT url FROM landing_payloads", "--lake", hostile / "lake").out.count("\u202e") == 0


def test_strict_exits_with_one_and_a_second_run_changes_nothing(hostile: Path):
    again = run(hostile, "--strict")
    assert again.status == 1
    assert "unchanged" in again.out


def test_a_source_that_disappears_is_told_and_keeps_what_it_gave(hostile: Path):
    """After the other tests of this file: it takes a file away."""
    before = len(rows(hostile / "lake", "core_postings"))
    for path in (hostile / "data").glob("register-*.csv"):
        path.unlink()
    ran = run(hostile)
    assert ran.status == 0
    assert "no file matches data/*.csv" in ran.out
    assert len(rows(hostile / "lake", "core_postings")) == before
    assert len(rows(hostile / "lake", "core_registrations")) == 40
