"""SQS- and S3-compatible servers as plain processes on free loopback ports, each ended by its own process id.

MiniStack (PyPI) speaks both protocols. ElasticMQ (Java 17, from Maven Central by `pom.xml`) speaks SQS. What neither
proves: durability, AWS's own throttling and limits, permissions.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
MUST_RUN = "STACKTRAIL_TESTS_NEED_JAVA"
"""Where this is set (CI), a missing Java or Maven fails the tests that need it; elsewhere they are skipped."""
_START_SECONDS = 90


def free_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def ministack(folder: Path) -> Iterator[str]:
    """MiniStack; yields its endpoint."""
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "IOT_MTLS_ENABLED": "0",  # it would listen on every interface
    }
    command = [sys.executable, "-m", "ministack"]
    with _running(command, folder, environment, port, "/_ministack/health") as endpoint:
        yield endpoint


@contextlib.contextmanager
def moto(folder: Path) -> Iterator[str]:
    """Moto, the one that can check each request against IAM policies; yields its endpoint."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    with _running(command, folder, environment, port, "/moto-api/data.json") as endpoint:
        yield endpoint


@contextlib.contextmanager
def elasticmq(folder: Path) -> Iterator[str]:
    """ElasticMQ with AWS's limits; yields its endpoint. Skips, or fails where it must run, without Java and Maven."""
    jars = classpath(HERE / "pom.xml")
    port = free_port()
    configuration = folder / "elasticmq.conf"
    configuration.write_text(
        'include classpath("application.conf")\n'
        f'node-address {{ protocol = http, host = "127.0.0.1", port = {port}, context-path = "" }}\n'
        f'rest-sqs {{ enabled = true, bind-port = {port}, bind-hostname = "127.0.0.1", sqs-limits = strict }}\n'
        "rest-stats { enabled = false }\n"
    )
    command = ["java", "-Xmx512m", f"-Dconfig.file={configuration}", "-cp", jars, "org.elasticmq.server.Main"]
    with _running(command, folder, dict(os.environ), port, "/health") as endpoint:
        yield endpoint


def classpath(pom: Path) -> str:
    """The jars a project file names, with `:` between; Maven fetches them once. Skips, or fails, without both."""
    missing = [tool for tool in ("java", "mvn") if shutil.which(tool) is None]
    if missing:
        reason = f"needs {' and '.join(missing)}"
        pytest.fail(reason) if os.environ.get(MUST_RUN) else pytest.skip(reason)
    kept = HERE / "target" / f"{pom.stem}.classpath"
    kept.parent.mkdir(exist_ok=True)
    with (kept.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        is_fresh = kept.exists() and kept.stat().st_mtime > pom.stat().st_mtime
        if not is_fresh or not all(Path(jar).exists() for jar in kept.read_text().split(":")):
            command = ["mvn", "-q", "-B", "-f", str(pom), "dependency:build-classpath", f"-Dmdep.outputFile={kept}"]
            done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False, timeout=240)
            if done.returncode:
                reason = f"Maven could not fetch what {pom.name} names: {done.stdout[-300:]}"
                pytest.fail(reason) if os.environ.get(MUST_RUN) else pytest.skip(reason)
        return kept.read_text().strip()


@contextlib.contextmanager
def _running(command: list[str], folder: Path, environment: dict[str, str], port: int, health: str) -> Iterator[str]:
    endpoint = f"http://127.0.0.1:{port}"
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(f"{endpoint}{health}", process, folder / "server.log")
            yield endpoint
        finally:
            process.kill()
            process.wait(30)


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    last = time.monotonic() + _START_SECONDS
    while time.monotonic() < last:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:
            if answer.status < 500:
                return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"{process.args!r} did not start: {log.read_text(errors='replace')[-2_000:]}")
