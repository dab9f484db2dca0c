"""What changed between two catalogues, a row a change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from pipeline.errors import ConfigurationError
from pipeline.tables.technologies import Catalogue

CHANGES_SCHEMA = pa.schema([(name, pa.string()) for name in ("operation", "what", "key", "before", "after")])


def catalogue_changes(old: Catalogue, new: Catalogue) -> pa.Table:
    """`CHANGES_SCHEMA` rows, sorted by (what, key): ADD, MODIFY and DELETE of technologies and listed aliases."""
    rows = [
        *_changes("technology", _technologies(old), _technologies(new)),
        *_changes("alias", _aliases(old), _aliases(new)),
        *_changes("succession", _successions(old), _successions(new)),
    ]
    rows.sort(key=lambda row: (row["what"], row["key"]))
    return pa.Table.from_pylist(rows, schema=CHANGES_SCHEMA)


def check_ids_kept(old: Catalogue, new: Catalogue) -> None:
    """Every id of `old` is still in use, or retired, and every id retired then is retired now.

    Raises: ConfigurationError: an id went without a line in retired_ids.csv, or a retired one came back.
    """
    kept = new.technologies.keys() | new.retired_ids.keys()
    for technology_id in sorted((old.technologies.keys() | old.retired_ids.keys()) - kept):
        raise ConfigurationError(
            f"catalogue/technologies.csv: {technology_id!r} is gone; put it back, or add it to retired_ids.csv"
        )
    for technology_id in sorted(old.retired_ids.keys() & new.technologies.keys()):
        raise ConfigurationError(
            f"catalogue/technologies.csv: {technology_id!r} was retired; give the new technology another id"
        )


def _changes(what: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[dict[str, str | None]]:
    for key in old.keys() | new.keys():
        before, after = old.get(key), new.get(key)
        if before != after:
            operation = "ADD" if before is None else "DELETE" if after is None else "MODIFY"
            yield {"operation": operation, "what": what, "key": key, "before": before, "after": after}


def _technologies(catalogue: Catalogue) -> dict[str, str]:
    return {
        entry.technology_id: ", ".join(
            filter(None, (entry.name, entry.category, entry.vendor, entry.parent_id and f"in {entry.parent_id}"))
        )
        for entry in catalogue.technologies.values()
    }


def _aliases(catalogue: Catalogue) -> dict[str, str]:
    return {
        alias.surface: " ".join(
            [
                alias.technology_id,
                *(["cased"] if alias.is_case_sensitive else []),
                *(["ordinary"] if alias.is_ordinary else ["ambiguous"] if alias.is_ambiguous else []),
                *(["lookup"] if alias.is_lookup_only else []),
            ]
        )
        for alias in catalogue.aliases
        if not alias.is_derived
    }


def _successions(catalogue: Catalogue) -> dict[str, str]:
    return {s.former: f"{s.change} {s.technology_id} {s.since or ''}".rstrip() for s in catalogue.successions}
