"""The Lambda handler on SQS events: what is done, what is given up, what returns to the queue."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sqs_workers.lambda_handler import handler, logger
from tests.runners.small_sources import write_small_sources

EVENT = json.loads((Path(__file__).parent / "sqs_event.json").read_text())


class Context:
    """What Lambda passes beside the event, as far as it is looked at."""

    function_name = "stacktrail-collect"
    memory_limit_in_mb = 1024
    invoked_function_arn = "arn:aws:lambda:eu-central-1:123456789012:function:stacktrail-collect"
    aws_request_id = "22222222-aaaa-4bbb-8ccc-000000000002"


def message_id(number: int) -> str:
    return f"11111111-aaaa-4bbb-8ccc-{number:012}"


def event_of(*bodies: Any) -> dict[str, Any]:
    """The documented event, one record a body."""
    (template,) = EVENT["Records"]
    records = []
    for number, body in enumerate(bodies):
        text = body if isinstance(body, str) else json.dumps(body)
        records.append({**template, "messageId": message_id(number), "body": text})
    return {"Records": records}


def message(sources: Path, source: str = "board", **changes: Any) -> dict[str, Any]:
    return {"schema_version": 1, "kind": "collect", "sources_file": str(sources), "source": source, **changes}


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """SOURCES.yml; its lake is that of the settings."""
    monkeypatch.setenv("STACKTRAIL_LAKE", str(tmp_path / "lake"))
    return write_small_sources(tmp_path / "sources")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What goes to CloudWatch: one JSON object a line."""
    stream = io.StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", stream)
    return stream


def logged(log: io.StringIO, message: str) -> list[dict[str, Any]]:
    entries = [json.loads(line) for line in log.getvalue().splitlines()]
    return [entry for entry in entries if entry["message"] == message]


def fetch_files(tmp_path: Path) -> set[str]:
    return {path.name for path in (tmp_path / "lake" / "landing" / "fetches").glob("*.json")}


def test_good_messages_are_done(sources: Path, tmp_path: Path, log: io.StringIO) -> None:
    answer = handler(event_of(message(sources), message(sources, "register")), Context())
    assert answer == {"batchItemFailures": []}
    assert len(fetch_files(tmp_path)) == 3
    entries = logged(log, "collected")
    assert {entry["message_id"]: entry["new_fetches"] for entry in entries} == {message_id(0): 2, message_id(1): 1}


def test_a_message_delivered_twice_does_no_harm(sources: Path, tmp_path: Path) -> None:
    handler(event_of(message(sources)), Context())
    before = fetch_files(tmp_path)
    assert handler(event_of(message(sources), message(sources)), Context()) == {"batchItemFailures": []}
    assert fetch_files(tmp_path) == before


@pytest.mark.parametrize(
    "change",
    [
        {"schema_version": 99},
        {"schema_version": "1"},
        {"kind": "build"},
        {"source": "nobody"},
        {"source": None},
        {"sources_file": "/nowhere/SOURCES.yml"},
    ],
)
def test_what_will_never_work_is_logged_and_given_up(sources: Path, change: dict[str, Any], log: io.StringIO) -> None:
    assert handler(event_of(message(sources, **change)), Context()) == {"batchItemFailures": []}
    (entry,) = logged(log, "refused")
    assert entry["level"] == "ERROR"
    assert entry["message_id"] == message_id(0)
    assert entry["reason"]
    assert json.loads(entry["body"]).keys() >= {"kind"}


@pytest.mark.parametrize("body", ["", "not json", "[1, 2]", "null", "{" * 100_000])
def test_a_broken_body_is_given_up_and_its_neighbours_are_done(sources: Path, tmp_path: Path, body: str) -> None:
    answer = handler(event_of(body, message(sources)), Context())
    assert answer == {"batchItemFailures": []}
    assert len(fetch_files(tmp_path)) == 2


def test_only_the_message_that_met_a_busy_storage_returns_to_the_queue(
    sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing listens on the discard port: the S3 lake cannot be reached, for now.
    for name, value in (("ACCESS_KEY_ID", "test"), ("SECRET_ACCESS_KEY", "test"), ("DEFAULT_REGION", "eu-central-1")):
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("STACKTRAIL_LAKE", "s3://stacktrail-test/lake")
    answer = handler(event_of("broken", message(sources), message(sources, "nobody")), Context())
    assert answer == {"batchItemFailures": [{"itemIdentifier": message_id(1)}]}


def test_a_cold_start_imports_nothing_that_only_builds_need() -> None:
    program = (
        "import sys, sqs_workers.lambda_handler\n"
        "print([name for name in ('great_expectations', 'pandas', 'pyiceberg', 'boto3', 'sqlalchemy') "
        "if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
