"""Glue job: collect what SOURCES.yml names, then build, check and publish.

    --lake s3://bucket/prefix --sources SOURCES.yml [--now 2026-09-01T06:00:00Z]

Glue adds arguments of its own; those are left alone. The job fails when a gate refuses the candidate.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from pipeline.access.run_summary import build_lines, collection_lines
from pipeline.runners.progress import Silent
from pipeline.runners.run import run
from pipeline.runners.source_files import load_sources
from pipeline.settings import Settings, clock
from pipeline.storage.lake import open_lake

logger = logging.getLogger("stacktrail.daily_build")


def main(arguments: Sequence[str]) -> None:
    """Run the job with Glue's command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lake", default=Settings.from_env().lake)
    parser.add_argument("--sources", type=Path, required=True)
    parser.add_argument("--now", type=datetime.fromisoformat, default=None)
    options, _ = parser.parse_known_args(arguments)
    sources, folder = load_sources(options.sources)
    lake = open_lake(options.lake, create=True)
    started = clock()
    now = options.now or started
    report = run(lake, sources, folder, now=now, clock=started, settings=Settings.from_env(), progress=Silent())
    for line in (*collection_lines(report.collected), *build_lines(lake, report.built)):
        logger.info(line)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    main(sys.argv[1:])
