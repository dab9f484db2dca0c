"""What a worker has done so far, as numbers: for its metrics line and its last words."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any  # JSON values

_REASONS_SHOWN = 4


@dataclass(slots=True)
class Totals:
    """Counts since the start.

    Attributes:
        received: deliveries; done: messages finished and deleted, `refused` among them: those that could never work.
        retried: returned to the queue after a failure; buried: given up, now dead letters; returned: given back
            unfinished when told to stop; postponed: sent anew with a delay because their source must wait.
        rejected: inputs in quarantine, by reason; failures: of messages, by reason.
    """

    received: int = 0
    done: int = 0
    refused: int = 0
    retried: int = 0
    buried: int = 0
    returned: int = 0
    postponed: int = 0
    new_fetches: int = 0
    records: int = 0
    queue_errors: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)

    def as_metrics(self) -> dict[str, Any]:
        """As JSON values."""
        return {**asdict(self), "rejected": dict(self.rejected), "failures": dict(self.failures)}

    def as_line(self) -> str:
        """As a line for people."""
        parts = [f"{self.done:,} done", f"{self.new_fetches:,} new fetches", f"{self.records:,} records"]
        for name in ("refused", "retried", "buried", "returned", "postponed"):
            if count := getattr(self, name):
                parts.append(f"{count:,} {name}")
        reasons = sorted((self.rejected + self.failures).items(), key=lambda each: (-each[1], each[0]))
        failed = ", ".join(f"{count:,} {reason}" for reason, count in reasons[:_REASONS_SHOWN])
        return ", ".join(parts) + (f" ({failed})" if failed else "")
