from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ConfigurationError
from pipeline.sources.sources_file import Source, parse_sources

GOOD = """\
# what we collect
sources:
  - name: loom-board
    kind: greenhouse
    path: boards/*.json
    every: 6h
    rate: 30/min
    company: Brightloom
    domain: www.brightloom.com
    observed_at: 2026-09-01
  - {name: pages, kind: site, url: "https://ferrox.de/", every: 1d}
  - name: bucket
    kind: postings
    s3: s3://some-bucket/prefix/2026
"""


def problems(text: str | bytes) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        parse_sources(text)
    return str(caught.value).split("\n")


def test_a_good_file_gives_its_sources_in_order() -> None:
    board, pages, bucket = parse_sources(GOOD)
    assert board == Source(
        name="loom-board",
        kind="greenhouse",
        line=3,
        path="boards/*.json",
        every=timedelta(hours=6),
        rate=0.5,
        company="Brightloom",
        domain="brightloom.com",
        observed_at=datetime(2026, 9, 1, tzinfo=UTC),
    )
    assert (pages.url, pages.line) == (("https://ferrox.de/",), 11)
    assert bucket.s3 == "s3://some-bucket/prefix/2026"


def test_all_problems_come_at_once_with_their_lines() -> None:
    text = """\
sources:
  - name: a
    kind: greenhose
    pth: x
  - name: a
    kind: site
    path: x
    url: http://ferrox.de
    every: 6 fortnights
    company: 7
    rate: [1]
    domain: localhost
"""
    found = problems(text)
    assert [line.split(":")[1] for line in found] == ["2", "3", "4", "5", "5", "9", "10", "11", "12"]
    for expected in (
        "SOURCES.yml:3: `kind` is 'greenhose', did you mean 'greenhouse'?",
        "unknown key 'pth'; did you mean 'path'?",
        "taken by line 2",
        "both `path` and `url`",
        "neither `path` nor `url` nor `s3`",
        "write it as 30m, 6h, 1d or 1w",
        "got '7' (int); put it in quotes",
        "`rate` must be text, got a list",
    ):
        assert any(expected in line for line in found), expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "1: the file is empty"),
        ("sources: []", "`sources` is empty"),
        ("sources:", "`sources` must be a list"),
        ("- a", "start the file with `sources:`"),
        ("source:\n  - a", "unknown key 'source'"),
        ("sources: []\nother: 1", "unknown key 'other'"),
        ("sources:\n  - just text", "2: a source must be a mapping"),
        ("sources:\n- {name: a, name: b, kind: site, path: x}", "`name` is given twice"),
        ("sources:\n- {name: ../a, kind: site, path: x}", "use up to 100 letters"),
        ("sources:\n- {name: a, kind: site, path: }", "`path` must be text, got nothing"),
        ("sources:\n- {name: a, kind: site, path: 's3://b/x'}", "addresses go to `url` or `s3`"),
        ("sources:\n- {name: a, kind: site, url: 'file:///etc/passwd'}", "begins with http"),
        ("sources:\n- {name: a, kind: site, s3: bucket}", "s3://bucket/prefix"),
        ("sources:\n- {name: a, kind: site, path: x, every: 0h}", "write it as 30m"),
        ("sources:\n- {name: a, kind: site, path: x, renew: 's3://bck/x'}", "`renew` is for a signed `url`"),
        ("sources:\n- {name: a, kind: site, url: 'http://a.b/x', renew: 's3://bucket'}", "s3://bucket/key"),
        (
            "sources:\n- {name: a, kind: site, url: ['http://a/', 'http://b/'], renew: 's3://bck/x'}",
            "several addresses",
        ),
        ("sources:\n- {name: a, kind: site, url: 'http://a.b/x', robots: ignore}", "the kind site is none"),
        ("sources:\n- {name: a, kind: icims, url: 'http://a.b/x', robots: ignore}", "the kind icims is none"),
        ("sources:\n- {name: a, kind: lever, board: x, robots: maybe}", "write obey or ignore"),
        ("sources:\n- {name: a, kind: site, path: x, rate: 0/s}", "write it as 2/s"),
        ("sources:\n- {name: a, kind: site, path: x, company: [A, B]}", "`company` must be text"),
        ("sources:\n- {name: a, kind: site, path: !!python/name:os.system x}", "put it in quotes"),
        ("sources:\n  - name: 'open", "not usable YAML"),
        ("sources:\n\t- a", "2: not usable YAML"),
        ("a: 1\n---\nb: 2", "another document"),
        ("sources: &x\n  - *x", "anchors and aliases are not allowed"),
        ("a: &a [x]\nb: &b [*a, *a]\nsources: *b", "1: not usable YAML: anchors"),
        ("[" * 100_000, "nested too deeply"),
        ("{" * 100_000, "nested too deeply"),
        ("sources:\n- a\x00", "2: holds the control character U+0000"),
        (b"sources:\n- \xff", "2: not UTF-8"),
        (b"x" * (5 * 1024 * 1024), "split it into several files"),
    ],
)
def test_each_mistake_is_named_with_what_to_do(text: str | bytes, expected: str) -> None:
    assert any(expected in line for line in problems(text))


def test_duplicates_on_one_line_are_found() -> None:
    assert "taken by line 1" in problems("sources: [{name: a, kind: site, path: x}, {name: a, kind: site, path: y}]")[0]


def test_a_file_wrong_throughout_does_not_fill_the_screen() -> None:
    found = problems("sources:\n" + "- x\n" * 1000)
    assert len(found) == 101
    assert "900 more problems" in found[-1]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.data())
def test_damaged_files_give_sources_or_configuration_errors(data: st.DataObject) -> None:
    raw = bytearray(GOOD.encode())
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(raw)))
        raw[start : start + data.draw(st.integers(0, 9))] = data.draw(
            st.binary(max_size=4) | st.sampled_from([b"&a ", b"*a", b"!!", b"\t"])
        )
    try:
        parse_sources(bytes(raw))
    except ConfigurationError as error:
        assert all(line.startswith("SOURCES.yml:") for line in str(error).split("\n"))
