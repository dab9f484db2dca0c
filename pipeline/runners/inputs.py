"""What a build reads: everything in landing up to a time, as Arrow tables, and a digest of it all."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.engine import query_table
from pipeline.history.observations import OBSERVED, own_dates, seen_times
from pipeline.identifiers import make_id
from pipeline.landing import archive
from pipeline.landing.archive import Fetch
from pipeline.landing.judgements import read_judgements
from pipeline.publishing.candidate import Base
from pipeline.runners.steps import Steps
from pipeline.sources.kinds import get_parser
from pipeline.storage.lake import Lake
from pipeline.storage.parquet_files import read_parquet
from pipeline.tables.all_tables import DOCUMENTS
from pipeline.tables.core import (
    CORE_POSTINGS,
    CORE_REGISTRATIONS,
    CORE_ROBOTS_RULES,
    CORE_SITE_PAGES,
    CORE_SITEMAP_ENTRIES,
    CORE_TECHNOLOGY_MENTIONS,
)
from pipeline.tables.landing import LANDING_QUARANTINE
from pipeline.tables.records import (
    PAGE_RECORDS,
    POSTING_RECORDS,
    REGISTRATION_RECORDS,
    ROBOTS_RECORDS,
    SITEMAP_RECORDS,
)
from pipeline.tables.schema import TIMESTAMP, Table

LEFT_IN_LANDING = ("description_html", "html", "headers")
"""Columns of records that no later stage reads; the payload keeps them."""

_OWN_TIME = "observed_at"
"""When an item was fetched, where its payload is an archive of many fetches; null elsewhere."""

_CARRIED = (*DOCUMENTS, CORE_TECHNOLOGY_MENTIONS, LANDING_QUARANTINE)


@dataclass(frozen=True, slots=True)
class Plan:
    """Which fetches a build reads, in what order, and the digest that tells whether anything is new."""

    fetches: tuple[Fetch, ...]
    judgements: pa.Table
    digest: str

    @property
    def observed_until(self) -> datetime:
        """Time of the newest observation; there must be one."""
        return max(fetch.fetched_at for fetch in self.fetches)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a build knows of one table of versions.

    Attributes:
        kept: rows of the base that nothing new concerns: they stay as they are; all of them where nothing is new.
        sightings: records of new fetches with `OBSERVED` columns, and the base's rows of the same versions, to be
            merged; of mentions, each once.
    """

    kept: pa.Table
    sightings: pa.Table


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a plan's fetches hold: versions of each kind, mentions, and rejections.

    Attributes:
        is_carried: the base's rows are among them, as a build from scratch would make them.
    """

    is_carried: bool
    postings: Seen
    pages: Seen
    registrations: Seen
    sitemap_entries: Seen
    robots_rules: Seen
    mentions: Seen
    quarantine: pa.Table


def plan_build(lake: Lake, until: datetime, steps: Steps, versions: dict[str, str]) -> Plan:
    """List what a build at `until` reads.

    Args:
        versions: of everything whose change calls for a new build: code, catalogue, models, settings that decide.
    """
    fetches = tuple(archive.read_fetches(lake, until))
    judgements = read_judgements(lake, until)
    total = hashlib.sha256(repr((sorted(versions.items()), steps)).encode())
    for fetch in fetches:
        total.update(f"{fetch.fetch_id} {fetch.fetched_at.isoformat()}\n".encode())
    columns = [judgements.column(name).to_pylist() for name in ("judgement_id", "expires_at")]
    for judgement_id, expires_at in zip(*columns, strict=True):
        total.update(judgement_id.encode())
        if expires_at is not None and expires_at <= until:
            total.update(b" expired")
    return Plan(fetches, judgements, total.hexdigest())


def read_inputs(lake: Lake, plan: Plan, steps: Steps, base: Base, versions: dict[str, str]) -> Inputs:
    """Read the plan's objects: all of them, or only what came since the base where its rows can be carried on.

    Raises: IntegrityError: an object is missing; `process_fetches` makes them all.
    """
    known = _known_fetches(lake, plan, base, versions)
    fresh = [fetch for fetch in plan.fetches if fetch.fetch_id not in known]
    readable = [fetch for fetch in fresh if fetch.payload_id is not None]
    extracted = [
        archive.mentions_key(fetch.fetch_id, steps.extraction)
        for fetch in readable
        if get_parser(fetch.kind).table in (POSTING_RECORDS, PAGE_RECORDS)
    ]
    carried = {core: base.rows(core) if known else core.empty() for core in _CARRIED}
    mentions = read_parquet(lake, extracted, CORE_TECHNOLOGY_MENTIONS.schema)
    rejected = archive.read_rejected(lake, [fetch.fetch_id for fetch in readable], steps.parsing)
    return Inputs(
        is_carried=bool(known),
        postings=_sightings(lake, readable, steps, POSTING_RECORDS, carried[CORE_POSTINGS]),
        pages=_sightings(lake, readable, steps, PAGE_RECORDS, carried[CORE_SITE_PAGES]),
        registrations=_sightings(lake, readable, steps, REGISTRATION_RECORDS, carried[CORE_REGISTRATIONS]),
        sitemap_entries=_sightings(lake, readable, steps, SITEMAP_RECORDS, carried[CORE_SITEMAP_ENTRIES]),
        robots_rules=_sightings(lake, readable, steps, ROBOTS_RECORDS, carried[CORE_ROBOTS_RULES]),
        mentions=_seen_mentions(carried[CORE_TECHNOLOGY_MENTIONS], mentions),
        quarantine=pa.concat_tables([carried[LANDING_QUARANTINE], rejected, _failures(fresh)]),
    )


def record_inputs(lake: Lake, plan: Plan, release_id: str) -> None:
    """Keep which fetches a release was built from, so that the next build can tell what is new."""
    fetches = sorted(fetch.fetch_id for fetch in plan.fetches)
    lake.store.put_if_absent(_inputs_key(release_id), orjson.dumps({"fetches": fetches}))


def _inputs_key(release_id: str) -> str:
    return f"releases/inputs/{release_id}.json"


def _known_fetches(lake: Lake, plan: Plan, base: Base, versions: dict[str, str]) -> set[str]:
    """The fetches whose rows the base holds just as a build from scratch would make them; empty when it does not."""
    if base.manifest is None or base.manifest.versions != versions:
        return set()
    data = lake.store.get(_inputs_key(base.manifest.release_id))
    known = set() if data is None else set(orjson.loads(data)["fetches"])
    return known if known <= {fetch.fetch_id for fetch in plan.fetches} else set()


def payload_rows(plan: Plan) -> list[dict[str, object]]:
    """Rows of `LANDING_PAYLOADS`: each payload once, with its first and last fetch."""
    rows: dict[str, dict[str, object]] = {}
    counts = Counter(fetch.payload_id for fetch in plan.fetches)
    for fetch in plan.fetches:  # in order of time: the first fetch of a payload names it
        if fetch.payload_id is None:
            continue
        row = rows.setdefault(
            fetch.payload_id,
            {
                "payload_id": fetch.payload_id,
                "source": fetch.source,
                "kind": fetch.kind,
                "url": fetch.url,
                "fetched_at": fetch.fetched_at,
                "fetch_count": counts[fetch.payload_id],
                "media_type": fetch.media_type,
                "size_bytes": fetch.size_bytes,
                "storage_key": archive.payload_key(fetch.payload_id),
            },
        )
        row["last_fetched_at"] = fetch.fetched_at
    return list(rows.values())


def _sightings(lake: Lake, fetches: list[Fetch], steps: Steps, table: Table, carried: pa.Table) -> Seen:
    """Records of the fetches, and rows merged before of the same versions, as sightings."""
    columns = [name for name in table.schema.names if name not in (*LEFT_IN_LANDING, _OWN_TIME)]
    schema = pa.schema([*(table.schema.field(name) for name in columns), *OBSERVED])
    pieces = [schema.empty_table()]
    for fetch in fetches:
        if get_parser(fetch.kind).table is not table:
            continue
        rows, seen = _rows_and_times(lake, fetch, steps, table, columns)
        for field, values in zip(OBSERVED, (pa.array(range(rows.num_rows), pa.int64()), seen, seen), strict=True):
            rows = rows.append_column(field, values)
        pieces.append(rows.cast(schema))
    fresh = pa.concat_tables(pieces)
    kept, touched = _split(carried, table.key[0], fresh)
    before = touched.append_column(OBSERVED[0], pa.array([0] * touched.num_rows, pa.int64()))
    sightings = pa.concat_tables([before.select(schema.names).cast(schema), fresh])
    return Seen(kept, sightings.combine_chunks())  # or the merge would, beside what it makes of it


def _rows_and_times(
    lake: Lake, fetch: Fetch, steps: Steps, table: Table, columns: list[str]
) -> tuple[pa.Table, pa.Array]:
    """Records of a fetch, and when each was seen."""
    extra = [_OWN_TIME] if _OWN_TIME in table.schema.names else []
    rows = archive.read_records(lake, fetch.fetch_id, steps.parsing, table, [*columns, *extra])
    is_export = get_parser(fetch.kind).is_export
    seen = seen_times(own_dates(rows), fetch.fetched_at, is_export=is_export or bool(extra))
    return rows.select(columns), pa.array(seen, TIMESTAMP)


def _seen_mentions(carried: pa.Table, fresh: pa.Table) -> Seen:
    """Each new mention once: the same version of a document may come in several fetches, a page with other headers."""
    kept, touched = _split(carried, "mention_id", fresh)
    columns = ", ".join(f'"{name}"' for name in fresh.column_names)
    distinct = query_table(
        f"SELECT * FROM mentions QUALIFY row_number() OVER (PARTITION BY mention_id ORDER BY {columns}) = 1",
        mentions=pa.concat_tables([touched, fresh]),
    )
    return Seen(kept, distinct)


def _split(carried: pa.Table, key: str, fresh: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Rows of the base whose key is not among the new rows', and those whose key is."""
    if not fresh.num_rows:
        return carried, carried.slice(0, 0)
    is_touched = pc.is_in(carried.column(key), value_set=fresh.column(key).combine_chunks())
    return carried.filter(pc.invert(is_touched)), carried.filter(is_touched)


def _failures(fetches: list[Fetch]) -> pa.Table:
    """Items that could not be read at all, as `LANDING_QUARANTINE`."""
    return LANDING_QUARANTINE.from_rows(
        {
            "rejection_id": make_id("rej", fetch.fetch_id),
            "source": fetch.source,
            "kind": fetch.kind,
            "url": fetch.url,
            "reason_code": fetch.failure_code,
            "reason": fetch.failure,
            "fetched_at": fetch.fetched_at,
        }
        for fetch in fetches
        if fetch.failure_code is not None
    )
