"""What a worker costs beside the queue and the storage it talks to, and whether its memory stays flat.

Run: `make bench`, or `python -m pytest -q -s -n 0 tests/benchmarks/test_workers.py -m benchmark`. The floor does what
every consumer must do on the same server in the same run: receive, put each message's objects, delete; no parsing.
"""

from __future__ import annotations

import cProfile
import os
import pstats
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest

from pipeline.runners.messages import CollectMessage, encode_message
from pipeline.runners.work import Workshop, work_on
from pipeline.settings import Settings
from pipeline.storage.lake import Lake, open_lake
from pipeline.storage.memory_queue import MemoryQueue
from pipeline.storage.message_queue import Outgoing, Queue
from pipeline.storage.sqs_queue import create_queues, open_queue, sqs_client
from sqs_workers.host import make_worker
from sqs_workers.worker import WorkerOptions
from tests.chaos.cargo import write_sources
from tests.servers.fixtures import aws_environment, ministack_endpoint

__all__ = ["aws_environment", "ministack_endpoint"]

pytestmark = [pytest.mark.benchmark, pytest.mark.aws]

ITEMS = 400
THREADS = Settings().concurrency
ROUNDS = 3
BUCKET = "stacktrail-test-speed"
AT = datetime(2026, 9, 1, tzinfo=UTC)
FLOOR_SHARE = 0.6
MEMORY_MESSAGES = 100_000
MEMORY_GROWTH_BYTES = 30 * 1024 * 1024
COLD_IMPORT_SECONDS = 1.5


Payloads = tuple[list[str], dict[str, dict[str, bytes]]]


def silent(name: str, values: dict[str, Any]) -> None:
    """Report nothing."""


@pytest.fixture
def payloads(tmp_path: Path) -> Payloads:
    """Messages for saved payloads, and the objects that each lands."""
    sources = write_sources(tmp_path / "sources", ITEMS)
    bodies = [
        encode_message(CollectMessage(str(sources), f"board{n % 7}", f"2026-09-01/board{n % 7}/{n:06}.jsonl"))
        for n in range(ITEMS)
    ]
    folder = tmp_path / "lake"
    shop = Workshop(open_lake(str(folder), create=True), Settings())
    objects: dict[str, dict[str, bytes]] = {}
    known: set[Path] = set()
    for body in bodies:
        work_on(shop, body, AT)
        fresh = {path for path in folder.rglob("*") if path.is_file()} - known if len(known) < 40 else None
        if fresh is None:  # one message is like the other: the first ten stand for all
            break
        objects[body] = {path.relative_to(folder).as_posix(): path.read_bytes() for path in fresh}
        known |= fresh
    return bodies, objects


def test_a_worker_reaches_most_of_the_loop_that_only_moves_bytes(
    payloads: Payloads,
    aws_environment: pytest.MonkeyPatch,
    ministack_endpoint: str,
) -> None:
    bodies, objects = payloads
    aws_environment.setenv("AWS_ENDPOINT_URL", ministack_endpoint)
    place: Any = {"LocationConstraint": "eu-central-1"}
    boto3.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration=place)
    samples = list(objects.values())[1:]
    rates: dict[str, list[float]] = {"floor": [], "worker": []}
    for _ in range(ROUNDS):  # turn by turn, so that other load on the machine meets both
        rates["floor"].append(_timed(bodies, lambda queue, lake: _floor(queue, lake, samples)))
        rates["worker"].append(_timed(bodies, _work))
    floor, worker = max(rates["floor"]), max(rates["worker"])
    share = worker / floor
    print(f"\nfloor {floor:.0f} messages/s, worker {worker:.0f}/s: {share:.0%} of the floor")
    assert share >= FLOOR_SHARE


def _timed(bodies: list[str], consume: Callable[[Queue, Lake], float]) -> float:
    """Messages a second that a consumer takes from a full queue into an empty lake; it tells when it had all."""
    name = f"speed-{uuid.uuid4().hex[:8]}"
    queue = create_queues(name, sqs_client(THREADS + 4), visibility_seconds=120, maximum_receives=5)
    queue.send([Outgoing(body) for body in bodies])
    lake = open_lake(f"s3://{BUCKET}/{name}", create=True)
    started = time.monotonic()
    return len(bodies) / (consume(queue, lake) - started)


def _floor(queue: Queue, lake: Lake, samples: list[dict[str, bytes]]) -> float:
    """Receive ten, put what each would land, delete ten; as many threads as the worker has."""
    serial = iter(range(10**9))

    def put(sample: dict[str, bytes]) -> None:
        number = next(serial)
        for key, data in sample.items():
            lake.store.put_if_absent(f"{key}-{number}", data)

    with ThreadPoolExecutor(THREADS) as pool:
        while found := queue.receive(10, 0):
            list(pool.map(put, [samples[number % len(samples)] for number in range(len(found))]))
            queue.delete(found)
    return time.monotonic()


def _work(queue: Queue, lake: Lake) -> float:
    dead = open_queue(f"{queue.name}-dead", sqs_client())
    options = WorkerOptions(THREADS, until_empty=False)
    worker = make_worker(lake, queue, dead, Settings(), options, silent)

    def stop_when_done(name: str, values: dict[str, Any]) -> None:
        if worker.totals.done >= ITEMS and not ended:
            ended.append(time.monotonic())
            worker.stop()

    ended: list[float] = []
    worker._report = stop_when_done
    worker.run()
    return ended[0]


def test_the_share_of_parsing_extraction_and_storage(tmp_path: Path, payloads: tuple[list[str], Any]) -> None:
    bodies, _ = payloads
    shop = Workshop(open_lake(str(tmp_path / "profiled"), create=True), Settings())
    profile = cProfile.Profile()
    profile.enable()
    for body in bodies:
        work_on(shop, body, AT)
    profile.disable()
    shares = _shares(pstats.Stats(profile))
    print("\n" + ", ".join(f"{name} {share:.0%}" for name, share in shares.items()))
    assert sum(shares.values()) <= 1.0


def _shares(stats: pstats.Stats) -> dict[str, float]:
    times = {f"{Path(file).name}:{name}": values[3] for (file, _, name), values in stats.stats.items()}  # type: ignore[attr-defined]
    total = times["work.py:work_on"]
    named = {
        "parsing": ("parsing.py:parse_in_batches",),
        "extraction": ("processing.py:_find",),
        "storage": tuple(f"folder_store.py:{name}" for name in ("put_if_absent", "get", "exists")),
        "encoding": ("parquet_files.py:add", "parquet_files.py:encoded"),
    }
    return {name: sum(times.get(key, 0.0) for key in keys) / total for name, keys in named.items()}


@pytest.mark.timeout(3_600)
def test_memory_stays_flat_over_a_hundred_thousand_messages(tmp_path: Path, payloads: Payloads) -> None:
    bodies, _ = payloads
    dead = MemoryQueue("flat-dead", time.time)
    queue = MemoryQueue("flat", time.time, dead=dead)
    lake = open_lake(str(tmp_path / "flat"), create=True)
    sizes: list[int] = []
    worker = make_worker(lake, queue, dead, Settings(), WorkerOptions(4), silent)

    def feed(name: str, values: dict[str, Any]) -> None:
        done = worker.totals.done
        if done >= MEMORY_MESSAGES:
            worker.stop()
        elif queue.depth().visible < 100:
            queue.send([Outgoing(bodies[n % len(bodies)]) for n in range(200)])
        if done // 10_000 > len(sizes):
            sizes.append(_resident_bytes())

    worker._report = feed
    worker.run()
    print(f"\nresident MB after each 10,000 messages: {', '.join(f'{size / 2**20:.0f}' for size in sizes)}")
    assert sizes[-1] - sizes[0] < MEMORY_GROWTH_BYTES


def _resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.parametrize("module", ["collect_handler", "extract_handler", "schedule_handler"])
def test_a_cold_import_of_a_handler(module: str) -> None:
    program = f"import time; t = time.perf_counter(); import sqs_workers.{module}; print(time.perf_counter() - t)"
    found = [
        float(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout)
        for _ in range(3)
    ]
    print(f"\n{module}: {min(found):.2f} s")
    assert min(found) < COLD_IMPORT_SECONDS
