"""Companies House (United Kingdom): a company's profile, or a page of search results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any  # JSON values

from pipeline.errors import PayloadError
from pipeline.sources.dates import parse_iso
from pipeline.sources.job import Column, Job, choice, computed, label, moment
from pipeline.sources.json_text import load_json
from pipeline.sources.parser import Payload
from pipeline.sources.places import country_code
from pipeline.sources.register_format import ACTIVE, INACTIVE, INSOLVENT, RegisterFormat, day, former_name  # fmt: skip
from pipeline.sources.registration_schemes import registration_identifier
from pipeline.sources.text import undo_gzip

_SITE = "https://find-and-update.company-information.service.gov.uk/company/"
_STATES = {
    **dict.fromkeys(("active", "open", "registered"), ACTIVE),
    **dict.fromkeys(("dissolved", "converted-closed", "removed", "closed"), INACTIVE),
    **dict.fromkeys(
        ("liquidation", "receivership", "administration", "voluntary-arrangement", "insolvency-proceedings"), INSOLVENT
    ),
}
_JURISDICTIONS = frozenset({
    "england-wales", "england", "wales", "scotland", "northern-ireland", "united-kingdom", "noneu", "european-union"
})  # fmt: skip
_FORMER_FIELDS = tuple(f"previous_company_names.{name}" for name in ("name", "effective_from", "ceased_on"))
_ABROAD = frozenset({"noneu", "european-union"})


def _find(payload: Payload) -> Iterator[Any]:
    document = load_json(undo_gzip(payload.data))
    if isinstance(document, dict) and isinstance(document.get("items"), list):
        return iter(document["items"])
    if isinstance(document, dict) and "company_number" in document:
        return iter([document])
    if isinstance(document, dict) and (document.get("errors") or document.get("error")):
        raise PayloadError("error_response", f"Companies House answered: {str(document)[:200]}")
    raise PayloadError("unknown_format", "expected a company profile or a list of `items` of Companies House")


def _number(entry: Job) -> str | None:
    """The number in eight characters; exports drop its leading zeros."""
    raw = entry.fields.label("company_number", entry.at("company_number"))
    return raw.upper().zfill(8) if raw else None


def _identifiers(entry: Job) -> list[str]:
    number = _number(entry)
    return [registration_identifier("companies_house", number)] if number else []


def _country(entry: Job) -> str | None:
    for path in ("registered_office_address.country", "address.country"):
        named = entry.at(path)
        if isinstance(named, str) and named.strip():
            return country_code(named)
    jurisdiction = entry.fields.label("jurisdiction", entry.at("jurisdiction"))
    if jurisdiction and jurisdiction not in _JURISDICTIONS:
        entry.fields.note("jurisdiction", jurisdiction, "a known jurisdiction")
    return None if jurisdiction in _ABROAD else "GB"


def _former_names(entry: Job) -> list[dict[str, str | None]]:
    found = []
    for raw in entry.items("previous_company_names"):
        name = entry.fields.label("previous_company_names.name", raw.get("name")) if isinstance(raw, dict) else None
        if name:
            since = day(entry, "previous_company_names.effective_from", raw.get("effective_from"), parse_iso)
            until = day(entry, "previous_company_names.ceased_on", raw.get("ceased_on"), parse_iso)
            found.append(former_name(name, since, until))
    return found


_IGNORED = (
    "registered_office_address", "address", "address_snippet", "snippet", "matches", "description",
    "description_identifier", "kind", "type", "company_type", "subtype", "company_subtype", "status",
    "company_status_detail", "accounts", "annual_return", "branch_company_details", "can_file",
    "confirmation_statement", "corporate_annotation", "date_of_dissolution", "etag",
    "external_registration_number", "foreign_company_details", "has_been_liquidated", "has_charges",
    "has_insolvency_history", "has_super_secure_pscs", "is_community_interest_company",
    "last_full_members_list_date", "links", "partial_data_available", "persons_with_significant_control",
    "registered_office_is_in_dispute", "service_address", "sic_codes", "super_secure_managing_officer_count",
    "undeliverable_registered_office_address",
)  # fmt: skip

FORMAT = RegisterFormat(
    kind="companies_house",
    description="Companies House (UK): company profiles and search results",
    find=_find,
    columns={
        "source_registration_id": computed(_number, "company_number"),
        "legal_name": label("company_name", "title"),
        "former_names": Column(_FORMER_FIELDS, _former_names),
        "identifiers": Column((), _identifiers),
        "country": Column(
            ("registered_office_address.country", "address.country", "jurisdiction"), _country
        ),
        "city": label("registered_office_address.locality", "address.locality"),
        "status": choice("company_status", _STATES),
        "founded_at": moment("date_of_creation"),
        "dissolved_at": moment("date_of_cessation"),
        "url": Column((), lambda entry: f"{_SITE}{_number(entry)}" if _number(entry) else None),
    },
    ignored=_IGNORED,
)  # fmt: skip
PARSER = FORMAT.parser()
