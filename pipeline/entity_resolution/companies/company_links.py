"""Links of posting and page records: to registrations, or to one another where no register knows their company."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any  # rows hold values of every column type

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.entity_resolution.blocking.name_index import BlockingParams
from pipeline.entity_resolution.companies.asked_twins import Question, find_twins
from pipeline.entity_resolution.companies.followers import find_followers, is_follower
from pipeline.entity_resolution.companies.linkable_records import CompanyRecord
from pipeline.entity_resolution.companies.registry_choice import RegistryLink
from pipeline.entity_resolution.companies.registry_links import Prepare, RegistryLinker
from pipeline.entity_resolution.companies.unregistered import Joined, Neighbourhood, UnregisteredRecords
from pipeline.entity_resolution.identity.judgements import Constraints
from pipeline.entity_resolution.records.given_records import texts
from pipeline.entity_resolution.weighing.model_file import Model
from pipeline.entity_resolution.weighing.scoring import explain_levels, pair_probabilities

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CompanyParams:
    """When records are one company.

    Attributes:
        match_probability: from here on a record is linked to a registration without a person.
        review_probability: from here on a person is asked.
        prior_shift: bits added to every registration's weight: of a job board's companies far fewer are in a register
            than of the labelled mentions the weights were learned on. Chosen so that the name alone, in one rare word,
            is taken and the name at a domain that the register does not know is asked about.
        cluster_bits: match weight from which two unregistered names are one company; of 21 pairs of posters' names
            between 1.2 and 1.5, 17 were one company by reading.
        block_limit: groups compared for one key of an unregistered record.
        blocking: sizes of blocks for the register.
    """

    match_probability: float = 0.75
    review_probability: float = 0.25
    prior_shift: float = -2.6
    cluster_bits: float = 1.2
    block_limit: int = 200
    blocking: BlockingParams = field(default_factory=BlockingParams)


@dataclass(frozen=True, slots=True)
class Link:
    """A record's link before companies have ids.

    Attributes:
        cluster: the same for records of one company.
        registration_id: where a register knows the company.
        row: of `CORE_COMPANY_LINKS`, without company_id.
    """

    cluster: str
    registration_id: str | None
    row: Row


def link_records(
    named: list[CompanyRecord],
    register: pa.Table,
    constraints: Constraints,
    model: Model,
    params: CompanyParams,
    previous_links: pa.Table | None,
    prepare: Prepare,
) -> dict[str, Link]:
    """The link of each record, by record id.

    Args:
        named: records that name a company, sorted by record id.
        register: rows of `CORE_COMPANY_RECORDS` of kind registration.
        previous_links, prepare: those of `lake_companies.resolve_companies`.
    """
    by_id = {record.record_id: record for record in named}
    registry = partial(prepare, register, model, params.blocking) if register.num_rows else None
    linker = RegistryLinker(registry, constraints, model, params.prior_shift)

    def search(keys: Iterable[str]) -> dict[str, RegistryLink]:
        return linker.link([by_id[key] for key in sorted(keys)])

    old = _old_rows(previous_links, by_id)
    fresh = _to_search(by_id, constraints, old)
    kept = {key: row for key, row in old.items() if key not in fresh}
    found = search(fresh)
    registered = {key: link for key, link in found.items() if link.probability >= params.match_probability}
    _spread_judged(registered, by_id, constraints, register)
    followers = _followers(
        by_id, registered, kept, _asked_about(found, kept, params), register, constraints, model, params
    )
    registered |= followers
    deserted = _deserted(kept, followers)
    kept = {key: row for key, row in kept.items() if key not in followers and key not in deserted}
    found |= search(deserted)
    free = [
        by_id[key] for key in by_id if key not in registered and (key not in kept or kept[key]["decision"] != "match")
    ]
    crowd = UnregisteredRecords(free, constraints, model, params.cluster_bits, params.block_limit)
    near = crowd.cluster(sorted({record.record_id for record in free} - set(kept)))
    found |= search(set(near.centre_of) & set(kept))
    links = {key: _unchanged(row) for key, row in kept.items()}
    links |= {key: _unregistered(key, found[key], near, constraints, model, params) for key in near.centre_of}
    return links | {key: _registered(key, link) for key, link in registered.items()}


def _followers(
    by_id: Mapping[str, CompanyRecord],
    registered: Mapping[str, RegistryLink],
    kept: Mapping[str, Row],
    asked: Mapping[str, str],
    register: pa.Table,
    constraints: Constraints,
    model: Model,
    params: CompanyParams,
) -> dict[str, RegistryLink]:
    """Links of records that follow another to its registration, or would be asked about what another is linked to."""
    anchors = _anchors(registered, kept)
    waiting = [record for key, record in by_id.items() if key not in anchors]
    followers = find_followers(waiting, anchors, by_id, constraints, model.board_background)
    open_ = [record for record in waiting if record.record_id not in followers and not constraints.of(record.record_id)]
    return followers | find_twins(_questions(open_, asked, register), anchors, by_id, model, params.cluster_bits)


def _deserted(kept: Mapping[str, Row], followers: Container[str]) -> set[str]:
    """Records of companies that a follower has left: what they are without it must be looked at."""
    left = {row["company_id"] for key, row in kept.items() if key in followers}
    return {
        key
        for key, row in kept.items()
        if key not in followers and row["company_id"] in left and row["decision"] != "match"
    }


def _to_search(by_id: Mapping[str, CompanyRecord], constraints: Constraints, old: Mapping[str, Row]) -> set[str]:
    """Records without an old link, judged ones, those whose judgement is gone, and who shares a company with these."""
    if not old:
        return set(by_id)
    changed = (constraints.touched & set(by_id)) | {
        key for key, row in old.items() if row["judgement_id"] or is_follower(row)
    }
    companies = {old[key]["company_id"] for key in changed if key in old}
    mates = {key for key, row in old.items() if row["company_id"] in companies and row["decision"] != "match"}
    return ((set(by_id) - set(old)) | changed | mates) & set(by_id)


def _anchors(registered: Mapping[str, RegistryLink], kept: Mapping[str, Row]) -> dict[str, RegistryLink]:
    matched = {key: row for key, row in kept.items() if row["decision"] == "match"}
    return {
        key: RegistryLink(row["candidate_record_id"], row["match_probability"], row["match_weight"])
        for key, row in matched.items()
    } | dict(registered)


def _asked_about(found: Mapping[str, RegistryLink], kept: Mapping[str, Row], params: CompanyParams) -> dict[str, str]:
    """The registration that a person would be asked about, by record id."""
    asked = {key: row["candidate_record_id"] for key, row in kept.items() if row["decision"] == "review"}
    for key, link in found.items():
        if link.registration_id and params.review_probability <= link.probability < params.match_probability:
            asked[key] = link.registration_id
    return asked


def _questions(records: Iterable[CompanyRecord], asked: Mapping[str, str], register: pa.Table) -> list[Question]:
    wanted = pa.array(sorted(set(asked.values())), pa.string())
    rows = register.filter(pc.is_in(register.column("record_id"), wanted))
    site = dict(zip(texts(rows, "record_id"), texts(rows, "domain"), strict=True))
    about = ((record, asked[record.record_id]) for record in records if record.record_id in asked)
    return [Question(record, registration, site[registration]) for record, registration in about]


def _spread_judged(
    registered: dict[str, RegistryLink],
    by_id: Mapping[str, CompanyRecord],
    constraints: Constraints,
    register: pa.Table,
) -> None:
    """A record judged the same as a registered one is registered as well; not against a judgement of its own."""
    known = set(texts(register, "record_id")) if constraints.same else set()
    waiting = sorted(
        (judgement, one, other)
        for pair, judgement in constraints.same.items()
        for one, other in (pair, pair[::-1])
        if one in by_id and other in by_id
    )
    changed = True
    while changed:
        changed = False
        for judgement, one, other in waiting:
            source = registered.get(other)
            if one in registered or source is None or source.registration_id not in known:
                continue
            if constraints.about(one, source.registration_id or "") in constraints.not_same.values():
                continue
            registered[one] = RegistryLink(source.registration_id, 1.0, judgement_id=judgement)
            changed = True


def _registered(key: str, link: RegistryLink) -> Link:
    row = _row(key, "match", link)
    return Link(f"registration {link.registration_id}", link.registration_id, row)


def _unregistered(
    key: str, link: RegistryLink, near: Neighbourhood, constraints: Constraints, model: Model, params: CompanyParams
) -> Link:
    decision = "review" if link.probability >= params.review_probability else "no_match"
    row = _row(key, decision, link)
    joined = near.joined.get(key)
    if decision == "no_match" and joined:
        row.update(_joined_row(joined, model))
    row["judgement_id"] = constraints.latest([row["judgement_id"], *constraints.of(key)])
    return Link(f"centre {near.centre_of[key]}", None, row)


def _row(key: str, decision: str, link: RegistryLink) -> Row:
    return {
        "record_id": key,
        "decision": decision,
        "match_probability": link.probability if link.registration_id else None,
        "match_weight": link.bits,
        "candidate_record_id": link.registration_id,
        "runner_up_record_id": link.runner_up_id,
        "runner_up_probability": link.runner_up_probability,
        "comparison": link.comparison,
        "judgement_id": link.judgement_id,
    }


def _joined_row(joined: Joined, model: Model) -> Row:
    levels = np.array(joined.levels, dtype=np.int8)
    return {
        "match_probability": float(pair_probabilities(np.array([joined.bits]))[0]),
        "match_weight": joined.bits,
        "candidate_record_id": joined.centre_id,
        "runner_up_record_id": None,
        "runner_up_probability": None,
        "comparison": orjson.dumps(explain_levels(levels, model.board_names)).decode(),
    }


def _unchanged(row: Row) -> Link:
    if row["decision"] == "match":
        return Link(f"registration {row['candidate_record_id']}", row["candidate_record_id"], dict(row))
    return Link(f"company {row['company_id']}", None, dict(row))


def _old_rows(previous_links: pa.Table | None, here: Container[str]) -> dict[str, Row]:
    """Old links of records that are still there; none when a record is gone, for then its company must be looked at."""
    if previous_links is None:
        return {}
    rows = {row["record_id"]: row for row in previous_links.to_pylist() if row["company_id"]}
    gone = {row["company_id"] for key, row in rows.items() if key not in here and row["decision"] != "match"}
    return {key: row for key, row in rows.items() if key in here and row["company_id"] not in gone}
