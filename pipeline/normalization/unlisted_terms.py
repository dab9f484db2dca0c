"""Names without an entry, put together by spelling, with the question each asks a reviewer.

"River Boat", "riverboat" and "RiverBoat" are one term; so is "Rivreboat", one letter off a term that more documents
hold. A term near a name of the catalogue asks "alias of ...?", any other "new technology?".
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass, field

import pyarrow as pa
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from pipeline.normalization.normalizer import Normalizer

TERMS_SCHEMA = pa.schema(
    [
        ("term", pa.string()),
        ("question", pa.string()),
        ("document_count", pa.int64()),
        ("mention_count", pa.int64()),
        ("spellings", pa.list_(pa.string())),
        ("examples", pa.list_(pa.string())),
    ]
)
_EXAMPLES = 3
_SHORTEST_MISSPELLED = 6
_NEAR = 85.0  # similarity of a name that a reviewer is asked about
_OFTEN = 3  # a misspelling joins a term that is so many times as frequent


@dataclass(slots=True)
class _Term:
    spellings: Counter[str] = field(default_factory=Counter)
    documents: set[str] = field(default_factory=set)
    examples: list[str] = field(default_factory=list)

    def add(self, other: _Term) -> None:
        self.spellings.update(other.spellings)
        self.documents |= other.documents
        self.examples = (self.examples + other.examples)[:_EXAMPLES]


def group_terms(
    found: Iterable[tuple[str, str, str]], normalizer: Normalizer, rejected: Container[str] = ()
) -> pa.Table:
    """`TERMS_SCHEMA`, most documents first, then by term.

    Args:
        found: (surface, document id, text around it) of each unlisted name; the first examples are kept.
        rejected: keys (`term_key`) that reviewers have said are no technologies.
    """
    terms: defaultdict[str, _Term] = defaultdict(_Term)
    for surface, document_id, context in found:
        key = term_key(surface)
        if key and key not in rejected:
            term = terms[key]
            term.spellings[surface] += 1
            term.documents.add(document_id)
            if len(term.examples) < _EXAMPLES and context not in term.examples:
                term.examples.append(context)
    _join_misspellings(terms)
    rows = pa.Table.from_pylist([_row(term, normalizer) for term in terms.values()], schema=TERMS_SCHEMA)
    return rows.sort_by([("document_count", "descending"), ("term", "ascending")])


def term_key(surface: str) -> str:
    """Letters, digits, + and # of a spelling, case folded."""
    return re.sub(r"[^\w+#]|_", "", surface.casefold())


def _join_misspellings(terms: dict[str, _Term]) -> None:
    counts = {key: len(term.documents) for key, term in terms.items()}
    frequent = sorted(terms, key=lambda key: (-counts[key], key))
    for key in reversed(frequent):
        if len(key) < _SHORTEST_MISSPELLED or not key.isalpha():
            continue
        larger = [other for other in frequent if counts[other] >= _OFTEN * counts[key] and other[0] == key[0]]
        near = process.extractOne(key, larger, scorer=OSA.distance, score_cutoff=1)
        if near:
            terms[near[0]].add(terms.pop(key))


def _row(term: _Term, normalizer: Normalizer) -> dict[str, object]:
    spellings = sorted(term.spellings, key=lambda spelling: (-term.spellings[spelling], spelling))
    near = _near(spellings[0], normalizer)
    return {
        "term": spellings[0],
        "question": f"alias of {near}?" if near else "new technology?",
        "document_count": len(term.documents),
        "mention_count": sum(term.spellings.values()),
        "spellings": spellings,
        "examples": term.examples,
    }


def _near(surface: str, normalizer: Normalizer) -> str | None:
    answer = normalizer.normalize(surface)
    if answer.name:
        return answer.name
    key = term_key(surface)
    return next((name for name in answer.suggestions if fuzz.ratio(key, term_key(name)) >= _NEAR), None)
