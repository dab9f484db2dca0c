"""What parsing costs beside the libraries that do the bulk of its work, on one core and the same bytes.

Guards, as processor time against the bare library: reading a web archive to bodies (fastwarc), decoding a JSON feed
(orjson), text of HTML (selectolax: a tree and its text, without lines), and a whole job feed (orjson, and selectolax on
every description). At most twice the library is the goal for each, on recorded files, too, where they lie beside the
checkout; on a busy machine recorded descriptions come out a little above it.
Run: make bench, or pytest -s -m benchmark tests/benchmarks/test_parsing_speed.py
"""

from __future__ import annotations

import html
import io
import json
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import orjson
import pytest
from fastwarc.warc import ArchiveIterator
from selectolax.lexbor import LexborHTMLParser

from pipeline.sources.html_text import html_text
from pipeline.sources.json_text import load_json
from pipeline.sources.kinds import parse_payload
from pipeline.sources.text import decode, undo_gzip
from pipeline.sources.warc_records import read_archive
from tests.sources.source_samples import BOARD, SITE_PAGE, payload
from tests.sources.web_archives import members, record, response

pytestmark = [pytest.mark.benchmark, pytest.mark.xdist_group("benchmarks")]

PARAGRAPH = "<p>We weave <b>cloth</b> on <a href='/looms'>looms</a> that run &amp; run.</p><ul><li>Nix<li>Kafka</ul>\n"
SCRIPT = "<script>" + "if (a < b && c > d) { e('<p>' + f); }\n" * 40 + "</script>"
PAGE = SITE_PAGE.replace("<p>In Lisbon.</p>", (PARAGRAPH * 30 + SCRIPT) * 6)
PAGES = [PAGE.replace("Brightloom", f"Brightloom {number}") for number in range(50)]
JOBS = [
    {**BOARD["jobs"][0], "id": number, "content": html.escape(PARAGRAPH * 25)}  # type: ignore[index, dict-item]
    for number in range(200)
]
FEED = json.dumps({"jobs": JOBS, "meta": {"total": len(JOBS)}}).encode()
LIMIT = 2.0
RECORDED = Path(__file__).resolve().parents[3] / "shared" / "data"


def archive() -> bytes:
    """Pages as large, and as hard to compress, as real ones."""
    random = Random(1)
    words = (
        f"<html><body>{' '.join(f'{random.getrandbits(40):x}' for _ in range(5_000))}</body></html>" for _ in PAGES
    )
    records = (record("response", response(page.encode()), f"https://a.com/{n}") for n, page in enumerate(words))
    return members(*records)


ARCHIVE = archive()


def times_the_library(ours: Callable[[], object], bare: Callable[[], object]) -> float:
    """The processor time of one beside that of the other, best of five.

    They take turns, so that a busy machine slows both.
    """
    best = [float("inf")] * 2
    for _ in range(5):
        for place, work in enumerate((ours, bare)):
            started = time.process_time()
            work()
            best[place] = min(best[place], time.process_time() - started)
    return best[0] / best[1]


def bare_archive() -> None:
    for found in ArchiveIterator(io.BytesIO(ARCHIVE), parse_http=True):
        found.reader.read()


def bare_text(page: str) -> str:
    body = LexborHTMLParser(page).body
    return body.text(separator="\n", strip=True) if body is not None else ""


def bare_feed() -> None:
    for job in orjson.loads(FEED)["jobs"]:
        bare_text(html.unescape(job["content"]))


CASES: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
    "web archive to bodies": (lambda: list(read_archive(ARCHIVE)), bare_archive),
    "JSON feed to objects": (lambda: load_json(undo_gzip(FEED)), lambda: orjson.loads(FEED)),
    "HTML to text": (lambda: [html_text(page) for page in PAGES], lambda: [bare_text(page) for page in PAGES]),
    "job feed to records": (lambda: list(parse_payload(payload(FEED, "greenhouse"))), bare_feed),
}


@pytest.mark.parametrize("case", CASES)
def test_parsing_costs_little_more_than_its_library(case: str) -> None:
    ratio = times_the_library(*CASES[case])
    print(f"\n{case}: {ratio:.1f} times the bare library", end="")
    assert ratio <= LIMIT


def recorded_html(what: str) -> list[str]:
    """Markup of recorded pages, or of the descriptions in the recorded payloads of job boards."""
    if what == "pages":
        return [decode(path.read_bytes()) for path in sorted(RECORDED.glob("technologies/sites_dev/*.html"))]
    found = []
    for path in sorted(RECORDED.glob("sources/greenhouse/*.json")):
        jobs = orjson.loads(path.read_bytes()).get("jobs", [])
        found += [html.unescape(job["content"]) for job in jobs if job.get("content")]
    return found


@pytest.mark.parametrize("what", ["descriptions", "pages"])
def test_text_of_recorded_html_costs_little_more_than_its_library(what: str) -> None:
    texts = recorded_html(what)
    if not texts:
        pytest.skip("the recorded files are not here (../shared/data)")
    ratio = times_the_library(lambda: [html_text(text) for text in texts], lambda: [bare_text(text) for text in texts])
    print(f"\nrecorded {what} ({len(texts)}): {ratio:.1f} times the bare library", end="")
    assert ratio <= LIMIT
