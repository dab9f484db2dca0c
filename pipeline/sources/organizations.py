"""Which organization a page says it belongs to: JSON-LD, Open Graph, and the copyright line of the footer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any  # JSON values

from rigour.names.org_types import extract_org_types
from selectolax.lexbor import LexborHTMLParser

from pipeline.domains import registrable_domain
from pipeline.sources.fields import Fields
from pipeline.sources.html_text import node_text
from pipeline.sources.jsonld_blocks import Block, json_ld_blocks, objects_of_type
from pipeline.sources.jsonld_values import items_of, name_of, read_address
from pipeline.sources.organization_identifiers import declared_identifiers, identifiers_in, profile_addresses
from pipeline.sources.text import tidy_label

_TYPES = frozenset({
    "Organization", "Corporation", "LocalBusiness", "OnlineBusiness", "OnlineStore", "ProfessionalService", "Airline",
    "Consortium", "Cooperative", "EducationalOrganization", "CollegeOrUniversity", "FinancialService",
    "BankOrCreditUnion", "InsuranceAgency", "GovernmentOrganization", "MedicalOrganization", "Hospital",
    "NewsMediaOrganization", "NGO", "PerformingGroup", "ResearchOrganization", "SportsOrganization",
    "EmploymentAgency", "LegalService", "Store", "Hotel", "Restaurant", "AutomotiveBusiness",
    "HomeAndConstructionBusiness"
})  # fmt: skip
# Pages hold organizations that are not theirs (authors' employers, partners) below these properties.
_FOREIGN = frozenset({
    "author", "review", "reviews", "itemReviewed", "member", "memberOf", "sponsor", "brand", "worksFor",
    "parentOrganization", "subOrganization", "hiringOrganization", "affiliation", "competitor"
})  # fmt: skip
_YEARS = r"(?:[12]\d{3}(?:\s*[-–—]\s*(?:[12]\d{3}|\d\d|present))?[\s,.]*)?"
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)[\s©]*(?:\(c\)\s*)?(?:copyright\s+)?" + _YEARS + r"(?:by\s+)?([^\n|·•©]{2,120})",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(
    r"\s[-–—]\s|\s\b(?:all rights|alle rechte|tous droits|todos los|"
    r"registered (?:in|office|under)|is a |is registered|[12]\d{3}\b)",
    re.IGNORECASE,
)
_LINE_CHARACTERS = 400
_FOOTERS = 3
_FOOTER_LINES = 40
_LINKS_LIMIT = 300
_NAME_WORDS = 10


@dataclass(frozen=True, slots=True)
class Organization:
    """What a page says about its owner; unknown is null."""

    name: str | None = None
    legal_name: str | None = None
    country: str | None = None
    city: str | None = None
    identifiers: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()


def read_organization(page: LexborHTMLParser, domain: str, fields: Fields) -> Organization:
    """The organization of a page on `domain`.

    Of several in JSON-LD the one whose address is on `domain` is taken, else the first. Blocks that are not JSON are
    passed over: they are the page's decoration, and the page itself is kept.
    """
    blocks = [block.value for block in json_ld_blocks(page) if isinstance(block, Block)]
    found = [item for value in blocks for item in objects_of_type(_own(value), _TYPES)]
    owners = [item for item in found if _is_on(item, domain)]
    chosen = next(iter(owners or found), {})
    _, city, _, country = read_address(fields, chosen.get("address"))
    legal_name = name_of(fields, "legalName", chosen.get("legalName"))
    footer = _footer_lines(page)
    identifiers = [*declared_identifiers(fields, chosen), *identifiers_in(footer)]
    name = name_of(fields, "name", chosen.get("name"))
    return Organization(
        name=(None if name and "://" in name else name) or _site_name(page),
        legal_name=legal_name or _copyright_holder(footer),
        country=country,
        city=city,
        identifiers=tuple(dict.fromkeys(identifiers)),
        profiles=tuple(profile_addresses([*items_of(chosen.get("sameAs")), *_footer_links(page)])),
    )


def _own(value: Any) -> Any:
    """`value` without properties that hold other organizations; bounded by the JSON parser's own depth limit."""
    if isinstance(value, list):
        return [_own(entry) for entry in value]
    if isinstance(value, dict):
        return {key: _own(entry) for key, entry in value.items() if key not in _FOREIGN}
    return value


def _is_on(item: dict[str, Any], domain: str) -> bool:
    addresses = [*items_of(item.get("url")), *items_of(item.get("@id"))]
    return any(isinstance(a, str) and len(a) < 2_000 and registrable_domain(a) == domain for a in addresses)


def _site_name(page: LexborHTMLParser) -> str | None:
    for selector in ('meta[property="og:site_name"]', 'meta[name="application-name"]'):
        node = page.css_first(selector)
        name = tidy_label((node.attributes.get("content") or "")[:200]) if node is not None else None
        if name and "://" not in name:
            return name
    return None


def _footer_lines(page: LexborHTMLParser) -> list[str]:
    """The last lines of each footer, else of the page; the last line first."""
    footers = page.css("footer")[-_FOOTERS:] or ([page.body] if page.body is not None else [])
    return [line for footer in footers for line in reversed((node_text(footer) or "").split("\n")[-_FOOTER_LINES:])]


def _footer_links(page: LexborHTMLParser) -> list[str | None]:
    return [link.attributes.get("href") for link in page.css("footer a[href]")[:_LINKS_LIMIT]]


def _copyright_holder(lines: list[str]) -> str | None:
    """The name on the copyright line, when it has a legal form: then it is a legal name and no slogan."""
    for line in lines:
        for found in _COPYRIGHT.finditer(line) if len(line) <= _LINE_CHARACTERS else ():
            name = _up_to_legal_form(_AFTER_NAME.split(found.group(1))[0])
            if name:
                return name
    return None


def _up_to_legal_form(text: str) -> str | None:
    """`text` up to its legal form: "Acme Widgets, Inc., Box 280" is "Acme Widgets, Inc."; None without one."""
    name = (tidy_label(text) or "").lstrip(" .,-–—")
    lower = name.lower()
    if len(lower) != len(name):
        return None
    # Some forms are known with their dot only, which may have been taken for the end of the sentence.
    forms = [form for form, _ in extract_org_types(lower) or extract_org_types(f"{lower}.")]
    ends = [min(f"{lower}.".find(form) + len(form), len(name)) for form in forms if f"{lower}.".find(form) > 1]
    if not ends:
        return None
    end = min(ends)
    return name[:end] if len(name[:end].split()) <= _NAME_WORDS else None
