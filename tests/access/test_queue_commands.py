"""`stacktrail schedule`, `worker`, `redrive` and the queue part of `status`, as a user types them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

from pipeline.runners.dead_letters import bury
from pipeline.runners.queues import open_queues
from pipeline.runners.verdicts import Failure
from pipeline.settings import Settings
from pipeline.storage.message_queue import Outgoing
from tests.runners.small_sources import write_small_sources
from tests.servers.fixtures import aws_environment, ministack_endpoint

__all__ = ["aws_environment", "ministack_endpoint"]

pytestmark = [pytest.mark.aws, pytest.mark.slow]

PROGRAM = [sys.executable, "-c", "from pipeline.access.cli.main import main; main()"]


class Desk:
    """A folder with sources, a queue, and the commands."""

    def __init__(self, folder: Path) -> None:
        self.sources = write_small_sources(folder / "sources")
        self.queue = f"desk-{uuid.uuid4().hex[:8]}"
        self.environment = {**os.environ, "STACKTRAIL_LAKE": str(folder / "lake"), "STACKTRAIL_QUEUE": self.queue}

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start a command."""
        pipes = subprocess.PIPE
        return subprocess.Popen([*PROGRAM, *words], env=self.environment, stdout=pipes, stderr=pipes, text=True)

    def run(self, *words: str) -> tuple[int, str, str]:
        """Exit status and both outputs of a command."""
        with self.start(*words) as process:
            out, error = process.communicate(timeout=120)
        assert "Traceback" not in error
        return process.returncode, out, error


@pytest.fixture
def desk(tmp_path: Path, aws_environment: pytest.MonkeyPatch, ministack_endpoint: str) -> Desk:
    aws_environment.setenv("AWS_ENDPOINT_URL", ministack_endpoint)
    return Desk(tmp_path)


def test_from_a_schedule_to_an_empty_queue(desk: Desk) -> None:
    sources = str(desk.sources)
    status, out, error = desk.run("schedule", sources, "--all", "--dry-run", "--output", "json")
    assert status == 2, "there is no lake yet, and a dry run makes none"
    status, out, error = desk.run("schedule", sources, "--all", "--create-queues", "--output", "json")
    assert status == 0, error
    rows = [json.loads(line) for line in out.splitlines()]
    assert {row["source"]: row["messages"] for row in rows} == {"board": 2, "sites": 4, "register": 1}
    status, out, error = desk.run("status", "--output", "json", "--peek")
    depths = json.loads(out)["queue_depths"]
    assert (depths["queue"], depths["visible"], depths["dead_letters"]) == (desk.queue, 7, {})
    assert depths["oldest_age_seconds"] >= 0
    status, out, error = desk.run("worker", "--until-empty")
    assert (status, out.split(",")[0]) == (0, "stopped    7 done")
    last = json.loads(error.splitlines()[-1])
    assert (last["event"], last["done"], last["rejected"]) == ("metrics", 7, {"invalid_json": 1, "unreadable_file": 1})


def test_dead_letters_are_counted_and_moved_back_by_reason(desk: Desk) -> None:
    queue, dead = open_queues(desk.queue, Settings(), create=True)
    queue.send([Outgoing("one"), Outgoing("two")])
    for delivery, code in zip(queue.receive(2, 1), ("throttled", "storage_busy"), strict=True):
        bury(queue, dead, delivery, Failure(code, f"why: {code}"))
    _, out, _ = desk.run("redrive", "--reason", "throttled", "--dry-run", "--output", "json")
    assert [json.loads(line)["reason_code"] for line in out.splitlines()] == ["throttled"]
    assert (dead.depth().visible, queue.depth().total) == (2, 0)
    desk.run("redrive", "--reason", "throttled")
    assert (dead.depth().visible, queue.depth().total) == (1, 1)
    status, _, error = desk.run("redrive", "--reason", "nothing like it")
    assert (status, "no dead letter for 'nothing like it'" in error) == (0, True)


def test_a_missing_queue_is_told_in_one_line(desk: Desk) -> None:
    for words in (("worker",), ("redrive",), ("schedule", str(desk.sources), "--all")):
        status, _, error = desk.run(*words, "--queue", "nowhere")
        assert status == 2
        (line,) = error.splitlines()
        assert line.startswith("stacktrail: no queue nowhere here: make it with `stacktrail worker --create-queues`")


def test_sigterm_ends_a_worker_in_good_order(desk: Desk) -> None:
    with desk.start("worker", "--create-queues") as worker:
        assert worker.stderr is not None
        assert json.loads(worker.stderr.readline())["event"] == "started"
        started = time.monotonic()
        worker.send_signal(signal.SIGTERM)
        out, _ = worker.communicate(timeout=60)
    assert (worker.returncode, out.split(",")[0]) == (0, "stopped    0 done")
    assert time.monotonic() - started < 25
