"""Identifiers and profiles of the organization a page belongs to: from its structured data and its footer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any  # JSON values
from urllib.parse import urlsplit

from pipeline.domains import registrable_domain
from pipeline.sources.fields import Fields
from pipeline.sources.jsonld_values import PROFILE_SITES, items_of
from pipeline.sources.registration_schemes import registration_identifier

_DECLARED = {"vatID": "vat", "leiCode": "lei", "duns": "duns", "taxID": "tax"}
_COUNTRIES = "AT|BE|BG|CHE|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|NO|PL|PT|RO|SE|SI|SK|XI"
_VAT = rf"((?:{_COUNTRIES})[ -]?[0-9A-Z][0-9A-Z .]{{5,12}}[0-9])\b"
_COMPANY = r"(?i:\b(?:company|registered|registration|reg\.?) (?:registration )?(?:number|no\.?|nr\.?))"
# A number counts only behind a word that says what it is.
_IN_FOOTERS = (
    ("vat", re.compile(rf"\b(?:VAT|USt|UID|TVA|BTW|IVA|MwSt|MVA|moms|DPH|PVN|ALV)\b[^\n]{{0,30}}?\b{_VAT}")),
    ("handelsregister", re.compile(r"\b(HR[AB] ?\d{1,7}(?: ?[A-Z]{1,2})?)\b")),
    ("company_number", re.compile(_COMPANY + r"[:\s]{0,3}([A-Z]{0,2}\d{5,10})\b")),
    ("siren", re.compile(r"\bSIREN[^\n\d]{0,20}(\d{3} ?\d{3} ?\d{3})\b")),
    ("kvk", re.compile(r"\bK\.?v\.?K\.?\b[^\n\d]{0,20}(\d{8})\b", re.IGNORECASE)),
)
_LINE_CHARACTERS = 400
_PROFILES_LIMIT = 30
_NO_PROFILES = frozenset(
    {"share", "sharer", "sharer.php", "intent", "sharing", "sharearticle", "search", "hashtag", "login"}
)


def declared_identifiers(fields: Fields, organization: dict[str, Any]) -> list[str]:
    """Identifiers of a schema.org organization as scheme:value, without blanks."""
    found = []
    for name, scheme in _DECLARED.items():
        for value in items_of(organization.get(name)):
            text = fields.label(name, value)
            if text and len(text) <= 40:
                found.append(f"{scheme}:{_plain(text)}")
    return found


def identifiers_in(lines: Iterable[str]) -> list[str]:
    """Identifiers in the lines of a footer or imprint, in their order.

    >>> identifiers_in(["Amtsgericht Kassel HRB 1234, USt-IdNr.: DE 123 456 789", "Company No. 04041234"])
    ['vat:DE123456789', 'handelsregister:HRB1234', 'company_number:04041234']
    """
    shown = [line for line in lines if len(line) <= _LINE_CHARACTERS]
    found = (
        registration_identifier(scheme, _plain(match))
        for line in shown
        for scheme, pattern in _IN_FOOTERS
        for match in pattern.findall(line)
    )
    return list(dict.fromkeys(found))


def profile_addresses(addresses: Iterable[Any]) -> list[str]:
    """Those of the addresses that are profiles on sites of profiles, each once; buttons that share a page are none."""
    return list(dict.fromkeys(_profiles(addresses)))[:_PROFILES_LIMIT]


def _profiles(addresses: Iterable[Any]) -> Iterator[str]:
    for address in addresses:
        if not isinstance(address, str) or not address.startswith(("http://", "https://")) or len(address) > 300:
            continue
        if registrable_domain(address) not in PROFILE_SITES:
            continue
        words = urlsplit(address).path.lower().strip("/").split("/")
        if words[0] and not _NO_PROFILES & set(words):
            yield address.partition("?")[0].partition("#")[0].rstrip("/")


def _plain(value: str) -> str:
    return re.sub(r"[\s.]", "", value)
