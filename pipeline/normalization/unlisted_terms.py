"""Names without an entry, put together by spelling, with the question each asks a reviewer.

"River Boat", "riverboat" and "RiverBoat" are one term; so is "Rivreboat", one letter off a term that more documents
hold. A term near a name of the catalogue asks "alias of ...?", any other "new technology?".
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

_EXAMPLES = 3
_SHORTEST_MISSPELLED = 6
_OFTEN = 3  # a misspelling joins a term that is so many times as frequent


@dataclass(frozen=True, slots=True)
class Sighting:
    """An unlisted name in a document; `company` is whose document it is, None where nobody knows."""

    surface: str
    document_id: str
    company: str | None
    context: str


@dataclass(slots=True)
class Term:
    """A name and what was seen of it.

    Attributes:
        key: its letters and digits: the same whatever the spelling.
        spellings: how often it is written in which way.
        companies: whose documents hold it; a document of nobody counts by itself.
        examples: the first contexts.
    """

    key: str
    spellings: Counter[str] = field(default_factory=Counter)
    documents: set[str] = field(default_factory=set)
    companies: set[str] = field(default_factory=set)
    examples: list[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """Spellings, most frequent first."""
        return sorted(self.spellings, key=lambda spelling: (-self.spellings[spelling], spelling))

    def see(self, sighting: Sighting) -> None:
        """Count a sighting."""
        self.spellings[sighting.surface] += 1
        self.documents.add(sighting.document_id)
        self.companies.add(sighting.company or sighting.document_id)
        if len(self.examples) < _EXAMPLES and sighting.context not in self.examples:
            self.examples.append(sighting.context)

    def add(self, other: Term) -> None:
        """Take a misspelling in."""
        self.spellings.update(other.spellings)
        self.documents |= other.documents
        self.companies |= other.companies
        self.examples = (self.examples + other.examples)[:_EXAMPLES]


def group_terms(sightings: Iterable[Sighting], rejected: Container[str] = ()) -> list[Term]:
    """Terms, most documents first, then by key.

    Args:
        sightings: in a fixed order: the first examples are kept.
        rejected: keys (`term_key`) that are no technologies.
    """
    terms: dict[str, Term] = {}
    for sighting in sightings:
        key = term_key(sighting.surface)
        if key and key not in rejected:
            terms.setdefault(key, Term(key)).see(sighting)
    _join_misspellings(terms)
    return sorted(terms.values(), key=lambda term: (-len(term.documents), term.key))


def term_key(surface: str) -> str:
    """Letters, digits, + and # of a spelling, case folded."""
    return re.sub(r"[^\w+#]|_", "", surface.casefold())


def _join_misspellings(terms: dict[str, Term]) -> None:
    counts = {key: len(term.documents) for key, term in terms.items()}
    by_form: defaultdict[str, list[str]] = defaultdict(list)
    for key in terms:
        if counts[key] >= _OFTEN:
            for form in _forms(key):
                by_form[form].append(key)

    def larger(key: str) -> list[str]:
        """Terms one letter off that are frequent enough."""
        near = {other for form in _forms(key) for other in by_form.get(form, ()) if other[0] == key[0]}
        return [name for name in near if counts[name] >= _OFTEN * counts[key] and OSA.distance(key, name) == 1]

    for key in sorted(terms, key=lambda key: (counts[key], key)):
        if len(key) >= _SHORTEST_MISSPELLED and key.isalpha() and (found := larger(key)):
            terms[min(found, key=lambda name: (-counts[name], name))].add(terms.pop(key))


def _forms(key: str) -> Iterator[str]:
    """The key, and it without one character: keys that are one edit apart share a form."""
    yield key
    yield from {key[:at] + key[at + 1 :] for at in range(len(key))}
