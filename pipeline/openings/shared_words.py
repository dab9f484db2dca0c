"""How many of a title's words another title has, the rarer the more."""

from __future__ import annotations

import numpy as np

from pipeline.openings.candidates import Rows
from pipeline.openings.postings import Postings
from pipeline.openings.shared_text import Shares


class TitleComparison:
    """Compares the titles of pairs of rows."""

    def __init__(self, postings: Postings) -> None:
        self._matrix = postings.title_words
        uses = np.bincount(self._matrix.indices, minlength=self._matrix.shape[1])
        self._weights = np.log1p(len(postings) / (1 + uses))
        self._totals = self._matrix @ self._weights

    def compare(self, left: Rows, right: Rows) -> tuple[Shares, Shares]:
        """(share of the shorter title that is in the longer, share of both that is common); 0 without a title."""
        common = self._matrix[left].multiply(self._matrix[right]) @ self._weights
        shorter = np.minimum(self._totals[left], self._totals[right])
        either = self._totals[left] + self._totals[right] - common
        return common / np.maximum(1e-9, shorter), common / np.maximum(1e-9, either)
