"""`stacktrail run`, `collect`, `build`: the operators' commands."""

from __future__ import annotations

import shutil
import sys
from datetime import datetime
from pathlib import Path
from shlex import quote
from typing import Any  # click's decorators take and give any function

import click

from pipeline.access.cli.options import Moment, lake_option
from pipeline.access.cli.progress_bars import progress_bars
from pipeline.access.run_summary import build_lines, collection_lines, next_lines
from pipeline.publishing.releases import current_release
from pipeline.runners.build import build
from pipeline.runners.collect import CollectReport, collect
from pipeline.runners.run import RunReport, replay_times, run
from pipeline.runners.source_files import load_sources
from pipeline.settings import Settings, clock
from pipeline.storage.lake import Lake, open_lake

_DEFAULT_LAKE = "./lake"


def _sources_argument(function: Any) -> Any:
    return click.argument("sources", type=click.Path(path_type=Path), default="SOURCES.yml", required=False)(function)


def _now_option(function: Any) -> Any:
    return click.option(
        "--now", type=Moment(), metavar="TIME", help="Run as if it were this time: later observations are not seen yet."
    )(function)


def _strict_option(function: Any) -> Any:
    return click.option("--strict", is_flag=True, help="Exit 1 when an input was rejected.")(function)


@click.command("run", epilog="Example: stacktrail run samples/SOURCES.yml --replay")
@_sources_argument
@lake_option
@_now_option
@click.option("--replay", is_flag=True, help="One build for each day of saved payloads, oldest first.")
@_strict_option
@click.pass_context
def run_command(
    ctx: click.Context, sources: Path, lake_uri: str, now: datetime | None, replay: bool, strict: bool
) -> None:
    """Collect everything SOURCES.yml names, then build, check and publish: the main job."""
    listed, folder = load_sources(sources)
    lake = open_lake(lake_uri, create=True)
    moment = now or clock()
    current = current_release(lake)
    after = None if current is None else datetime.fromisoformat(current.created_at)
    times = list(replay_times(listed, folder, moment, after)) if replay else [moment]
    is_rejected = False
    with progress_bars() as progress:
        for time in times or [max(moment, after or moment)]:
            report = run(lake, listed, folder, now=time, clock=clock(), settings=Settings.from_env(), progress=progress)
            _print_run(lake, report, is_dated=replay)
            is_rejected |= _has_rejections(report.collected)
    _print_next(lake, lake_uri)
    ctx.exit(1 if strict and is_rejected else 0)


@click.command("collect", epilog="Example: stacktrail collect SOURCES.yml")
@_sources_argument
@lake_option
@_now_option
@_strict_option
@click.pass_context
def collect_command(ctx: click.Context, sources: Path, lake_uri: str, now: datetime | None, strict: bool) -> None:
    """Bring what SOURCES.yml names into landing: archive, parse, extract. Tables are left alone."""
    listed, folder = load_sources(sources)
    lake = open_lake(lake_uri, create=True)
    with progress_bars() as progress:
        report = collect(lake, listed, folder, now=now or clock(), settings=Settings.from_env(), progress=progress)
    for line in collection_lines(report):
        click.echo(line)
    ctx.exit(1 if strict and _has_rejections(report) else 0)


@click.command("build", epilog="Example: stacktrail build")
@lake_option
@_now_option
def build_command(lake_uri: str, now: datetime | None) -> None:
    """Build a release from landing, check it, and publish it if something changed."""
    lake = open_lake(lake_uri)
    with progress_bars() as progress:
        report = build(lake, now=now or clock(), clock=clock(), settings=Settings.from_env(), progress=progress)
    for line in build_lines(lake, report):
        click.echo(line)


def _has_rejections(report: CollectReport) -> bool:
    return bool(report.rejected or report.problems)


def _print_run(lake: Lake, report: RunReport, is_dated: bool) -> None:
    if is_dated:
        click.echo(f"— {report.now:%Y-%m-%d} —")
    for line in (*collection_lines(report.collected), *build_lines(lake, report.built)):
        click.echo(line)
    if is_dated:
        click.echo()


def _print_next(lake: Lake, lake_uri: str) -> None:
    release = current_release(lake)
    if release is None:
        return
    click.echo("Try next:")
    lake_option = "" if lake_uri == _DEFAULT_LAKE else f" --lake {quote(lake_uri)}"
    for line in next_lines(lake, release, _program(), lake_option):
        click.echo(f"  {line}")


def _program() -> str:
    """How the user can call this program again: by name where the shell finds it, else as it was called now."""
    return "stacktrail" if shutil.which("stacktrail") else quote(sys.argv[0])
