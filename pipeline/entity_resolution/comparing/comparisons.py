"""Comparison levels of candidate pairs: what was compared, and how it came out.

Each comparison puts every pair into one of its levels; `scoring.py` turns levels into match weights. Missing values
have a level of their own, so that they can be neutral.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from pipeline.entity_resolution.comparing import name_evidence, word_evidence
from pipeline.entity_resolution.comparing.name_evidence import NameEvidence, compare_names
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.record_table import RecordTable

Ints = NDArray[np.int32]
_HeldNames = tuple[NDArray[np.int64], NDArray[np.int64]]  # where each record's names begin, and how many it has

_SHARE_EDGES = (0.05, 0.25, 0.45, 0.65, 0.85, 0.999)
SHARE_NAMES = ("none", "little", "a third", "half", "most", "nearly all", "all")
_BITS_EDGES = (1.0, 4.0, 7.0, 9.0, 11.0, 13.0, 15.0, 18.0, 22.0, 28.0)
_SPELLING_EDGES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.87, 0.93, 0.999)
_START_EDGES = (0.5, 0.6, 0.7, 0.8, 0.88, 0.94)
_LEFT_OVER_EDGES = (0.01, 4.0, 6.0, 8.0, 10.0, 12.0, 15.0, 20.0, 30.0, 45.0)
_REST_EDGES = (0.01, 4.0, 6.0, 8.0, 10.0, 12.0, 15.0, 20.0, 30.0)
_FIRST_EDGES = (0.01, 0.8, 0.95, 0.999)
_LENGTH_EDGES = (3, 4, 6, 9, 14)
_PAIRS_AT_ONCE = 25_000  # arrays that the processor's caches hold; larger ones take longer

DOMAIN = ("unknown", "same", "same name, other suffix", "different")
DOMAIN_NAME = ("unknown", "spelled like the name", "holds the name", "begins like the name", "unlike the name")
COUNTRY = ("unknown", "same", "different")
CITY = ("unknown", "same", "similar", "different")
KIND = ("unknown", "both companies", "neither a company", "one is no company", "an agency and an employer")
NAME_USED = ("main names", "another name of the candidate", "a name inside the record's name", "both other names")


def other_numbers(levels: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Pairs whose names hold other numbers ("Fund II", "Fund III") and that no domain ties: never one company."""
    names = list(COMPARISONS)
    differ = levels[:, names.index("numbers")] == name_evidence.NUMBERS.index("differ")
    return np.asarray(differ & (levels[:, names.index("domain")] != DOMAIN.index("same")))


def between(edges: tuple[float, ...], unit: str) -> tuple[str, ...]:
    """Texts of the levels that `edges` make."""
    texts = [f"{edge:g}" for edge in edges]
    middle = [f"{low} to {high}{unit}" for low, high in pairwise(texts)]
    return (f"under {texts[0]}{unit}", *middle, f"{texts[-1]}{unit} and more")


COMPARISONS: dict[str, tuple[str, ...]] = {
    "writing": name_evidence.WRITING,
    "words": tuple(f"{a} of the record's, {b} of the candidate's" for a in SHARE_NAMES for b in SHARE_NAMES),
    "shared words": between(_BITS_EDGES, " bits"),
    "left over": between(_LEFT_OVER_EDGES, " bits"),
    "first word": between(_FIRST_EDGES, ""),
    "spelling": between(_SPELLING_EDGES, ""),
    "edits": word_evidence.EDITS,
    "start": between(_START_EDGES, ""),
    "length": between(_LENGTH_EDGES, " letters"),
    "legal form": name_evidence.LEGAL_FORM,
    "numbers": name_evidence.NUMBERS,
    "acronym": word_evidence.ACRONYM,
    "concepts": name_evidence.CONCEPTS,
    "script": name_evidence.SCRIPT,
    "sound": name_evidence.SOUND,
    "name used": NAME_USED,
    "domain": DOMAIN,
    "record's domain": DOMAIN_NAME,
    "candidate's domain": DOMAIN_NAME,
    "country": COUNTRY,
    "city": CITY,
    "kind": KIND,
}


REST = between(_REST_EDGES, " bits")


@dataclass(frozen=True, slots=True)
class ComparedPairs:
    """Candidate pairs with their levels.

    Attributes:
        left: record rows.
        right: registry rows.
        left_name: the record's name that fits best, as a row of its name table.
        right_name: the candidate's name that fits best.
        levels: level numbers, one column a comparison in the order of `COMPARISONS`.
        rests: levels of `REST`, one column a side: what its name has that the other has not.
    """

    left: Ints
    right: Ints
    left_name: Ints
    right_name: Ints
    levels: NDArray[np.int8]
    rests: NDArray[np.int8]

    def take(self, rows: NDArray[np.intp]) -> ComparedPairs:
        """These pairs."""
        names = self.left_name[rows], self.right_name[rows]
        return ComparedPairs(self.left[rows], self.right[rows], *names, self.levels[rows], self.rests[rows])


def compare_records(
    records: RecordTable,
    registry: RecordTable,
    left: Ints,
    right: Ints,
    vocabulary: Vocabulary,
    *,
    with_concepts: bool = True,
) -> ComparedPairs:
    """Compare record `left[k]` with registry row `right[k]`: all their names, the best kept, and where they are.

    Pairs of a record without a readable name are left out. Order of pairs is kept. Without concepts their level is
    "none"; `add_concepts` looks at them later, where it matters.
    """
    held = _names_of(records), _names_of(registry)
    spans = [
        _compare_span(records, registry, held, left[a:b], right[a:b], vocabulary, with_concepts=with_concepts)
        for a, b in _spans(len(left))
    ]
    if not spans:
        empty = np.zeros(0, dtype=np.int32)
        columns = (np.zeros((0, count), dtype=np.int8) for count in (len(COMPARISONS), 2))
        return ComparedPairs(empty, empty, empty, empty, *columns)
    return ComparedPairs(
        np.concatenate([span.left for span in spans]),
        np.concatenate([span.right for span in spans]),
        np.concatenate([span.left_name for span in spans]),
        np.concatenate([span.right_name for span in spans]),
        np.concatenate([span.levels for span in spans]),
        np.concatenate([span.rests for span in spans]),
    )


def add_concepts(pairs: ComparedPairs, records: RecordTable, registry: RecordTable) -> ComparedPairs:
    """Pairs that were compared without concepts, with them."""
    levels = pairs.levels.copy()
    found = name_evidence.compare_concepts(records.names, registry.names, pairs.left_name, pairs.right_name)
    levels[:, list(COMPARISONS).index("concepts")] = found
    return replace(pairs, levels=levels)


def _spans(count: int) -> list[tuple[int, int]]:
    return [(start, min(start + _PAIRS_AT_ONCE, count)) for start in range(0, count, _PAIRS_AT_ONCE)]


def _compare_span(
    records: RecordTable,
    registry: RecordTable,
    held: tuple[_HeldNames, _HeldNames],
    left: Ints,
    right: Ints,
    vocabulary: Vocabulary,
    *,
    with_concepts: bool,
) -> ComparedPairs:
    pair, li, ri = _name_pairs(*held, left, right)
    evidence = compare_names(records.names, registry.names, li, ri, vocabulary, with_concepts=with_concepts)
    order = np.lexsort((ri, li, -np.round(evidence.likeness, 9), pair))
    keep = order[np.flatnonzero(np.diff(pair[order], prepend=-1))]
    left, right, li, ri = left[pair[keep]], right[pair[keep]], li[keep], ri[keep]
    columns = [*_name_levels(evidence, keep), _name_used(records, registry, li, ri)]
    columns.extend(_place_levels(records, registry, left, right, li, ri))
    words = evidence.words
    rests = [np.digitize(rest[keep], _REST_EDGES) for rest in (words.left_rest, words.right_rest)]
    levels, sides = (np.stack(each, axis=1).astype(np.int8) for each in (columns, rests))
    return ComparedPairs(left, right, li, ri, levels, sides)


def _name_pairs(records: _HeldNames, registry: _HeldNames, left: Ints, right: Ints) -> tuple[Ints, Ints, Ints]:
    """Every name of each record with every name of its candidate."""
    (left_first, left_count), (right_first, right_count) = records, registry
    a_count, b_count = left_count[left], right_count[right]
    cells = a_count * b_count
    pair = np.repeat(np.arange(len(left)), cells)
    inside = np.arange(len(pair)) - (np.cumsum(cells) - cells)[pair]
    li = left_first[left][pair] + inside // np.maximum(b_count[pair], 1)
    ri = right_first[right][pair] + inside % np.maximum(b_count[pair], 1)
    return pair.astype(np.int32), li.astype(np.int32), ri.astype(np.int32)


def _names_of(table: RecordTable) -> _HeldNames:
    count = np.bincount(table.names.owner, minlength=len(table)).astype(np.int64)
    return np.cumsum(count) - count, count


def _name_levels(evidence: NameEvidence, keep: NDArray[np.intp]) -> list[NDArray[np.int64]]:
    words = evidence.words.take(keep)
    shares = len(SHARE_NAMES)
    return [
        evidence.writing[keep].astype(np.int64),
        np.digitize(words.left_share, _SHARE_EDGES) * shares + np.digitize(words.right_share, _SHARE_EDGES),
        np.digitize(words.shared_bits, _BITS_EDGES),
        np.digitize(words.left_over, _LEFT_OVER_EDGES),
        np.digitize(words.first_likeness, _FIRST_EDGES),
        np.digitize(words.spelling, _SPELLING_EDGES),
        words.edits.astype(np.int64),
        np.digitize(words.jaro_winkler, _START_EDGES),
        np.digitize(words.shorter_length, _LENGTH_EDGES),
        evidence.legal_form[keep].astype(np.int64),
        evidence.numbers[keep].astype(np.int64),
        words.acronym.astype(np.int64),
        evidence.concepts[keep].astype(np.int64),
        evidence.script[keep].astype(np.int64),
        evidence.sound[keep].astype(np.int64),
    ]


def _name_used(records: RecordTable, registry: RecordTable, li: Ints, ri: Ints) -> NDArray[np.int64]:
    return (registry.names.rank[ri] > 0).astype(np.int64) + 2 * (records.names.rank[li] > 0)


def _place_levels(
    records: RecordTable, registry: RecordTable, left: Ints, right: Ints, li: Ints, ri: Ints
) -> list[NDArray[np.int64]]:
    one, other = records.domain[left], registry.domain[right]
    labels = records.domain_label[left] == registry.domain_label[right]
    known = (one != "") & (other != "")
    domain = np.where(known, np.where(one == other, 1, np.where(labels, 2, 3)), 0)
    country = _same(records.country[left], registry.country[right], 2)
    city = _same(records.city[left], registry.city[right], 3)
    doubt = np.flatnonzero(city == 3)
    if len(doubt):
        likeness = cpdist(
            records.city[left][doubt].tolist(),
            registry.city[right][doubt].tolist(),
            scorer=JaroWinkler.normalized_similarity,
            dtype=np.float64,
        )
        city[doubt[likeness >= 0.85]] = 2
    return [
        domain,
        _domain_like_name(records.domain_label[left], registry, ri),
        _domain_like_name(registry.domain_label[right], records, li),
        country,
        city,
        _kinds(records.kind[left], registry.kind[right]),
    ]


def _kinds(one: NDArray[np.object_], other: NDArray[np.object_]) -> NDArray[np.int64]:
    nothing = (one == "not_a_company").astype(np.int64) + (other == "not_a_company")
    level = np.where(nothing == 2, 2, np.where(nothing == 1, 3, np.where(one == other, 1, 4)))
    return np.where((one != "") & (other != ""), level, 0)


def _same(one: NDArray[np.object_], other: NDArray[np.object_], different: int) -> NDArray[np.int64]:
    known = (one != "") & (other != "")
    return np.where(known, np.where(one == other, 1, different), 0)


def _domain_like_name(labels: NDArray[np.object_], table: RecordTable, names: Ints) -> NDArray[np.int64]:
    known = np.flatnonzero(labels != "")
    chosen = names[known]
    texts = labels[known], table.names.spaceless[chosen], table.names.initials[chosen]
    result = np.zeros(len(labels), dtype=np.int64)
    result[known] = [_label_level(*each) for each in zip(*(column.tolist() for column in texts), strict=True)]
    return result


def _label_level(label: str, spaceless: str, initials: str) -> int:
    if label in (spaceless, initials):
        return 1
    if len(label) > 3 and len(spaceless) > 3 and (label in spaceless or spaceless in label):
        return 2
    return 3 if label[:4] == spaceless[:4] else 4
