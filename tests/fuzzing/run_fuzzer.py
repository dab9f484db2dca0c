"""Fuzz the parsers: python -m tests.fuzzing.run_fuzzer [--inputs 100000] [--seed 1] [--kinds site,warc]

Each input is a payload of a kind, from the tests and from the recorded payloads, damaged by `mutations.py`; it follows
from seed, kind and number, so that `--kinds K --first N --inputs 1` shows it again and `--save DIR` keeps it. A failure
is an exception that escapes, a `parser_error` (which hides one), a record that its table refuses, an input that takes
more than `SECONDS` of processor time, or memory that grows by more than `MEGABYTES` over one.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from pipeline.errors import PayloadError
from pipeline.sources.free_dates import parse_free_date
from pipeline.sources.kinds import KINDS, get_parser, parse_payload
from pipeline.sources.parser import Rejection
from pipeline.sources.rejections import REASON_CODES
from tests.fuzzing.mutations import LONGEST_BYTES, mutate
from tests.sources.source_samples import FORMAT_PAYLOADS, GOOD, PAGE_URL, payload

ROOT = Path(__file__).parents[2]
RECORDED = ROOT.parent / "shared" / "data" / "sources"
SECONDS = 1.0
MEGABYTES = 100
HANG_SECONDS = 120
_READ_AS = {
    "jsonld_jobposting": "jsonld",
    "feed": "rss",
    "malformed_feed": "rss",
    "malformed_html": "site",
    "compressed": "sitemap",
}


@dataclass(frozen=True)
class Failure:
    """What went wrong, and with which input."""

    kind: str
    number: int
    what: str


Corpus = Mapping[str, list[bytes]]


def corpus(recorded: Path | None) -> Corpus:
    """Payloads by kind: those of the tests and, where given, the recorded ones up to `LONGEST_BYTES`."""
    found: dict[str, list[bytes]] = {kind: [*GOOD.get(kind, []), *FORMAT_PAYLOADS.get(kind, [])] for kind in KINDS}
    if recorded is not None and (recorded / "index.jsonl").exists():
        for line in (recorded / "index.jsonl").read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            kind = _READ_AS.get(entry["kind"], entry["kind"])
            if kind in found:
                found[kind].append((recorded / entry["file"]).read_bytes()[:LONGEST_BYTES])
    return found


def failures(payloads: Corpus, numbers: Iterable[int], seed: int, kinds: Sequence[str] = KINDS) -> Iterator[Failure]:
    """Damage and parse: one input a kind and number."""
    others = [data for listed in payloads.values() for data in listed if data]
    for number in numbers:
        for kind in kinds:
            for what in _problems(damaged(payloads, others, kind, number, seed), kind):
                yield Failure(kind, number, what)


def warm_up(payloads: Corpus) -> None:
    """Use every parser once: what is loaded at the first use is no input's doing.

    A date of no language loads the words of all of them, which takes two seconds once a process.
    """
    parse_free_date("Zorb 12, 2019", datetime(2026, 1, 1, tzinfo=UTC))
    for kind, listed in payloads.items():
        for data in listed[:1]:
            list(_problems(data, kind))


def damaged(payloads: Corpus, others: list[bytes], kind: str, number: int, seed: int) -> bytes:
    """The input of this kind and number."""
    random = Random(f"{seed} {kind} {number}")
    return mutate(random, random.choice(payloads[kind] or [b"{}"]), others)


def _problems(data: bytes, kind: str) -> Iterator[str]:
    started, memory = time.process_time(), _peak_megabytes()
    try:
        items = list(parse_payload(payload(data, kind, PAGE_URL)))
        records = [item for item in items if not isinstance(item, Rejection)]
        told = [(item.reason_code, item.reason) for item in items if isinstance(item, Rejection)]
        get_parser(kind).table.from_rows(records)
    except PayloadError as error:
        told = [(error.reason_code, error.reason)]
    except Exception as error:  # what the fuzzer is for
        yield f"{type(error).__name__} escaped: {error}"
        return
    for code, reason in told:
        if code == "parser_error" or code not in REASON_CODES:
            yield f"{code}: {reason}"
    taken, grown = time.process_time() - started, _peak_megabytes() - memory
    if taken > SECONDS:
        yield f"took {taken:.1f} s of processor time for {len(data)} bytes"
    if grown > MEGABYTES:
        yield f"memory grew by {grown:.0f} MB over {len(data)} bytes"


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=100_000, help="how many, over all kinds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first input of each kind")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--recorded", type=Path, default=RECORDED, help="folder with recorded payloads")
    parser.add_argument("--save", type=Path, help="folder to keep failing inputs in")
    options = parser.parse_args()
    kinds = options.kinds.split(",")
    payloads = corpus(options.recorded)
    others = [data for listed in payloads.values() for data in listed if data]
    print(f"{sum(map(len, payloads.values()))} payloads of {len(kinds)} kinds; recorded: {options.recorded.exists()}")
    warm_up(payloads)
    last = options.first + max(1, -(-options.inputs // len(kinds)))
    found: Counter[str] = Counter()
    for number in range(options.first, last):
        faulthandler.dump_traceback_later(HANG_SECONDS, exit=True)  # a hang inside a library shows where, and ends
        for failure in failures(payloads, [number], options.seed, kinds):
            found[failure.kind] += 1
            print(f"{failure.kind} {failure.number}: {failure.what[:300]}", flush=True)
            if options.save is not None:
                options.save.mkdir(parents=True, exist_ok=True)
                data = damaged(payloads, others, failure.kind, number, options.seed)
                (options.save / f"{failure.kind}-{number}").write_bytes(data)
        if (number - options.first) % 200 == 199:
            print(
                f"... {(number - options.first + 1) * len(kinds)} inputs, peak {_peak_megabytes():.0f} MB", flush=True
            )
    faulthandler.cancel_dump_traceback_later()
    print(f"{(last - options.first) * len(kinds)} inputs, {sum(found.values())} failures {dict(found) or ''}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
