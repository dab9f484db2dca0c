"""Workers behind faulty proxies, killed with `kill -9` and frozen beyond the visibility timeout."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.storage.message_queue import Queue
from tests.servers.queue_servers import free_port

PROXY = Path(__file__).with_name("faulty_proxy.py")
_PROGRAM = "from pipeline.access.cli.main import main; main()"


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


def blow(
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
        environment |= {
            "STACKTRAIL_RETRY_SECONDS": "0",
            "STACKTRAIL_GRACE_SECONDS": "5",
            "STACKTRAIL_ALLOW_LOOPBACK": "1",
        }

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
