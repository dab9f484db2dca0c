"""Build: from landing to a published release, or to a refusal that leaves the old release in place."""

from __future__ import annotations

import hashlib
import os
import socket
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from importlib.metadata import version as distribution_version

import pyarrow as pa

from pipeline.entity_resolution.identity.identity_events import identity_events
from pipeline.entity_resolution.linking.resolution import MODEL_VERSION
from pipeline.errors import UsageError
from pipeline.extraction.unlisted_rows import DISCOVERY_VERSION
from pipeline.normalization.catalogue_files import load_catalogue
from pipeline.publishing.candidate import Base, Candidate
from pipeline.publishing.diff import COMPARED, diff_releases
from pipeline.publishing.manifest import Manifest
from pipeline.publishing.pointer import read_pointer
from pipeline.publishing.releases import load_manifest
from pipeline.quality.checks import quality_rows
from pipeline.quality.results import CheckReport
from pipeline.runners.assemble import Previous, assemble
from pipeline.runners.cycle_collection import uncollected
from pipeline.runners.gate import Gate, open_gate, verdict_of
from pipeline.runners.inputs import Plan, payload_rows, plan_build, read_inputs, record_inputs
from pipeline.runners.prepared_registry import kept_registry
from pipeline.runners.processing import process_fetches
from pipeline.runners.progress import Progress
from pipeline.runners.steps import current_steps
from pipeline.settings import Settings
from pipeline.storage.lake import Lake
from pipeline.storage.lease import build_lease
from pipeline.tables.core import CORE_COMPANY_LINKS, CORE_COMPANY_RECORDS, CORE_UNLISTED_TERMS
from pipeline.tables.identity import OUT_IDENTITY_EVENTS
from pipeline.tables.landing import LANDING_PAYLOADS
from pipeline.tables.out import OUT_CHANGES, OUT_COMPANIES, OUT_EVIDENCE, OUT_HISTORY, OUT_QUALITY
from pipeline.tables.review import REVIEW_TASKS
from pipeline.tables.schema import Table
from pipeline.tables.technologies import Catalogue

_STEPS = 3  # tables, checks, publication


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    Attributes:
        release: the release now current; None when there is nothing to release yet.
        is_new: this build published it; otherwise nothing had changed.
        reason: why nothing was published, in words.
        checks: the report of the gate; None when nothing was checked.
    """

    release: Manifest | None
    is_new: bool
    reason: str
    checks: CheckReport | None


def build(
    lake: Lake,
    *,
    now: datetime,
    clock: datetime,
    settings: Settings,
    progress: Progress,
    ahead: Future[Base] | None = None,
) -> BuildReport:
    """Build one release from everything in landing up to `now`, check it, and publish it.

    Args:
        now: the build's time: what was observed later is left out; recorded times and the release's name carry it.
        clock: the real time, for the lease.
        ahead: the current release, being read already.
    Raises: GateError: a gate refused the candidate; nothing was published. LeaseHeldError: another build is running.
    """
    holder = f"process {os.getpid()} on {socket.gethostname()}"
    with build_lease(lake, holder=holder, clock=clock, seconds=settings.lease_seconds), uncollected():
        base = Base(lake)
        if ahead is not None:
            base.adopt(ahead.result())
        return _build(lake, base, now, settings, progress)


def _build(lake: Lake, base: Base, now: datetime, settings: Settings, progress: Progress) -> BuildReport:
    now = _later_than_base(now, base)
    catalogue = load_catalogue()
    steps = current_steps(catalogue)
    versions = {
        "code": distribution_version("stacktrail"),
        "catalogue": catalogue.version,
        "resolution_model": MODEL_VERSION,
        "parsing": steps.parsing,
        "extraction": steps.extraction,
        "discovery": DISCOVERY_VERSION,
    }
    deciding = {"current_days": str(settings.current_days), "catalogue_facts": catalogue.facts_version}
    plan = plan_build(lake, now, steps, {**versions, **deciding})
    reason = _reason_to_stop(lake, base, plan)
    if reason is not None:
        return BuildReport(base.manifest, False, reason, None)
    process_fetches(lake, plan.fetches, steps, settings, progress)
    progress.start("build", _STEPS)
    with open_gate(lake, base, now) as gate:
        tables = _tables(lake, base, plan, catalogue, versions, now, settings.current_days)
        candidate, rows = _stage(lake, base, tables, gate)
        progress.advance()
        if all(base.table(name) == version for name, version in candidate.versions.items()):
            return BuildReport(base.manifest, False, "the input changed, the dataset did not", None)
        content_digest = _content_digest(candidate)
        release_id = f"{now:%Y%m%dT%H%M%SZ}-{content_digest[:8]}"
        gate.add(candidate.stage(OUT_CHANGES, _changes(base, rows, release_id)))
        gate.add(candidate.stage(OUT_IDENTITY_EVENTS, _identity_events(base, rows, release_id)))
        report = gate.pass_or_refuse(candidate, release_id)
        progress.advance()
    results = pa.concat_tables([base.rows(OUT_QUALITY), quality_rows(report, release_id)])
    candidate.stage(OUT_QUALITY, OUT_QUALITY.cast(results))
    manifest = Manifest(
        release_id=release_id,
        created_at=now.isoformat(),
        observed_until=plan.observed_until.isoformat(),
        parent_release_id=None if base.manifest is None else base.manifest.release_id,
        parent_digest=base.digest,
        inputs_digest=plan.digest,
        content_digest=content_digest,
        versions=versions,
        verdict=verdict_of(report),
        tables=(),
    )
    record_inputs(lake, plan, release_id)
    published = candidate.publish(manifest, now)
    progress.advance()
    return BuildReport(published, True, "", report)


def _tables(
    lake: Lake,
    base: Base,
    plan: Plan,
    catalogue: Catalogue,
    versions: dict[str, str],
    now: datetime,
    current_days: int,
) -> Iterator[tuple[Table, pa.Table]]:
    """Every table that depends on the inputs alone, as soon as its rows are ready."""
    yield LANDING_PAYLOADS, LANDING_PAYLOADS.from_rows(payload_rows(plan))
    yield from assemble(
        read_inputs(lake, plan, current_steps(catalogue), base, versions),
        plan.judgements,
        catalogue,
        _previous(base, versions),
        partial(kept_registry, lake, versions["code"]),
        observed_until=plan.observed_until,
        recorded_at=now,
        current_days=current_days,
    )


def _stage(
    lake: Lake, base: Base, tables: Iterable[tuple[Table, pa.Table]], gate: Gate
) -> tuple[Candidate, dict[Table, pa.Table]]:
    """Stage tables, and hand them to the gate, while later ones are being made.

    Returns: the candidate, and the rows of tables that releases are compared by.
    """
    rows: dict[Table, pa.Table] = {}
    with ThreadPoolExecutor(1, thread_name_prefix="staging") as stager:
        candidate = stager.submit(_open_candidate, lake, base)
        staged = []
        for table, content in tables:
            if table in COMPARED:
                rows[table] = content
            staged.append(stager.submit(lambda *entry: gate.add(candidate.result().stage(*entry)), table, content))
        for done in staged:
            done.result()
    return candidate.result(), rows


def _open_candidate(lake: Lake, base: Base) -> Candidate:
    from pipeline.storage.iceberg import TableCatalog  # half a second to import: not when nothing has changed

    return Candidate(lake, TableCatalog(lake), base)


def _content_digest(candidate: Candidate) -> str:
    total = hashlib.sha256()
    for name, version in sorted(candidate.versions.items()):
        total.update(f"{name} {version.content_digest}\n".encode())
    return total.hexdigest()


def _later_than_base(now: datetime, base: Base) -> datetime:
    """The build's time: recorded times of a release must lie after those of its parent.

    Raises: UsageError: `now` is before the current release.
    """
    if base.manifest is None:
        return now
    last = datetime.fromisoformat(base.manifest.created_at)
    if now < last:
        raise UsageError(
            f"the current release {base.manifest.release_id} is of {base.manifest.created_at}, later than "
            f"{now.isoformat()}: a build cannot go back in time; roll back, or build with a later --now"
        )
    return max(now, last + timedelta(seconds=1))


def _reason_to_stop(lake: Lake, base: Base, plan: Plan) -> str | None:
    if base.manifest is not None and base.manifest.inputs_digest == plan.digest:
        return "nothing has changed"
    if not plan.fetches:
        return "nothing has been collected yet"
    for release_id in read_pointer(lake.store)[0].withdrawn():
        if load_manifest(lake, release_id)[0].inputs_digest == plan.digest:
            return f"the same input made {release_id}, which was rolled back"
    return None


def _previous(base: Base, versions: dict[str, str]) -> Previous:
    return Previous(
        records=base.rows(CORE_COMPANY_RECORDS),
        links=base.rows(CORE_COMPANY_LINKS),
        evidence=base.rows(OUT_EVIDENCE),
        companies=base.rows(OUT_COMPANIES),
        history=base.rows(OUT_HISTORY),
        tasks=base.rows(REVIEW_TASKS),
        terms=base.rows(CORE_UNLISTED_TERMS),
        is_same_code=base.manifest is not None
        and all(base.manifest.versions.get(name) == versions[name] for name in ("code", "resolution_model")),
    )


def _identity_events(base: Base, rows: dict[Table, pa.Table], release_id: str) -> pa.Table:
    """The ledger up to this release: what was recorded before, and what this build did to company ids."""
    events = identity_events(base.rows(OUT_COMPANIES), rows[OUT_COMPANIES], release_id)
    return OUT_IDENTITY_EVENTS.cast(pa.concat_tables([base.rows(OUT_IDENTITY_EVENTS), events]))


def _changes(base: Base, rows: dict[Table, pa.Table], release_id: str) -> pa.Table:
    """All changes up to this release: those recorded before, and those against the parent."""
    before = {table.name: base.rows(table) for table in COMPARED}
    changes = diff_releases(before, {table.name: rows[table] for table in COMPARED})
    parent = None if base.manifest is None else base.manifest.release_id
    marked = changes.append_column("release_id", pa.array([release_id] * changes.num_rows, pa.string()))
    marked = marked.append_column("parent_release_id", pa.array([parent] * changes.num_rows, pa.string()))
    return OUT_CHANGES.cast(pa.concat_tables([base.rows(OUT_CHANGES), OUT_CHANGES.cast(marked)]))
