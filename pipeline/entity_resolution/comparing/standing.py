"""What a registry tells of a candidate beside what is compared, for choosing among the candidates of a record.

A company with several names is better known than its namesakes with one. And what one side leaves open tells something
once candidates compete: of two that are alike in all that both sides tell, the fuller entry is the likelier; so is the
one in the country that the record's name holds, or that its legal form is of. And a word more on one side is another
thing than a word more on the other. Some comparisons mean more or less by the level of another: these are crossed.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.entity_resolution.comparing.comparisons import COMPARISONS, REST, SHARE_NAMES, ComparedPairs, between
from pipeline.entity_resolution.comparing.form_countries import FORM_COUNTRY, form_countries
from pipeline.entity_resolution.comparing.named_places import CITY_NAMED, COUNTRY_NAMED, named_places
from pipeline.entity_resolution.comparing.partial_initials import PARTIAL_INITIALS, partial_initials
from pipeline.entity_resolution.records.record_table import RecordTable

_NAMES_EDGES = (2, 3, 4, 5, 7, 10)

TOLD = (
    "name alone",
    "domain",
    "country",
    "domain and country",
    "city",
    "domain and city",
    "country and city",
    "domain, country and city",
)


def crossed(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """Texts of the levels of two comparisons taken together."""
    return tuple(f"{a}; {b}" for a in one for b in other)


_ALONE: dict[str, tuple[str, ...]] = {
    **COMPARISONS,
    "candidate's names": between(_NAMES_EDGES, " names"),
    "told": crossed(TOLD, TOLD),
    "country in a name": COUNTRY_NAMED,
    "city in a name": CITY_NAMED,
    "initials among words": PARTIAL_INITIALS,
    "left over on each side": crossed(REST, REST),
    "record's legal form": FORM_COUNTRY,
    "candidate's legal form": FORM_COUNTRY,
}
# Of levels that are crossed themselves one side is taken: how often it changes, and its texts.
_SIDES = {"told": (1, TOLD), "words": (len(SHARE_NAMES), SHARE_NAMES)}  # the candidate's, the record's
_CROSSED = (
    ("told", "name used"),
    ("city", "words"),
    ("spelling", "first word"),
    ("candidate's names", "name used"),
    ("acronym", "told"),
)


def _side(name: str) -> tuple[int, tuple[str, ...]]:
    return _SIDES.get(name, (1, _ALONE[name]))


CROSSED = {f"{one}; {other}": crossed(_side(one)[1], _side(other)[1]) for one, other in _CROSSED}
RANKING = {**_ALONE, **CROSSED}
_COLUMN = {name: column for column, name in enumerate(_ALONE)}


def told(records: RecordTable) -> NDArray[np.int64]:
    """What each record tells beside its name, as a level of `TOLD`."""
    given = (records.domain != "") + 2 * (records.country != "") + 4 * (records.city != "")
    return np.asarray(given, dtype=np.int64)


def with_standing(pairs: ComparedPairs, records: RecordTable, registry: RecordTable) -> ComparedPairs:
    """Compared pairs whose levels are those of `RANKING`."""
    names = np.bincount(registry.names.owner, minlength=len(registry))
    levels = np.stack(
        [
            np.digitize(names[pairs.right], _NAMES_EDGES),
            told(records)[pairs.left] * len(TOLD) + told(registry)[pairs.right],
            *named_places(pairs, records, registry),
            partial_initials(pairs, records, registry),
            pairs.rests[:, 0].astype(np.int64) * len(REST) + pairs.rests[:, 1],
            *form_countries(pairs, records, registry),
        ],
        axis=1,
    )
    alone = np.concatenate([pairs.levels, levels.astype(np.int8)], axis=1)
    together = [_side_levels(alone, one) * len(_side(other)[1]) + _side_levels(alone, other) for one, other in _CROSSED]
    return replace(pairs, levels=np.concatenate([alone, np.stack(together, axis=1)], axis=1))


def _side_levels(levels: NDArray[np.int8], name: str) -> NDArray[np.int8]:
    every, texts = _side(name)
    return levels[:, _COLUMN[name]] // np.int8(every) % np.int8(len(texts))
