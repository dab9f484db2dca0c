"""The catalogue as the table analysts read."""

from __future__ import annotations

import pyarrow as pa

from pipeline.tables.out import OUT_TECHNOLOGIES
from pipeline.tables.technologies import Catalogue


def technology_rows(catalogue: Catalogue) -> pa.Table:
    """`OUT_TECHNOLOGIES`: a row a technology, with its listed (not derived) aliases and external ids, sorted by id."""
    others: dict[str, list[str]] = {technology_id: [] for technology_id in catalogue.technologies}
    for alias in catalogue.aliases:
        if not alias.is_derived and alias.surface != catalogue.technologies[alias.technology_id].name:
            others[alias.technology_id].append(alias.surface)
    external: dict[str, list[str]] = {technology_id: [] for technology_id in catalogue.technologies}
    for known in catalogue.external_ids:
        external[known.technology_id].append(f"{known.scheme}:{known.external_id}")
    return OUT_TECHNOLOGIES.from_rows(
        {
            "technology_id": technology_id,
            "name": technology.name,
            "category": technology.category,
            "vendor": technology.vendor,
            "parent_id": technology.parent_id,
            "aliases": sorted(others[technology_id]),
            "external_ids": sorted(external[technology_id]),
        }
        for technology_id, technology in catalogue.technologies.items()
    )
