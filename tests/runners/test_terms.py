"""Names the catalogue lacks, from postings to review tasks: the same in one build or in several."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.landing.judgements import record_judgement
from pipeline.publishing.candidate import Base
from pipeline.storage.lake import Lake, open_lake
from pipeline.tables.core import CORE_UNLISTED_TERMS
from pipeline.tables.review import REVIEW_TASKS
from tests.runners.conftest import run_at

DAYS = [datetime(2026, 3, day, 23, 59, 59, tzinfo=UTC) for day in (1, 2, 3)]
TEXTS = {
    1: [("Marlwick", "We run Python, Zorblattu, Kafka and React."), ("Marlwick", "Docker, Zephtool, Kafka, React")],
    2: [
        ("Pellburn", "Docker, Kafka, ZorBlattu, React"),
        ("Ruskavel", "React, =Formula(1), <b>Bold</b>, Docker, Kafka"),
    ],
}


def write_day(folder: Path, day: int) -> None:
    rows = [
        {"id": f"{day}-{n}", "title": "Engineer", "company": company, "description": text, "url": "https://a.example/"}
        for n, (company, text) in enumerate(TEXTS[day])
    ]
    (folder / f"2026-03-0{day}").mkdir()
    (folder / f"2026-03-0{day}" / "jobs.jsonl").write_text(
        "".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8"
    )


def sources_in(folder: Path) -> Path:
    folder.mkdir()
    path = folder / "SOURCES.yml"
    path.write_text("sources:\n  - name: board\n    kind: postings\n    path: 2026-*/jobs.jsonl\n", encoding="utf-8")
    return path


def tables(lake: Lake) -> list[list[dict[str, object]]]:
    base = Base(lake)
    return [base.rows(table).to_pylist() for table in (CORE_UNLISTED_TERMS, REVIEW_TASKS)]


def test_terms_are_carried_on_and_asked_about_once_two_companies_name_them(tmp_path: Path) -> None:
    path = sources_in(tmp_path / "sources")
    grown, whole = (open_lake(str(tmp_path / name), create=True) for name in ("grown", "whole"))
    write_day(path.parent, 1)
    run_at(grown, path, DAYS[0])
    terms, tasks = tables(grown)
    assert [row["surface"] for row in terms if row["surface"] in ("Zorblattu", "Zephtool")] and tasks == []
    write_day(path.parent, 2)
    run_at(grown, path, DAYS[1])
    run_at(whole, path, DAYS[1])
    assert tables(grown) == tables(whole)

    terms, (task,) = tables(grown)
    assert len(terms) >= 3
    assert (task["kind"], task["document_count"], task["fact_count"]) == ("new_technology", 2, 2)
    assert set(task["spellings"]) == {"ZorBlattu", "Zorblattu"}
    said = {name: str(task[name]) for name in ("task_id", "left_id")}
    record_judgement(
        grown,
        **said,
        right_id="",
        verdict="no_technology",
        reviewer="Ada",
        reason=None,
        decided_at=DAYS[1] + timedelta(hours=1),
        subject_kind="term",
    )
    run_at(grown, path, DAYS[2])
    assert [row["status"] for row in tables(grown)[1]] == ["decided"]
