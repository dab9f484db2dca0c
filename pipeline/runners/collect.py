"""Collect: from SOURCES.yml to landing objects. Archive first, then parse, then extract; tables are left alone."""

from __future__ import annotations

import mimetypes
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pipeline.landing import archive
from pipeline.landing.archive import Fetch
from pipeline.normalization.catalogue_files import load_catalogue
from pipeline.runners.items import Item, Problem, list_items
from pipeline.runners.processing import process_fetches
from pipeline.runners.progress import Progress
from pipeline.runners.steps import current_steps
from pipeline.settings import Settings
from pipeline.sources.sources_file import Source
from pipeline.storage.lake import Lake


@dataclass(slots=True)
class CollectReport:
    """What a collection did: payloads seen, fetches that were new, what parsing made of new ones, problems.

    Attributes:
        records: records by kind; rejected: inputs that could not be read, by reason.
        problems: items and sources that could not be collected.
    """

    items: int = 0
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
) -> CollectReport:
    """Bring everything the sources name into landing: payloads, records, rejections, mentions.

    Args:
        sources: validated entries of SOURCES.yml; `folder` is where that file lies.
        now: what was saved after it is not seen yet; problems without a time of their own carry it.
    """
    report = CollectReport()
    entries = [entry for source in sources for entry in list_items(source, folder)]
    progress.start("collect", len(entries))
    for entry in entries:
        progress.advance()
        if entry.fetched_at is not None and entry.fetched_at > now:
            continue
        outcome = entry if isinstance(entry, Problem) else _archive(lake, entry, settings.maximum_payload_bytes)
        if isinstance(outcome, Problem):
            report.problems.append(outcome)
            archive.record_fetch(lake, _failed_fetch(outcome, now))
        else:
            report.items += 1
            report.new_fetches += outcome
    steps = current_steps(load_catalogue())
    report.records, report.rejected = process_fetches(lake, archive.read_fetches(lake, now), steps, settings, progress)
    return report


def _archive(lake: Lake, item: Item, maximum_bytes: int) -> bool | Problem:
    """Keep one item's payload and fetch; True when the fetch is new."""
    try:
        size = item.path.stat().st_size
        if size > maximum_bytes:
            reason = f"{size} bytes; the limit is {maximum_bytes} (STACKTRAIL_MAXIMUM_PAYLOAD_BYTES)"
            return Problem(item.source, item.url, "too_large", reason, item.fetched_at)
        data = item.path.read_bytes()
    except OSError as error:
        return Problem(item.source, item.url, "unreadable_file", f"cannot be read: {error.strerror}", item.fetched_at)
    fetch = Fetch(
        source=item.source.name,
        kind=item.source.kind,
        url=item.url,
        payload_id=archive.archive_payload(lake, data),
        fetched_at=item.fetched_at,
        media_type=mimetypes.guess_type(item.path.name)[0],
        size_bytes=len(data),
        company=item.source.company,
        domain=item.source.domain,
        headers=item.headers,
        is_dated=item.is_dated,
    )
    return archive.record_fetch(lake, fetch)


def _failed_fetch(problem: Problem, now: datetime) -> Fetch:
    """An item that could not even be read, as a fetch without a payload."""
    detail = "" if problem.original is None else f": {problem.original[:500]}"
    return Fetch(
        source=problem.source.name,
        kind=problem.source.kind,
        url=problem.url,
        payload_id=None,
        fetched_at=problem.fetched_at or now,
        failure_code=problem.reason_code,
        failure=f"{problem.reason}{detail}",
    )
