"""How fast and how large the extractor is, beside what it is built on and beside a peer.

Guards, in one process on one core, on the same texts with the same catalogue:
- MB/s of extraction with everything switched on against the bare automaton: pyahocorasick `iter` over the same names
  and a word-boundary check in Python, nothing else: half of it.
- MB/s against spaCy's PhraseMatcher (lower-cased matching, blank English pipeline): 8 times. Skipped where
  spaCy is not installed: pip install -e '.[peers]'.
- memory below 300 MB and start-up (catalogue loaded, extractor ready) below 0.5 s of processor time in a new process.
Run: make bench, or pytest -s -m benchmark tests/benchmarks/test_extraction_speed.py
"""

from __future__ import annotations

import gc
import gzip
import json
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence

import ahocorasick
import pytest

from pipeline.extraction.extractor import Document, Extractor
from pipeline.normalization.catalogue_files import load_catalogue
from tests.benchmarks.large_sources import DEVELOPMENT_DATA, write_large_sources

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(900), pytest.mark.xdist_group("benchmarks")]

EVERY = 10  # of the development postings: about 5 MB
ROUNDS = 5
SHARE_OF_BARE = 0.5
TIMES_PEER = 8.0
_START = """
import time
from pipeline.normalization.catalogue_files import load_catalogue
from pipeline.extraction.extractor import Extractor
Extractor(load_catalogue()).mentions("Java")
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(time.process_time(), int(peak.split()[1]) / 1024)
"""


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    path = DEVELOPMENT_DATA / "postings" / "postings_dev.jsonl.gz"
    if not path.is_file():
        path = tmp_path_factory.mktemp("texts")
        write_large_sources(path)
        path = path / "made" / "postings.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["description"] for index, line in enumerate(lines) if index % EVERY == 0]


def surfaces() -> list[str]:
    return sorted({alias.surface.lower() for alias in load_catalogue().aliases if not alias.is_lookup_only})


def seconds(*works: Callable[[], object]) -> list[float]:
    """Processor seconds of the best round of each; they take turns, so that a busy machine slows all of them."""
    rounds: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for work, taken in zip(works, rounds, strict=True):
            started = time.process_time()
            work()
            taken.append(time.process_time() - started)
    return list(map(min, rounds))


@pytest.fixture(autouse=True)
def _uncollected() -> Iterator[None]:
    """Builds and workers look for garbage rarely or never."""
    gc.disable()
    yield
    gc.enable()


def one_by_one(find: Callable[[str], object], texts: Sequence[str]) -> Callable[[], object]:
    return lambda: deque(map(find, texts), maxlen=0)


def extraction(texts: Sequence[str]) -> Callable[[], object]:
    """As a run extracts: many texts, handed over together."""
    extractor = Extractor(load_catalogue())
    return lambda: deque(extractor.mentions_of(map(Document, texts)), maxlen=0)


def bare_automaton() -> Callable[[str], list[tuple[int, int]]]:
    automaton = ahocorasick.Automaton()
    for surface in surfaces():
        automaton.add_word(surface, len(surface))
    automaton.make_automaton()

    def find(text: str) -> list[tuple[int, int]]:
        folded = text.lower()
        limit = len(folded)
        found = []
        for last, length in automaton.iter(folded):
            start, end = last - length + 1, last + 1
            if (start and folded[start - 1].isalnum()) or (end < limit and folded[end].isalnum()):
                continue
            found.append((start, end))
        return found

    return find


def test_speed_beside_the_bare_automaton(texts: list[str]) -> None:
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    bare, full = seconds(one_by_one(bare_automaton(), texts), extraction(texts))
    print(f"\nbare {megabytes / bare:.1f} MB/s, extraction {megabytes / full:.1f} MB/s: {bare / full:.2f} (wanted 0.5)")
    assert bare / full >= SHARE_OF_BARE


def test_speed_beside_a_phrase_matcher(texts: list[str]) -> None:
    spacy = pytest.importorskip("spacy", reason="spaCy is not installed: pip install -e '.[peers]'")
    matcher_module = pytest.importorskip("spacy.matcher")
    language = spacy.blank("en")
    matcher = matcher_module.PhraseMatcher(language.vocab, attr="LOWER")
    matcher.add("technology", list(language.tokenizer.pipe(surfaces())))
    few = texts[::10]
    peer, full = seconds(one_by_one(lambda text: matcher(language.make_doc(text)), few), extraction(few))
    print(f"\nextraction is {peer / full:.1f} times as fast as spaCy {spacy.__version__}'s PhraseMatcher (wanted 8)")
    assert peer / full >= TIMES_PEER


def test_start_and_memory(texts: list[str]) -> None:
    done = [
        subprocess.run([sys.executable, "-c", _START], capture_output=True, text=True, check=True).stdout.split()
        for _ in range(ROUNDS)
    ]
    start, memory = min(float(row[0]) for row in done), max(float(row[1]) for row in done)
    print(f"\nready after {start:.2f} processor s, {memory:.0f} MB")
    assert start < 0.5
    assert memory < 300
