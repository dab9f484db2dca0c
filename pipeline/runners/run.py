"""Run: collect everything, then build; or replay the days on which payloads were observed, one build a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from pipeline.publishing.candidate import Base
from pipeline.runners.build import BuildReport, build
from pipeline.runners.collect import CollectReport, collect
from pipeline.runners.items import FileItem, ObjectItem, WebItem
from pipeline.runners.listing import list_items
from pipeline.runners.progress import Progress
from pipeline.settings import Settings
from pipeline.sources.sources_file import Source
from pipeline.storage.lake import Lake


@dataclass(frozen=True, slots=True)
class RunReport:
    """One collection and the build that followed it, at the time they ran as."""

    now: datetime
    collected: CollectReport
    built: BuildReport


def run(
    lake: Lake,
    sources: Sequence[Source],
    folder: Path,
    *,
    now: datetime,
    clock: datetime,
    settings: Settings,
    progress: Progress,
) -> RunReport:
    """Collect what the sources name, then build and publish; the base is read while what is new is parsed.

    Raises: as `build`.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="base") as reader:
        ahead: list[Future[Base]] = []
        collected = collect(
            lake,
            sources,
            folder,
            now=now,
            settings=settings,
            progress=progress,
            when_new=lambda: ahead.append(reader.submit(Base(lake).read_ahead)),
        )
        built = build(
            lake, now=now, clock=clock, settings=settings, progress=progress, ahead=ahead[0] if ahead else None
        )
    return RunReport(now, collected, built)


def replay_times(sources: Sequence[Source], folder: Path, now: datetime, after: datetime | None) -> Iterator[datetime]:
    """The last second of each day on which a payload was observed, oldest first; the web is observed today.

    Args:
        now: days that end later are left out, but for the day of `now`, which ends now.
        after: days that end before this are left out: the lake is past them.
    """
    entries = [entry for source in sources for entry in list_items(source, folder)]
    days = {entry.fetched_at.astimezone(UTC).date() for entry in entries if isinstance(entry, FileItem | ObjectItem)}
    if any(isinstance(entry, WebItem) for entry in entries):
        days.add(now.date())
    for day in sorted(days):
        end = min(datetime.combine(day, time(23, 59, 59), UTC), now)
        if day <= now.date() and (after is None or end >= after):
            yield end
