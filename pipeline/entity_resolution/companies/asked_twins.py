"""Records asked about a registration that a record of much the same name is linked to: they follow it.

"Acme Corporation" may be too little by itself to be linked to the "Acme Holdings" that "Acme" of its town is linked to.
By their names they would be one company if no register existed, and both were led to the same registration: one answer
is enough for both. A site of its own that is not theirs, or not spelled like the name where they tell none, keeps a
record from it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.entity_resolution.companies.board_ties import board_ties
from pipeline.entity_resolution.companies.followers import following
from pipeline.entity_resolution.companies.linkable_records import CompanyRecord, table_of
from pipeline.entity_resolution.companies.registry_choice import RegistryLink
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.record_table import domain_label
from pipeline.entity_resolution.weighing.model_file import Model

ANCHORS_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Question:
    """A record, and the registration and its domain that a person would be asked about."""

    record: CompanyRecord
    registration_id: str
    site: str


def find_twins(
    questions: Iterable[Question],
    anchors: Mapping[str, RegistryLink],
    by_id: Mapping[str, CompanyRecord],
    model: Model,
    match_bits: float,
) -> dict[str, RegistryLink]:
    """The links of records that follow, by record id.

    Args:
        anchors: links of records that are linked; by_id: all records.
        match_bits: match weight from which two names are one company.
    """
    linked: dict[str, dict[tuple[str, str], str]] = {}
    for key in sorted(anchors):
        linked.setdefault(anchors[key].registration_id or "", {}).setdefault(by_id[key].group_key, key)
    asking: dict[tuple[tuple[str, str], str], list[Question]] = {}
    for question in questions:
        asking.setdefault((question.record.group_key, question.registration_id), []).append(question)
    pairs = [
        (alike, by_id[key])
        for (_, registration), alike in asking.items()
        for key in list(linked.get(registration, {}).values())[:ANCHORS_LOOKED_AT]
        if not _is_elsewhere(alike[0], by_id[key])
    ]
    if not pairs:
        return {}
    found: dict[str, RegistryLink] = {}
    for row in _by_bits(pairs, model, match_bits):
        alike, anchor = pairs[row]
        link = following(anchor.record_id, anchors[anchor.record_id], "much the same name, led to the same company")
        found |= {question.record.record_id: link for question in alike}
    return found


def _by_bits(pairs: Sequence[tuple[list[Question], CompanyRecord]], model: Model, match_bits: float) -> list[int]:
    """The pairs that are one company by their names, surest last."""
    vocabulary = Vocabulary(model.board_background)
    lefts = table_of([alike[0].record for alike, _ in pairs], vocabulary, with_place=False)
    rights = table_of([anchor for _, anchor in pairs], vocabulary, with_place=False)
    rows = np.arange(len(pairs), dtype=np.int32)
    tied = {
        row: bits
        for (row, _), (bits, _) in board_ties(lefts, rights, rows, rows, vocabulary, model, match_bits).items()
    }
    for row, (alike, anchor) in enumerate(pairs):
        if alike[0].record.group_key == anchor.group_key:
            tied[row] = math.inf
    return sorted(tied, key=lambda row: (tied[row], -row))


def _is_elsewhere(question: Question, anchor: CompanyRecord) -> bool:
    name, domain = question.record.group_key
    own = domain_label(domain)
    known = {domain_label(site) for site in (question.site, anchor.group_key[1]) if site} or {name}
    return bool(own) and known != {own}
