"""Glue job: collect what SOURCES.yml names, then build, check and publish.

    --lake s3://bucket/prefix --sources SOURCES.yml [--now 2026-09-01T06:00:00Z]

Glue adds arguments of its own; those are left alone. Exit status: 0 published or nothing changed, 1 a gate refused the
candidate, 2 wrong configuration, lake or input; the last line of the log says why.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from pipeline.access.run_summary import build_lines, collection_lines
from pipeline.errors import GateError, StacktrailError
from pipeline.runners.progress import Silent
from pipeline.runners.run import run
from pipeline.runners.source_files import load_sources
from pipeline.settings import Settings, clock
from pipeline.storage.lake import open_lake

logger = logging.getLogger("stacktrail.daily_build")


def main(arguments: Sequence[str]) -> int:
    """Run the job with Glue's command line; returns the exit status."""
    try:
        _build(arguments)
    except GateError as error:
        for failure in error.failures:
            logger.error("  %s", failure)
        logger.error("refused: %s", error)
        return 1
    except StacktrailError as error:
        logger.error("failed: %s", "; ".join(str(error).splitlines()))
        return 2
    return 0


def _build(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--lake", default=Settings.from_env().lake)
    parser.add_argument("--sources", type=Path, required=True)
    parser.add_argument("--now", type=_moment, default=None, help="RFC 3339; without a zone it is UTC")
    options, _ = parser.parse_known_args(arguments)
    sources, folder = load_sources(options.sources)
    lake = open_lake(options.lake, create=True)
    started = clock()
    now = options.now or started
    report = run(lake, sources, folder, now=now, clock=started, settings=Settings.from_env(), progress=Silent())
    for line in (*collection_lines(report.collected), *build_lines(lake, report.built)):
        logger.info(line)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    sys.exit(main(sys.argv[1:]))
