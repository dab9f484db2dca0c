"""Company records: each company as one source names it, gathered from postings, pages and registrations."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from pipeline.identifiers import make_id
from pipeline.tables.core import CORE_COMPANY_RECORDS

REGISTERED = "registration"
"""The record_kind of register entries."""


def posting_record_id(source: str, company_name: str | None, company_domain: str | None) -> str | None:
    """Id of the record a posting belongs to: one a source, name and domain; None when no company is named."""
    if company_name is None:
        return None
    return make_id("rec", "posting", source, company_name, company_domain)


def page_record_id(source: str, organization_name: str | None, domain: str) -> str:
    """Id of the record a page belongs to: one a source, organization name and domain."""
    return make_id("rec", "page", source, organization_name, domain)


def registration_record_id(registration_id: str) -> str:
    """Id of the record of a register entry."""
    return make_id("rec", "registration", registration_id)


def gather_records(
    postings: pa.Table,
    pages: pa.Table,
    registrations: pa.Table,
    clean: Callable[[str], tuple[str | None, str]],
) -> pa.Table:
    """All company records.

    Args:
        postings, pages, registrations: the core tables, with their record_id columns filled.
        clean: from a name to (clean name or None, kind).
    Returns: `CORE_COMPANY_RECORDS`.
    """
    rows: dict[str, dict[str, object]] = {}

    def add(record_id: str, source: str, kind: str, name: str, **details: object) -> None:
        if record_id in rows:
            return
        clean_name, name_kind = (name, "employer") if kind == REGISTERED else clean(name)
        rows[record_id] = {
            "record_id": record_id,
            "source": source,
            "record_kind": kind,
            "name": name,
            "clean_name": clean_name,
            "name_kind": name_kind,
            **details,
        }

    wanted = ["record_id", "source", "company_name", "company_domain"]
    for row in postings.select(wanted).group_by(wanted, use_threads=False).aggregate([]).to_pylist():
        if row["record_id"] is not None:
            add(row["record_id"], row["source"], "posting", row["company_name"], domain=row["company_domain"])
    for row in pages.sort_by([("first_seen_at", "ascending"), ("page_id", "ascending")]).to_pylist():
        name = row["organization_name"] or row["legal_name"] or row["domain"]
        others = [row["legal_name"]] if row["legal_name"] not in (None, name) else None
        add(
            row["record_id"],
            row["source"],
            "page",
            name,
            other_names=others,
            domain=row["domain"],
            country=row["country"],
            city=row["city"],
        )
    for row in registrations.to_pylist():
        add(
            row["record_id"],
            row["source"],
            REGISTERED,
            row["legal_name"],
            other_names=row["other_names"],
            domain=row["domain"],
            country=row["country"],
            city=row["city"],
        )
    return CORE_COMPANY_RECORDS.from_rows(rows.values())
