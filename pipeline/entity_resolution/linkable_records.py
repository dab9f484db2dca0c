"""Rows of `CORE_COMPANY_RECORDS` as values, and as the names and places that are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from pipeline.entity_resolution.names import name_form
from pipeline.entity_resolution.record_table import RecordTable, clean_domain, make_record_table
from pipeline.entity_resolution.records import all_names, require_columns, require_unique
from pipeline.entity_resolution.vocabulary import Vocabulary
from pipeline.errors import UsageError
from pipeline.tables.core import CORE_COMPANY_RECORDS

RECORD_KINDS = ("posting", "page", "registration")
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


def read_company_records(rows: pa.Table) -> tuple[list[CompanyRecord], list[CompanyRecord]]:
    """Registrations, and posting and page records, each sorted by record id.

    Raises: SchemaError: a column is missing. UsageError: a record id occurs twice, or a record kind is unknown.
    """
    require_columns(rows, CORE_COMPANY_RECORDS.schema.names, CORE_COMPANY_RECORDS.name)
    columns = {name: rows.column(name).to_pylist() for name in CORE_COMPANY_RECORDS.schema.names}
    require_unique([value or "" for value in columns["record_id"]], "record_id", CORE_COMPANY_RECORDS.name)
    registrations: list[CompanyRecord] = []
    others: list[CompanyRecord] = []
    for row in range(rows.num_rows):
        kind = columns["record_kind"][row]
        if kind not in RECORD_KINDS:
            raise UsageError(
                f"record {columns['record_id'][row]}: record_kind {kind!r} is not one of {', '.join(RECORD_KINDS)}"
            )
        clean, name = columns["clean_name"][row], columns["name"][row] or ""
        is_registered = kind == "registration"
        record = CompanyRecord(
            columns["record_id"][row],
            kind,
            _names(name if is_registered else clean or name, [name, *(columns["other_names"][row] or [])]),
            columns["name_kind"][row],
            columns["domain"][row] or "",
            columns["country"][row] or "",
            columns["city"][row] or "",
        )
        (registrations if is_registered else others).append(record)
    for records in (registrations, others):
        records.sort(key=lambda record: record.record_id)
    return registrations, others


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
