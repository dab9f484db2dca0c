"""Boards told by their addresses, and careers pages by theirs."""

from __future__ import annotations

import time

import pytest

from pipeline.sources.boards import find_boards
from pipeline.sources.careers import careers_pages, careers_rank, job_pages, page_links


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("https://boards.greenhouse.io/marlwick/jobs/1", "greenhouse", "marlwick"),
        ("https://job-boards.eu.greenhouse.io/marlwick", "greenhouse", "marlwick"),
        ('"https://boards.greenhouse.io/embed/job_board/js?for=marlwick"', "greenhouse", "marlwick"),
        ("https://boards.greenhouse.io/embed/job_app?token=1&amp;for=marlwick", "greenhouse", "marlwick"),
        ("https://boards-api.greenhouse.io/v1/boards/marlwick/jobs", "greenhouse", "marlwick"),
        ("//jobs.lever.co/marlwick/7", "lever", "marlwick"),
        ("https://jobs.eu.lever.co/marlwick", "lever", "marlwick"),
        ("https://jobs.ashbyhq.com/Marlwick", "ashby", "Marlwick"),
        ('"https:\\/\\/apply.workable.com\\/marlwick\\/j\\/1"', "workable", "marlwick"),
        ("https://marlwick.workable.com/", "workable", "marlwick"),
        ("https://careers.smartrecruiters.com/Marlwick1", "smartrecruiters", "Marlwick1"),
        ("https://marlwick.recruitee.com/o/x", "recruitee", "marlwick"),
        ("https://marlwick.jobs.personio.de/?language=en", "personio", "marlwick"),
        ("https://marlwick.jobs.personio.com/", "personio", "marlwick"),
        ("https://marlwick.teamtailor.com/jobs", "teamtailor", "marlwick"),
        ("https://marlwick.bamboohr.com/careers", "bamboohr", "marlwick"),
        ("https://marlwick.wd5.myworkdayjobs.com/en-US/Careers/job/x", "workday", "marlwick.wd5/Careers"),
        ("https://marlwick.wd103.myworkdayjobs.com/External", "workday", "marlwick.wd103/External"),
        ("https://marlwick.breezy.hr/p/1", "breezy", "marlwick"),
        ("https://jobs.jobvite.com/careers/marlwick/job/x", "jobvite", "marlwick"),
        ("https://careers-marlwick.icims.com/jobs", "icims", "marlwick"),
    ],
)  # fmt: skip
def test_every_kind_of_board_is_recognized(text: str, kind: str, name: str) -> None:
    (board,) = find_boards(text)
    assert (board.kind, board.name) == (kind, name)
    assert board.url.startswith("https://")


@pytest.mark.parametrize(
    "text",
    [
        *("https://www.greenhouse.io/", "https://boards.greenhouse.io/", "https://www.workable.com/"),
        *("https://lever.co/x", "https://help.smartrecruiters.com/x", "https://status.recruitee.com", "mylever.co/x"),
        "https://jobs.lever.co.evil.example/marlwick",
    ],
)  # fmt: skip
def test_the_vendors_own_pages_are_no_boards(text: str) -> None:
    assert find_boards(text) == []


def test_a_board_in_the_eu_is_asked_there() -> None:
    (board,) = find_boards("https://jobs.eu.lever.co/marlwick")
    assert board.url == "https://api.eu.lever.co/v0/postings/marlwick?mode=json&limit=100"


def test_several_boards_come_in_order_and_once() -> None:
    text = "https://jobs.lever.co/a https://jobs.ashbyhq.com/b https://jobs.lever.co/a/1"
    assert [board.name for board in find_boards(text)] == ["a", "b"]


@pytest.mark.parametrize("piece", ["a", "greenhouse.io/", "a.", "lever.co", "boards.greenhouse.io/embed/job_app?&"])
def test_hostile_pages_are_searched_in_bounded_time(piece: str) -> None:
    started = time.process_time()
    find_boards(piece * (3_000_000 // len(piece)))
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "url",
    [
        *("https://marlwick-example.com/careers", "https://careers.marlwick-example.com/"),
        *("https://marlwick-example.com/en/jobs/", "https://jobs.marlwick-example.com/x", "https://a.com/karriere.html"),
        *("https://a.com/join-us", "https://a.com/de/offene-stellen", "https://a.com/nous-rejoindre"),
        *("https://a.com/lavora-con-noi", "https://a.com/vacatures"),
    ],
)  # fmt: skip
def test_careers_pages_are_told_by_their_address(url: str) -> None:
    assert careers_rank(url) is not None


@pytest.mark.parametrize(
    "url",
    ["https://a.com/", "https://a.com/blog/careers", "https://a.com/jobs.pdf", "https://a.com/steve-jobs", "http://["],
)  # fmt: skip
def test_other_pages_are_not(url: str) -> None:
    assert careers_rank(url) is None


def test_the_surest_careers_page_of_the_site_comes_first() -> None:
    html = """<a href="/about">About</a><a href="/team">Join us</a><a href="/en/company/careers">Open</a>
    <a href="/careers#top">Careers</a><a href="https://other-example.com/careers">Careers</a><a href="mailto:x">x</a>"""
    links = page_links(html, "https://marlwick-example.com/")
    assert careers_pages(links, "marlwick-example.com") == [
        "https://marlwick-example.com/careers",
        "https://marlwick-example.com/en/company/careers",
        "https://marlwick-example.com/team",
    ]


def test_job_pages_lie_below_their_careers_page() -> None:
    links = [(f"https://{place}", "") for place in ("a.com/careers/1", "a.com/careers/", "b.com/careers/2", "a.com/x")]
    assert job_pages(links, "https://a.com/careers") == ["https://a.com/careers/1"]
