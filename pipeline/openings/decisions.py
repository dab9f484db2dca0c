"""Which compared pairs are one opening.

The shared text must be the more the less else agrees. Within a company much text is the company's own, so titles must
agree; between companies (an agency's copy, two agencies with one client, a job board) shared text is a sign by itself.
The figures were set on labelled pairs; docs/accuracy.md says how far they carry.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.openings.candidates import Rows, differ, gap_days
from pipeline.openings.employers import same_employers
from pipeline.openings.postings import Postings
from pipeline.openings.shared_text import Shares, TextComparison
from pipeline.openings.shared_words import TitleComparison

_CHUNK = 50_000  # pairs compared at a time


@dataclass(frozen=True, slots=True)
class DecisionParams:
    """Shares of the text (mean of plain and weighted) that a pair needs.

    Attributes:
        same_company, other_company: where titles agree.
        untitled: where a title is missing.
        other_title, other_title_and_company: where titles name different things.
        other_city: two cities of one region, as when a board gives the next town.
        later: posted more than `later_days` apart.
        rare: least share of rare shingles in what is shared, where title and company differ.
        everybodys, everybodys_text: with fewer rare shingles than this in common, two companies of which none is an
            agency need so much: lists of duties go from hand to hand.
        strangers_days: most days between postings of different companies.
        title_related: share of the shorter title below which two openings of a company share their text.
        title_within, title_overlap: titles agree when so much of the shorter is in the longer, and so much is common.
    """

    same_company: float = 0.66
    other_company: float = 0.5
    untitled: float = 0.8
    other_title: float = 0.99
    other_title_and_company: float = 0.7
    other_city: float = 0.78
    later: float = 0.68
    later_days: int = 75
    rare: float = 0.2
    everybodys: float = 0.03
    everybodys_text: float = 0.95
    strangers_days: int = 105
    title_related: float = 0.5
    title_within: float = 0.95
    title_overlap: float = 0.4


@dataclass(frozen=True, slots=True)
class Decisions:
    """Of each pair: whether it is one opening, whether something speaks against it, and the share of common text."""

    is_one: npt.NDArray[np.bool_]
    is_refused: npt.NDArray[np.bool_]
    share: Shares


def decide_pairs(
    postings: Postings, texts: TextComparison, titles: TitleComparison, pairs: tuple[Rows, Rows], params: DecisionParams
) -> Decisions:
    """Decide pairs of rows. Having only little text in common is no refusal, naming another job or town is one."""
    left, right = pairs
    pieces = [
        _decide(postings, texts, titles, left[start : start + _CHUNK], right[start : start + _CHUNK], params)
        for start in range(0, max(1, len(left)), _CHUNK)
    ]
    return Decisions(*(np.concatenate(column) for column in zip(*pieces, strict=True)))


def _decide(
    postings: Postings,
    texts: TextComparison,
    titles: TitleComparison,
    left: Rows,
    right: Rows,
    params: DecisionParams,
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_], Shares]:
    text = texts.compare(left, right)
    share = (text.plain + text.weighted) / 2
    same = same_employers(postings, left, right)
    within, overlap = titles.compare(left, right)
    other_city = differ(postings.city, left, right)
    gap = gap_days(postings, left, right)
    untitled = (postings.title[left] == 0) | (postings.title[right] == 0)
    other_title = ~untitled & ((within < params.title_within) | (overlap < params.title_overlap))
    no_agency = (postings.agency[left] == 0) & (postings.agency[right] == 0)
    needed = np.where(same, params.same_company, params.other_company)
    for flags, least in (
        (untitled, params.untitled),
        (other_title & same, params.other_title),
        (other_title & ~same, params.other_title_and_company),
        (~same & no_agency & (text.rare < params.everybodys), params.everybodys_text),
        (other_city, params.other_city),
        (gap > params.later_days, params.later),
        (same & other_title & (within < params.title_related), np.inf),
        (~same & other_title & (text.rare < params.rare), np.inf),
        (~same & (gap > params.strangers_days), np.inf),
    ):
        needed = np.where(flags, np.maximum(needed, least), needed)
    return share >= needed, (other_title | other_city) & (share < needed), share
