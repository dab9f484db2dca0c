"""Arrow tables of records and registries as record tables; what columns they must have."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.entity_resolution.names.frequencies import Frequencies, with_registry
from pipeline.entity_resolution.names.name_forms import name_form
from pipeline.entity_resolution.names.name_variants import name_variants
from pipeline.entity_resolution.names.translations import in_english
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.name_table import name_table
from pipeline.entity_resolution.records.record_table import RecordTable, make_record_table
from pipeline.errors import SchemaError, UsageError

NAMES_LIMIT = 40  # names of one company that are compared


def texts(table: pa.Table, column: str) -> list[str]:
    """A column as strings, null as empty; a column that is not there as all empty."""
    found: list[str] = text_array(table, column).to_pylist()
    return found


def text_array(table: pa.Table, column: str) -> pa.Array:
    """The same as an array."""
    if column not in table.column_names:
        return pa.repeat("", table.num_rows)
    values = table.column(column).combine_chunks()
    return pc.fill_null(values if pa.types.is_string(values.type) else values.cast(pa.string()), "")


def require_columns(table: pa.Table, columns: Sequence[str], what: str) -> None:
    """Raises: SchemaError: `table` lacks one of `columns`."""
    missing = [name for name in columns if name not in table.column_names]
    if missing:
        raise SchemaError(f"{what}: no column {', '.join(missing)}; it has {', '.join(table.column_names) or 'none'}")


def require_ids(ids: Sequence[str], column: str, what: str) -> None:
    """Raises: UsageError: an id is empty."""
    for number, value in enumerate(ids, start=1):
        if not value:
            raise UsageError(f"{what}: row {number} has no {column}")


def require_unique(ids: Sequence[str], column: str, what: str) -> None:
    """Raises: UsageError: an id is empty or occurs twice."""
    require_ids(ids, column, what)
    if len(set(ids)) == len(ids):
        return
    seen: set[str] = set()
    for value in ids:
        if value in seen:
            raise UsageError(f"{what}: {column} {value!r} occurs more than once; every row needs its own")
        seen.add(value)


def merge_rows(ids: Sequence[str], names: Sequence[Sequence[str]]) -> tuple[list[int], list[list[str]]]:
    """Rows of one id are one company with all their names.

    Args:
        ids: in ascending order, so rows of one id stand together.
    Returns: the number of the first row of each id, and the names of each id.
    """
    first: list[int] = []
    merged: list[list[str]] = []
    for number, value in enumerate(ids):
        if first and ids[first[-1]] == value:
            merged[-1].extend(name for name in names[number] if name not in merged[-1])
        else:
            first.append(number)
            merged.append(list(names[number]))
    return first, merged


def parse_aliases(text: str) -> list[str]:
    """Aliases of a registry row: a JSON list of strings; anything else counts as one alias."""
    if not text.strip():
        return []
    if text.lstrip().startswith("["):
        try:
            found = json.loads(text)
        except ValueError:
            return [text]
        return [alias for alias in found if isinstance(alias, str) and alias.strip()]
    return [text]


def alias_lists(table: pa.Table) -> list[list[str]]:
    """The aliases column: lists, or strings that hold JSON lists."""
    if "aliases" not in table.column_names:
        return [[] for _ in range(table.num_rows)]
    column = table.column("aliases")
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        return [[alias for alias in value or [] if alias] for value in column.to_pylist()]
    return [parse_aliases(value) for value in texts(table, "aliases")]


def all_names(main: str, others: Iterable[str] = ()) -> list[str]:
    """Names to compare: the main one, the others, names inside these, then what is foreign in English; each once."""
    written = [main, *others][:NAMES_LIMIT]
    inside = [variant for name in written for variant in name_variants(name)]
    names = dict.fromkeys([*written, *inside])
    return list(names | dict.fromkeys(english for name in names if (english := in_english(name))))


def registry_vocabulary(names: Sequence[Sequence[str]], background: Frequencies) -> Vocabulary:
    """Words weighted by the background and a registry's main names."""
    return Vocabulary(with_registry(background, [name_form(each[0]).tokens for each in names]))


def unnamed_records(table: pa.Table, id_column: str) -> RecordTable:
    """`record_table` before the names are read."""
    return record_table(table, id_column, [()] * table.num_rows, Vocabulary(Frequencies({}, 0.0)))


def with_names(records: RecordTable, read: Sequence[pa.RecordBatch], vocabulary: Vocabulary) -> RecordTable:
    """The records with their names as read (see `read_columns`); adds to `vocabulary`."""
    return replace(records, names=name_table(read, vocabulary))


def record_table(
    table: pa.Table, id_column: str, names: Sequence[Sequence[str]], vocabulary: Vocabulary
) -> RecordTable:
    """The record table of an Arrow table with columns domain, country and city, where it has them."""
    return make_record_table(
        texts(table, id_column),
        names,
        texts(table, "domain"),
        texts(table, "country"),
        texts(table, "city"),
        vocabulary,
    )
