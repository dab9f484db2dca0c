"""What companies are to each other and to other names, as registers and the names themselves say it.

Registers give former names with their dates, and parents by identifier. A name as written may hold another: "Alto
(formerly ScriptDash)", "Foo LLC dba Bar", "Acme Labs, part of Acme", "Acme (via Hays)". The text of a posting may say
for whom its poster recruits (`recruiting.py`). None of this makes two companies one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.entity_resolution.companies.linkable_records import REGISTERED
from pipeline.entity_resolution.names.board_names import clean_company_name
from pipeline.entity_resolution.names.name_forms import name_form, tidy
from pipeline.entity_resolution.relations.recruiting import clients_in_text, may_tell
from pipeline.tables.identity import OUT_COMPANY_RELATIONS

Row = dict[str, object]

_WORDS = {
    "former_name": re.compile(
        r"[\s,(]+(?:formerly(?: known as)?|previously(?: known as)?|f/?k/?a)[\s:]+", re.IGNORECASE
    ),
    "trading_name": re.compile(r"[\s,(]+(?:d/?b/?a|doing business as|trading as|t/a)[\s:]+", re.IGNORECASE),
    "parent": re.compile(
        r"[\s,(]+(?:is )?(?:now )?(?:an? )?(?:part of|division of|subsidiary of|unit of|owned by|acquired by)[\s:]+",
        re.IGNORECASE,
    ),
    "client": re.compile(
        r"[\s,(]+(?:(?:recruiting |hiring )?on behalf of|im auftrag (?:von|der|des)|pour le compte de)[\s:]+",
        re.IGNORECASE,
    ),
    "recruiter": re.compile(r"[\s,(]+(?:hiring |recruiting )?via[\s:]+", re.IGNORECASE),
}
_RECRUITERS = ("staffing_agency", "job_board")
# "PARC, a Xerox Company", "Douglas Lab at UCSF": who owns it stands inside or behind, with a capital.
_OWNERS = (
    re.compile(r"[\s,(–—-](?i:an?)\s(?P<owner>[A-Z0-9][^,()|]*?)\s(?i:company)\b"),
    re.compile(r"\b(?i:labs?|team)\s(?i:at|@)\s(?P<owner>[A-Z0-9].*)"),
)
_END = re.compile(r"[()\[\]|;]|\s[-–—]\s|,\s")
_LONGEST = 80  # characters of a name inside a name; more is a sentence


def company_relations(
    links: pa.Table, companies: pa.Table, records: pa.Table, registrations: pa.Table, postings: pa.Table
) -> pa.Table:
    """Relations of all companies.

    Args:
        links: `CORE_COMPANY_LINKS`; companies: `OUT_COMPANIES`, or company_id, name, legal_name, other_names and
        identifiers of it; records: `CORE_COMPANY_RECORDS`; registrations: `CORE_REGISTRATIONS`;
        postings: `CORE_POSTINGS`.
    Returns: `OUT_COMPANY_RELATIONS`.
    """
    columns = [links.column(name).to_pylist() for name in ("record_id", "company_id")]
    company_of = {record: company for record, company in zip(*columns, strict=True) if company}
    linked = pa.array(sorted(company_of), pa.string())
    records = records.filter(pc.is_in(records.column("record_id"), value_set=linked))
    by_name, by_identifier = _known(companies)
    found: dict[tuple[object, ...], Row] = {}
    for row in (*_from_names(records), *_from_registers(registrations, linked), *_from_texts(postings, records)):
        company = company_of.get(str(row["record_id"]))
        identifier = str(row.pop("identifier", ""))
        if company is None:
            continue
        named = by_identifier.get(identifier) or by_name.get(name_form(str(row["name"])).spaceless)
        row |= {"company_id": company, "related_company_id": named if named != company else None}
        found.setdefault(tuple(row[name] for name in OUT_COMPANY_RELATIONS.key), row)
    return OUT_COMPANY_RELATIONS.from_rows(found.values())


def _known(companies: pa.Table) -> tuple[Mapping[str, str | None], Mapping[str, str | None]]:
    """The company of each folded name and of each identifier; None where several have it."""
    by_name: dict[str, str | None] = {}
    by_identifier: dict[str, str | None] = {}
    for row in companies.select(["company_id", "name", "legal_name", "identifiers"]).to_pylist():
        names = {name_form(name).spaceless for name in (row["name"], row["legal_name"]) if name}
        for keys, known in ((names, by_name), (set(row["identifiers"] or ()), by_identifier)):
            for key in keys:
                known[key] = None if key in known else row["company_id"]
    return by_name, by_identifier


def _from_names(records: pa.Table) -> Iterator[Row]:
    columns = [records.column(name).to_pylist() for name in ("record_id", "record_kind", "name")]
    for record_id, kind, name in zip(*columns, strict=True):
        for relation, other in names_inside(name or ""):
            if kind != REGISTERED or relation not in ("client", "recruiter"):  # funds act on behalf of funds
                yield {"record_id": record_id, "relation": relation, "name": other, "evidence": tidy(name)}


def _from_texts(postings: pa.Table, records: pa.Table) -> Iterator[Row]:
    """Read in the texts of agencies and boards, and in others that hold the words."""
    is_recruiter = pc.is_in(records.column("name_kind"), value_set=pa.array(_RECRUITERS))
    recruiters = set(records.column("record_id").filter(is_recruiter).to_pylist())
    of_recruiter = pc.is_in(postings.column("record_id"), value_set=pa.array(sorted(recruiters), pa.string()))
    texts = postings.select(["record_id", "posting_id", "company_name", "description"]).filter(
        pc.or_(of_recruiter, may_tell(postings.column("description")))
    )
    for row in texts.sort_by([("record_id", "ascending"), ("posting_id", "ascending")]).to_pylist():
        record_id, text = row["record_id"], row["description"]
        if record_id is None or text is None:
            continue
        for relation, name, words in clients_in_text(text, row["company_name"], record_id in recruiters):
            yield {"record_id": record_id, "relation": relation, "name": name, "evidence": words}


def names_inside(name: str) -> list[tuple[str, str]]:
    """The relations that a name as written tells, as (relation, other name).

    >>> names_inside("Alto (formerly ScriptDash)")
    [('former_name', 'ScriptDash')]
    """
    text = tidy(name)
    found = []
    for relation, words in _WORDS.items():
        cue = words.search(text)
        if cue is None:
            continue
        found.append((relation, text[cue.end() :]))
    owned = next((match for pattern in _OWNERS if (match := pattern.search(text))), None)
    if owned and not any(relation == "parent" for relation, _ in found):
        found.append(("parent", owned["owner"]))
    read = [(relation, _END.split(rest, maxsplit=1)[0].strip(" .,:;'\"")) for relation, rest in found]
    return [(relation, name) for relation, name in read if _is_name(relation, name)]


def _is_name(relation: str, name: str) -> bool:
    """A name, and of an agency where one is meant: "Jobs via Dice", "Farmacia via Roma" name none."""
    if not 2 <= len(name) <= _LONGEST or not name_form(name).tokens:
        return False
    return relation != "recruiter" or clean_company_name(name).kind == "staffing_agency"


def _from_registers(registrations: pa.Table, linked: pa.Array) -> Iterator[Row]:
    identified = registrations.filter(registrations.column("identifiers").is_valid())
    columns = [identified.column(name).to_pylist() for name in ("identifiers", "legal_name")]
    legal_name = {identifier: name for listed, name in zip(*columns, strict=True) for identifier in listed}
    names = ["record_id", "source", "source_registration_id", "former_names", "parent_identifiers"]
    is_linked = pc.is_in(registrations.column("record_id"), value_set=linked)
    for row in registrations.select(names).filter(is_linked).to_pylist():
        said = {"record_id": row["record_id"], "evidence": f"{row['source']} {row['source_registration_id']}"}
        for former in orjson.loads(row["former_names"] or "[]"):
            dates = {"valid_from": _day(former.get("from")), "valid_until": _day(former.get("to"))}
            yield {**said, "relation": "former_name", "name": former["name"], **dates}
        for parent in row["parent_identifiers"] or ():
            yield {**said, "relation": "parent", "name": legal_name.get(parent, parent), "identifier": parent}


def _day(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None
