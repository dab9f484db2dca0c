"""Garbage in: linear time, right offsets, no crash."""

import time
from collections.abc import Callable

import pytest

from pipeline.extraction.extractor import Extractor
from pipeline.extraction.site_detection import Detector

SIZE = 200_000
TIMES = 8  # how much longer the longer of two texts is
LEAST = 0.0005  # processor seconds: shorter work is not told from noise


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
    for mention in extractor.mentions(text, "", "Acme"):
        assert text[mention.start : mention.end] == mention.surface
    assert growth(lambda size: extractor.mentions(text[: size * len(text) // (2 * TIMES)], "", "Acme")) < 2.5 * TIMES


def test_growth_tells_quadratic_work() -> None:
    assert growth(lambda size: [0 for _ in range((400 * size) ** 2)]) > 2.5 * TIMES


def growth(work: Callable[[int], object]) -> float:
    """Processor time of `work(TIMES)` over that of `work(1)`: TIMES where linear, its square if quadratic."""
    short = min(processor_seconds(work, 1) for _ in range(3))
    return processor_seconds(work, TIMES) / max(short, LEAST)


def processor_seconds(work: Callable[[int], object], size: int) -> float:
    started = time.process_time()
    work(size)
    return time.process_time() - started


@pytest.mark.parametrize(
    "html",
    ["<" * SIZE, "<meta name=generator " * (SIZE // 21), 'src="' * (SIZE // 5), "jquery" * (SIZE // 6), "İ" * SIZE],
)
def test_pages_without_end(detector: Detector, html: str) -> None:
    started = time.process_time()
    detector.detect(html, [("x" * 1000, "y" * 1000)])
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
