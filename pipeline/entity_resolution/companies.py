"""The lake's companies: every record's link, and ids that outlive a rebuild."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any  # rows hold values of every column type

import numpy as np
import orjson
import pyarrow as pa

from pipeline.entity_resolution.blocking import BlockingParams
from pipeline.entity_resolution.followers import find_followers, is_follower
from pipeline.entity_resolution.identity import Cluster, PreviousCompany, assign_ids
from pipeline.entity_resolution.judgements import Constraints, read_constraints
from pipeline.entity_resolution.linkable_records import (
    NOT_A_COMPANY,
    CompanyRecord,
    read_company_records,
    split_records,
)
from pipeline.entity_resolution.model_file import Model, load_model
from pipeline.entity_resolution.records import texts
from pipeline.entity_resolution.registry import Registry
from pipeline.entity_resolution.registry_links import RegistryLink, RegistryLinker, prepare_registry
from pipeline.entity_resolution.scoring import explain_levels, pair_probabilities
from pipeline.entity_resolution.unregistered import Joined, Neighbourhood, UnregisteredRecords
from pipeline.tables.core import CORE_COMPANY_LINKS
from pipeline.tables.schema import STRINGS

COMPANIES = pa.schema(
    [pa.field("company_id", pa.string()), pa.field("referents", STRINGS), pa.field("former_ids", STRINGS)]
)
Row = dict[str, Any]
Prepare = Callable[[pa.Table, Model, BlockingParams], Registry]
"""Rows of registrations to a registry ready for linking; `prepare_registry`, or one that remembers its answers."""


@dataclass(frozen=True, slots=True)
class CompanyParams:
    """When records are one company.

    Attributes:
        match_probability: from here on a record is linked to a registration without a person.
        review_probability: from here on a person is asked.
        prior_shift: bits added to every registration's weight: of a job board's companies far fewer are in a register
            than of the labelled mentions the weights were learned on. Chosen so that the name alone, in one rare word,
            is taken and the name at a domain that the register does not know is asked about.
        cluster_bits: match weight from which two unregistered names are one company; of 32 clusters of posters that 1.5
            joins beyond 2.2, 26 were right by reading, of 16 more down to 1.2 two in three.
        block_limit: groups compared for one key of an unregistered record.
        blocking: sizes of blocks for the register.
    """

    match_probability: float = 0.75
    review_probability: float = 0.25
    prior_shift: float = -2.6
    cluster_bits: float = 1.5
    block_limit: int = 200
    blocking: BlockingParams = field(default_factory=BlockingParams)


@dataclass(frozen=True, slots=True)
class Resolution:
    """Links (`CORE_COMPANY_LINKS`) and companies (`COMPANIES`: company_id, referents, former_ids), sorted by key."""

    links: pa.Table
    companies: pa.Table


def resolve_companies(
    records: pa.Table,
    judgements: pa.Table,
    previous_links: pa.Table | None = None,
    previous_companies: pa.Table | None = None,
    params: CompanyParams | None = None,
    prepare: Prepare = prepare_registry,
) -> Resolution:
    """Link posting and page records to registrations, and cluster the rest into unregistered companies.

    Args:
        records: `CORE_COMPANY_RECORDS`.
        judgements: `CORE_JUDGEMENTS`; the latest on a pair of records counts.
        previous_links: links of the release before, only when registrations and `MODEL_VERSION` are unchanged: then
            records that have a link there are looked at again only where new records or judgements reach them.
        previous_companies: companies of the release before (company_id, referents, former_ids), so that ids last.
        prepare: makes the register ready; called only when there are records to look up in it.
    Returns: the same for any order of rows; a run with `previous_links` gives what the full run gives.
    Raises: SchemaError: a column is missing. UsageError: a record id occurs twice or a record kind is unknown.
    """
    params = params or CompanyParams()
    model = load_model()
    register, rest = split_records(records)
    others = read_company_records(rest)
    constraints = read_constraints(judgements)
    named = [record for record in others if record.name_kind != NOT_A_COMPANY]
    old = _old_rows(previous_links, named)
    links = _link(named, register, constraints, model, params, old, prepare)
    clusters = _clusters(links)
    ids, former = assign_ids(clusters, _previous(previous_companies))
    nameless = [record for record in others if record.name_kind == NOT_A_COMPANY]
    rows = _with_ids(links, clusters, ids, nameless)
    companies = [
        {"company_id": ids[c.seed], "referents": sorted(c.referents), "former_ids": former.get(ids[c.seed], [])}
        for c in clusters
    ]
    table = pa.Table.from_pylist(companies, schema=COMPANIES).sort_by("company_id")
    return Resolution(CORE_COMPANY_LINKS.from_rows(rows), table)


@dataclass(frozen=True, slots=True)
class _Link:
    """A record's link before companies have ids: its cluster's name, and the row without company_id."""

    cluster: str
    registration_id: str | None
    row: Row


def _link(
    named: list[CompanyRecord],
    register: pa.Table,
    constraints: Constraints,
    model: Model,
    params: CompanyParams,
    old: dict[str, Row],
    prepare: Prepare,
) -> dict[str, _Link]:
    by_id = {record.record_id: record for record in named}
    fresh = _to_search(by_id, constraints, old)
    registry = partial(prepare, register, model, params.blocking) if register.num_rows else None
    linker = RegistryLinker(registry, constraints, model, params.prior_shift)
    found = linker.link([by_id[key] for key in sorted(fresh)])
    registered = {key: link for key, link in found.items() if link.probability >= params.match_probability}
    _spread_judged(registered, by_id, constraints, register)
    kept = {key: row for key, row in old.items() if key not in fresh}
    followers = _follow(named, registered, kept, by_id, constraints, model)
    registered |= followers
    left = {kept.pop(key)["company_id"] for key in followers if key in kept}
    deserted = {key for key, row in kept.items() if row["company_id"] in left and row["decision"] != "match"}
    fresh |= deserted
    found |= linker.link([by_id[key] for key in sorted(deserted)])
    kept = {key: row for key, row in kept.items() if key not in deserted}
    free = [
        record
        for record in named
        if record.record_id not in registered
        and (record.record_id in fresh or kept[record.record_id]["decision"] != "match")
    ]
    crowd = UnregisteredRecords(free, constraints, model, params.cluster_bits, params.block_limit)
    near = crowd.cluster(sorted(fresh & {record.record_id for record in free}))
    again = set(near.centre_of) - fresh
    found.update(linker.link([by_id[key] for key in sorted(again)]))
    links = {key: _registered(key, link) for key, link in registered.items()}
    for key in near.centre_of:
        links[key] = _unregistered(key, found[key], near, constraints, model, params)
    for key, row in kept.items():
        if key not in links:
            links[key] = _unchanged(row)
    return links


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


def _follow(
    named: Iterable[CompanyRecord],
    registered: Mapping[str, RegistryLink],
    kept: Mapping[str, Row],
    by_id: Mapping[str, CompanyRecord],
    constraints: Constraints,
    model: Model,
) -> dict[str, RegistryLink]:
    matched = {key: row for key, row in kept.items() if row["decision"] == "match"}
    anchors = {
        key: RegistryLink(row["candidate_record_id"], row["match_probability"], row["match_weight"])
        for key, row in matched.items()
    } | dict(registered)
    waiting = [record for record in named if record.record_id not in anchors]
    return find_followers(waiting, anchors, by_id, constraints, model.board_background)


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


def _registered(key: str, link: RegistryLink) -> _Link:
    row = _row(key, "match", link)
    return _Link(f"registration {link.registration_id}", link.registration_id, row)


def _unregistered(
    key: str, link: RegistryLink, near: Neighbourhood, constraints: Constraints, model: Model, params: CompanyParams
) -> _Link:
    decision = "review" if link.probability >= params.review_probability else "no_match"
    row = _row(key, decision, link)
    joined = near.joined.get(key)
    if decision == "no_match" and joined:
        row.update(_joined_row(joined, model))
    row["judgement_id"] = constraints.latest([row["judgement_id"], *constraints.of(key)])
    return _Link(f"centre {near.centre_of[key]}", None, row)


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


def _unchanged(row: Row) -> _Link:
    if row["decision"] == "match":
        return _Link(f"registration {row['candidate_record_id']}", row["candidate_record_id"], dict(row))
    return _Link(f"company {row['company_id']}", None, dict(row))


def _old_rows(previous_links: pa.Table | None, named: list[CompanyRecord]) -> dict[str, Row]:
    """Old links of records that are still there; none when a record is gone, for then its company must be looked at."""
    if previous_links is None:
        return {}
    rows = {row["record_id"]: row for row in previous_links.to_pylist() if row["company_id"]}
    here = {record.record_id for record in named}
    gone = {row["company_id"] for key, row in rows.items() if key not in here and row["decision"] != "match"}
    return {key: row for key, row in rows.items() if key in here and row["company_id"] not in gone}


def _clusters(links: Mapping[str, _Link]) -> list[Cluster]:
    members: dict[str, list[str]] = {}
    registration: dict[str, str] = {}
    for key, link in links.items():
        members.setdefault(link.cluster, []).append(key)
        if link.registration_id:
            registration[link.cluster] = link.registration_id
    clusters = []
    for name, keys in members.items():
        referents = sorted([*keys, *([registration[name]] if name in registration else [])])
        clusters.append(Cluster(registration.get(name, min(keys)), tuple(referents)))
    return sorted(clusters, key=lambda cluster: cluster.seed)


def _previous(companies: pa.Table | None) -> dict[str, PreviousCompany]:
    if companies is None:
        return {}
    rows = companies.select(["company_id", "referents", "former_ids"]).to_pylist()
    return {row["company_id"]: PreviousCompany(tuple(row["referents"]), tuple(row["former_ids"] or ())) for row in rows}


def _with_ids(
    links: Mapping[str, _Link], clusters: Iterable[Cluster], ids: Mapping[str, str], nameless: Iterable[CompanyRecord]
) -> list[Row]:
    company = {record: ids[cluster.seed] for cluster in clusters for record in cluster.referents}
    rows = [{**link.row, "company_id": company[key]} for key, link in links.items()]
    for registration in sorted({link.registration_id for link in links.values() if link.registration_id}):
        rows.append({"record_id": registration, "company_id": company[registration], "decision": "match"})
    rows.extend({"record_id": record.record_id, "company_id": None, "decision": "no_match"} for record in nameless)
    return rows
