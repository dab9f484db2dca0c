"""From a path of SOURCES.yml to items: globs, site indexes, what is missing, and when it was observed."""

from __future__ import annotations

import gzip
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.runners.items import Item, Problem, WebItem
from pipeline.runners.listing import list_items
from pipeline.sources.sources_file import Source

SAVED = datetime(2026, 8, 1, 10, tzinfo=UTC)


def listed(folder: Path, path: str, kind: str = "greenhouse", **settings: Any) -> list[Item | Problem]:
    return list(list_items(Source("board", kind, 2, path=path, **settings), folder))


def item_urls(entries: list[Item | Problem]) -> list[str]:
    assert all(isinstance(entry, Item) for entry in entries), entries
    return [entry.url for entry in entries]


def only_problem(entries: list[Item | Problem]) -> Problem:
    (entry,) = entries
    assert isinstance(entry, Problem), entry
    return entry


def save(path: Path, content: str | bytes = "{}") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    os.utime(path, (SAVED.timestamp(), SAVED.timestamp()))
    return path


def save_index(path: Path, *entries: dict[str, Any] | str) -> Path:
    lines = [entry if isinstance(entry, str) else json.dumps(entry) for entry in entries]
    return save(path, "".join(f"{line}\n" for line in lines))


# Globs


def test_globs_match_files_in_path_order_and_leave_folders_out(tmp_path: Path) -> None:
    for name in ("b/2.json", "a/10.json", "a/9.json", "a/notes.txt"):
        save(tmp_path / name)
    (tmp_path / "a" / "folder.json").mkdir()
    assert item_urls(listed(tmp_path, "*/*.json")) == ["a/10.json", "a/9.json", "b/2.json"]
    assert item_urls(listed(tmp_path, "**/*.json")) == ["a/10.json", "a/9.json", "b/2.json"]


def test_a_path_may_leave_the_folder_of_sources_yml(tmp_path: Path) -> None:
    save(tmp_path / "data" / "a.json")
    (tmp_path / "project").mkdir()
    assert item_urls(listed(tmp_path / "project", "../data/*.json")) == ["../data/a.json"]


def test_absolute_paths_are_shown_beside_sources_yml(tmp_path: Path) -> None:
    save(tmp_path / "data" / "a.json")
    assert item_urls(listed(tmp_path, str(tmp_path / "data" / "*.json"))) == ["data/a.json"]


def test_wildcards_in_the_folder_above_are_a_name_and_no_pattern(tmp_path: Path) -> None:
    save(tmp_path / "jobs [2026]" / "a.json")
    save(tmp_path / "jobs 2" / "b.json")
    assert item_urls(listed(tmp_path / "jobs [2026]", "*.json")) == ["a.json"]


def test_no_match_is_a_problem_that_names_the_path(tmp_path: Path) -> None:
    problem = only_problem(listed(tmp_path, "nowhere/*.json"))
    assert (problem.url, problem.reason_code) == ("nowhere/*.json", "no_files")
    assert "no file matches nowhere/*.json" in problem.reason


@pytest.mark.parametrize("path", ["~no-such-user-here/x.json", "[", "a/" * 300 + "x", "x" * 5_000])
def test_odd_paths_are_problems_and_no_errors(tmp_path: Path, path: str) -> None:
    assert only_problem(listed(tmp_path, path)).reason_code == "no_files"


def test_addresses_are_items_and_are_not_asked(tmp_path: Path) -> None:
    source = Source("board", "greenhouse", 2, url=("https://jobs.example/1", "https://jobs.example/2"))
    assert list(list_items(source, tmp_path)) == [WebItem(source, url) for url in source.url or ()]


def test_a_board_is_where_its_kind_says(tmp_path: Path) -> None:
    source = Source("board", "greenhouse", 2, board="marlwick")
    (item,) = list_items(source, tmp_path)
    assert item.url == "https://boards-api.greenhouse.io/v1/boards/marlwick/jobs?content=true"


def test_a_link_that_leads_nowhere_is_a_problem_and_the_rest_goes_on(tmp_path: Path) -> None:
    save(tmp_path / "a.json")
    (tmp_path / "b.json").symlink_to(tmp_path / "gone.json")
    first, second = listed(tmp_path, "*.json")
    assert isinstance(first, Item)
    assert isinstance(second, Problem)
    assert (second.url, second.reason_code) == ("b.json", "unreadable_file")


def test_what_is_no_regular_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.json")
    assert only_problem(listed(tmp_path, "a.json")).reason_code == "unreadable_file"


# When it was observed


@pytest.mark.parametrize(
    ("path", "moment"),
    [
        ("2026-09-01/a.json", datetime(2026, 9, 1, tzinfo=UTC)),
        ("2026/09/01/a.json", datetime(2026, 9, 1, tzinfo=UTC)),
        ("2026-09-01/a__20260902T101112Z.json", datetime(2026, 9, 2, 10, 11, 12, tzinfo=UTC)),
        ("undated/a.json", SAVED),
    ],
)
def test_the_path_tells_the_time_before_the_files_own_does(tmp_path: Path, path: str, moment: datetime) -> None:
    save(tmp_path / path)
    (item,) = listed(tmp_path, "**/*.json")
    assert item.fetched_at == moment


def test_what_sources_yml_says_goes_before_everything(tmp_path: Path) -> None:
    save(tmp_path / "2026-09-01" / "a.json")
    moment = datetime(2020, 1, 1, tzinfo=UTC)
    (item,) = listed(tmp_path, "*/a.json", observed_at=moment)
    assert item.fetched_at == moment


def test_dates_in_the_folders_above_sources_yml_say_nothing(tmp_path: Path) -> None:
    checkout = tmp_path / "backup-2019-03-04"
    save(checkout / "a.json")
    (item,) = listed(checkout, "*.json")
    assert item.fetched_at == SAVED


# Indexes of saved pages

PAGE = {"file": "home.html", "url": "https://marlwick.example/"}


def pages(folder: Path) -> list[Item | Problem]:
    return listed(folder, "2026-09-01/index.jsonl*", kind="site")


def test_an_index_names_its_pages_urls_and_headers(tmp_path: Path) -> None:
    save(tmp_path / "2026-09-01" / "home.html", "<html>")
    save_index(tmp_path / "2026-09-01" / "index.jsonl", {**PAGE, "headers": {"Server": ["nginx", "b"]}})
    (item,) = pages(tmp_path)
    assert isinstance(item, Item)
    assert item.path == tmp_path / "2026-09-01" / "home.html"
    assert (item.url, item.headers) == (PAGE["url"], (("Server", "nginx"), ("Server", "b")))
    assert item.fetched_at == datetime(2026, 9, 1, tzinfo=UTC)


def test_a_compressed_index_is_an_index(tmp_path: Path) -> None:
    save(tmp_path / "2026-09-01" / "home.html", "<html>")
    save(tmp_path / "2026-09-01" / "index.jsonl.gz", gzip.compress(json.dumps(PAGE).encode(), mtime=0))
    assert item_urls(pages(tmp_path)) == [PAGE["url"]]


def test_a_missing_page_is_a_problem_at_its_own_address(tmp_path: Path) -> None:
    save(tmp_path / "2026-09-01" / "about.html", "<html>")
    about = {"file": "about.html", "url": "https://marlwick.example/about"}
    save_index(tmp_path / "2026-09-01" / "index.jsonl", PAGE, about)
    missing, found = pages(tmp_path)
    assert isinstance(missing, Problem)
    assert (missing.url, missing.reason_code) == (PAGE["url"], "unreadable_file")
    assert missing.fetched_at == datetime(2026, 9, 1, tzinfo=UTC)
    assert isinstance(found, Item)


@pytest.mark.parametrize("file", ["../secret.html", "/etc/passwd", "a/../../secret.html", "a\\b.html", "~/x.html", ""])
def test_a_page_outside_the_indexs_folder_is_never_opened(tmp_path: Path, file: str) -> None:
    save(tmp_path / "secret.html", "<html>")
    save_index(tmp_path / "2026-09-01" / "index.jsonl", {**PAGE, "file": file})
    problem = only_problem(pages(tmp_path))
    assert (problem.url, problem.reason_code) == ("2026-09-01/index.jsonl:1", "unsafe_path")


def test_a_link_out_of_the_indexs_folder_is_never_opened(tmp_path: Path) -> None:
    save(tmp_path / "secret.html", "<html>")
    save_index(tmp_path / "2026-09-01" / "index.jsonl", {**PAGE, "file": "a.html"}, {**PAGE, "file": "b.html"})
    for name in ("a.html", "b.html"):
        (tmp_path / "2026-09-01" / name).symlink_to(tmp_path / "secret.html")
    problems = pages(tmp_path)
    assert [(entry.url, entry.reason_code) for entry in problems if isinstance(entry, Problem)] == [
        ("2026-09-01/index.jsonl:1", "unsafe_path"),
        ("2026-09-01/index.jsonl:2", "unsafe_path"),
    ]


def test_a_broken_line_of_an_index_is_a_problem_and_the_rest_goes_on(tmp_path: Path) -> None:
    save(tmp_path / "2026-09-01" / "home.html", "<html>")
    save_index(tmp_path / "2026-09-01" / "index.jsonl", PAGE, '{"file": ', {"file": "home.html"})
    first, second, third = pages(tmp_path)
    assert isinstance(first, Item)
    assert isinstance(second, Problem)
    assert isinstance(third, Problem)
    assert (second.url, second.reason_code, second.original) == (
        "2026-09-01/index.jsonl:2",
        "invalid_json",
        '{"file": \n',
    )
    assert (third.url, third.reason_code) == ("2026-09-01/index.jsonl:3", "missing_field")


@pytest.mark.parametrize(
    ("content", "reason_code"),
    [(b"", "empty_payload"), (b"\x1f\x8bbroken", "invalid_gzip"), (b"PAR1 and no more", "not_parquet")],
)
def test_an_index_that_cannot_be_read_at_all_is_one_problem(tmp_path: Path, content: bytes, reason_code: str) -> None:
    save(tmp_path / "2026-09-01" / "index.jsonl", content)
    problem = only_problem(pages(tmp_path))
    assert (problem.url, problem.reason_code) == ("2026-09-01/index.jsonl", reason_code)


def test_a_page_whose_name_no_file_system_takes_is_a_problem(tmp_path: Path) -> None:
    save_index(tmp_path / "2026-09-01" / "index.jsonl", {**PAGE, "file": "x" * 1_000})
    assert only_problem(pages(tmp_path)).reason_code == "unreadable_file"
