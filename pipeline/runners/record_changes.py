"""What changes between two readings of one payload: records that come or go, and fields that differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any  # values of every column type

import pyarrow as pa

_IDENTITIES = ("source_posting_id", "source_registration_id", "url")
_SHOWN_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class RecordChange:
    """One difference: `ADD` and `DELETE` of a record, or `MODIFY` of one field of it.

    Attributes:
        record: what the source calls the record. field: None for a whole record.
        before, after: the values, shortened.
    """

    change: str
    record: str
    field: str | None = None
    before: str | None = None
    after: str | None = None


def record_changes(before: pa.Table, after: pa.Table, key: str) -> Iterator[RecordChange]:
    """Compare two tables of one schema, records matched by what the source calls them, in payload order.

    Args:
        key: the column of the record's own id, which follows from the others and is not compared.
    """
    old, new = _by_identity(before, key), _by_identity(after, key)
    for identity in old:
        if identity not in new:
            yield RecordChange("DELETE", identity[0])
    for identity, row in new.items():
        if identity not in old:
            yield RecordChange("ADD", identity[0])
            continue
        for field, value in row.items():
            if field != key and value != old[identity][field]:
                yield RecordChange("MODIFY", identity[0], field, *_shown(old[identity][field], value))


def _by_identity(rows: pa.Table, key: str) -> dict[tuple[str, int], dict[str, Any]]:
    """Rows by name and by how often that name came before: a payload may hold a record twice."""
    seen: Counter[str] = Counter()
    found = {}
    for row in rows.to_pylist():
        name = str(next((row[column] for column in _IDENTITIES if row.get(column) is not None), row[key]))
        found[name, seen[name]] = row
        seen[name] += 1
    return found


def _shown(before: Any, after: Any) -> tuple[str | None, str | None]:
    """Both values from a little before where they begin to differ."""
    texts = [None if value is None else str(value) for value in (before, after)]
    known = [text for text in texts if text is not None]
    start = 0
    if len(known) == 2:
        pairs = enumerate(zip(*known, strict=False))
        start = max(0, next((place for place, (a, b) in pairs if a != b), min(map(len, known))) - 20)
    return tuple(None if text is None else text[start : start + _SHOWN_CHARACTERS] for text in texts)  # type: ignore[return-value]
