"""A small storm on both queue servers; `make chaos` has the large one."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from tests.chaos.disturbance import Storm
from tests.chaos.storm import POISON_REASON, Aftermath, weather
from tests.servers.fixtures import aws_environment, elasticmq_endpoint, ministack_endpoint, sqs_endpoint

__all__ = ["aws_environment", "elasticmq_endpoint", "ministack_endpoint", "sqs_endpoint"]

pytestmark = [pytest.mark.slow, pytest.mark.chaos]


def check(after: Aftermath) -> None:
    """Nothing lost, nothing double, poison buried with its reason, the queue empty."""
    assert after.left_in_queue == 0
    good_ones = [letter for letter in after.letters if letter[0] not in after.poison]
    assert good_ones == [], f"nothing else than poison is dead, but {len(good_ones)} are: {good_ones[:5]}"
    assert {body for body, _ in after.letters} == after.poison
    assert {reason for _, reason in after.letters} == {POISON_REASON}
    assert sorted(after.found) == sorted(after.expected), "each object once, none more"
    assert after.found == after.expected, "byte for byte"


def test_a_small_storm_loses_nothing_and_doubles_nothing(
    tmp_path: Path, aws_environment: pytest.MonkeyPatch, sqs_endpoint: str, ministack_endpoint: str
) -> None:
    storm = Storm(40, 1, kill_seconds=3.0, visibility_seconds=3, maximum_receives=12, disturbances=4)
    after = weather(storm, tmp_path, sqs_endpoint, ministack_endpoint, f"storm-{uuid.uuid4().hex[:8]}")
    check(after)
    assert after.kills + after.freezes >= 2, "it was a storm"
    assert after.sent > 41
