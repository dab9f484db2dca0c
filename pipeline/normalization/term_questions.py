"""What to ask people about names without an entry: a new technology, or another name of one?"""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from pipeline.normalization.near_technologies import NearTechnologies
from pipeline.normalization.unlisted_terms import Sighting, group_terms
from pipeline.tables.review import TERM_QUESTIONS
from pipeline.tables.technologies import Catalogue


def term_questions(
    sightings: Iterable[Sighting],
    catalogue: Catalogue,
    near: NearTechnologies,
    *,
    documents: int = 1,
    companies: int = 1,
) -> pa.Table:
    """`TERM_QUESTIONS`, most documents first, then by key.

    Args:
        sightings: in a fixed order: the first examples are kept.
        documents, companies: only terms that so many of them hold.
    """
    rows = []
    for term in group_terms(sightings, catalogue.rejected_terms):
        if len(term.documents) < documents or len(term.companies) < companies:
            continue
        names = term.names
        technology_id = near.of(names[0])
        rows.append(
            {
                "term_key": term.key,
                "term": names[0],
                "technology_id": technology_id,
                "technology_name": technology_id and catalogue.technologies[technology_id].name,
                "document_count": len(term.documents),
                "company_count": len(term.companies),
                "mention_count": sum(term.spellings.values()),
                "spellings": names,
                "examples": term.examples,
            }
        )
    return pa.Table.from_pylist(rows, schema=TERM_QUESTIONS)
