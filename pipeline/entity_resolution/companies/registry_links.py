"""Posting and page records to registrations: candidates compared, and what that tells of boards' names put right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.entity_resolution.blocking.name_index import BlockingParams
from pipeline.entity_resolution.companies.link_cautions import name_cautions
from pipeline.entity_resolution.companies.link_doubts import doubts, less_doubt
from pipeline.entity_resolution.companies.link_reasons import (
    NAMESAKES,
    RARELY_REGISTERED,
)
from pipeline.entity_resolution.companies.linkable_records import (
    CompanyRecord,
    names_of,
    read_company_records,
    table_of,
)
from pipeline.entity_resolution.companies.registry_choice import Chooser, RegistryLink
from pipeline.entity_resolution.comparing.comparisons import (
    CITY,
    COMPARISONS,
    COUNTRY,
    DOMAIN,
    DOMAIN_NAME,
    ComparedPairs,
    compare_records,
)
from pipeline.entity_resolution.comparing.name_evidence import WRITING
from pipeline.entity_resolution.identity.judgements import Constraints
from pipeline.entity_resolution.linking.registry import Registry
from pipeline.entity_resolution.names.name_forms import name_form
from pipeline.entity_resolution.names.translations import in_english
from pipeline.entity_resolution.records.given_records import registry_vocabulary
from pipeline.entity_resolution.records.record_table import RecordTable
from pipeline.entity_resolution.weighing.model_file import Model
from pipeline.entity_resolution.weighing.scoring import match_weights

Prepare = Callable[[pa.Table, Model, BlockingParams], Registry]
"""Rows of registrations to a registry ready for linking; `prepare_registry`, or one that remembers its answers."""


class RegistryLinker:
    """Finds registrations for records; the registry is asked for at the first question, and once; None has none."""

    def __init__(
        self, registry: Callable[[], Registry] | None, constraints: Constraints, model: Model, prior_shift: float
    ) -> None:
        self._ready = registry and cache(registry)
        self._constraints, self._model, self._prior_shift = constraints, model, prior_shift

    def link(self, records: Sequence[CompanyRecord]) -> dict[str, RegistryLink]:
        """The best registration of each record, by record id."""
        if not records or self._ready is None:
            return {record.record_id: RegistryLink() for record in records}
        registry = self._ready()
        first_of: dict[tuple[object, ...], int] = {}
        distinct: list[CompanyRecord] = []
        for record in records:
            if record.content not in first_of:
                first_of[record.content] = len(distinct)
                distinct.append(record)
        table = table_of(distinct, registry.vocabulary)
        left, right = registry.index.candidates(table)
        pairs = compare_records(table, registry.table, left, right, registry.vocabulary)
        _ignore_domains_of_translations(pairs, table, distinct)
        is_posting = np.array([record.record_kind == "posting" for record in distinct])
        doubt = np.where(is_posting[pairs.left], doubts(table, registry.table, pairs, registry.vocabulary), 0.0)
        _ignore_places_of_jobs(pairs.levels, is_posting[pairs.left])
        _ignore_own_sites(pairs.levels, is_posting[pairs.left])
        cautions = name_cautions(pairs.levels)
        weights = match_weights(pairs.levels, self._model.linking) + self._prior_shift
        bits = weights + sum(cautions.values())
        doubted = less_doubt(bits, doubt)
        added = {RARELY_REGISTERED: np.full(len(bits), self._prior_shift), **cautions, NAMESAKES: doubted - bits}
        chooser = Chooser(pairs, doubted, added, registry, self._constraints, self._model, len(distinct))
        return {record.record_id: chooser.choose(record, first_of[record.content]) for record in records}


def prepare_registry(rows: pa.Table, model: Model, params: BlockingParams) -> Registry:
    """A register made ready for linking.

    Args:
        rows: `CORE_COMPANY_RECORDS` of kind registration.
    """
    registrations = read_company_records(rows)
    names = names_of(registrations)
    vocabulary = registry_vocabulary(names, model.background)
    return Registry(table_of(registrations, vocabulary, names), vocabulary, params)


def _ignore_places_of_jobs(levels: NDArray[np.int8], is_posting: NDArray[np.bool_]) -> None:
    """Where a job is says little about where its company is registered: it only tells namesakes apart.

    So only agreement counts, of a country only where no town is against it, and only between companies of the same
    name: half-alike names of a large town would be linked otherwise.
    """
    columns = [list(COMPARISONS).index(name) for name in ("writing", "country", "city")]
    writing, country, city = (levels[:, column] for column in columns)
    is_void = is_posting & (
        (writing == WRITING.index("other"))
        | (country == COUNTRY.index("different"))
        | (city == CITY.index("different"))
    )
    levels[np.ix_(is_void, columns[1:])] = COUNTRY.index("unknown")  # and a city's


def _ignore_domains_of_translations(pairs: ComparedPairs, table: RecordTable, records: Sequence[CompanyRecord]) -> None:
    """A domain spelled like the English of a name is not the name's: newtools.com is no site of "Novo Tools"."""
    level = pairs.levels[:, list(COMPARISONS).index("candidate's domain")]
    is_other = table.names.rank[pairs.left_name] > 0
    for row in np.flatnonzero((level == DOMAIN_NAME.index("spelled like the name")) & is_other).tolist():
        translated = filter(None, map(in_english, records[pairs.left[row]].names))
        if table.names.spaceless[pairs.left_name[row]] in {name_form(name).spaceless for name in translated}:
            level[row] = DOMAIN_NAME.index("unlike the name")


def _ignore_own_sites(levels: NDArray[np.int8], is_posting: NDArray[np.bool_]) -> None:
    """A site that texts name and that is spelled like the name tells no more than the name where the other has none."""
    own, domain = (list(COMPARISONS).index(name) for name in ("record's domain", "domain"))
    is_void = is_posting & (levels[:, domain] == DOMAIN.index("unknown"))
    is_void &= levels[:, own] == DOMAIN_NAME.index("spelled like the name")
    levels[is_void, own] = DOMAIN_NAME.index("unknown")
