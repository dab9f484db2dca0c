"""Reparse: run the parsers of today over archived payloads that an older version has read, and say what changes.

A build reads everything anew by itself when a step's version has moved (`processing.py`); this shows the difference
before or after, and makes the new records ahead of the next build. With a dry run nothing is written.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from pipeline.landing import archive
from pipeline.landing.archive import Fetch
from pipeline.normalization.catalogue_files import load_catalogue
from pipeline.runners.parsing import parse_fetch
from pipeline.runners.pool import ordered_map
from pipeline.runners.processing import process_fetches
from pipeline.runners.progress import Progress
from pipeline.runners.record_changes import RecordChange, record_changes
from pipeline.runners.steps import current_steps
from pipeline.settings import Settings, processor_count
from pipeline.sources.kinds import get_parser
from pipeline.storage.lake import Lake, open_lake

Group = tuple[str, str, str | None]
"""Kind, change, field."""


@dataclass(slots=True)
class ReparseReport:
    """What a reparse did.

    Attributes:
        step: the parsing version in force. payloads: fetches that an older version had read.
        counts: differences by kind, change and field; examples: the first of each, with its fetch.
    """

    step: str
    payloads: int = 0
    counts: Counter[Group] = field(default_factory=Counter)
    examples: dict[Group, tuple[str, RecordChange]] = field(default_factory=dict)


def reparse(
    lake: Lake, *, kind: str | None, is_dry_run: bool, now: datetime, settings: Settings, progress: Progress
) -> ReparseReport:
    """Compare what the present parsers make of archived payloads with what the last older version made of them.

    Args:
        kind: only payloads of this kind. is_dry_run: write nothing; else new records and mentions land.
    Raises: UsageError: there is no such kind. IntegrityError: landing is damaged.
    """
    if kind is not None:
        get_parser(kind)
    steps = current_steps(load_catalogue())
    fetches = [fetch for fetch in archive.read_fetches(lake, now) if fetch.payload_id and kind in (None, fetch.kind)]
    older = archive.older_steps(lake, steps.parsing)
    if not is_dry_run:
        process_fetches(lake, fetches, steps, settings, progress)
    pairs = [(fetch, older[fetch.fetch_id]) for fetch in fetches if fetch.fetch_id in older]
    report = ReparseReport(steps.parsing, len(pairs))
    progress.start("compare", len(pairs))
    compare = partial(_compare, lake.uri, steps.parsing)
    for (fetch, _), changes in zip(
        pairs, ordered_map(compare, pairs, settings.workers or processor_count()), strict=True
    ):
        progress.advance()
        for change, count in changes:
            group = (fetch.kind, change.change, change.field)
            report.counts[group] += count
            report.examples.setdefault(group, (fetch.url, change))
    return report


def _compare(lake_uri: str, step: str, pair: tuple[Fetch, str]) -> list[tuple[RecordChange, int]]:
    """The first difference of each change and field, and how many there are; runs in a worker process."""
    fetch, older = pair
    lake = open_lake(lake_uri)
    table = get_parser(fetch.kind).table
    if lake.store.exists(archive.records_key(fetch.fetch_id, step)):
        after = archive.read_records(lake, fetch.fetch_id, step, table)
    else:
        after = parse_fetch(fetch, archive.read_payload(lake, fetch.payload_id or ""))[0]
    before = archive.read_records(lake, fetch.fetch_id, older, table)
    first: dict[tuple[str, str | None], RecordChange] = {}
    counts: Counter[tuple[str, str | None]] = Counter()
    for change in record_changes(before, after, table.key[0]):
        first.setdefault((change.change, change.field), change)
        counts[change.change, change.field] += 1
    return [(first[group], count) for group, count in counts.items()]
