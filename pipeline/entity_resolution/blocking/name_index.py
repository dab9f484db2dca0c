"""Candidate pairs without training: which registry names are worth comparing with a record's names.

Keys, all with frozen document frequencies of the registry:

    words and character 3-grams   weighted by rarity, the best `neighbours` names by cosine; frequent ones are no keys
    exact keys                    spaceless names, initials, domains, sounds, small towns: see `shared_keys.py`
    initials among words          together with a shared word: see `initials_keys.py`
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist
from scipy import sparse  # type: ignore[import-untyped]
from sparse_dot_topn import sp_matmul_topn  # type: ignore[import-untyped]

from pipeline.entity_resolution.blocking.initials_keys import pairs_by_initials
from pipeline.entity_resolution.blocking.near_home import nearest_at_home
from pipeline.entity_resolution.blocking.shared_keys import pairs_by_key, small_towns
from pipeline.entity_resolution.records.name_table import NameTable, ranges, spelling_order
from pipeline.entity_resolution.records.record_table import RecordTable

Ints = NDArray[np.int32]
IntType = TypeVar("IntType", np.int32, np.int64)
FeatureWeights = tuple[NDArray[np.float64], NDArray[np.bool_]]  # of each feature, and whether it is a key

_ALPHABET = 37  # edge, a-z, 0-9
GRAM_COUNT = _ALPHABET**3
_GRAM_SHARE = 0.5  # weight of a 3-gram beside a word of the same rarity
_PAIRS_AT_ONCE = 500_000

_CODE = np.zeros(256, dtype=np.int64)
_CODE[np.frombuffer(b"abcdefghijklmnopqrstuvwxyz0123456789", dtype=np.uint8)] = np.arange(1, _ALPHABET)


@dataclass(frozen=True, slots=True)
class BlockingParams:
    """Sizes of blocks.

    Attributes:
        neighbours: registry names kept by word and 3-gram cosine for each name of a record.
        considered: so many nearest names are looked at, of which `neighbours` are kept, companies in the
            record's country first (`near_home.py`); 0 keeps the nearest wherever they are.
        initials: whether words that are initials of the other name's words are keys.
        block_limit: pairs kept of one key of one record: those in its city, then country, then by id.
        city_limit: a city with more registry rows than this is no key.
        frequent_share: a word or 3-gram in more than this share of names is no key ...
        frequent_count: ... unless it is in fewer names than this.
        lookups: a name is looked up by its rarest words and 3-grams, as many as together hold no more names than this;
            0 is no limit. With it, the work grows with the number of names and not with its square.
        least_spelling: names that begin with different words are no neighbours when less alike than this, of 1.
    """

    neighbours: int = 14
    considered: int = 40
    initials: bool = True
    block_limit: int = 40
    city_limit: int = 40
    frequent_share: float = 0.012
    frequent_count: int = 400
    lookups: int = 0
    least_spelling: float = 0.0


@dataclass(frozen=True, slots=True)
class FeatureIndex:
    """Which names hold which words and 3-grams.

    Attributes:
        weight: of each feature (the vocabulary's words, then all 3-grams), in bits.
        is_key: features that are not too frequent to look up by.
        norm: Euclidean norm of each name's weights.
        by_feature: features x names; where the name has the feature and the feature is a key, its weight over the norm.
    """

    weight: NDArray[np.float64]
    is_key: NDArray[np.bool_]
    norm: NDArray[np.float64]
    by_feature: sparse.csr_matrix


def index_features(
    names: NameTable, vocabulary_size: int, params: BlockingParams, weights: FeatureWeights | None = None
) -> FeatureIndex:
    """Index a registry's names, whose words are the first `vocabulary_size` of their vocabulary.

    Args:
        weights: weights of the features and which are keys, where they are known; else from these very names.
    """
    columns = vocabulary_size + GRAM_COUNT
    features = _features(names, vocabulary_size, columns)
    weight, is_key = weights or _weights(features, vocabulary_size, params)
    norm, by_feature = _norms(features, weight), _weighted(features, weight, is_key).T.tocsr()
    return FeatureIndex(weight, is_key, norm, over_norms(by_feature, norm))


def _weights(features: sparse.csr_matrix, vocabulary_size: int, params: BlockingParams) -> FeatureWeights:
    counts = np.bincount(features.indices, minlength=features.shape[1])
    total = max(1, features.shape[0])
    bits = rarity_bits(counts, total)
    bits[vocabulary_size:] *= _GRAM_SHARE
    is_key = (counts > 0) & (counts <= max(params.frequent_count, int(total * params.frequent_share)))
    return np.maximum(bits, 0.25), is_key


def rarity_bits(counts: NDArray[np.int64], total: int) -> NDArray[np.float64]:
    """Bits of features that so many of `total` names hold."""
    return np.asarray(np.round(np.log2((total + 2) / (counts + 2)) * 4) / 4)


def over_norms(by_feature: sparse.csr_matrix, norm: NDArray[np.float64]) -> sparse.csr_matrix:
    """Features x names, each name's weights over its norm: weights times this is a cosine but for a factor."""
    by_feature.data /= norm[by_feature.indices]
    return by_feature


class BlockingIndex:
    """The keys of a registry; build once, ask for many records."""

    def __init__(
        self,
        registry: RecordTable,
        vocabulary_size: int,
        params: BlockingParams,
        features: FeatureIndex | None = None,
    ) -> None:
        self._registry = registry
        self._params = params
        self.vocabulary_size = vocabulary_size
        self.features = features or index_features(registry.names, vocabulary_size, params)

    def candidates(self, records: RecordTable, rows: Ints | None = None, threads: int = 1) -> tuple[Ints, Ints]:
        """Pairs (record row, registry row), sorted, without repeats; for all records or the given rows."""
        left, right = self.pairs(records, rows, threads)
        count = max(1, len(self._registry))
        pairs = distinct(left.astype(np.int64) * count + right)
        return (pairs // count).astype(np.int32), (pairs % count).astype(np.int32)

    def pairs(self, records: RecordTable, rows: Ints | None = None, threads: int = 1) -> tuple[Ints, Ints]:
        """The same pairs in no order, and some more than once."""
        wanted = np.zeros(len(records), dtype=bool)
        wanted[rows if rows is not None else slice(None)] = True
        names = np.flatnonzero(wanted[records.names.owner]).astype(np.int32)
        near_left, near_right = self._nearest(records, names, threads)
        key_left, key_right = pairs_by_key(
            records,
            names,
            np.flatnonzero(wanted).astype(np.int32),
            self._registry,
            self._params.block_limit,
            partial(small_towns, self._registry.city, self._params.city_limit),
        )
        lefts = [records.names.owner[near_left], key_left]
        rights = [self._registry.names.owner[near_right], key_right]
        if self._params.initials:
            left, right = pairs_by_initials(records, names, self._registry, self._params.block_limit)
            lefts, rights = [*lefts, left], [*rights, right]
        return np.concatenate(lefts), np.concatenate(rights)

    def _nearest(self, records: RecordTable, rows: Ints, threads: int) -> tuple[Ints, Ints]:
        names, params, registry = records.names, self._params, self._registry
        top = max(params.considered, params.neighbours)
        left, right, nearness = nearest_names(names, rows, self.features, replace(params, neighbours=top), threads)
        if params.considered:
            left, right = nearest_at_home(records, registry, left, right, nearness, params.neighbours)
        return alike_names(names, left, registry.names, right, params.least_spelling, threads)


def nearest_names(
    names: NameTable, rows: Ints, index: FeatureIndex, params: BlockingParams, threads: int
) -> tuple[Ints, Ints, NDArray[np.float64]]:
    """Pairs (name row, indexed name) of the given names and their nearest by words and 3-grams, and how near they are.

    Args:
        names: their tokens are numbered as the index's words are; others have higher numbers.
    Returns: in the order of the spelling, so that what one name has looked up the next finds in the caches.
    """
    columns, indexed = index.by_feature.shape
    if not len(rows) or not indexed:
        return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32), np.zeros(0)
    rows = rows[spelling_order(names.spaceless[rows])]
    queries = _weighted(_features(names, columns - GRAM_COUNT, columns, rows), index.weight, index.is_key)
    if params.lookups:
        queries = _rarest(queries, np.diff(index.by_feature.indptr), params.lookups)
    near = sp_matmul_topn(queries, index.by_feature, top_n=params.neighbours, n_threads=threads)
    return np.repeat(rows, np.diff(near.indptr)), near.indices.astype(np.int32), near.data


def distinct(values: NDArray[IntType]) -> NDArray[IntType]:
    """The values, sorted, without repeats; of many millions several times faster than `np.unique`."""
    ordered = np.sort(values)
    first = np.ones(len(ordered), dtype=bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first]


def alike_names(left: NameTable, li: Ints, right: NameTable, ri: Ints, least: float, threads: int) -> tuple[Ints, Ints]:
    """Pairs that begin with one word or are spelled alike: spares comparing most of what only shares some letters."""
    if least <= 0 or not len(li):
        return li, ri
    chosen = left.token[left.token_start[li]] == right.token[right.token_start[ri]]
    doubtful = np.flatnonzero(~chosen)
    for start in range(0, len(doubtful), _PAIRS_AT_ONCE):
        rows = doubtful[start : start + _PAIRS_AT_ONCE]
        names = left.spaceless[li[rows]], right.spaceless[ri[rows]]
        likeness = cpdist(*names, scorer=Indel.normalized_similarity, score_cutoff=least, workers=threads)
        chosen[rows] = likeness >= least
    return li[chosen], ri[chosen]


def _features(names: NameTable, words: int, columns: int, rows: Ints | None = None) -> sparse.csr_matrix:
    """Names x (words, then 3-grams), 1 where the name has it; words unknown to the registry are left out."""
    chosen = np.arange(len(names), dtype=np.int32) if rows is None else rows
    counts = names.token_start[chosen + 1] - names.token_start[chosen]
    token_row = np.repeat(np.arange(len(chosen)), counts)
    token = names.token[ranges(names.token_start[chosen], counts)] if len(chosen) else np.zeros(0, dtype=np.int32)
    known = token < words
    gram_row, gram = _grams([names.spaceless[row] for row in chosen])
    row = np.concatenate([token_row[known], gram_row])
    column = np.concatenate([token[known].astype(np.int64), gram + words])
    features = sparse.csr_matrix((np.ones(len(row)), (row, column)), shape=(len(chosen), columns))
    features.sum_duplicates()
    features.data[:] = 1.0
    return features


def _grams(texts: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    if not texts:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    joined = _CODE[np.frombuffer(("|" + "|".join(texts) + "|").encode("ascii", "replace"), dtype=np.uint8)]
    edge = joined == 0
    row = np.cumsum(edge) - 1
    if len(joined) < 3:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    gram = (joined[:-2] * _ALPHABET + joined[1:-1]) * _ALPHABET + joined[2:]
    inside = ~edge[1:-1]
    return row[1:-1][inside], gram[inside]


def _weighted(features: sparse.csr_matrix, weight: NDArray[np.float64], is_key: NDArray[np.bool_]) -> sparse.csr_matrix:
    result = features.copy()
    result.data = np.where(is_key[features.indices], weight[features.indices], 0.0)
    result.eliminate_zeros()
    return result


def _rarest(queries: sparse.csr_matrix, counts: NDArray[np.int32], lookups: int) -> sparse.csr_matrix:
    """The rarest features of each query, as many as together hold no more than `lookups` names."""
    row = np.repeat(np.arange(queries.shape[0]), np.diff(queries.indptr))
    cost = counts[queries.indices].astype(np.int64)
    order = np.argsort((row << 32) + cost, kind="stable")  # features of a row stand in ascending order
    total = np.cumsum(cost[order])
    before = np.concatenate([[0], total])[queries.indptr[:-1]]
    kept = np.sort(order[total - before[row[order]] <= lookups])
    result = (queries.data[kept], queries.indices[kept], np.searchsorted(kept, queries.indptr))
    return sparse.csr_matrix(result, shape=queries.shape)


def _norms(features: sparse.csr_matrix, weight: NDArray[np.float64]) -> NDArray[np.float64]:
    squares = features.copy()
    squares.data = weight[features.indices] ** 2
    return np.asarray(np.sqrt(np.maximum(np.asarray(squares.sum(axis=1)).ravel(), 1.0)))
