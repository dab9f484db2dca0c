"""Damaged payloads of every kind: no exception escapes, none is hidden as `parser_error`, none takes long.

The command tries many more, over the recorded payloads where there are such: `make fuzz` (see `run_fuzzer.py`).
"""

from __future__ import annotations

import pytest

from pipeline.sources.kinds import KINDS
from tests.fuzzing.run_fuzzer import corpus, failures, warm_up

INPUTS = 2_000
PARTS = 8


@pytest.mark.parametrize("part", range(PARTS))
def test_damaged_payloads_give_records_or_reasons(part: int) -> None:
    payloads = corpus(recorded=None)
    warm_up(payloads)
    each = -(-INPUTS // len(KINDS) // PARTS)
    found = list(failures(payloads, range(part * each, (part + 1) * each), seed=7))
    assert found == []


def test_every_kind_has_payloads_to_damage() -> None:
    assert {kind for kind, payloads in corpus(recorded=None).items() if payloads} == set(KINDS)
