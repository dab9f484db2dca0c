"""The large storm: `python -m tests.chaos --items 20000 --server elasticmq`, or several small ones in a row."""

from __future__ import annotations

import argparse
import math
import os
import shutil
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.disturbance import Storm
from tests.chaos.storm import weather
from tests.chaos.test_storm import check
from tests.servers.queue_servers import elasticmq, ministack

_TICK_SECONDS = 10.0
AWS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "eu-central-1"}


@dataclass
class Ticker:
    """Shows a line every ten seconds, with the minutes since it was made."""

    monotonic: Callable[[], float]
    started: float = field(init=False)
    shown: float = -math.inf

    def __post_init__(self) -> None:
        self.started = self.monotonic()

    def tell(self, line: str) -> None:
        """Show the line, unless one was shown just now."""
        now = self.monotonic()
        if now - self.shown >= _TICK_SECONDS:
            self.shown = now
            print(f"{(now - self.started) / 60:6.1f} min  {line}", flush=True)


def main() -> None:
    """Weather the storms; ends with an error at the first one that was lost."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--items", type=int, default=20_000, help="good messages, each sent one to three times")
    words.add_argument("--server", choices=("ministack", "elasticmq"), default="elasticmq")
    words.add_argument("--times", type=int, default=1, help="storms in a row")
    words.add_argument("--patience", type=float, default=7_200, help="seconds after which a storm is lost")
    words.add_argument("--visibility", type=int, default=20)
    words.add_argument("--kill-seconds", type=float, default=5.0)
    words.add_argument("--disturbances", type=int, default=1_000_000, help="kills and freezes until it calms down")
    words.add_argument("--workers", type=int, default=2)
    words.add_argument("--fault-share", type=float, default=0.04, help="of the requests to queue and storage harmed")
    words.add_argument("--maximum-receives", type=int, default=12, help="deliveries before a message is dead")
    chosen = words.parse_args()
    os.environ.update(AWS)
    folder = Path(tempfile.mkdtemp(prefix="stacktrail-storm-"))
    try:
        _weather_all(chosen, folder)
    except BaseException:
        print(f"what the workers wrote is left in {folder}", flush=True)
        raise
    shutil.rmtree(folder)


def _weather_all(chosen: argparse.Namespace, folder: Path) -> None:
    (folder / "s3").mkdir()
    (folder / "sqs").mkdir()
    start = elasticmq if chosen.server == "elasticmq" else ministack
    with ministack(folder / "s3") as s3, start(folder / "sqs") as sqs:
        for number in range(chosen.times):
            storm = Storm(
                chosen.items,
                max(1, chosen.items // 100),
                kill_seconds=chosen.kill_seconds,
                visibility_seconds=chosen.visibility,
                disturbances=chosen.disturbances,
                workers=chosen.workers,
                fault_share=chosen.fault_share,
                maximum_receives=chosen.maximum_receives,
                patience_seconds=chosen.patience,
                seed=number + 1,
            )
            (folder / str(number)).mkdir()
            name = f"storm-{uuid.uuid4().hex[:8]}"
            after = weather(storm, folder / str(number), sqs, s3, name, Ticker(time.monotonic).tell)
            check(after)
            print(
                f"storm {number + 1} of {chosen.times} on {chosen.server}: {after.sent} messages, {after.kills} "
                f"kills, {after.freezes} freezes, {len(after.found)} objects equal, {len(after.letters)} dead "
                f"letters, {after.seconds:.0f} s",
                flush=True,
            )


if __name__ == "__main__":
    main()
