"""Rows of `CORE_COMPANY_RECORDS` as values, and as the names and places that are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.entity_resolution.names.name_forms import name_form
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.given_records import all_names, require_columns, require_unique, texts
from pipeline.entity_resolution.records.record_table import RecordTable, clean_domain, make_record_table
from pipeline.errors import UsageError
from pipeline.tables.core import CORE_COMPANY_RECORDS

REGISTERED = "registration"
"""The record_kind of register entries."""

RECORD_KINDS = ("posting", "page", REGISTERED)
NOT_A_COMPANY = "not_a_company"


@dataclass(frozen=True, slots=True)
class CompanyRecord:
    """One row, with its columns' meaning."""

    record_id: str
    record_kind: str
    names: tuple[str, ...]
    name_kind: str
    domain: str
    country: str
    city: str

    @property
    def content(self) -> tuple[object, ...]:
        """Everything that linking looks at: records of equal content have equal answers."""
        return (self.record_kind, self.names, self.domain, self.country, self.city)

    @property
    def group_key(self) -> tuple[str, str]:
        """Records with the same name and domain are one company whatever else they say."""
        return name_form(self.names[0]).spaceless or self.record_id, clean_domain(self.domain)


def split_records(rows: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Rows of registrations, and rows of posting and page records.

    Raises: SchemaError: a column is missing. UsageError: a record id occurs twice, or a record kind is unknown.
    """
    require_columns(rows, CORE_COMPANY_RECORDS.schema.names, CORE_COMPANY_RECORDS.name)
    require_unique(texts(rows, "record_id"), "record_id", CORE_COMPANY_RECORDS.name)
    for kind in rows.column("record_kind").unique().to_pylist():
        if kind not in RECORD_KINDS:
            record = rows.filter(pc.equal(rows.column("record_kind"), kind)).column("record_id")[0]
            raise UsageError(f"record {record}: record_kind {kind!r} is not one of {', '.join(RECORD_KINDS)}")
    is_registered = pc.equal(rows.column("record_kind"), REGISTERED)
    return rows.filter(is_registered), rows.filter(pc.invert(is_registered))


def read_company_records(rows: pa.Table) -> list[CompanyRecord]:
    """The rows as values, sorted by record id."""
    columns = {name: rows.column(name).to_pylist() for name in CORE_COMPANY_RECORDS.schema.names}
    records = []
    for row in range(rows.num_rows):
        kind, clean, name = columns["record_kind"][row], columns["clean_name"][row], columns["name"][row] or ""
        is_registered = kind == REGISTERED
        record = CompanyRecord(
            columns["record_id"][row],
            kind,
            _names(name if is_registered else clean or name, [name, *(columns["other_names"][row] or [])]),
            columns["name_kind"][row],
            columns["domain"][row] or ("" if is_registered else _domain_in(name)),
            columns["country"][row] or "",
            columns["city"][row] or "",
        )
        records.append(record)
    return sorted(records, key=lambda record: record.record_id)


def _domain_in(name: str) -> str:
    """The domain that stands in place of a name: "acme.com", "www.acme.com"; a board knew no better."""
    written = name.strip()
    is_host = "." in written[:-1] and not any(c.isspace() or c in "/:@" for c in written)
    return clean_domain(written) if is_host else ""


def _names(main: str, others: Sequence[str | None]) -> tuple[str, ...]:
    written = [name for name in others if name]
    if written and name_form(main).tokens == name_form(written[0]).tokens:
        main = written[0]  # the clean name only lacks the legal form, and that tells namesakes apart
    return tuple(dict.fromkeys([main, *written]))


def names_of(records: Sequence[CompanyRecord]) -> list[list[str]]:
    """All names to compare of each record."""
    return [all_names(record.names[0], record.names[1:]) for record in records]


def table_of(
    records: Sequence[CompanyRecord],
    vocabulary: Vocabulary,
    names: list[list[str]] | None = None,
    *,
    with_place: bool = True,
) -> RecordTable:
    """The records as a record table.

    Args:
        names: `names_of(records)` where it is known already.
        with_place: false leaves country and city out.
    """
    return make_record_table(
        [record.record_id for record in records],
        names if names is not None else names_of(records),
        [record.domain for record in records],
        [record.country if with_place else "" for record in records],
        [record.city if with_place else "" for record in records],
        vocabulary,
        [record.name_kind for record in records],
    )
