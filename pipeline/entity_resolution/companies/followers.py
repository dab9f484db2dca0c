"""Records that follow another of the same name at the same domain to its registration.

A board's "Acme Widgets" at acme.com may not be sure enough to be linked by itself. Where another record of that name
and domain is linked to a registration, it is the same company. So is "Acme", for which the domain is named, unless
records at that domain are linked to more than one registration. A record without a domain follows those of its name,
where the name holds a rare word and no record of that name stands unlinked at a domain of its own; but not one that
names two companies ("Acme / Widgets"), which may be linked for the other's sake.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import orjson

from pipeline.entity_resolution.companies.linkable_records import CompanyRecord
from pipeline.entity_resolution.companies.registry_choice import RegistryLink
from pipeline.entity_resolution.identity.judgements import Constraints
from pipeline.entity_resolution.names.frequencies import Frequencies
from pipeline.entity_resolution.names.name_forms import name_form
from pipeline.entity_resolution.records.record_table import domain_label

FOLLOWED_BITS = 12.0  # a word in fewer than 1 of 4,000 names
_COMPARISON = "named as a linked record"
_TWO_NAMES = re.compile(r"\w\s*[/|@]\s*\w")


def find_followers(
    waiting: Iterable[CompanyRecord],
    anchors: Mapping[str, RegistryLink],
    by_id: Mapping[str, CompanyRecord],
    constraints: Constraints,
    background: Frequencies,
) -> dict[str, RegistryLink]:
    """The links of records that follow, by record id.

    Args:
        waiting: records that are not linked to a registration by themselves.
        anchors: links of records that are; by_id: all records.
        background: says which names are rare enough to be followed without a domain.
    Returns: nothing for judged records, and groups whose anchors disagree.
    """
    open_ = [record for record in waiting if not constraints.of(record.record_id)]
    found = _at_domains(open_, anchors, by_id)
    strangers = {record.group_key[0] for record in waiting if record.group_key[1] and record.record_id not in found}
    homeless = [record for record in open_ if not record.group_key[1] and record.group_key[0] not in strangers]
    return found | _by_rare_name(homeless, anchors, by_id, background)


def _at_domains(
    records: Iterable[CompanyRecord], anchors: Mapping[str, RegistryLink], by_id: Mapping[str, CompanyRecord]
) -> dict[str, RegistryLink]:
    groups: dict[tuple[str, str], dict[str, str]] = {}
    names: dict[str, set[tuple[str, ...]]] = {}
    for key in sorted(anchors):
        name, domain = by_id[key].group_key
        if domain:
            names.setdefault(domain, set()).add(name_form(by_id[key].names[0]).tokens)
            for group in ((name, domain), ("", domain)):
                _add(groups.setdefault(group, {}), key, anchors)
    followers = {}
    for record in records:
        name, domain = record.group_key
        linked, level = groups.get((name, domain), {}), "same name and domain"
        if not linked and _is_brand_of(record, names.get(domain, set())):
            linked, level = groups[("", domain)], "name the domain is made of"
        if domain and len(linked) == 1:
            followers[record.record_id] = _following(linked, anchors, level)
    return followers


def _by_rare_name(
    records: Iterable[CompanyRecord],
    anchors: Mapping[str, RegistryLink],
    by_id: Mapping[str, CompanyRecord],
    background: Frequencies,
) -> dict[str, RegistryLink]:
    groups: dict[str, dict[str, str]] = {}
    for key in sorted(anchors):
        if not any(map(_TWO_NAMES.search, by_id[key].names)):
            _add(groups.setdefault(by_id[key].group_key[0], {}), key, anchors)
    followers = {}
    for record in records:
        linked = groups.get(record.group_key[0], {})
        if len(linked) == 1 and background.bits(name_form(record.names[0]).tokens).max() >= FOLLOWED_BITS:
            followers[record.record_id] = _following(linked, anchors, "same rare name")
    return followers


def _add(group: dict[str, str], key: str, anchors: Mapping[str, RegistryLink]) -> None:
    registration = anchors[key].registration_id
    if registration:
        group.setdefault(registration, key)


def _following(linked: Mapping[str, str], anchors: Mapping[str, RegistryLink], level: str) -> RegistryLink:
    (key,) = linked.values()
    return following(key, anchors[key], level)


def following(key: str, anchor: RegistryLink, level: str) -> RegistryLink:
    """The link of a record that follows the record `key`, whose link is `anchor`; `level` says why."""
    comparison = {_COMPARISON: {"level": f"{level} ({key})", "weight": anchor.bits or 0.0}}
    return RegistryLink(
        anchor.registration_id, anchor.probability, anchor.bits, comparison=orjson.dumps(comparison).decode()
    )


def _is_brand_of(record: CompanyRecord, others: Iterable[tuple[str, ...]]) -> bool:
    """It or some other name at its domain is the other's beginning, and the domain is made of the shorter one."""
    own, label = name_form(record.names[0]).tokens, domain_label(record.group_key[1])
    for other in others:
        short, long = sorted((own, other), key=len)
        if short and long[: len(short)] == short and label.startswith("".join(short)):
            return True
    return False


def is_follower(row: Mapping[str, object]) -> bool:
    """Whether a row of `CORE_COMPANY_LINKS` was linked by following; its anchor may be gone since."""
    return _COMPARISON in str(row["comparison"])
