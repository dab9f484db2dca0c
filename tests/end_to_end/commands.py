"""Running the installed `stacktrail` command as a process, and reading what it left in a lake."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pipeline.access.cli.main import main
from pipeline.publishing.manifest import Manifest
from pipeline.publishing.releases import find_release
from pipeline.storage.lake import open_lake
from pipeline.storage.parquet_files import read_parquet
from pipeline.tables.all_tables import TABLE_BY_NAME

STACKTRAIL = str(Path(sys.executable).with_name("stacktrail"))
ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"


@dataclass(frozen=True)
class Outcome:
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Its output, rows as JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def complaint(self) -> str:
        """Its message, when it refused with status 2 in one clear line; an assertion error otherwise."""
        assert self.status == 2, self
        assert "Traceback" not in self.err, self.err
        lines = self.err.strip().splitlines()
        assert len(lines) == 1, self.err
        assert lines[0].startswith("stacktrail: ")
        return lines[0]


def environment(**more: str) -> dict[str, str]:
    """This process's environment without settings of Stacktrail, plus `more`."""
    return {name: value for name, value in os.environ.items() if not name.startswith("STACKTRAIL_")} | more


def stacktrail(
    *arguments: object, cwd: Path | None = None, env: Mapping[str, str] | None = None, **popen: Any
) -> Outcome:
    """Run the command to its end."""
    done = subprocess.run(
        [STACKTRAIL, *map(str, arguments)],
        cwd=cwd,
        env=environment(**(env or {})),
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=240,
        check=False,
        stdin=subprocess.DEVNULL,
        **popen,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def refused(*arguments: object, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> str:
    """The complaint of a command that refuses, run in this process, which need not start first."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        for name in set(os.environ) - set(environment()):
            patch.delenv(name)
        for name, value in (env or {}).items():
            patch.setenv(name, value)
        if cwd is not None:
            patch.chdir(cwd)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
    assert isinstance(ended.value.code, int)
    return Outcome(ended.value.code, out.getvalue(), err.getvalue()).complaint


def done(*arguments: object, **options: Any) -> Outcome:
    """Run the command; it must exit 0, and print no traceback nor what a library says at exit."""
    outcome = stacktrail(*arguments, **options)
    assert outcome.status == 0, f"{arguments}: {outcome.status}\n{outcome.out}\n{outcome.err}"
    assert "Traceback" not in outcome.err and "leaked" not in outcome.err, outcome.err
    return outcome


def current(lake: Path) -> Manifest:
    """The manifest of the current release."""
    return find_release(open_lake(str(lake)))


def digests(lake: Path) -> dict[str, str]:
    """The content digest of every table of the current release."""
    return {table.name: table.content_digest for table in current(lake).tables}


def contents(lake: Path, release: str | None = None) -> dict[str, pa.Table]:
    """All rows of every table of a release, the current one unless named."""
    opened = open_lake(str(lake))
    tables = find_release(opened, release).tables
    return {
        version.name: read_parquet(opened, [file.key for file in version.files], TABLE_BY_NAME[version.name].schema)
        for version in tables
    }


def rows(lake: Path, table: str) -> list[dict[str, Any]]:
    """All rows of one table of the current release."""
    result: list[dict[str, Any]] = contents(lake)[table].to_pylist()
    return result
