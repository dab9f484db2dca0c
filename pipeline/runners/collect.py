"""Collect: from SOURCES.yml to landing objects. Archive first, parse second, extract third; tables are left alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any  # rows hold values of every column type

import pyarrow as pa

from pipeline.errors import PayloadError
from pipeline.extraction.extractor import Extractor
from pipeline.extraction.mentions import page_mentions, posting_mentions
from pipeline.extraction.site_detection import Detector
from pipeline.identifiers import content_hash, make_id
from pipeline.landing import archive
from pipeline.landing.archive import Fetch
from pipeline.normalization.catalogue_files import load_catalogue
from pipeline.runners.items import Item, Problem, list_items
from pipeline.runners.pool import ordered_map
from pipeline.runners.progress import Progress
from pipeline.runners.steps import Steps, current_steps
from pipeline.settings import Settings, processor_count
from pipeline.sources.kinds import get_parser, parse_payload
from pipeline.sources.parser import Payload, Rejection
from pipeline.sources.rejections import reject
from pipeline.sources.sources_file import Source
from pipeline.storage.lake import Lake, open_lake
from pipeline.storage.parquet_files import GROUP_ROWS, encode_parquet, read_group
from pipeline.tables.core import CORE_TECHNOLOGY_MENTIONS
from pipeline.tables.landing import LANDING_QUARANTINE
from pipeline.tables.records import PAGE_RECORDS, POSTING_RECORDS
from pipeline.tables.schema import Table


@dataclass(slots=True)
class CollectReport:
    """What a collection did: items seen, fetches that were new, records and rejections of the new ones, problems."""

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
    steps = current_steps(load_catalogue())
    report = CollectReport()
    items: list[Item] = []
    for source in sources:
        for entry in list_items(source, folder):
            if entry.fetched_at is not None and entry.fetched_at > now:
                continue
            if isinstance(entry, Problem):
                report.problems.append(entry)
                _record_problem(lake, entry, now)
            else:
                items.append(entry)
    report.items = len(items)
    workers = settings.workers or processor_count()
    progress.start("collect", len(items))
    parsed: list[tuple[Fetch, int]] = []
    for outcome in ordered_map(partial(_collect_item, lake.uri, steps, settings.maximum_payload_bytes), items, workers):
        progress.advance()
        if isinstance(outcome, Problem):
            report.problems.append(outcome)
            _record_problem(lake, outcome, now)
            continue
        fetch, is_new, record_count, rejected = outcome
        report.new_fetches += is_new
        if is_new:
            report.records[fetch.kind] += record_count
            report.rejected.update(rejected)
        parsed.append((fetch, record_count))
    _extract_missing(lake, parsed, steps, workers, progress)
    return report


def _collect_item(
    lake_uri: str, steps: Steps, maximum_bytes: int, item: Item
) -> tuple[Fetch, bool, int, Counter[str]] | Problem:
    """Archive and parse one item; runs in a worker process."""
    lake = open_lake(lake_uri)
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
        payload_id=content_hash(data),
        fetched_at=item.fetched_at,
        size_bytes=len(data),
        company=item.source.company,
        domain=item.source.domain,
        headers=item.headers,
    )
    table = get_parser(fetch.kind).table
    if archive.is_parsed(lake, fetch.fetch_id, steps.parsing):
        known = archive.read_records(lake, fetch.fetch_id, steps.parsing, table, [table.key[0]])
        return fetch, False, known.num_rows, Counter()
    archive.archive_payload(lake, data)
    archive.record_fetch(lake, fetch)
    records, rejected = parse_fetch(fetch, data)
    archive.write_parsed(lake, fetch.fetch_id, steps.parsing, records, rejected)
    return fetch, True, records.num_rows, Counter(rejected.column("reason_code").to_pylist())


def parse_fetch(fetch: Fetch, data: bytes) -> tuple[pa.Table, pa.Table]:
    """The records and the rejections (`LANDING_QUARANTINE`) of a fetched payload, in payload order."""
    payload = Payload(
        data=data,
        payload_id=fetch.payload_id or "",
        source=fetch.source,
        kind=fetch.kind,
        url=fetch.url,
        fetched_at=fetch.fetched_at,
        company=fetch.company,
        domain=fetch.domain,
        headers=fetch.headers,
    )
    rows: list[dict[str, Any]] = []
    rejections: list[Rejection] = []
    try:
        for entry in parse_payload(payload):
            if isinstance(entry, Rejection):
                rejections.append(entry)
            else:
                rows.append(entry)
    except PayloadError as error:
        rejections.append(reject(None, error.reason_code, error.reason, data))
    table = get_parser(fetch.kind).table
    return _in_order(table, rows), quarantine_rows(fetch, rejections)


def quarantine_rows(fetch: Fetch, rejections: Sequence[Rejection]) -> pa.Table:
    """Rejections as `LANDING_QUARANTINE` rows."""
    return LANDING_QUARANTINE.from_rows(
        {
            "rejection_id": make_id("rej", fetch.fetch_id, entry.line, entry.reason_code, position),
            "source": fetch.source,
            "kind": fetch.kind,
            "url": fetch.url,
            "payload_id": fetch.payload_id,
            "line": entry.line,
            "reason_code": entry.reason_code,
            "reason": entry.reason,
            "original": entry.original,
            "fetched_at": fetch.fetched_at,
        }
        for position, entry in enumerate(rejections)
    )


def _in_order(table: Table, rows: list[dict[str, Any]]) -> pa.Table:
    """Rows as an Arrow table in payload order: the order decides which of two equal ids in one payload counts."""
    return pa.table({name: [row.get(name) for row in rows] for name in table.schema.names}, schema=table.schema)


def _record_problem(lake: Lake, problem: Problem, now: datetime) -> None:
    """Keep an item that could not even be read, as a fetch without a payload."""
    archive.record_fetch(
        lake,
        Fetch(
            source=problem.source.name,
            kind=problem.source.kind,
            url=problem.url,
            payload_id=None,
            fetched_at=problem.fetched_at or now,
            failure_code=problem.reason_code,
            failure=problem.reason if problem.original is None else f"{problem.reason}: {problem.original[:500]}",
        ),
    )


def _extract_missing(
    lake: Lake, parsed: Sequence[tuple[Fetch, int]], steps: Steps, workers: int, progress: Progress
) -> None:
    """Find the mentions of every fetch that has none yet, in chunks over the worker processes."""
    missing = [
        (fetch, count)
        for fetch, count in parsed
        if get_parser(fetch.kind).table in (POSTING_RECORDS, PAGE_RECORDS)
        and not lake.store.exists(archive.mentions_key(fetch.fetch_id, steps.extraction))
    ]
    chunks = [
        (fetch.fetch_id, get_parser(fetch.kind).table.name, group)
        for fetch, count in missing
        for group in range(max(1, -(-count // GROUP_ROWS)))
    ]
    progress.start("extract", len(chunks))
    extracted = ordered_map(partial(_extract_chunk, lake.uri, steps.parsing), chunks, workers, _load_extraction)
    pieces: dict[str, list[pa.Table]] = {}
    last = {fetch_id: group for fetch_id, _, group in chunks}
    for (fetch_id, _, group), mentions in zip(chunks, extracted, strict=True):
        progress.advance()
        pieces.setdefault(fetch_id, []).append(mentions)
        if group == last[fetch_id]:
            whole = pa.concat_tables(pieces.pop(fetch_id))
            lake.store.put_if_absent(archive.mentions_key(fetch_id, steps.extraction), encode_parquet(whole))


_FIND: dict[str, Callable[[pa.Table], pa.Table]] = {}


def _load_extraction() -> None:
    """Load catalogue, extractor and detector once a worker process."""
    if not _FIND:
        catalogue = load_catalogue()
        extractor, detector = Extractor(catalogue), Detector(catalogue)
        _FIND[POSTING_RECORDS.name] = lambda rows: posting_mentions(rows, extractor)
        _FIND[PAGE_RECORDS.name] = lambda rows: page_mentions(rows, detector)


def _extract_chunk(lake_uri: str, parsing: str, chunk: tuple[str, str, int]) -> pa.Table:
    """The mentions of one row group of a fetch's records; runs in a worker process."""
    fetch_id, table_name, group = chunk
    table = POSTING_RECORDS if table_name == POSTING_RECORDS.name else PAGE_RECORDS
    rows = read_group(open_lake(lake_uri), archive.records_key(fetch_id, parsing), group, table.schema)
    return CORE_TECHNOLOGY_MENTIONS.cast(_FIND[table_name](rows))
