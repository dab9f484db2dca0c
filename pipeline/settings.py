"""The only reader of the environment and of the clock: settings are built once at the entry point and passed on."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime

from pipeline.errors import ConfigurationError


def _setting(variable: str, default: str, help_text: str) -> str:
    result: str = field(default=default, metadata={"variable": variable, "help": help_text})
    return result


def _count(variable: str, default: int, help_text: str) -> int:
    result: int = field(default=default, metadata={"variable": variable, "help": help_text})
    return result


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, its environment variable and its default; units are in the names."""

    lake: str = _setting("STACKTRAIL_LAKE", "./lake", "Folder or s3:// URI of the lake.")
    reviewer: str = _setting("STACKTRAIL_REVIEWER", "", "Name put on judgements; default: the login name.")
    workers: int = _count("STACKTRAIL_WORKERS", 0, "Processes that parse and extract; 0 means one per core.")
    current_days: int = _count(
        "STACKTRAIL_CURRENT_DAYS", 365, "Days after its last observation for which a posting still counts as evidence."
    )
    lease_seconds: int = _count(
        "STACKTRAIL_LEASE_SECONDS", 900, "Seconds after which an S3 lake's build lease expires."
    )
    maximum_payload_bytes: int = _count(
        "STACKTRAIL_MAXIMUM_PAYLOAD_BYTES",
        512 * 1024 * 1024,
        "Largest payload read, as stored; decompressed, the limit is 256 MiB.",
    )
    sources: str = _setting("STACKTRAIL_SOURCES", "SOURCES.yml", "Sources file that the scheduling Lambda reads.")
    queue: str = _setting("STACKTRAIL_QUEUE", "", "Name or URL of the queue of messages; default: stacktrail.")
    concurrency: int = _count("STACKTRAIL_CONCURRENCY", 4, "Messages a worker process works on at once.")
    visibility_seconds: int = _count(
        "STACKTRAIL_VISIBILITY_SECONDS",
        120,
        "Seconds a delivery hides its message, where --create-queues makes the queue.",
    )
    retry_seconds: int = _count(
        "STACKTRAIL_RETRY_SECONDS", 10, "Seconds before a failed message is tried again; doubled each time, to 900."
    )
    maximum_receives: int = _count(
        "STACKTRAIL_MAXIMUM_RECEIVES", 5, "Deliveries before a message is a dead letter, where it makes the queue."
    )
    grace_seconds: int = _count(
        "STACKTRAIL_GRACE_SECONDS", 25, "Seconds a worker that is told to stop may finish what it has begun."
    )

    contact: str = _setting(
        "STACKTRAIL_CONTACT", "", "Address or web page of whoever runs this, for the User-Agent of every request."
    )
    allow_loopback: int = _count(
        "STACKTRAIL_ALLOW_LOOPBACK", 0, "1 lets URLs lead to this machine itself: for tests and local servers."
    )

    @classmethod
    def from_env(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read all settings from the environment.

        Raises: ConfigurationError: a number is not a whole number, or is negative.
        """
        found = os.environ if environment is None else environment
        values: dict[str, str | int] = {}
        for entry in fields(cls):
            raw = found.get(entry.metadata["variable"], "").strip()
            if not raw:
                continue
            if isinstance(entry.default, int):
                if not raw.isascii() or not raw.isdigit():
                    raise ConfigurationError(
                        f"{entry.metadata['variable']} must be a whole number, not {raw!r}; unset it for the default "
                        f"{entry.default}"
                    )
                values[entry.name] = int(raw)
            else:
                values[entry.name] = raw
        return cls(**values)  # type: ignore[arg-type]


def secret(name: str) -> str | None:
    """A secret of the environment, `STACKTRAIL_SECRET_<name>`; None when it is not set."""
    return os.environ.get(f"STACKTRAIL_SECRET_{name}", "").strip() or None


def login_name() -> str:
    """The login name of the person at the keyboard, or "unknown"."""
    return next((os.environ[v] for v in ("LOGNAME", "USER", "USERNAME") if os.environ.get(v)), "unknown")


def processor_count() -> int:
    """Processors this process may run on; at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)


def clock() -> datetime:
    """The real time, UTC, to the second: read by entry points only, and passed on."""
    return datetime.now(UTC).replace(microsecond=0)
