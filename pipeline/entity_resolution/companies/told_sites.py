"""The site of its own that a company names in the texts of its postings: "Acme | https://acme.com | Full time".

Sources seldom tell a company's domain, and texts often do. A site is the company's own where it is spelled like the
name, or where the text begins with it and it holds the name; others are customers', products' or the board's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from pipeline.domains import registrable_domain
from pipeline.engine import query_table
from pipeline.entity_resolution.names.name_forms import name_form
from pipeline.entity_resolution.records.record_table import clean_domain, domain_label

_HOST = r"(?:^|[^a-zA-Z0-9@._/-]|://)((?:[a-z0-9-]{1,40}\.){1,3}[a-z]{2,20})(?:[^a-zA-Z0-9@_-]|$)"
_HEAD = 400  # characters in which a posting says who writes it
_NAME_LENGTH = 3
_PART_LENGTH = 4  # a shorter name is part of many words
_CAREERS = (".jobs", ".careers")  # beside a site of the company, not it

_SITES = f"""
    WITH texts AS (
        SELECT record_id, description FROM postings
        WHERE record_id IS NOT NULL AND company_domain IS NULL AND contains(description, '.')),
    hosts AS (
        SELECT record_id, unnest(regexp_extract_all(description, '{_HOST}', 1)) AS host, false AS is_head FROM texts
        UNION ALL
        SELECT record_id, unnest(regexp_extract_all(left(description, {_HEAD}), '{_HOST}', 1)), true FROM texts)
    SELECT record_id, host, count(*) FILTER (NOT is_head) AS uses, count(*) FILTER (is_head) AS uses_ahead
    FROM hosts GROUP BY record_id, host ORDER BY record_id, host"""


@dataclass(frozen=True, slots=True)
class Uses:
    """How often texts name a site, and how often where they begin."""

    anywhere: int = 0
    ahead: int = 0


def named_sites(postings: pa.Table) -> dict[str, dict[str, Uses]]:
    """Registrable domains that texts name, by record id, of records whose source tells no domain.

    Args:
        postings: record_id, company_domain, description.
    """
    columns = postings.select(["record_id", "company_domain", "description"])
    found: dict[str, dict[str, Uses]] = {}
    rows = query_table(_SITES, postings=columns)
    for record, host, anywhere, ahead in zip(*(column.to_pylist() for column in rows.columns), strict=True):
        domain = clean_domain(registrable_domain(host))
        if domain and not domain.endswith(_CAREERS):
            sites = found.setdefault(record, {})
            old = sites.get(domain, Uses())
            sites[domain] = Uses(old.anywhere + anywhere, old.ahead + ahead)
    return found


def own_site(name: str, sites: Mapping[str, Uses]) -> str | None:
    """The site among these that is the named company's own; None where none is."""
    form = name_form(name)
    ranked = []
    for domain, uses in sites.items():
        label = domain_label(domain)
        is_spelled = len(label) >= _NAME_LENGTH and label in (form.spaceless, form.initials)
        if is_spelled or (uses.ahead and _holds(label, form.spaceless)):
            ranked.append((not is_spelled, -uses.anywhere, len(domain), domain))
    return min(ranked)[-1] if ranked else None


def _holds(label: str, name: str) -> bool:
    """Whether a domain's label holds the name, or is a shorter form of it: "getacme", "acme" of "acmetools"."""
    if len(name) >= _PART_LENGTH and name in label:
        return True
    return len(label) >= _PART_LENGTH and name.startswith(label) and 2 * len(label) >= len(name)
