"""GLEIF: Legal Entity Identifiers, as the API answers (JSON:API) and as the golden copy is published (LEI-CDF XML).

Both are read by one table: XML records are brought into the shape of the API first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any  # JSON values

from lxml import etree

from pipeline.errors import PayloadError
from pipeline.sources.job import Column, Job, choice, computed, country, label, labels_at, moment
from pipeline.sources.json_text import load_json
from pipeline.sources.parser import Payload
from pipeline.sources.register_format import ACTIVE, INACTIVE, RegisterFormat, former_name, identifiers
from pipeline.sources.registration_schemes import registration_identifier
from pipeline.sources.rejections import counted, reject
from pipeline.sources.text import undo_gzip
from pipeline.sources.xml_elements import XmlElements, child, is_xml, local_name, require_root, text_at

_RECORDS = "lei-records"
_FORMER = frozenset({"PREVIOUS_LEGAL_NAME"})


def _find(payload: Payload) -> Iterator[Any]:
    data = undo_gzip(payload.data)
    return _from_xml(data) if is_xml(data) else _from_json(load_json(data))


def _from_json(document: Any) -> Iterator[Any]:
    if not isinstance(document, dict) or "data" not in document:
        if isinstance(document, dict) and document.get("errors"):
            raise PayloadError("error_response", f"GLEIF answered: {str(document['errors'])[:200]}")
        raise PayloadError("unknown_format", "expected an answer of the GLEIF API: an object with `data`")
    data = document["data"]
    others: Counter[str] = Counter()
    for entry in data if isinstance(data, list) else [data]:
        if not isinstance(entry, dict):
            yield entry
        elif entry.get("type") == _RECORDS and isinstance(entry.get("attributes"), dict):
            yield {"id": entry.get("id"), **entry["attributes"]}
        else:
            others[str(entry.get("type"))] += 1
    if others:
        yield reject(
            None, "no_company", f"expected {_RECORDS}, got {counted(others)}: none describes a company", document
        )


def _from_xml(data: bytes) -> Iterator[Any]:
    elements = XmlElements(data, {"LEIRecord"})
    found = 0
    for found, element in enumerate(elements, 1):  # noqa: B007 - counted
        yield _as_attributes(element)
    if not found and elements.root != "LEIData":
        require_root(elements, "GLEIF records (LEIData)")
    if elements.damage:
        yield reject(None, "damaged_xml", f"read up to record {found}: {elements.damage}")


def _as_attributes(record: etree._Element) -> dict[str, Any]:
    """A golden copy record in the shape of the API's attributes; what no column reads is left out."""
    entity = child(record, "Entity")
    if entity is None:
        return {"lei": text_at(record, "LEI")}
    return {
        "lei": text_at(record, "LEI"),
        "entity": {
            "legalName": {"name": text_at(entity, "LegalName")},
            "otherNames": list(_names(entity, "OtherEntityNames")),
            "transliteratedOtherNames": list(_names(entity, "TransliteratedOtherEntityNames")),
            "legalAddress": _address(entity, "LegalAddress"),
            "headquartersAddress": _address(entity, "HeadquartersAddress"),
            "registeredAt": {"id": text_at(entity, "RegistrationAuthority", "RegistrationAuthorityID")},
            "registeredAs": text_at(entity, "RegistrationAuthority", "RegistrationAuthorityEntityID"),
            "status": text_at(entity, "EntityStatus"),
            "creationDate": text_at(entity, "EntityCreationDate"),
            "expiration": {"date": text_at(entity, "EntityExpirationDate")},
        },
    }


def _names(entity: etree._Element, path: str) -> Iterator[dict[str, str | None]]:
    holder = child(entity, path)
    for name in () if holder is None else holder:
        if local_name(name).endswith("EntityName"):
            yield {"name": (name.text or "").strip() or None, "type": name.get("type")}


def _address(entity: etree._Element, path: str) -> dict[str, str | None]:
    return {"city": text_at(entity, path, "City"), "country": text_at(entity, path, "Country")}


def _former_names(entry: Job) -> list[dict[str, str | None]]:
    named = [
        name for name in entry.items("entity.otherNames") if isinstance(name, dict) and str(name.get("type")) in _FORMER
    ]
    labels = entry.fields.labels("entity.otherNames.name", [name.get("name") for name in named]) or []
    return [former_name(name) for name in labels]


def _other_names(entry: Job) -> list[str]:
    paths = ("entity.otherNames", "entity.transliteratedOtherNames")
    return [name for path in paths for name in labels_at(entry, path, "name")]


def _identifiers(entry: Job) -> list[str]:
    found: list[str] = _SIMPLE.read(entry)
    authority = entry.fields.label("entity.registeredAt.id", entry.at("entity.registeredAt.id"))
    number = entry.fields.label("entity.registeredAs", entry.at("entity.registeredAs"))
    return [*found, registration_identifier(authority, number)] if authority and number else found


_SIMPLE = identifiers(lei="lei", bic="bic", mic="mic", opencorporates="ocid")
_STATES = {"active": ACTIVE, "inactive": INACTIVE, "null": None}

FORMAT = RegisterFormat(
    kind="gleif",
    description="GLEIF records: API answers or golden copy (LEI-CDF XML)",
    find=_find,
    columns={
        "source_registration_id": label("lei", "id"),
        "legal_name": label("entity.legalName.name"),
        "other_names": computed(
            _other_names, "entity.otherNames.name", "entity.transliteratedOtherNames.name"
        ),
        "former_names": Column(("entity.otherNames.type",), _former_names),
        "identifiers": computed(_identifiers, *_SIMPLE.reads, "entity.registeredAt.id", "entity.registeredAs"),
        "country": country("entity.headquartersAddress.country", "entity.legalAddress.country"),
        "city": label("entity.headquartersAddress.city", "entity.legalAddress.city"),
        "status": choice("entity.status", _STATES),
        "founded_at": moment("entity.creationDate"),
        "dissolved_at": moment("entity.expiration.date"),
    },
    ignored=(
        "entity.legalName.language", "entity.otherNames.language", "entity.transliteratedOtherNames.language",
        "entity.transliteratedOtherNames.type", "entity.legalAddress", "entity.headquartersAddress",
        "entity.registeredAt.other", "entity.jurisdiction", "entity.category", "entity.subCategory", "entity.legalForm",
        "entity.associatedEntity", "entity.expiration.reason", "entity.successorEntity", "entity.successorEntities",
        "entity.otherAddresses", "entity.eventGroups", "registration", "qcc", "spglobal", "conformityFlag",
    ),
)  # fmt: skip
PARSER = FORMAT.parser()
