"""Groups of postings of one opening: stars, each member decided to be one with the centre and refused by none.

Chains are not followed: of a job advertised month after month, or in town after town, the ends are no copies of each
other.
"""

from __future__ import annotations

import numpy as np

from pipeline.openings.candidates import LONGEST_GAP_DAYS, Rows
from pipeline.openings.postings import NO_DAY, Postings
from pipeline.openings.shared_text import Shares
from pipeline.openings.sketches import sorted_unique

_LATEST = 2**31 - 1  # before any day is known
_ASKED = 20  # members whose refusal counts; larger groups are near-identical copies


class Groups:
    """Groups of rows, at first each row alone.

    Attributes:
        centre: the centre of each row's group; of a centre, itself.
    """

    def __init__(self, postings: Postings) -> None:
        self.centre = np.arange(len(postings))
        self._members: dict[int, list[int]] = {}
        town = np.where(postings.part == 0, postings.city, 0)  # within a region, the next town may be meant
        self._known = np.stack([postings.country, postings.part, postings.level, town], axis=1)
        self._first_day = np.where(postings.days == NO_DAY, _LATEST, postings.days)
        self._last_day = postings.days.copy()
        self._refused = np.empty(0, np.int64)

    def centres(self) -> Rows:
        """The centres, in order."""
        return np.flatnonzero(self.centre == np.arange(len(self.centre)))

    def refuse(self, left: Rows, right: Rows) -> None:
        """Remember pairs, the smaller row left, that were compared and are not one."""
        self._refused = sorted_unique(np.concatenate([self._refused, left * len(self.centre) + right]))

    def join(self, left: Rows, right: Rows, share: Shares) -> bool:
        """Join centres that were decided to be one; whether any was joined.

        The centre with most neighbours takes them first, the closest first, ties in the order of rows. What would bring
        two regions or towns, two levels, dates half a year apart or a refused pair into one group stays apart.
        """
        ends, others = np.concatenate([left, right]), np.concatenate([right, left])
        shares = np.concatenate([share, share])
        order = np.lexsort((others, -shares, ends))
        rows, starts, degrees = np.unique(ends[order], return_index=True, return_counts=True)
        neighbours = others[order].tolist()
        taken: set[int] = set()
        is_joined = False
        for place in np.lexsort((rows, -degrees)).tolist():
            centre = int(rows[place])
            if centre in taken:
                continue
            taken.add(centre)
            for other in neighbours[starts[place] : starts[place] + degrees[place]]:
                if other not in taken and self._take(centre, other):
                    taken.add(other)
                    is_joined = True
        return is_joined

    def _take(self, centre: int, other: int) -> bool:
        """Make the group of `other` part of the group of `centre`, when they agree."""
        known = self._known[centre].tolist(), self._known[other].tolist()
        if any(one and two and one != two for one, two in zip(*known, strict=True)):
            return False
        first = min(int(self._first_day[centre]), int(self._first_day[other]))
        last = max(int(self._last_day[centre]), int(self._last_day[other]))
        if last - first > LONGEST_GAP_DAYS:
            return False
        members, joining = self._members.setdefault(centre, [centre]), self._members.get(other, [other])
        if self._is_refused(members[:_ASKED], joining[:_ASKED]):
            return False
        self.centre[joining] = centre
        members.extend(joining)
        self._members.pop(other, None)
        self._known[centre] = [one or two for one, two in zip(*known, strict=True)]
        self._first_day[centre], self._last_day[centre] = first, last
        return True

    def _is_refused(self, members: list[int], joining: list[int]) -> bool:
        if not len(self._refused):
            return False
        keys = np.array([min(a, b) * len(self.centre) + max(a, b) for a in members for b in joining], np.int64)
        places = np.minimum(np.searchsorted(self._refused, keys), len(self._refused) - 1)
        return bool((self._refused[places] == keys).any())
