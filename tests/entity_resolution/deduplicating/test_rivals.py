"""Rivals: who goes with many that do not go with each other goes with few of them."""

import numpy as np

from pipeline.entity_resolution.deduplicating.pair_scoring import WeighedPairs
from pipeline.entity_resolution.deduplicating.rivals import without_rivals


def _weights(pairs: dict[tuple[int, int], float], count: int) -> dict[tuple[int, int], float]:
    left = np.array([one for one, _ in pairs], dtype=np.int32)
    right = np.array([other for _, other in pairs], dtype=np.int32)
    bits = without_rivals(WeighedPairs(left, right, np.array(list(pairs.values()))), count).bits
    return dict(zip(pairs, bits.tolist(), strict=True))


def test_a_pair_alone_and_a_family_keep_their_weight() -> None:
    alone = {(0, 1): 4.0}
    assert _weights(alone, 2) == alone
    family = {(0, 1): 30.0, (0, 2): 30.0, (1, 2): 30.0}
    assert _weights(family, 3) == family


def test_the_middle_of_a_star_loses_some_bits_for_each_rival() -> None:
    star = {(0, leaf): 30.0 for leaf in range(1, 5)}
    assert _weights(star, 5) == dict.fromkeys(star, 26.25)


def test_unlikely_rivals_count_little_and_strangers_nothing() -> None:
    pairs = {(0, 1): 8.0, (0, 2): -4.0}
    assert 7.9 < _weights(pairs, 3)[0, 1] < 8.0
    assert _weights({**pairs, (3, 4): 20.0, (3, 5): 20.0}, 6)[0, 1] == _weights(pairs, 3)[0, 1]


def test_the_order_of_pairs_does_not_matter() -> None:
    pairs = {(row, other): 1.0 + (row * 7 + other) % 5 for row in range(8) for other in range(row + 1, 8, 2)}
    assert _weights(pairs, 8) == _weights(dict(reversed(pairs.items())), 8)


def test_some_of_the_pairs_weigh_what_they_weigh_among_all() -> None:
    rows = [(row, other) for row in range(8) for other in range(row + 1, 8, 2)]
    left, right = np.array(rows, dtype=np.int32).T
    pairs = WeighedPairs(left, right, 1.0 + (left * 7 + right) % 5)
    wanted = left == 2
    assert without_rivals(pairs, 8, wanted).bits.tolist() == without_rivals(pairs, 8).bits[wanted].tolist() != []
