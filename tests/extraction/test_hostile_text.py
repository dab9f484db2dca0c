"""Garbage in: linear time, right offsets, no crash."""

import time

import pytest

from pipeline.extraction.extractor import Extractor
from pipeline.extraction.site_detection import Detector

SIZE = 200_000


@pytest.mark.parametrize(
    "text",
    [
        " " * SIZE,
        "a" * SIZE,
        ".,;/-(" * (SIZE // 6),
        "go " * (SIZE // 3),
        "Java" * (SIZE // 4),
        "migrating from " * (SIZE // 15),
        "\u200b\u202e" * (SIZE // 2),
        "e\u0301" * (SIZE // 2),
        "😀" * SIZE,
        "<p>" * (SIZE // 3),
        "Java" + "1." * (SIZE // 2),
        "a@" * (SIZE // 2),
        "\x00\ud800" * 1000,
        "İ" * SIZE,
    ],
)
def test_time_stays_linear(extractor: Extractor, text: str) -> None:
    started = time.process_time()
    for mention in extractor.mentions(text, "", "Acme"):
        assert text[mention.start : mention.end] == mention.surface
    assert time.process_time() - started < 6


@pytest.mark.parametrize(
    "html",
    ["<" * SIZE, "<meta name=generator " * (SIZE // 21), 'src="' * (SIZE // 5), "jquery" * (SIZE // 6), "İ" * SIZE],
)
def test_pages_without_end(detector: Detector, html: str) -> None:
    started = time.process_time()
    detector.detect(html, None, [("x" * 1000, "y" * 1000)])
    assert time.process_time() - started < 6


def test_megabytes_of_markup(extractor: Extractor) -> None:
    text = "<li class='x'>Java&nbsp;8</li>\u200f<br/>Cafe\u0301 😀 \u202ePython\u202c\n" * 24_000
    assert len(text.encode()) > 1_500_000
    started = time.process_time()
    mentions = extractor.mentions(text)
    assert len(mentions) == 2 * 24_000
    assert all(text[m.start : m.end] == m.surface for m in mentions)
    assert time.process_time() - started < 20


def test_a_long_list_keeps_every_item(extractor: Extractor) -> None:
    mentions = extractor.mentions(", ".join(["Java", "Python", "PostgreSQL"] * 30_000))
    assert len(mentions) == 90_000
    assert mentions == sorted(mentions, key=lambda m: (m.start, m.end, m.technology_id))
