"""A storm: messages sent several times, workers killed and frozen, storage that throttles, fails and lies by silence.

What must hold in the end: the lake holds, byte for byte, what an undisturbed collection lands; the dead letters are the
poison, each with its reason; the queue is empty.

Poison here is a request to extract a fetch whose payload somebody has changed: it fails each time, and no retry helps.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3

from pipeline.landing import archive
from pipeline.landing.archive import Fetch
from pipeline.landing.failures import read_failure
from pipeline.runners.dead_letters import read_letters
from pipeline.runners.messages import CollectMessage, ExtractMessage, encode_message
from pipeline.storage.lake import Lake, open_lake
from pipeline.storage.message_queue import Outgoing, Queue
from pipeline.storage.sqs_queue import create_queues, open_queue, sqs_client
from tests.servers.queue_servers import free_port

_PROGRAM = "from pipeline.access.cli.main import main; main()"
PROXY = Path(__file__).with_name("faulty_proxy.py")
SOURCES = 7
BUCKET = "stacktrail-test-storm"
POISON_REASON = "damaged_lake"
_TEXT = "You run our Kubernetes clusters on AWS. We write {language} and use PostgreSQL. Ticket {number}."
_LANGUAGES = ("Python", "Go", "Rust", "Java", "Kotlin")


@dataclass(frozen=True)
class Storm:
    """How hard it blows.

    Attributes:
        items: good messages before repetition; poison: bad ones.
        fault_share: of the requests to queue and storage that are harmed.
        kill_seconds: between two kills or freezes.
        visibility_seconds: a freeze outlasts it.
        disturbances: kills and freezes until it calms down.
        maximum_receives: deliveries before a message is dead; deaths of workers count too.
        patience_seconds: after which the storm is lost.
    """

    items: int
    poison: int
    fault_share: float = 0.04
    workers: int = 2
    kill_seconds: float = 3.0
    visibility_seconds: int = 4
    maximum_receives: int = 12
    disturbances: int = 1_000_000
    patience_seconds: float = 240.0
    seed: int = 1


@dataclass
class Aftermath:
    """What was found in the end.

    Attributes:
        expected: key -> MD5 of each object of the undisturbed lake; found: of the disturbed one.
        poison: bodies; letters: (body, reason code) of every dead letter.
    """

    expected: dict[str, str]
    found: dict[str, str]
    poison: set[str]
    letters: list[tuple[str, str]]
    left_in_queue: int
    kills: int
    freezes: int
    sent: int
    seconds: float


def unheard(line: str) -> None:
    """Tell nobody."""


def weather(
    storm: Storm, folder: Path, sqs_endpoint: str, s3_endpoint: str, name: str, tell: Callable[[str], None] = unheard
) -> Aftermath:
    """Go through a storm; `name` keeps its queue and lake apart from others, `tell` hears how it goes."""
    started = time.monotonic()
    dice = random.Random(storm.seed)
    sources_file = write_sources(folder / "sources", storm.items)
    lake_uri = f"s3://{BUCKET}/{name}"
    with _environment(AWS_ENDPOINT_URL_SQS=sqs_endpoint, AWS_ENDPOINT_URL_S3=s3_endpoint):
        s3 = boto3.client("s3")
        with contextlib.suppress(s3.exceptions.BucketAlreadyOwnedByYou):
            s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})  # type: ignore[arg-type]
        lake, calm = open_lake(lake_uri, create=True), open_lake(str(folder / "calm"), create=True)
        poison = {body for place in (calm, lake) for body in _place_poison(place, storm.poison)}
        calmly = _collect_calmly(sources_file, folder / "calm")
        client = sqs_client()
        limits = {"visibility_seconds": storm.visibility_seconds, "maximum_receives": storm.maximum_receives}
        queue: Queue = create_queues(name, client, **limits)
        sent = _send(queue, [*_messages(sources_file, storm.items), *sorted(poison)], dice)
        tell(f"{sent} messages sent, {storm.items} good ones and {storm.poison} poisoned ones, each one to three times")
        kills, freezes = _blow(storm, folder, queue, lake_uri, (sqs_endpoint, s3_endpoint), dice, tell)
        if calmly.wait(storm.patience_seconds):
            raise RuntimeError("the undisturbed collection failed")
        dead = open_queue(f"{name}-dead", client)
        return Aftermath(
            expected=_digests_of_folder(folder / "calm"),
            found=_digests_of_bucket(lake_uri),
            poison=poison,
            letters=[
                (letter.delivery.body, letter.reason_code)
                for letter in read_letters(dead, lambda message_id: read_failure(lake, message_id))
            ],
            left_in_queue=queue.depth().total,
            kills=kills,
            freezes=freezes,
            sent=sent,
            seconds=time.monotonic() - started,
        )


def write_sources(folder: Path, items: int) -> Path:
    """So many files of two postings each, over `SOURCES` sources."""
    for number in range(items):
        path = folder / "2026-09-01" / f"board{number % SOURCES}" / f"{number:06}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{json.dumps(_posting(number, part))}\n" for part in range(2)))
    entries = "".join(
        f"  - name: board{n}\n    kind: postings\n    path: 2026-09-01/board{n}/*.jsonl\n" for n in range(SOURCES)
    )
    (folder / "SOURCES.yml").write_text(f"sources:\n{entries}")
    return folder / "SOURCES.yml"


def _posting(number: int, part: int) -> dict[str, Any]:
    language = _LANGUAGES[(number + part) % len(_LANGUAGES)]
    return {
        "posting_id": f"job-{number}-{part}",
        "company_name": f"Marlwick {number % 50}",
        "title": "Engineer",
        "description": _TEXT.format(language=language, number=number),
        "url": f"https://jobs.example/{number}/{part}",
    }


def _messages(sources_file: Path, items: int) -> list[str]:
    return [
        encode_message(
            CollectMessage(str(sources_file), f"board{n % SOURCES}", f"2026-09-01/board{n % SOURCES}/{n:06}.jsonl")
        )
        for n in range(items)
    ]


def _place_poison(lake: Lake, count: int) -> list[str]:
    """Fetches whose payloads are not what their names say; the messages that ask for them."""
    found = []
    for number in range(count):
        payload_id = hashlib.sha256(f"poison {number}".encode()).hexdigest()
        lake.store.put_if_absent(archive.payload_key(payload_id), b"changed by somebody")
        at = datetime(2026, 9, 1, tzinfo=UTC)
        fetch = Fetch("board0", "postings", f"poison/{number}", payload_id, at, is_dated=True)
        archive.record_fetch(lake, fetch)
        found.append(encode_message(ExtractMessage(f"landing/fetches/{fetch.fetch_id}.json")))
    return found


def _collect_calmly(sources_file: Path, lake: Path) -> subprocess.Popen[bytes]:
    """Begin the undisturbed run: each source once, in one process, no queue."""
    program = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path\n"
        "from pipeline.runners.work import Workshop, work_on; from pipeline.runners.source_files import load_sources\n"
        "from pipeline.runners.messages import CollectMessage, encode_message\n"
        "from pipeline.storage.lake import open_lake; from pipeline.settings import Settings\n"
        "shop = Workshop(open_lake(sys.argv[2]), Settings())\n"
        "for source in load_sources(Path(sys.argv[1]))[0]:\n"
        "    body = encode_message(CollectMessage(sys.argv[1], source.name))\n"
        "    work_on(shop, body, datetime(2026, 9, 1, tzinfo=UTC))\n"
    )
    return subprocess.Popen([sys.executable, "-c", program, str(sources_file), str(lake)])


def _send(queue: Queue, bodies: list[str], dice: random.Random) -> int:
    copies = [Outgoing(body) for body in bodies for _ in range(dice.randint(1, 3))]
    dice.shuffle(copies)
    queue.send(copies)
    return len(copies)


def _blow(
    storm: Storm,
    folder: Path,
    queue: Queue,
    lake_uri: str,
    endpoints: tuple[str, str],
    dice: random.Random,
    tell: Callable[[str], None],
) -> tuple[int, int]:
    """Run workers behind faulty proxies until the queue is empty; kill and freeze them meanwhile."""
    kills = freezes = 0
    with contextlib.ExitStack() as stack:
        sqs, s3 = (stack.enter_context(_proxy(endpoint, storm, n)) for n, endpoint in enumerate(endpoints))
        log = stack.enter_context((folder / "workers.log").open("ab"))
        environment = {**os.environ, "AWS_ENDPOINT_URL_SQS": sqs, "AWS_ENDPOINT_URL_S3": s3}
        environment |= {"STACKTRAIL_RETRY_SECONDS": "0", "STACKTRAIL_GRACE_SECONDS": "5"}

        def start() -> subprocess.Popen[bytes]:
            command = [sys.executable, "-c", _PROGRAM, "worker", "--queue", queue.name]
            command += ["--lake", lake_uri, "--concurrency", "4"]
            return subprocess.Popen(command, env=environment, stdout=log, stderr=log)

        workers = [start() for _ in range(storm.workers)]
        try:
            last = time.monotonic() + storm.patience_seconds
            while time.monotonic() < last and not _is_empty(queue):
                time.sleep(storm.kill_seconds * dice.uniform(0.7, 1.3))
                depth = queue.depth()
                held = f"{depth.in_flight} held, {depth.delayed} put off"
                tell(f"{depth.total} left ({held}), {kills} kills, {freezes} freezes")
                if kills + freezes >= storm.disturbances:
                    continue
                victim = dice.randrange(storm.workers)
                if workers[victim].poll() is None and dice.random() < 0.3:
                    workers[victim].send_signal(signal.SIGSTOP)
                    time.sleep(storm.visibility_seconds + 1.5)
                    workers[victim].send_signal(signal.SIGCONT)
                    freezes += 1
                    continue
                workers[victim].kill()
                workers[victim].wait(30)
                workers[victim] = start()
                kills += 1
        finally:
            for worker in workers:
                worker.send_signal(signal.SIGCONT)
                worker.terminate()
            for worker in workers:
                worker.wait(60)
    return kills, freezes


def _is_empty(queue: Queue) -> bool:
    for _ in range(3):
        if queue.depth().total:
            return False
        time.sleep(0.2)
    return True


@contextlib.contextmanager
def _proxy(endpoint: str, storm: Storm, number: int) -> Iterator[str]:
    port = free_port()
    upstream = endpoint.rpartition(":")[2]
    words = [str(port), upstream, str(storm.fault_share), str(storm.seed + number)]
    process = subprocess.Popen([sys.executable, str(PROXY), *words])
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait(30)


@contextlib.contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _digests_of_folder(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.md5(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def _digests_of_bucket(lake_uri: str) -> dict[str, str]:
    """MD5 by key: what S3 gives as ETag of an object that was put whole."""
    bucket, _, prefix = lake_uri.removeprefix("s3://").partition("/")
    pages = boto3.client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"{prefix}/")
    return {
        entry["Key"].removeprefix(f"{prefix}/"): entry["ETag"].strip('"')
        for page in pages
        for entry in page.get("Contents", [])
        if not entry["Key"].startswith(f"{prefix}/queues/")  # why messages failed on the way
    }
