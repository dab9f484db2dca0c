"""Names that the catalogue lacks: found in what is new, carried on from the base, and put as questions."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.engine import query_table
from pipeline.extraction.unlisted_rows import unlisted_rows
from pipeline.normalization.near_technologies import NearTechnologies
from pipeline.normalization.term_questions import term_questions
from pipeline.normalization.unlisted_terms import Sighting
from pipeline.runners.inputs import Inputs
from pipeline.tables.core import CORE_UNLISTED_TERMS
from pipeline.tables.technologies import Catalogue

_COMPANIES = 2  # a name that one company alone uses is most often its own


def find_terms(
    inputs: Inputs, postings: pa.Table, mentions: pa.Table, earlier: pa.Table, catalogue: Catalogue
) -> pa.Table:
    """`CORE_UNLISTED_TERMS` of all postings; those of postings that nothing new concerns are the `earlier` ones.

    Args:
        postings: `CORE_POSTINGS`; mentions: `CORE_TECHNOLOGY_MENTIONS`; earlier: `CORE_UNLISTED_TERMS` of the base.
    """
    if not inputs.is_carried:
        return unlisted_rows(postings, mentions, catalogue)
    touched = pc.unique(inputs.postings.sightings.column("posting_id"))
    if not len(touched):
        return earlier
    fresh = unlisted_rows(
        postings.filter(pc.is_in(postings.column("posting_id"), value_set=touched)),
        mentions.filter(pc.is_in(mentions.column("document_id"), value_set=touched)),
        catalogue,
    )
    kept = earlier.filter(pc.invert(pc.is_in(earlier.column("document_id"), value_set=touched)))
    return CORE_UNLISTED_TERMS.cast(pa.concat_tables([kept, fresh]))


def ask_about_terms(
    terms: pa.Table, postings: pa.Table, links: pa.Table, catalogue: Catalogue, asked: pa.Table | None
) -> pa.Table:
    """`TERM_QUESTIONS` about the terms that several companies name.

    Args:
        asked: `REVIEW_TASKS` of a release with the same catalogue, whose answers hold; None where there is none.
    """
    return term_questions(
        _sightings(terms, postings, links),
        catalogue,
        NearTechnologies(catalogue, {} if asked is None else _answers(asked)),
        companies=_COMPANIES,
    )


def _answers(asked: pa.Table) -> dict[str, str | None]:
    about_terms = asked.filter(pc.not_equal(asked.column("kind"), "company_link"))
    return dict(
        zip(about_terms.column("left_label").to_pylist(), about_terms.column("right_id").to_pylist(), strict=True)
    )


def _sightings(terms: pa.Table, postings: pa.Table, links: pa.Table) -> Iterator[Sighting]:
    rows = query_table(
        """SELECT t.surface, t.document_id, coalesce(l.company_id, p.record_id) AS company, t.context
        FROM terms t JOIN postings p ON p.posting_id = t.document_id LEFT JOIN links l USING (record_id)
        ORDER BY t.document_id, t.start_offset""",
        terms=terms,
        postings=postings.select(["posting_id", "record_id"]),
        links=links.select(["record_id", "company_id"]),
    )
    for row in zip(*(column.to_pylist() for column in rows.columns), strict=True):
        yield Sighting(*row)
