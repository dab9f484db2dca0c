"""What pairs of names are compared by when nothing but names is known, beside what all pairs are compared by."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.entity_resolution.comparing.comparisons import COMPARISONS, ComparedPairs
from pipeline.entity_resolution.comparing.known_initials import KNOWN_INITIALS, compare_known_initials
from pipeline.entity_resolution.comparing.legal_entities import LEGAL_ENTITIES, legal_entities
from pipeline.entity_resolution.comparing.name_evidence import LEGAL_FORM, WRITING
from pipeline.entity_resolution.comparing.name_remainders import REMAINDER, REMAINDER_WORDS, remainders
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.record_table import RecordTable

_OTHER_FORMS = ("legal form missing", "kindred legal form", "other legal form")
BOARD: dict[str, tuple[str, ...]] = {
    **COMPARISONS,
    "remainder": REMAINDER,
    "letters": ("not the same", "the same, legal forms counted"),
    "remainder words": REMAINDER_WORDS,
    "legal entities": LEGAL_ENTITIES,
    "known initials": KNOWN_INITIALS,
}
_DRESSED = [WRITING.index(f"same name, {form}") for form in _OTHER_FORMS]


def compare_names_alone(
    pairs: ComparedPairs, left: RecordTable, right: RecordTable, vocabulary: Vocabulary
) -> ComparedPairs:
    """Compared pairs whose levels are those of `BOARD`.

    Boards write legal forms or leave them out as they like: names that differ in them alone count as one name, and what
    forms tell is told by letters and legal entities.
    """
    usage, meaning = remainders(pairs, left, right, vocabulary)
    columns = (
        usage,
        _same_letters(pairs, left, right),
        meaning,
        legal_entities(pairs, left, right),
        compare_known_initials(pairs, left, right),
    )
    levels = np.array(columns, dtype=np.int8).reshape(len(columns), -1).T
    return replace(pairs, levels=np.concatenate([_without_forms(pairs.levels), levels], axis=1))


def _without_forms(levels: NDArray[np.int8]) -> NDArray[np.int8]:
    form, writing = (list(COMPARISONS).index(name) for name in ("legal form", "writing"))
    changed = levels.copy()
    changed[:, form] = LEGAL_FORM.index("none")
    changed[np.isin(levels[:, writing], _DRESSED), writing] = WRITING.index("same name and legal form")
    return changed


def _same_letters(pairs: ComparedPairs, left: RecordTable, right: RecordTable) -> list[bool]:
    one, other = _letters(left), _letters(right)
    rows = zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)
    return [not one[a].isdisjoint(other[b]) for a, b in rows]


def _letters(table: RecordTable) -> list[set[str]]:
    """Letters and digits of each record's names, legal forms with them, "the" left off: "acmeinc" is "Acme Inc."."""
    letters: list[set[str]] = [set() for _ in range(len(table))]
    for owner, name in zip(table.names.owner.tolist(), table.names.written.tolist(), strict=True):
        letters[owner].add(re.sub(r"^the |[\W_]", "", name))
    return letters
