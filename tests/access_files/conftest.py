"""Running `stacktrail` in this process, as its console script does."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any  # JSON rows

import pytest

from pipeline.access.cli.main import main


@dataclass(frozen=True)
class Outcome:
    """What a command did: exit status, standard output, standard error."""

    status: int
    out: bytes
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Command = Callable[..., Outcome]


@pytest.fixture
def stacktrail(monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs the command line with given words and standard input."""
    monkeypatch.setenv("STACKTRAIL_WORKERS", "1")

    def run(*words: str | Path, stdin: bytes | str = b"") -> Outcome:
        given = io.BytesIO(stdin.encode() if isinstance(stdin, str) else stdin)
        out, err = io.BytesIO(), io.BytesIO()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(given, "utf-8"))
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, "utf-8", write_through=True))
        monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(err, "utf-8", write_through=True))
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        assert isinstance(ended.value.code, int)
        return Outcome(ended.value.code, out.getvalue(), err.getvalue().decode())

    return run
