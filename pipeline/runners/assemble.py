"""The stages in order, as one pure generator: inputs and the previous release in, the tables of the next one out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.engine import query_table
from pipeline.entity_resolution.companies.company_records import (
    gather_records,
    page_record_id,
    posting_record_id,
    registration_record_id,
)
from pipeline.entity_resolution.companies.company_table import describe_companies
from pipeline.entity_resolution.companies.kept_links import kept_links
from pipeline.entity_resolution.companies.lake_companies import resolve_companies
from pipeline.entity_resolution.companies.linkable_records import REGISTERED
from pipeline.entity_resolution.companies.registry_links import Prepare
from pipeline.entity_resolution.identity.judgements import not_expired
from pipeline.entity_resolution.names.board_names import clean_company_name
from pipeline.entity_resolution.relations.company_relations import company_relations
from pipeline.history.evidence import Before, collect_evidence
from pipeline.history.facts import build_facts
from pipeline.history.intervals import build_intervals, record_history
from pipeline.history.observations import merge_versions
from pipeline.normalization.catalogue_table import technology_rows
from pipeline.runners.inputs import Inputs, Seen
from pipeline.runners.terms import ask_about_terms, find_terms
from pipeline.tables.core import (
    CORE_COMPANY_LINKS,
    CORE_COMPANY_RECORDS,
    CORE_JUDGEMENTS,
    CORE_POSTINGS,
    CORE_REGISTRATIONS,
    CORE_ROBOTS_RULES,
    CORE_SITE_PAGES,
    CORE_SITEMAP_ENTRIES,
    CORE_TECHNOLOGY_MENTIONS,
    CORE_UNLISTED_TERMS,
)
from pipeline.tables.identity import OUT_COMPANY_RELATIONS
from pipeline.tables.landing import LANDING_QUARANTINE
from pipeline.tables.out import (
    OUT_COMPANIES,
    OUT_COMPANY_TECHNOLOGIES,
    OUT_EVIDENCE,
    OUT_HISTORY,
    OUT_TECHNOLOGIES,
)
from pipeline.tables.review import REVIEW_TASKS
from pipeline.tables.schema import Table
from pipeline.tables.technologies import Catalogue
from pipeline.verification.tasks import build_tasks


@dataclass(frozen=True, slots=True)
class Previous:
    """What the next release carries on from the one before; empty tables before the first.

    Attributes:
        is_same_code: the same code and resolution model made it, so its cleaned names may be kept, and its links where
            the register is unchanged.
    """

    records: pa.Table
    links: pa.Table
    evidence: pa.Table
    companies: pa.Table
    history: pa.Table
    tasks: pa.Table
    terms: pa.Table
    is_same_code: bool


def assemble(
    inputs: Inputs,
    judgements: pa.Table,
    catalogue: Catalogue,
    previous: Previous,
    prepare: Prepare,
    *,
    observed_until: datetime,
    recorded_at: datetime,
    current_days: int,
) -> Iterator[tuple[Table, pa.Table]]:
    """Run every stage between landing and the gate.

    Args:
        prepare: makes the register ready for linking.
    Yields: each table with its rows, cast and sorted, as soon as they are ready.
    """
    postings = _merge(CORE_POSTINGS, inputs.postings, _posting_records)
    yield CORE_POSTINGS, postings
    pages = _merge(CORE_SITE_PAGES, inputs.pages, _page_records)
    yield CORE_SITE_PAGES, pages
    inputs = _without_texts(inputs)
    registrations = _merge(CORE_REGISTRATIONS, inputs.registrations, _registration_records)
    yield CORE_REGISTRATIONS, registrations
    yield CORE_SITEMAP_ENTRIES, _merge(CORE_SITEMAP_ENTRIES, inputs.sitemap_entries)
    yield CORE_ROBOTS_RULES, _merge(CORE_ROBOTS_RULES, inputs.robots_rules)
    mentions = _mentions_of(inputs.mentions, postings, pages)
    yield CORE_TECHNOLOGY_MENTIONS, mentions
    terms = find_terms(inputs, postings, mentions, previous.terms, catalogue)
    yield CORE_UNLISTED_TERMS, terms
    records = gather_records(postings, pages, registrations, _cleaner(previous))
    yield CORE_COMPANY_RECORDS, records
    yield LANDING_QUARANTINE, LANDING_QUARANTINE.cast(inputs.quarantine)
    yield CORE_JUDGEMENTS, judgements
    technologies = technology_rows(catalogue)
    yield OUT_TECHNOLOGIES, technologies
    binding = not_expired(judgements, recorded_at)
    resolution = resolve_companies(
        records,
        binding,
        kept_links(previous.links, previous.records, records) if previous.is_same_code else None,
        previous.companies if previous.companies.num_rows else None,
        prepare=prepare,
    )
    links = resolution.links
    yield CORE_COMPANY_LINKS, links
    evidence = collect_evidence(mentions, postings, pages, links, records, _before(inputs, previous))
    yield OUT_EVIDENCE, evidence
    intervals = build_intervals(
        evidence, mentions, postings, pages, links, observed_until=observed_until, current_days=current_days
    )
    yield OUT_HISTORY, record_history(intervals, previous.history, recorded_at)
    described = describe_companies(resolution.companies, records, registrations, postings, pages)
    facts = build_facts(evidence, intervals, described, technologies)
    yield OUT_COMPANY_TECHNOLOGIES, facts
    yield OUT_COMPANIES, _with_technology_counts(described, facts)
    yield OUT_COMPANY_RELATIONS, company_relations(links, described, records, registrations, postings)
    asked = ask_about_terms(terms, postings, links, catalogue, previous.tasks if inputs.is_carried else None)
    yield REVIEW_TASKS, build_tasks(links, records, evidence, asked, binding, previous.tasks)


def _cleaner(previous: Previous) -> Callable[[str], tuple[str | None, str]]:
    """Cleans company names; those the same code has cleaned before are remembered."""
    columns = [previous.records.column(name).to_pylist() for name in ("record_kind", "name", "clean_name", "name_kind")]
    known: dict[str, tuple[str | None, str]] = {}
    if previous.is_same_code:
        known = {
            name: (clean, kind) for record, name, clean, kind in zip(*columns, strict=True) if record != REGISTERED
        }

    def clean(name: str) -> tuple[str | None, str]:
        if name not in known:
            cleaned = clean_company_name(name)
            known[name] = (cleaned.clean_name, cleaned.kind)
        return known[name]

    return clean


def _merge(table: Table, seen: Seen, records_of: Callable[[pa.Table], pa.Table] | None = None) -> pa.Table:
    """Rows of a core table: what nothing new concerns as it is, the rest merged."""
    if not seen.sightings.num_rows:
        return seen.kept
    links = None if records_of is None else records_of(seen.sightings)
    merged = merge_versions(table, seen.sightings, links)
    return table.cast(pa.concat_tables([seen.kept, merged])) if seen.kept.num_rows else merged


def _without_texts(inputs: Inputs) -> Inputs:
    """The inputs with no more than the ids of documents that are merged: texts are the most of what a build holds."""
    postings, pages = inputs.postings, inputs.pages
    return replace(
        inputs,
        postings=replace(postings, sightings=postings.sightings.select(["posting_id"])),
        pages=replace(pages, sightings=pages.sightings.select(["page_id"])),
    )


def _before(inputs: Inputs, previous: Previous) -> Before | None:
    """What evidence may be carried on from; None where documents are not."""
    if not inputs.is_carried:
        return None
    keys = [inputs.postings.sightings.column("posting_id"), inputs.pages.sightings.column("page_id")]
    documents = pa.table(
        {"document_id": pa.chunked_array([chunk for key in keys for chunk in key.chunks], pa.string())}
    )
    return Before(previous.evidence, previous.links, previous.records, documents)


def _posting_records(postings: pa.Table) -> pa.Table:
    columns = [postings.column(name).to_pylist() for name in ("source", "company_name", "company_domain")]
    return _links("posting_id", postings, [posting_record_id(*row) for row in zip(*columns, strict=True)])


def _page_records(pages: pa.Table) -> pa.Table:
    names = pc.coalesce(pages.column("organization_name"), pages.column("legal_name")).to_pylist()
    rows = zip(pages.column("source").to_pylist(), names, pages.column("domain").to_pylist(), strict=True)
    return _links("page_id", pages, [page_record_id(*row) for row in rows])


def _registration_records(registrations: pa.Table) -> pa.Table:
    ids = registrations.column("registration_id").to_pylist()
    return _links("registration_id", registrations, [registration_record_id(name) for name in ids])


def _links(key: str, rows: pa.Table, record_ids: list[str | None]) -> pa.Table:
    """(key, record_id), each key once."""
    links = pa.table({key: rows.column(key), "record_id": pa.array(record_ids, pa.string())})
    return links.group_by([key, "record_id"], use_threads=False).aggregate([])


def _mentions_of(seen: Seen, postings: pa.Table, pages: pa.Table) -> pa.Table:
    """Mentions in documents that are there."""
    if not seen.sightings.num_rows:
        return seen.kept
    documents = pa.concat_tables(
        rows.select([key]).rename_columns(["document_id"])
        for rows, key in ((postings, "posting_id"), (pages, "page_id"))
    )
    there = query_table(
        "SELECT m.* FROM mentions m SEMI JOIN documents USING (document_id)",
        mentions=seen.sightings,
        documents=documents,
    )
    return CORE_TECHNOLOGY_MENTIONS.cast(pa.concat_tables([seen.kept, there.cast(seen.kept.schema)]))


def _with_technology_counts(companies: pa.Table, facts: pa.Table) -> pa.Table:
    rows = query_table(
        """SELECT c.*, coalesce(f.technology_count, 0) AS technology_count FROM companies c LEFT JOIN (
            SELECT company_id, count(*) AS technology_count FROM facts WHERE is_current GROUP BY company_id
        ) f USING (company_id)""",
        companies=companies,
        facts=facts,
    )
    return OUT_COMPANIES.cast(rows)
