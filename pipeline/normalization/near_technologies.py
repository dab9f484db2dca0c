"""The technology that a term without an entry may be another name of."""

from __future__ import annotations

from collections.abc import Mapping

from rapidfuzz import fuzz

from pipeline.normalization.normalizer import Normalizer
from pipeline.normalization.unlisted_terms import term_key
from pipeline.tables.technologies import Catalogue

_NEAR = 85.0  # similarity of a name that a reviewer is asked about


class NearTechnologies:
    """Looks terms up in a catalogue; those answered before cost nothing, not even a normalizer."""

    def __init__(self, catalogue: Catalogue, answered: Mapping[str, str | None] | None = None) -> None:
        """Start from answers of the same catalogue: term -> technology_id."""
        self._catalogue = catalogue
        self._answers = dict(answered or {})
        self._normalizer: Normalizer | None = None

    def of(self, term: str) -> str | None:
        """The technology_id near a term; None when none is."""
        if term not in self._answers:
            self._answers[term] = self._look_up(term)
        return self._answers[term]

    def _look_up(self, term: str) -> str | None:
        if self._normalizer is None:
            self._normalizer = Normalizer(self._catalogue)
        answer = self._normalizer.normalize(term)
        if answer.technology_id:
            return answer.technology_id
        key = term_key(term)
        near = next((name for name in answer.suggestions if fuzz.ratio(key, term_key(name)) >= _NEAR), None)
        return None if near is None else self._normalizer.normalize(near).technology_id
