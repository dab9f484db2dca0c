"""The bundled samples: written reproducibly, large enough, small enough, and free of real people."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.domains import registrable_domain
from pipeline.errors import PayloadError
from pipeline.identifiers import content_hash
from pipeline.sources.kinds import parse_payload
from pipeline.sources.parser import Payload, Rejection

SAMPLES = Path(__file__).parents[2] / "samples"
DAYS = ("2026-09-01", "2026-09-02", "2026-09-03")
SIZE_LIMIT_BYTES = 1_800_000


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def sources() -> list[dict[str, str]]:
    loaded: list[dict[str, str]] = yaml.safe_load((SAMPLES / "SOURCES.yml").read_text(encoding="utf-8"))["sources"]
    return loaded


@pytest.fixture(scope="module")
def parsed(sources: list[dict[str, str]]) -> tuple[list[tuple[str, dict[str, Any]]], set[tuple[str, int | None, str]]]:
    """All records as (source, record), and all refusals as (url, line, reason code)."""
    records: list[tuple[str, dict[str, Any]]] = []
    refused: set[tuple[str, int | None, str]] = set()
    for source in sources:
        for path, url in _items(source):
            if not path.is_file():
                refused.add((url, None, "unreadable_file"))
                continue
            data = path.read_bytes()
            payload = Payload(
                data, content_hash(data), source["name"], source["kind"], url, datetime(2026, 9, 1, tzinfo=UTC),
                source.get("company"), source.get("domain"),
            )  # fmt: skip
            try:
                for entry in parse_payload(payload):
                    if isinstance(entry, Rejection):
                        refused.add((url, entry.line, entry.reason_code))
                    else:
                        records.append((source["name"], entry))
            except PayloadError as error:
                refused.add((url, None, error.reason_code))
    return records, refused


def _items(source: dict[str, str]) -> list[tuple[Path, str]]:
    found = []
    for path in sorted(SAMPLES.glob(source["path"])):
        if source["kind"] == "site":
            entries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            found += [(path.parent / entry["file"], entry["url"]) for entry in entries]
        else:
            found.append((path, path.relative_to(SAMPLES).as_posix()))
    return found


def test_the_generator_writes_the_committed_bytes(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", str(SAMPLES / "write_samples.py"), "--into", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    written = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    kept = {path.relative_to(SAMPLES): path.read_bytes() for path in (SAMPLES / "sources").rglob("*") if path.is_file()}
    kept |= {Path(name): (SAMPLES / name).read_bytes() for name in ("expected.json", "EXPECTED.md")}
    assert written.keys() == kept.keys()
    assert [path for path in sorted(kept) if written[path] != kept[path]] == []


def test_the_counts_are_what_the_first_release_promises(
    parsed: tuple[list[tuple[str, dict[str, Any]]], Any], expected: dict[str, Any]
) -> None:
    records, _ = parsed
    postings = {(source, r["source_posting_id"]) for source, r in records if "title" in r and "html" not in r}
    pages = [r for _, r in records if "html" in r]
    registered = {r["source_registration_id"] for _, r in records if "legal_name" in r and "html" not in r}
    assert len(expected["companies"]) >= 64
    assert len(postings) >= 420
    assert len(pages) == expected["counts"]["pages"] >= 44
    assert len(registered) == expected["counts"]["register"] >= 90


def test_every_day_has_postings_and_pages() -> None:
    for day in DAYS:
        folder = SAMPLES / "sources" / day
        assert (folder / "boards" / "jobs.jsonl").is_file()
        assert list((folder / "greenhouse").glob("*.json"))
        assert (folder / "sites" / "index.jsonl").is_file()
    assert sorted(path.name for path in (SAMPLES / "sources").iterdir()) == list(DAYS)


def test_parsers_refuse_exactly_what_the_manifest_names(
    parsed: tuple[Any, set[tuple[str, int | None, str]]], expected: dict[str, Any]
) -> None:
    _, refused = parsed
    assert refused == {(entry["path"], entry["line"], entry["reason_code"]) for entry in expected["quarantine"]}


def test_texts_are_as_long_as_real_ones(parsed: tuple[list[tuple[str, dict[str, Any]]], Any]) -> None:
    lengths = sorted(len(r["description"]) for _, r in parsed[0] if "employment_type" in r)
    assert lengths[0] >= 450
    assert lengths[len(lengths) // 20] >= 600
    assert lengths[-1] <= 2500


def test_every_file_is_named_by_one_source(sources: list[dict[str, str]]) -> None:
    named = [path for source in sources for path, _ in _items(source) if path.is_file()]
    named += sorted(SAMPLES.glob("sources/*/sites/index.jsonl"))
    assert len(named) == len(set(named))
    assert sorted(named) == sorted(path for path in (SAMPLES / "sources").rglob("*") if path.is_file())


def test_size_is_bounded() -> None:
    files = [path for path in SAMPLES.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert sum(path.stat().st_size for path in files) < SIZE_LIMIT_BYTES


def test_nobody_can_be_written_or_called() -> None:
    address = re.compile(r"[\w.]+@[\w-]+\.\w{2,}")
    telephone = re.compile(r"(?:\+|\b00)\d{1,3}[ ()./-]\d{2,}|\(\d{3}\) ?\d{3}-\d{4}|\b\d{3}-\d{3}-\d{4}\b")
    for path in (SAMPLES / "sources").rglob("*"):
        if not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        for match in address.finditer(text):
            assert match[0] == "bootstrap@5.3", f"{path}: {match[0]}"
        assert not telephone.search(text), f"{path}: {telephone.search(text)}"


def test_each_company_has_a_domain_of_its_own(expected: dict[str, Any]) -> None:
    domains = [company["domain"] for company in expected["companies"]]
    assert len(set(domains)) == len(domains)
    assert all(registrable_domain(f"https://www.{domain}/") == domain for domain in domains)


def test_manifest_does_not_contradict_itself(expected: dict[str, Any]) -> None:
    keys = {company["company"] for company in expected["companies"]}
    facts = [(fact["company"], fact["technology"]) for fact in expected["facts"]]
    assert len(set(facts)) == len(facts)
    assert {company for company, _ in facts} <= keys
    assert {link["company"] for link in expected["links"]["must"]} <= keys


def test_manifest_names_postings_that_exist(
    parsed: tuple[list[tuple[str, dict[str, Any]]], Any], expected: dict[str, Any]
) -> None:
    known = {(source, record.get("source_posting_id")) for source, record in parsed[0]}
    pairs = [*expected["duplicates"]["same_opening"], *expected["duplicates"]["another_place"]]
    named = [(side["source"], side["id"]) for pair in pairs for side in (pair["left"], pair["right"])]
    named += [(entry["source"], entry["id"]) for group in expected["postings"].values() for entry in group]
    assert [entry for entry in named if entry not in known] == []


@pytest.mark.parametrize("kind", ["edited", "removed"])
def test_postings_change_over_the_days(kind: str, expected: dict[str, Any]) -> None:
    for entry in expected["postings"][kind]:
        versions = []
        for day in DAYS:
            board = SAMPLES / "sources" / day / "greenhouse" / f"{entry['source']}.json"
            try:
                jobs = json.loads(board.read_text(encoding="utf-8"))["jobs"] if board.is_file() else None
            except json.JSONDecodeError:  # the fetch that broke off
                jobs = None
            if jobs is not None:
                texts = [job["content"] for job in jobs if str(job["id"]) == entry["id"]]
                versions.append((day, texts[0] if texts else None))
        before = [text for day, text in versions if day < entry["day"]]
        after = [text for day, text in versions if day >= entry["day"]]
        assert before and after and all(before)
        assert not any(after) if kind == "removed" else all(text and text != before[0] for text in after)


def test_the_difficulties_are_there(expected: dict[str, Any]) -> None:
    facts = expected["facts"]
    assert sum(fact["uses"] and not fact["dropped"] for fact in facts) >= 400
    assert {fact["why"] for fact in facts if "why" in fact} >= {
        "ambiguous", "negated", "boilerplate", "employer_product", "not_evidence",
    }  # fmt: skip
    assert ("hollowpine", "Segment", DAYS[2]) in [(f["company"], f["technology"], f.get("dropped")) for f in facts]
    assert ("jadewick", "Intercom", DAYS[2]) in [(f["company"], f["technology"], f.get("since")) for f in facts]
    assert len(expected["duplicates"]["same_opening"]) >= 20
    assert len(expected["links"]["must_not"]) >= 30


def test_the_register_holds_other_companies_of_the_same_names(expected: dict[str, Any]) -> None:
    text = (SAMPLES / "sources" / DAYS[0] / "register" / "companies.csv").read_text(encoding="utf-8")
    rows = {row["company_id"]: row for row in csv.DictReader(io.StringIO(text))}
    ours = {company["register_id"] for company in expected["companies"] if company["register_id"]}
    assert ours <= rows.keys()
    assert len(rows.keys() - ours) >= 35
