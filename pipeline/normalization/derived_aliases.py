"""Spellings that follow from a listed one by rule, so that the catalogue's files need not repeat them.

    Next.js           -> NextJS, Next JS
    Power BI          -> PowerBI, Power-BI
    PowerShell        -> Power Shell
    Microsoft Visio   -> MS Visio
    Jira of Atlassian -> Atlassian Jira

A listed spelling always wins over a derived one, and a spelling derived for two technologies counts for neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from pipeline.tables.technologies import Alias, Technology

_CAMEL = re.compile(r"([A-Z][a-z]{2,})([A-Z][a-z]{2,})")
_TWO_WORDS = re.compile(r"([A-Za-z0-9]{2,}) ([A-Za-z0-9]{2,})( [A-Za-z0-9]{2,})?")
_SHORT_VENDOR = {"Apache Software Foundation": "Apache", "SAS Institute": "SAS", "Epic Systems": "Epic"}
# vendors that texts put before their products; a longer list would only make spellings that nobody writes
_PREFIXED_VENDORS = frozenset(
    {
        "Adobe",
        "Amazon",
        "Apache",
        "Apple",
        "Atlassian",
        "Autodesk",
        "BMC",
        "Broadcom",
        "Cisco",
        "Citrix",
        "Dell",
        "Epic",
        "Esri",
        "Google",
        "HashiCorp",
        "IBM",
        "Infor",
        "Intuit",
        "JetBrains",
        "Meta",
        "Microsoft",
        "MuleSoft",
        "NVIDIA",
        "OpenText",
        "Oracle",
        "PTC",
        "Progress",
        "Qlik",
        "Red Hat",
        "SAP",
        "SAS",
        "Salesforce",
        "Siemens",
        "Splunk",
        "Symantec",
        "TIBCO",
        "Twilio",
        "VMware",
    }
)
_SWAPPED_PREFIXES = (("Microsoft ", "MS "), ("Microsoft ", "MS-"), ("Amazon ", "AWS "), ("AWS ", "Amazon "))


def derive_aliases(listed: Iterable[Alias], technologies: Mapping[str, Technology]) -> list[Alias]:
    """Return the derived aliases of `listed`, sorted by surface; none has the surface of a listed one."""
    taken = {alias.surface.casefold() for alias in listed}
    found: dict[str, Alias | None] = {}
    for alias in listed:
        if alias.is_lookup_only:
            continue
        for derived in _spellings(alias, technologies[alias.technology_id]):
            key = derived.surface.casefold()
            if key in taken:
                continue
            earlier = found.setdefault(key, derived)
            if earlier is not None and earlier.technology_id != derived.technology_id:
                found[key] = None
    kept = [alias for alias in found.values() if alias is not None]
    return sorted(kept, key=lambda alias: (alias.surface.casefold(), alias.surface))


def _spellings(alias: Alias, technology: Technology) -> Iterator[Alias]:
    surface = alias.surface
    derived = replace(alias, is_derived=True)
    plain = replace(derived, is_ambiguous=False, is_ordinary=False)
    for before, after in _SWAPPED_PREFIXES:
        if surface.startswith(before):
            yield replace(plain, surface=after + surface[len(before) :])
    if surface == technology.name or alias.is_ambiguous:
        vendor = _SHORT_VENDOR.get(technology.vendor or "", technology.vendor or "")
        if vendor in _PREFIXED_VENDORS and not surface.casefold().startswith(vendor.casefold()):
            yield replace(plain, surface=f"{vendor} {surface}")
    if surface.endswith(".js") and len(surface) > 4:
        stem = surface[:-3]
        yield replace(plain, surface=f"{stem}JS")
        yield replace(plain, surface=f"{stem} JS", is_case_sensitive=True)
    if alias.is_ambiguous:
        return
    camel = _CAMEL.fullmatch(surface)
    if camel:
        yield replace(derived, surface=f"{camel[1]} {camel[2]}", is_case_sensitive=True, is_ambiguous=True)
        yield replace(derived, surface=f"{camel[1]}-{camel[2]}", is_case_sensitive=True)
    if surface == technology.name and _TWO_WORDS.fullmatch(surface):
        yield replace(derived, surface=surface.replace(" ", "-"))
        yield replace(derived, surface=surface.replace(" ", ""))
