"""A storm: messages sent several times, workers killed and frozen, storage that throttles, fails and lies by silence.

What must hold in the end: the lake holds, byte for byte, what an undisturbed collection lands; the dead letters are the
poison, each with its reason; the queue is empty.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import boto3

from pipeline.landing.failures import read_failure
from pipeline.runners.dead_letters import read_letters
from pipeline.storage.lake import open_lake
from pipeline.storage.message_queue import Outgoing, Queue
from pipeline.storage.sqs_queue import create_queues, open_queue, sqs_client
from tests.chaos.cargo import collect_calmly, messages, page_of, place_poison, write_sources
from tests.chaos.disturbance import Storm, blow
from tests.chaos.stormy_site import stormy_site
from tests.fetching.local_server import serving

BUCKET = "stacktrail-test-storm"
POISON_REASON = "damaged_lake"
_LEAST_PAGES = 6
_ITEMS_A_PAGE = 50
_HARMED_ANSWERS = 0.25


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
    lake_uri = f"s3://{BUCKET}/{name}"
    site = stormy_site(page_of, _HARMED_ANSWERS, random.Random(storm.seed))
    with serving(site) as web, _environment(AWS_ENDPOINT_URL_SQS=sqs_endpoint, AWS_ENDPOINT_URL_S3=s3_endpoint):
        numbers = range(storm.items, storm.items + max(_LEAST_PAGES, storm.items // _ITEMS_A_PAGE))
        pages = [web.url(f"/{number:06}.jsonl") for number in numbers]
        sources_file = write_sources(folder / "sources", storm.items, pages)
        s3 = boto3.client("s3")
        with contextlib.suppress(s3.exceptions.BucketAlreadyOwnedByYou):
            s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})  # type: ignore[arg-type]
        lake, calm = open_lake(lake_uri, create=True), open_lake(str(folder / "calm"), create=True)
        poison = {body for place in (calm, lake) for body in place_poison(place, storm.poison)}
        calmly = collect_calmly(sources_file, folder / "calm")
        client = sqs_client()
        limits = {"visibility_seconds": storm.visibility_seconds, "maximum_receives": storm.maximum_receives}
        queue: Queue = create_queues(name, client, **limits)
        sent = _send(queue, [*messages(sources_file, storm.items, pages), *sorted(poison)], dice)
        good = storm.items + len(pages)
        tell(f"{sent} messages sent, {good} good ones and {storm.poison} poisoned ones, each one to three times")
        kills, freezes = blow(storm, folder, queue, lake_uri, (sqs_endpoint, s3_endpoint), dice, tell)
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


def _send(queue: Queue, bodies: list[str], dice: random.Random) -> int:
    copies = [Outgoing(body) for body in bodies for _ in range(dice.randint(1, 3))]
    dice.shuffle(copies)
    queue.send(copies)
    return len(copies)


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


def _is_compared(key: str) -> bool:
    """Whether a calm run leaves the object too: not why messages failed on the way, nor when robots.txt was read."""
    if key.startswith("landing/requests/"):
        return key.endswith("-answered.json")
    return not key.startswith(("queues/", "landing/robots/"))


def _digests_of_folder(folder: Path) -> dict[str, str]:
    return {
        key: hashlib.md5((folder / key).read_bytes()).hexdigest()
        for key in (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
        if _is_compared(key)
    }


def _digests_of_bucket(lake_uri: str) -> dict[str, str]:
    """MD5 by key: what S3 gives as ETag of an object that was put whole."""
    bucket, _, prefix = lake_uri.removeprefix("s3://").partition("/")
    pages = boto3.client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"{prefix}/")
    entries = (entry for page in pages for entry in page.get("Contents", []))
    digests = {entry["Key"].removeprefix(f"{prefix}/"): entry["ETag"].strip('"') for entry in entries}
    return {key: digest for key, digest in digests.items() if _is_compared(key)}
