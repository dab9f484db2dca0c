"""Parsing and extraction of every fetch that the steps in force have not been over, spread over worker processes.

What is missing is found from landing alone: a new payload, a better parser, a new catalogue and a run that was killed
half way are the same case. Payloads are read from the archive, so their sources need not exist any more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from threading import Lock

import pyarrow as pa

from pipeline.extraction.extractor import Extractor
from pipeline.extraction.mentions import page_mentions, posting_mentions
from pipeline.extraction.site_detection import Detector
from pipeline.landing import archive
from pipeline.landing.archive import Fetch
from pipeline.normalization.catalogue_files import load_catalogue
from pipeline.runners.parsing import parse_in_batches
from pipeline.runners.pool import ordered_map
from pipeline.runners.progress import Progress
from pipeline.runners.steps import Steps
from pipeline.settings import Settings, processor_count
from pipeline.sources.kinds import get_parser
from pipeline.storage.lake import Lake, open_lake
from pipeline.storage.parquet_files import decoded_groups, encode_parquet, group_count, read_group
from pipeline.tables.records import PAGE_RECORDS, POSTING_RECORDS
from pipeline.tables.schema import Table

_DOCUMENTS: dict[str, Table] = {table.name: table for table in (POSTING_RECORDS, PAGE_RECORDS)}


def process_fetches(
    lake: Lake, fetches: Sequence[Fetch], steps: Steps, settings: Settings, progress: Progress
) -> tuple[Counter[str], Counter[str]]:
    """Parse and extract what is missing.

    Returns: records by kind and rejections by reason, of what was parsed now.
    """
    workers = settings.workers or processor_count()
    readable = [fetch for fetch in fetches if fetch.payload_id is not None]
    parsed = archive.parsed_fetches(lake, steps.parsing)
    unparsed = [fetch for fetch in readable if fetch.fetch_id not in parsed]
    records: Counter[str] = Counter()
    rejected: Counter[str] = Counter()
    progress.start("parse", len(unparsed))
    for fetch, (count, reasons) in zip(
        unparsed, ordered_map(partial(_parse, lake.uri, steps.parsing), unparsed, workers), strict=True
    ):
        progress.advance()
        records[fetch.kind] += count
        rejected.update(reasons)
    _extract(lake, readable, steps, workers, progress)
    return +records, rejected


def _parse(lake_uri: str, parsing: str, fetch: Fetch) -> tuple[int, Counter[str]]:
    """Parse one archived payload and keep what it gives; runs in a worker process."""
    return _parse_and_keep(open_lake(lake_uri), parsing, fetch)


def _parse_and_keep(
    lake: Lake,
    parsing: str,
    fetch: Fetch,
    see: Callable[[pa.Table], None] | None = None,
    payload: bytes | None = None,
) -> tuple[int, Counter[str]]:
    """Parse one archived payload and keep what it gives, batch by batch.

    Args:
        see: called with each batch of records, once at least.
        payload: its bytes, where the caller has them; otherwise they are read from the archive.
    """
    data = archive.read_payload(lake, fetch.payload_id or "") if payload is None else payload
    count, reasons = 0, Counter[str]()

    def batches() -> Iterator[tuple[pa.Table, pa.Table]]:
        nonlocal count
        parsed = parse_in_batches(fetch, data)
        while True:
            with _COMPUTING:
                batch = next(parsed, None)
                if batch is None:
                    return
                records, rejected = batch
                count += records.num_rows
                reasons.update(rejected.column("reason_code").to_pylist())
                if see is not None:
                    see(records)
            yield batch

    archive.write_parsed(lake, fetch.fetch_id, parsing, batches())
    return count, reasons


def _extract(lake: Lake, readable: Sequence[Fetch], steps: Steps, workers: int, progress: Progress) -> None:
    """Find the mentions of every fetch that has none yet, a row group of records at a time."""
    extracted = archive.extracted_fetches(lake, steps.extraction)
    chunks = [
        (fetch.fetch_id, get_parser(fetch.kind).table.name, group)
        for fetch in readable
        if fetch.fetch_id not in extracted and get_parser(fetch.kind).table.name in _DOCUMENTS
        for group in range(max(1, group_count(lake, archive.records_key(fetch.fetch_id, steps.parsing))))
    ]
    progress.start("extract", len(chunks))
    names = tuple(sorted({name for _, name, _ in chunks}))
    found = ordered_map(partial(_extract_group, lake.uri, steps.parsing), chunks, workers, load_finders, names)
    last = {fetch_id: group for fetch_id, _, group in chunks}
    pieces: list[pa.Table] = []
    for (fetch_id, _, group), mentions in zip(chunks, found, strict=True):
        progress.advance()
        pieces.append(mentions)
        if group == last[fetch_id]:
            archive.write_mentions(lake, fetch_id, steps.extraction, encode_parquet(pa.concat_tables(pieces)))
            pieces = []


def process_fetch(
    lake: Lake, fetch: Fetch, steps: Steps, *, is_new: bool = False, payload: bytes | None = None
) -> tuple[int, Counter[str]]:
    """Parse and extract one fetch in this process, unless that is done; leaves the same bytes as `process_fetches`.

    Call `load_finders` once before; threads may share the process.

    Args:
        is_new: nobody had this fetch before, so nothing of it can be done: saves asking for each.
        payload: its bytes, where the caller has them; otherwise they are read from the archive.
    Returns: records, and rejections by reason, of what was parsed now.
    """
    is_document = get_parser(fetch.kind).table.name in _DOCUMENTS
    key = archive.records_key(fetch.fetch_id, steps.parsing)
    last = archive.mentions_key(fetch.fetch_id, steps.extraction) if is_document else key
    if fetch.payload_id is None or (not is_new and lake.store.exists(last)):
        return 0, Counter()
    count, reasons = 0, Counter[str]()
    table = get_parser(fetch.kind).table
    pieces: list[pa.Table] = []

    def find(rows: pa.Table) -> None:
        if is_document:
            pieces.append(_find(table.name, rows))

    data = lake.store.get(key) if is_document and not is_new else None
    if data is None:
        count, reasons = _parse_and_keep(lake, steps.parsing, fetch, find, payload)
    else:
        for rows in decoded_groups(data, table.schema):
            find(rows)
    if is_document:
        with _COMPUTING:
            mentions = encode_parquet(pa.concat_tables(pieces))
        archive.write_mentions(lake, fetch.fetch_id, steps.extraction, mentions)
    return count, reasons


_COMPUTING = Lock()  # threads of one interpreter that compute side by side get in one another's way: a sixth slower
_FINDERS: dict[str, Callable[[pa.Table], pa.Table]] = {}


def load_finders(*table_names: str) -> None:
    """Load catalogue, and extractor or detector, once a process.

    Args:
        table_names: record tables whose rows will come; default: all that hold documents.
    """
    for name in table_names or _DOCUMENTS:
        if name in _FINDERS:
            continue
        if name == POSTING_RECORDS.name:
            _FINDERS[name] = partial(posting_mentions, extractor=Extractor(load_catalogue()))
        else:
            _FINDERS[name] = partial(page_mentions, detector=Detector(load_catalogue()))


def _find(table_name: str, rows: pa.Table) -> pa.Table:
    return _FINDERS[table_name](rows)


def _extract_group(lake_uri: str, parsing: str, chunk: tuple[str, str, int]) -> pa.Table:
    """The mentions in one row group of a fetch's records; runs in a worker process."""
    fetch_id, table_name, group = chunk
    key = archive.records_key(fetch_id, parsing)
    return _find(table_name, read_group(open_lake(lake_uri), key, group, _DOCUMENTS[table_name].schema))
