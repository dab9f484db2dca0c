"""Wrong sources, options, lakes and releases: clear lines, exit 2, no traceback, and nothing left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.commands import refused, stacktrail
from tests.end_to_end.conftest import Replayed
from tests.end_to_end.tiny_sources import write_tiny

pytestmark = [pytest.mark.end_to_end, pytest.mark.xdist_group("replayed samples")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"{ [", ":1: not usable YAML"),
        (b"sources: 5", ":1: `sources` must be a list"),
        (b"", ":1: the file is empty"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"sources:\n  - {name: a, kind: postings}\n", ":2: "),
        (b"sources:\n  - {name: a, kind: nosuch, path: x}\n", ":2: `kind` is 'nosuch'; kinds are"),
        (b"sources:\n- {name: a, kind: postings, path: x}\n- {name: a, kind: postings, path: y}\n", ":3: "),
    ],
)
def test_a_wrong_sources_file_is_refused_with_its_line(tmp_path: Path, text: bytes, expected: str):
    (tmp_path / "SOURCES.yml").write_bytes(text)
    for command in ("run", "collect"):
        complaint = refused(command, "SOURCES.yml", "--lake", "lake", cwd=tmp_path)
        assert "SOURCES.yml" in complaint and expected in complaint
    assert not (tmp_path / "lake").exists()


def test_every_problem_of_a_sources_file_is_told(tmp_path: Path):
    (tmp_path / "SOURCES.yml").write_text(
        "sources:\n  - {name: a, kind: nosuch, path: x}\n  - {name: b, path: y}\n"
        "  - {kind: postings, path: y, colour: red}\n"
    )
    told = stacktrail("run", "SOURCES.yml", cwd=tmp_path)
    assert told.status == 2 and "Traceback" not in told.err
    for problem in (":2: `kind`", ":3: ", "`kind`", ":4: ", "`name`", "'colour'"):
        assert problem in told.err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("frobnicate",), "no command 'frobnicate'"),
        (("rnu",), "did you mean run?"),
        (("run", "--colour"), "--colour"),
        (("--lake", "x", "status"), "behind its name"),
        (("run", "nosuch.yml"), "no file nosuch.yml"),
        (("run", "."), "cannot be read: Is a directory"),
        (("run", "--now", "yesterday"), "'yesterday' is no time"),
        (("query", "SELECT 1", "--output", "xml"), "xml"),
        (("review", "decide", "tsk_x", "perhaps"), "perhaps"),
        (("company",), "NAME|DOMAIN|ID"),
    ],
)
def test_wrong_words(tmp_path: Path, words: tuple[str, ...], expected: str):
    assert expected in refused(*words, cwd=tmp_path)


@pytest.mark.parametrize(
    "words", [("status",), ("releases",), ("build",), ("verify",), ("company", "x"), ("query", "SELECT 1")]
)
def test_a_place_that_is_no_lake(tmp_path: Path, words: tuple[str, ...]):
    assert "no lake at" in refused(*words, "--lake", tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()


def test_places_that_cannot_be_a_lake(tmp_path: Path):
    sources = write_tiny(tmp_path / "sources")
    (tmp_path / "file").write_text("a file")
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "letter.txt").write_text("not a lake")
    (tmp_path / "strange").mkdir()
    (tmp_path / "strange" / "lake.json").write_text("{}")
    for place, expected in [
        ("file", "is a file, not a lake"),
        ("file/below", "file/below"),
        ("used", "is not a lake and not empty"),
        ("strange", "is not a lake"),
        ("ftp://host/lake", "neither a folder nor an s3:// URI"),
    ]:
        where = place if "://" in place else tmp_path / place
        assert expected in refused("run", sources, "--lake", where)
    assert (tmp_path / "used" / "letter.txt").read_text() == "not a lake"
    assert [path.name for path in (tmp_path / "used").iterdir()] == ["letter.txt"]


def test_a_time_before_everything_was_saved(tmp_path: Path):
    sources = write_tiny(tmp_path / "sources")
    done = stacktrail("run", sources, "--lake", tmp_path / "lake", "--now", "2001-01-01")
    assert "none new; all " in done.out and "were saved after this run's time" in done.out, done


def test_wrong_settings(tmp_path: Path):
    sources = write_tiny(tmp_path / "sources")
    complaint = refused("run", sources, "--lake", tmp_path / "lake", env={"STACKTRAIL_WORKERS": "many"})
    assert "STACKTRAIL_WORKERS must be a whole number" in complaint


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("query", "SELECT 1", "--release", "1999"), "no release 1999"),
        (("verify", "1999"), "no release 1999"),
        (("rollback", "1999"), "no release 1999"),
        (("diff", "1999"), "no release 1999"),
        (("diff", "202609"), "give more of it"),
        (("rollback", "20260903"), "is the current release already"),
        (("query", "SELECT 1", "--as-of", "1999-01-01"), "no release was current at"),
        (("query", "SELECT * FROM out_companie"), "out_companies"),
        (("query", "DROP TABLE out_companies"), "only statements that read"),
        (("company", "No Such Company Anywhere"), "No Such Company Anywhere"),
        (("explain", "hollowpine-example.com", "No Such Technology"), "No Such Technology"),
        (("review", "show", "tsk_nosuch"), "no review task"),
        (("quarantine", "show", "rej_nosuch"), "rej_nosuch"),
        (("build", "--now", "2026-09-01"), "cannot go back in time"),
    ],
)
def test_what_is_not_in_the_lake(replayed: Replayed, words: tuple[str, ...], expected: str):
    assert expected in refused(*words, "--lake", replayed.lake)
