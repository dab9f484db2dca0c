"""The Lambda handlers on events in AWS's documented shapes: what is done, given up, or returned to the queue."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock
from urllib.parse import quote_plus

import boto3
import pytest

from pipeline.errors import SourceBusyError
from pipeline.runners.dead_letters import count_letters
from pipeline.runners.messages import CollectMessage, encode_message
from pipeline.runners.queues import open_queues
from pipeline.settings import Settings
from pipeline.storage.lake import open_lake
from pipeline.storage.sqs_queue import create_queues, sqs_client
from sqs_workers import lambda_batch
from sqs_workers.collect_handler import handler as collect_handler
from sqs_workers.extract_handler import handler as extract_handler
from sqs_workers.schedule_handler import handler as schedule_handler
from tests.runners.small_sources import write_small_sources
from tests.servers.fixtures import aws_environment, ministack_endpoint

__all__ = ["aws_environment", "ministack_endpoint"]

EVENTS = Path(__file__).parent / "events"


class Context:
    """What Lambda passes beside the event, as far as it is looked at."""

    function_name = "stacktrail-collect"
    memory_limit_in_mb = 1024
    invoked_function_arn = "arn:aws:lambda:eu-central-1:123456789012:function:stacktrail-collect"
    aws_request_id = "22222222-aaaa-4bbb-8ccc-000000000002"

    def get_remaining_time_in_millis(self) -> int:
        return 60_000


def event(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    return found


def message_id(number: int) -> str:
    return f"11111111-aaaa-4bbb-8ccc-{number:012}"


def sqs_event(*bodies: Any, **attributes: str) -> dict[str, Any]:
    """The documented event, one record a body."""
    (template,) = event("sqs")["Records"]
    records = []
    for number, body in enumerate(bodies):
        text = body if isinstance(body, str) else json.dumps(body)
        changed = {**template["attributes"], **attributes}
        records.append({**template, "messageId": message_id(number), "body": text, "attributes": changed})
    return {"Records": records}


def message(sources: Path, source: str = "board", **changes: Any) -> dict[str, Any]:
    return {"schema_version": 1, "kind": "collect", "sources_file": str(sources), "source": source, **changes}


@pytest.fixture(autouse=True)
def _fresh_environment() -> Iterator[None]:
    """Each test is a new Lambda environment."""
    lambda_batch.workshop.cache_clear()
    lambda_batch.queues_of.cache_clear()
    yield
    lambda_batch.workshop.cache_clear()


@pytest.fixture
def sources(tmp_path: Path, aws_environment: pytest.MonkeyPatch) -> Path:
    """SOURCES.yml; its lake is that of the settings. No queue can be reached."""
    aws_environment.setenv("STACKTRAIL_LAKE", str(tmp_path / "lake"))
    aws_environment.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    aws_environment.setenv("AWS_MAX_ATTEMPTS", "1")
    return write_small_sources(tmp_path / "sources")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What goes to CloudWatch: one JSON object a line."""
    stream = io.StringIO()
    monkeypatch.setattr(lambda_batch.logger.registered_handler, "stream", stream)
    return stream


def logged(log: io.StringIO, message: str) -> list[dict[str, Any]]:
    entries = [json.loads(line) for line in log.getvalue().splitlines()]
    return [entry for entry in entries if entry["message"] == message]


def fetch_files(tmp_path: Path) -> set[str]:
    return {path.name for path in (tmp_path / "lake" / "landing" / "fetches").glob("*.json")}


def test_good_messages_are_done_and_logged_from_message_to_landing_key(
    sources: Path, tmp_path: Path, log: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = collect_handler(sqs_event(message(sources), message(sources, "register")), Context())
    assert answer == {"batchItemFailures": []}
    assert len(fetch_files(tmp_path)) == 3
    entries = {entry["correlation_id"]: entry for entry in logged(log, "done")}
    assert {key: entry["new_fetches"] for key, entry in entries.items()} == {message_id(0): 2, message_id(1): 1}
    landed = {Path(key).name for entry in entries.values() for key in entry["landing_keys"]}
    assert landed == fetch_files(tmp_path)
    assert {entry["function_request_id"] for entry in entries.values()} == {Context.aws_request_id}
    (metrics,) = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    assert (metrics["MessagesDone"], metrics["NewFetches"]) == ([1.0, 1.0], [2.0, 1.0])


def test_a_message_delivered_twice_does_no_harm(sources: Path, tmp_path: Path) -> None:
    collect_handler(sqs_event(message(sources)), Context())
    before = fetch_files(tmp_path)
    assert collect_handler(sqs_event(message(sources), message(sources)), Context()) == {"batchItemFailures": []}
    assert fetch_files(tmp_path) == before


@pytest.mark.parametrize(
    "body", ["", "not json", "[1, 2]", "null", "{" * 60_000, {"schema_version": 99}, {"schema_version": 1, "kind": "x"}]
)
def test_what_will_never_work_is_quarantined_and_its_neighbours_are_done(
    sources: Path, tmp_path: Path, log: io.StringIO, body: Any
) -> None:
    assert collect_handler(sqs_event(body, message(sources)), Context()) == {"batchItemFailures": []}
    (entry,) = logged(log, "refused")
    assert (entry["level"], entry["message_id"]) == ("ERROR", message_id(0))
    assert len(fetch_files(tmp_path)) == 3, "two of the board, one for the message"


@pytest.mark.slow
@pytest.mark.aws
def test_only_the_message_that_met_a_busy_storage_returns_to_the_queue(
    sources: Path, aws_environment: pytest.MonkeyPatch, ministack_endpoint: str
) -> None:
    """Nothing listens on the discard port: the S3 lake cannot be reached, for now; and nobody made the queue."""
    aws_environment.setenv("STACKTRAIL_LAKE", "s3://stacktrail-test/lake")
    aws_environment.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0.0)
    aws_environment.setenv("AWS_ENDPOINT_URL_SQS", ministack_endpoint)
    answer = collect_handler(sqs_event(message(sources)), Context())
    assert answer == {"batchItemFailures": [{"itemIdentifier": message_id(0)}]}


@pytest.mark.aws
def test_poison_is_buried_with_its_reason_at_its_last_attempt(
    sources: Path, tmp_path: Path, aws_environment: pytest.MonkeyPatch, ministack_endpoint: str, log: io.StringIO
) -> None:
    aws_environment.setenv("AWS_ENDPOINT_URL", ministack_endpoint)
    create_queues("stacktrail-collect", sqs_client(), visibility_seconds=30, maximum_receives=3)
    collect_handler(sqs_event(message(sources, "register")), Context())
    for payload in (tmp_path / "lake" / "landing" / "payloads").rglob("*"):
        if payload.is_file():
            payload.write_bytes(b"changed by somebody")
    (fetch,) = fetch_files(tmp_path)
    for records in (tmp_path / "lake" / "landing" / "records").rglob("*.parquet"):
        records.unlink()
    body = {"schema_version": 1, "kind": "extract", "key": f"landing/fetches/{fetch}"}
    first = collect_handler(sqs_event(body, ApproximateReceiveCount="1"), Context())
    assert first == {"batchItemFailures": [{"itemIdentifier": message_id(0)}]}
    last = collect_handler(sqs_event(body, ApproximateReceiveCount="3"), Context())
    assert last == {"batchItemFailures": []}
    assert logged(log, "buried")[0]["reason_code"] == "damaged_lake"
    _, dead = open_queues("stacktrail-collect", Settings())
    assert count_letters(dead).by_reason == {"damaged_lake": 1}


@pytest.mark.aws
def test_a_message_whose_source_wants_to_be_left_alone_is_sent_anew(
    sources: Path, aws_environment: pytest.MonkeyPatch, ministack_endpoint: str
) -> None:
    aws_environment.setenv("AWS_ENDPOINT_URL", ministack_endpoint)
    queue = create_queues("stacktrail-collect", sqs_client(), visibility_seconds=30, maximum_receives=3)
    error = SourceBusyError("throttled", "the board is not to be asked for another 60 s", 60.0)
    error.is_early = True
    aws_environment.setattr("sqs_workers.lambda_batch.work_on", Mock(side_effect=error))
    before = queue.depth().delayed
    answer = collect_handler(sqs_event(message(sources), ApproximateReceiveCount="3"), Context())
    assert answer == {"batchItemFailures": []}, "not even at its last attempt is it a failure"
    assert queue.depth().delayed == before + 1


@pytest.mark.aws
@pytest.mark.parametrize(
    ("handler", "shape"),
    [
        (extract_handler, "s3_put"),
        (extract_handler, "s3_event_bridge"),
        (extract_handler, "s3_in_sqs"),
        (extract_handler, "s3_in_sns_in_sqs"),
        (collect_handler, "s3_in_sqs"),
        (collect_handler, "s3_in_sns_in_sqs"),
    ],
)
def test_a_new_landing_object_is_extracted_whatever_way_the_news_comes(
    sources: Path, aws_environment: pytest.MonkeyPatch, ministack_endpoint: str, handler: Any, shape: str
) -> None:
    """The lake's prefix is one whose keys S3 encodes in its events, and EventBridge does not."""
    bucket, prefix = f"acme-lake-{uuid.uuid4().hex[:8]}", "new prod+1"
    aws_environment.setenv("AWS_ENDPOINT_URL", ministack_endpoint)
    aws_environment.setenv("STACKTRAIL_LAKE", f"s3://{bucket}/{prefix}")
    place: Any = {"LocationConstraint": "eu-central-1"}
    boto3.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration=place)
    collect_handler(sqs_event(encode_message(CollectMessage(str(sources), "register"))), Context())
    store = open_lake(f"s3://{bucket}/{prefix}").store
    (fetch,) = [entry.key for entry in store.list("landing/fetches/")]
    (records,) = [entry.key for entry in store.list("landing/records/")]
    store.delete(records)
    happened = sqs_event(event("s3_put")) if shape == "s3_in_sqs" else event(shape)
    text = json.dumps(happened).replace("acme-lake", bucket)
    text = text.replace("prod/landing/fetches/fet_a+b%2Bc.json", quote_plus(f"{prefix}/{fetch}", safe="/"))
    text = text.replace("prod/landing/fetches/fet_a b+c.json", f"{prefix}/{fetch}")
    answer = handler(json.loads(text), Context())
    assert answer in ({"batchItemFailures": []}, {"done": 1, "refused": None})
    assert store.exists(records)


def test_the_test_event_is_acknowledged_straight_and_in_a_queue(sources: Path, tmp_path: Path) -> None:
    assert extract_handler(event("s3_test_event"), Context()) == {"done": 0, "refused": None}
    for handler in (extract_handler, collect_handler):
        assert handler(sqs_event(event("s3_test_event")), Context()) == {"batchItemFailures": []}
    assert fetch_files(tmp_path) == set()


def test_an_event_about_another_bucket_is_quarantined(sources: Path, tmp_path: Path) -> None:
    answer = extract_handler(event("s3_put"), Context())
    assert answer["refused"].startswith("foreign_object: ")
    assert len(fetch_files(tmp_path)) == 1


@pytest.mark.aws
def test_a_schedule_fired_twice_enqueues_once(
    sources: Path, aws_environment: pytest.MonkeyPatch, ministack_endpoint: str
) -> None:
    aws_environment.setenv("AWS_ENDPOINT_URL", ministack_endpoint)
    aws_environment.setenv("STACKTRAIL_QUEUE", "scheduled")
    sources.write_text(sources.read_text().replace("kind: register", "kind: register\n    every: 1d"))
    aws_environment.setenv("STACKTRAIL_SOURCES", str(sources))
    queue = create_queues("scheduled", sqs_client(), visibility_seconds=30, maximum_receives=3)
    assert schedule_handler(event("schedule"), Context()) == {"sent": {"register": 1}}
    assert schedule_handler(event("schedule"), Context()) == {"sent": {}}
    assert queue.depth().total == 1


@pytest.mark.parametrize("module", ["collect_handler", "extract_handler", "schedule_handler"])
def test_a_cold_start_imports_nothing_that_only_builds_need(module: str) -> None:
    program = (
        f"import sys, time; t = time.process_time(); import sqs_workers.{module}; t = time.process_time() - t\n"
        "heavy = ('great_expectations', 'pandas', 'pyiceberg', 'boto3', 'sqlalchemy', 'duckdb', 'pyspark')\n"
        "print(t, *[name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    seconds, *heavy = done.stdout.split()
    assert not heavy
    assert float(seconds) < 3, "twice the limit that the benchmark holds, so that a busy machine is no failure"
