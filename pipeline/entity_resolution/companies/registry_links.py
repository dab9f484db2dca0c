"""Posting and page records to registrations: the best candidate of each record, as judgements allow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.entity_resolution.blocking.name_index import BlockingParams
from pipeline.entity_resolution.companies.link_doubts import doubts, less_doubt
from pipeline.entity_resolution.companies.link_reasons import (
    INITIALS,
    LEFT_OVER,
    LEGAL_FORMS,
    NAMESAKES,
    RARELY_REGISTERED,
    SISTER_SITE,
    comparison_text,
)
from pipeline.entity_resolution.companies.linkable_records import (
    CompanyRecord,
    names_of,
    read_company_records,
    table_of,
)
from pipeline.entity_resolution.comparing.comparisons import (
    CITY,
    COMPARISONS,
    COUNTRY,
    DOMAIN,
    DOMAIN_NAME,
    ComparedPairs,
    compare_records,
)
from pipeline.entity_resolution.comparing.name_evidence import LEGAL_FORM, WRITING
from pipeline.entity_resolution.identity.judgements import Constraints, pair_of
from pipeline.entity_resolution.linking.registry import Registry
from pipeline.entity_resolution.names.name_forms import name_form
from pipeline.entity_resolution.names.translations import in_english
from pipeline.entity_resolution.records.given_records import registry_vocabulary
from pipeline.entity_resolution.records.record_table import RecordTable
from pipeline.entity_resolution.weighing.model_file import Model
from pipeline.entity_resolution.weighing.scoring import choice_probabilities, match_weights

Prepare = Callable[[pa.Table, Model, BlockingParams], Registry]
"""Rows of registrations to a registry ready for linking; `prepare_registry`, or one that remembers its answers."""

TWINS_LOOKED_AT = 5
ACRONYM_CAUTION = -8.0
SAME_FORM_BONUS = 1.0  # of two namesakes "GmbH" is the German one; the labelled mentions often drop or invent the form
OTHER_FORM_CAUTION = -2.0
KINDRED_FORM_CAUTION = -1.0
NAMESAKE_CAUTION = -4.0  # acme.de and acme.com.au: sister companies or strangers, in any case two registrations
LEFT_OVER_CAUTION = -3.0  # a telling word without counterpart, another script, or a slip of the pen
_TELLING_LEVEL = 4  # 8 bits and more: a word in fewer than 1 of 256 names


@dataclass(frozen=True, slots=True)
class RegistryLink:
    """The best registration for a record, and the second best; None where there is none."""

    registration_id: str | None = None
    probability: float = 0.0
    bits: float | None = None
    runner_up_id: str | None = None
    runner_up_probability: float | None = None
    comparison: str = "{}"
    judgement_id: str | None = None


class RegistryLinker:
    """Finds registrations for records; the registry is asked for at the first question, and once; None has none.

    A company that is registered twice is linked to its better registration with the probability of both. A registration
    judged not to be a record's is no candidate. One judged the same is the best with probability 1.
    """

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
        cautions = _cautions(pairs.levels)
        weights = match_weights(pairs.levels, self._model.linking) + self._prior_shift
        bits = weights + sum(cautions.values())
        doubted = less_doubt(bits, doubt)
        added = {RARELY_REGISTERED: np.full(len(bits), self._prior_shift), **cautions, NAMESAKES: doubted - bits}
        chooser = _Chooser(pairs, doubted, added, registry, self._constraints, self._model, len(distinct))
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


def _cautions(levels: NDArray[np.int8]) -> dict[str, NDArray[np.float64]]:
    """Bits taken off where only a name speaks, and not all of it, by what speaks against it.

    Among job boards' names, homonyms and chance acronyms are far more frequent than among the labelled mentions.
    """
    column = {name: levels[:, number] for number, name in enumerate(COMPARISONS)}
    agrees = (column["domain"] == 1) | (column["city"] == 1) | (column["country"] == 1)
    acronym = (column["acronym"] > 0) & (column["writing"] == 0) & ~agrees
    telling = ((column["left over"] >= _TELLING_LEVEL) | (column["script"] == 2)) & ~agrees
    slip = (column["writing"] == 0) & (column["edits"] > 1) & ~agrees
    same_form = column["legal form"] == LEGAL_FORM.index("same")
    other_form = column["legal form"] == LEGAL_FORM.index("different")
    kindred_form = column["legal form"] == LEGAL_FORM.index("kindred")
    form = np.select(
        [same_form, other_form, kindred_form], [SAME_FORM_BONUS, OTHER_FORM_CAUTION, KINDRED_FORM_CAUTION], 0.0
    )
    namesake = np.where(column["domain"] == DOMAIN.index("same name, other suffix"), NAMESAKE_CAUTION, 0.0)
    return {
        LEGAL_FORMS: form,
        SISTER_SITE: namesake,
        INITIALS: np.where(acronym, ACRONYM_CAUTION, 0.0),
        LEFT_OVER: np.where((telling | slip) & ~acronym, LEFT_OVER_CAUTION, 0.0),
    }


class _Chooser:
    def __init__(
        self,
        pairs: ComparedPairs,
        bits: NDArray[np.float64],
        added: Mapping[str, NDArray[np.float64]],
        registry: Registry,
        constraints: Constraints,
        model: Model,
        record_count: int,
    ) -> None:
        order = np.lexsort((pairs.right, -bits, pairs.left))
        self._left, self._right, self._levels = pairs.left[order], pairs.right[order], pairs.levels[order]
        self._bits = bits[order]
        self._added = {name: values[order] for name, values in added.items()}
        self._probability = choice_probabilities(self._left, self._bits, record_count)
        self._first = np.searchsorted(self._left, np.arange(record_count + 1))
        self._table = registry.table
        self._ids = registry.table.ids
        self._known = frozenset(registry.table.ids)
        self._constraints = constraints
        self._touched = constraints.touched
        self._model = model

    def choose(self, record: CompanyRecord, row: int) -> RegistryLink:
        start, end = int(self._first[row]), int(self._first[row + 1])
        rows = list(range(start, end))
        judgement = None
        probability = self._probability
        if record.record_id in self._touched:
            forced = self._forced(record.record_id, rows)
            if forced:
                return forced
            rows, judgement = self._allowed(record.record_id, rows)
            probability = np.zeros(len(self._bits))
            kept = np.array(rows, dtype=np.int64)
            probability[kept] = choice_probabilities(np.zeros(len(kept), dtype=np.int32), self._bits[kept], 1)
        if not rows:
            return RegistryLink(judgement_id=judgement)
        best = rows[0]
        twins = [
            row for row in rows[1:TWINS_LOOKED_AT] if self._are_twins(int(self._right[best]), int(self._right[row]))
        ]
        second = next((row for row in rows[1:] if row not in twins), None)
        best_id = self._ids[self._right[best]]
        return RegistryLink(
            best_id,
            min(1.0, float(probability[[best, *twins]].sum())),
            float(self._bits[best]),
            self._ids[self._right[second]] if second is not None else None,
            float(probability[second]) if second is not None else None,
            self._comparison(best),
            self._constraints.latest([judgement, self._constraints.unsure.get(pair_of(record.record_id, best_id))]),
        )

    def _comparison(self, row: int) -> str:
        added = {name: float(values[row]) for name, values in self._added.items()}
        return comparison_text(self._levels[row], self._model, added)

    def _are_twins(self, one: int, other: int) -> bool:
        """One company registered twice: the same main name, and neither country nor domain against it."""
        table = self._table
        names = [table.names.spaceless[table.first_name(row)] for row in (one, other)]
        return names[0] == names[1] and all(
            not values[one] or not values[other] or values[one] == values[other]
            for values in (table.country, table.domain)
        )

    def _forced(self, record_id: str, rows: list[int]) -> RegistryLink | None:
        judged = [
            (judgement, other)
            for pair, judgement in self._constraints.same.items()
            for one, other in (pair, pair[::-1])
            if one == record_id and other in self._known
        ]
        if not judged:
            return None
        by_id = dict(judged)
        judgement = self._constraints.latest(by_id)
        assert judgement is not None
        registration = by_id[judgement]
        row = next((row for row in rows if self._ids[self._right[row]] == registration), None)
        return RegistryLink(
            registration,
            1.0,
            float(self._bits[row]) if row is not None else None,
            comparison=self._comparison(row) if row is not None else "{}",
            judgement_id=judgement,
        )

    def _allowed(self, record_id: str, rows: list[int]) -> tuple[list[int], str | None]:
        kept: list[tuple[int, str | None]] = []
        removed: list[tuple[int, str | None]] = []
        for row in rows:
            judgement = self._constraints.not_same.get(pair_of(record_id, self._ids[self._right[row]]))
            (removed if judgement else kept).append((row, judgement))
        return [row for row, _ in kept], self._constraints.latest(judgement for _, judgement in removed)
