from __future__ import annotations

import json

import pytest

from pipeline.sources.parser import Rejection
from pipeline.sources.site_index import SitePage, path_problem, read_site_index


def test_entries_give_file_address_and_headers() -> None:
    lines = [
        {
            "file": "a/home.html",
            "url": "https://ferrox.de/",
            "headers": {"Server": "loomd", "Set-Cookie": ["a=1", "b=2"]},
        },
        {"file": "b.html", "url": "https://ferrox.de/b", "headers": [["X", "1"]], "note": "ignored"},
        {"file": "c.html", "url": "http://ferrox.de/c"},
    ]
    entries = list(read_site_index("\n".join(map(json.dumps, lines)).encode()))
    assert entries == [
        SitePage(
            "a/home.html", "https://ferrox.de/", (("Server", "loomd"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")), 1
        ),
        SitePage("b.html", "https://ferrox.de/b", (("X", "1"),), 2),
        SitePage("c.html", "http://ferrox.de/c", (), 3),
    ]


@pytest.mark.parametrize(
    "file",
    ["/etc/passwd", "../x", "a/../../x", "..", "a\\b", "C:x", "~/x", "a\x00b", "a\nb", "", "x" * 2000, "a\ud800"],
)
def test_names_that_leave_the_folder_are_refused(file: str) -> None:
    assert path_problem(file) is not None
    line = json.dumps({"file": file, "url": "https://ferrox.de/"}).encode()
    (entry,) = read_site_index(line)
    assert isinstance(entry, Rejection)
    assert (entry.line, entry.reason_code) == (1, "unsafe_path")


@pytest.mark.parametrize("file", ["a.html", "a..b/c.html", "über uns.html", "a/b/c"])
def test_ordinary_names_are_accepted(file: str) -> None:
    assert path_problem(file) is None


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{", "invalid_json"),
        ("[1]", "wrong_type"),
        ('{"file": 1, "url": "https://a.de"}', "missing_field"),
        ('{"file": "a"}', "missing_field"),
        ('{"file": "a", "url": "file:///etc/passwd"}', "unknown_value"),
        ('{"file": "a", "url": "http://["}', "unknown_value"),
        ('{"file": "a", "url": "https://a.de", "headers": 3}', "wrong_type"),
        ('{"file": "a", "url": "https://a.de", "headers": [["a"]]}', "wrong_type"),
        ('{"file": "a", "url": "https://a.de", "headers": {"a": null}}', "wrong_type"),
    ],
)
def test_bad_entries_are_rejected_and_the_rest_goes_on(line: str, code: str) -> None:
    good = '{"file": "g", "url": "https://a.de"}'
    first, bad, last = read_site_index(f"{good}\n{line}\n{good}".encode())
    assert isinstance(first, SitePage)
    assert isinstance(bad, Rejection)
    assert isinstance(last, SitePage)
    assert (bad.line, bad.reason_code) == (2, code)
