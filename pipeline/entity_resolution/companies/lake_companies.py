"""The lake's companies: every record's link, and ids that outlive a rebuild."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa

from pipeline.entity_resolution.companies.company_links import CompanyParams, Link, Row, link_records
from pipeline.entity_resolution.companies.linkable_records import (
    NOT_A_COMPANY,
    CompanyRecord,
    read_company_records,
    split_records,
)
from pipeline.entity_resolution.companies.registry_links import Prepare, prepare_registry
from pipeline.entity_resolution.identity.judgements import read_constraints
from pipeline.entity_resolution.identity.lasting_ids import Cluster, PreviousCompany, assign_ids
from pipeline.entity_resolution.weighing.model_file import load_model
from pipeline.tables.core import CORE_COMPANY_LINKS
from pipeline.tables.schema import STRINGS

COMPANIES = pa.schema(
    [pa.field("company_id", pa.string()), pa.field("referents", STRINGS), pa.field("former_ids", STRINGS)]
)


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
    register, rest = split_records(records)
    others = read_company_records(rest)
    constraints = read_constraints(judgements)
    named = [record for record in others if record.name_kind != NOT_A_COMPANY]
    links = link_records(named, register, constraints, load_model(), params, previous_links, prepare)
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


def _clusters(links: Mapping[str, Link]) -> list[Cluster]:
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
    links: Mapping[str, Link], clusters: Iterable[Cluster], ids: Mapping[str, str], nameless: Iterable[CompanyRecord]
) -> list[Row]:
    company = {record: ids[cluster.seed] for cluster in clusters for record in cluster.referents}
    rows = [{**link.row, "company_id": company[key]} for key, link in links.items()]
    for registration in sorted({link.registration_id for link in links.values() if link.registration_id}):
        rows.append({"record_id": registration, "company_id": company[registration], "decision": "match"})
    rows.extend({"record_id": record.record_id, "company_id": None, "decision": "no_match"} for record in nameless)
    return rows
