"""`stacktrail catalogue` on the packaged catalogue and on copies of it; technologies in the texts are invented."""

import json
import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

PACKAGED = Path(str(files("pipeline.normalization") / "catalogue"))
TEXTS = (
    "Python, Riverboat, Kafka and Docker",
    "Experience with Riverboat, Python, Terraform",
    "Kafka or River-Boat, Python",
    "We sail a Riverboat.",
    "Python and Kafka",
)


@pytest.fixture
def postings(tmp_path: Path) -> Path:
    lines = [json.dumps({"id": f"p{number}", "description": text}) for number, text in enumerate(TEXTS)]
    place = tmp_path / "postings.jsonl"
    place.write_text("\n".join([*lines, "no json"]), encoding="utf-8")
    return place


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKAGED, tmp_path / "mine"))


def test_show_takes_any_name_and_search_ranks(stacktrail: Any) -> None:
    shown = json.loads(stacktrail("catalogue", "show", "k8s", "--output", "json").out)
    assert shown["technology_id"] == "kubernetes"
    assert "did you mean" in stacktrail("catalogue", "show", "Kubernettes").err
    found = stacktrail("catalogue", "search", "postgres", "--limit", "3", "--output", "json").rows
    assert found[0]["technology_id"] == "postgresql"
    assert len(found) == 3


def test_lint_tells_file_line_and_fix(stacktrail: Any, folder: Path) -> None:
    assert stacktrail("catalogue", "lint").status == 0
    aliases = folder / "aliases.csv"
    aliases.write_text(aliases.read_text(encoding="utf-8") + "zzzz,no-such-technology,\n", encoding="utf-8")
    done = stacktrail("catalogue", "lint", folder)
    assert done.status == 2
    assert "catalogue/aliases.csv, line" in done.err
    assert "add it to technologies.csv first" in done.err
    (folder / "aliases.csv").unlink()
    assert "give a folder with" in stacktrail("catalogue", "lint", folder).err


def test_lint_since_wants_every_id_kept_or_retired(stacktrail: Any, folder: Path) -> None:
    technologies = folder / "technologies.csv"
    text = technologies.read_text(encoding="utf-8")
    technologies.write_text(text + "zzz-riverboat,Zzz Riverboat,Database,,,\n", encoding="utf-8")
    assert "'zzz-riverboat' is gone" in stacktrail("catalogue", "lint", PACKAGED, "--since", folder).err
    retired = folder / "retired_ids.csv"
    technologies.write_text(text, encoding="utf-8")
    retired.write_text("technology_id,retired_on,instead\nzzz-riverboat,2026-01-05,\n", encoding="utf-8")
    assert "is fine" in stacktrail("catalogue", "lint", folder, "--since", PACKAGED).out.decode()


def test_discover_asks_and_an_accepted_proposal_answers(stacktrail: Any, postings: Path, folder: Path) -> None:
    asked = stacktrail("catalogue", "discover", "--file", postings, "--folder", folder, "--output", "json")
    assert [(row["term"], row["question"], row["document_count"]) for row in asked.rows] == [
        ("Riverboat", "new technology?", 3)
    ]
    assert "1 line rejected" in asked.err
    proposal = ("catalogue", "propose", "Riverboat", "--new", "--category", "Database", "--file", postings)
    said = json.loads(stacktrail(*proposal, "--folder", folder, "--output", "json").out)
    assert (said["mentions_added"], said["documents"], said["accepted"]) == (3, 3, False)
    assert said["line"] == "riverboat,Riverboat,Database,,,"
    assert stacktrail("catalogue", "diff", PACKAGED, folder, "--output", "json").rows == []
    stacktrail(*proposal, "--folder", folder, "--accept")
    changes = stacktrail("catalogue", "diff", PACKAGED, folder, "--output", "json").rows
    assert [(row["operation"], row["what"], row["key"]) for row in changes] == [
        ("ADD", "alias", "Riverboat"),
        ("ADD", "technology", "riverboat"),
    ]
    also = ("catalogue", "propose", "RiverBt", "--alias-of", "Riverboat", "--spelling", "River_Bt", "--file", postings)
    said = json.loads(stacktrail(*also, "--folder", folder, "--accept", "--output", "json").out)
    assert (said["line"], said["further_lines"]) == ("RiverBt,riverboat,", ["River_Bt,riverboat,"])
    assert "River_Bt,riverboat,\n" in (folder / "aliases.csv").read_text(encoding="utf-8")
    again = stacktrail("catalogue", "discover", "--file", postings, "--folder", folder, "--output", "json").rows
    assert "Riverboat" not in [row["term"] for row in again]


def test_rejected_terms_are_not_asked_again(stacktrail: Any, postings: Path, folder: Path) -> None:
    where = ("--file", postings, "--folder", folder)
    done = stacktrail("catalogue", "propose", "riverboat", "--reject", "--accept", *where)
    assert done.status == 0
    assert "riverboat\n" in (folder / "rejected_terms.csv").read_text(encoding="utf-8")
    asked = stacktrail("catalogue", "discover", *where, "--output", "json")
    assert asked.rows == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["Riverboat"], "say what it is"),
        (["Riverboat", "--new", "--reject"], "say what it is"),
        (["Riverboat", "--new", "--category", "Boats"], "is no category"),
        (["Riverboat", "--alias-of", "no such thing"], "no technology 'no such thing'"),
        (["Python", "--alias-of", "kafka"], "'Python' already stands for 'python'"),
        (["Riverboat", "--alias-of", "kafka", "--rule", "loud"], "unknown rule 'loud'"),
    ],
)
def test_proposals_that_do_not_fit_are_refused(
    stacktrail: Any, postings: Path, arguments: list[str], expected: str
) -> None:
    done = stacktrail("catalogue", "propose", *arguments, "--file", postings)
    assert done.status == 2
    assert expected in done.err
