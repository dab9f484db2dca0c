"""The small lake, built once; tests that write get a copy. Commands run in this process, as the console script does."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline.access.cli.main import main
from tests.access.small_lake import SmallLake, build_small_lake


@dataclass(frozen=True)
class Outcome:
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def value(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found

    def failed_with(self, *words: str) -> bool:
        """Exit status 2, nothing on standard output, one line that holds the words on standard error."""
        is_one_line = self.err.startswith("stacktrail: ") and self.err.count("\n") == 1
        return self.status == 2 and not self.out and is_one_line and all(word in self.err for word in words)


class Terminal(io.TextIOWrapper):
    """A stream that says somebody watches."""

    def isatty(self) -> bool:
        return True


Command = Callable[..., Outcome]


@pytest.fixture(scope="session")
def small_lake(tmp_path_factory: pytest.TempPathFactory) -> SmallLake:
    """Read only."""
    return build_small_lake(tmp_path_factory.mktemp("lakes") / "small")


@pytest.fixture
def own_lake(small_lake: SmallLake, tmp_path: Path) -> SmallLake:
    """A copy to write to."""
    shutil.copytree(small_lake.folder, tmp_path / "lake")
    return SmallLake(tmp_path / "lake")


@pytest.fixture
def stacktrail(small_lake: SmallLake, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs the command line with given words; the lake is the small one unless `lake` names another."""

    def run(*words: str | Path, stdin: str = "", lake: Path | None = None, on_terminal: bool = False) -> Outcome:
        monkeypatch.setenv("STACKTRAIL_LAKE", os.fspath(lake or small_lake.folder))
        out, err = io.BytesIO(), io.BytesIO()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8"))
        stream = Terminal if on_terminal else io.TextIOWrapper
        monkeypatch.setattr(sys, "stdout", stream(out, "utf-8", write_through=True))
        monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(err, "utf-8", write_through=True))
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        status = ended.value.code
        assert isinstance(status, int)
        return Outcome(status, out.getvalue().decode(), err.getvalue().decode())

    return run
