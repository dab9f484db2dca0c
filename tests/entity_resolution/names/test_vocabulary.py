"""What words mean: looked up where it is asked for, or learned from records that were read before."""

import numpy as np

from pipeline.entity_resolution.names.frequencies import Frequencies
from pipeline.entity_resolution.names.vocabulary import Vocabulary, word_concept

WORDS = ["kestrelvale", "bank", "of", "france", "banka", "the", "brightloom"]


def test_words_learned_are_as_words_looked_up() -> None:
    looked_up, learned = Vocabulary(Frequencies({}, 1000.0)), Vocabulary(Frequencies({}, 1000.0))
    numbers = looked_up.numbers(WORDS)
    looked_up.prepare(numbers)
    assert looked_up.concept[1] == looked_up.concept[4] > 0 == looked_up.concept[0]
    assert np.flatnonzero(looked_up.telling_bits == 0).tolist() == [2, 3, 5]
    learned.learn(learned.numbers(WORDS)[:5], list(map(word_concept, WORDS[:5])))
    learned.prepare(numbers)
    assert learned.concept.tolist() == looked_up.concept.tolist()
    assert learned.telling_bits.tolist() == looked_up.telling_bits.tolist()
