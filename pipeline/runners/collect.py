"""Collect: from SOURCES.yml to landing objects. Archive first, then parse, then extract; tables are left alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.errors import SourceBusyError
from pipeline.landing import archive
from pipeline.normalization.catalogue_files import load_catalogue
from pipeline.runners.collect_item import Collected, Ports, open_ports, quarantine_item
from pipeline.runners.items import Item, Problem, WebItem
from pipeline.runners.lanes import collect_all
from pipeline.runners.listing import list_items
from pipeline.runners.processing import process_fetches
from pipeline.runners.progress import Progress
from pipeline.runners.steps import current_steps
from pipeline.settings import Settings
from pipeline.sources.sources_file import Source
from pipeline.storage.lake import Lake

_PRESENT = timedelta(hours=1)  # a run as of an earlier time than this does not ask the web


@dataclass(slots=True)
class CollectReport:
    """What a collection did: payloads seen, fetches that were new, what parsing made of new ones, problems.

    Attributes:
        later: items left out because they were saved after the run's time.
        records: records by kind; rejected: inputs that could not be read, by reason.
        problems: items and sources that could not be collected.
    """

    items: int = 0
    later: int = 0
    new_fetches: int = 0
    records: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)


def collect(
    lake: Lake,
    sources: Sequence[Source],
    folder: Path,
    *,
    now: datetime,
    settings: Settings,
    progress: Progress,
    ports: Ports | None = None,
    when_new: Callable[[], object] | None = None,
) -> CollectReport:
    """Bring everything the sources name into landing: payloads, records, rejections, mentions.

    Args:
        sources: validated entries of SOURCES.yml; `folder` is where that file lies.
        now: what was saved after it is not seen yet; what is fetched now carries it.
        ports: what collecting reaches; default: what the settings say.
        when_new: called before parsing begins, when something new was archived.
    """
    report = CollectReport()
    ports = ports or open_ports(lake, settings)
    listed = [entry for source in sources for entry in _listed(source, folder)]
    entries = [entry for entry in listed if not _is_later(entry, now, ports)]
    report.later = len(listed) - len(entries)
    items = [entry for entry in entries if not isinstance(entry, Problem)]
    progress.start("collect", len(items))
    outcomes = iter(collect_all(ports, items, now, progress))
    for entry in entries:
        _add(report, entry if isinstance(entry, Problem) else next(outcomes), lake, now)
    if when_new is not None and report.new_fetches:
        when_new()
    steps = current_steps(load_catalogue())
    report.records, report.rejected = process_fetches(lake, archive.read_fetches(lake, now), steps, settings, progress)
    return report


def _listed(source: Source, folder: Path) -> Iterator[Item | Problem]:
    try:
        yield from list_items(source, folder)
    except SourceBusyError as error:
        yield Problem(source, source.s3 or source.name, error.reason_code, error.reason)


def _is_later(entry: Item | Problem, now: datetime, ports: Ports) -> bool:
    """Whether it was saved after `now`; what is on the web is observed when it is asked, which is the real present."""
    if isinstance(entry, WebItem):
        return now < ports.client.clock() - _PRESENT
    return entry.fetched_at is not None and entry.fetched_at > now


def _add(report: CollectReport, outcome: Collected | Problem, lake: Lake, now: datetime) -> None:
    if isinstance(outcome, Problem):
        report.problems.append(outcome)
        quarantine_item(lake, outcome, now)
    else:
        report.items += len(outcome.fetches)
        report.new_fetches += outcome.new_count
        report.problems.extend(outcome.notes)
