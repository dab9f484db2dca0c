"""Records that follow another of the same name at the same domain to its registration.

A board's "Acme Widgets" at acme.com may not be sure enough to be linked by itself. Where another record of that name
and domain is linked to a registration, it is the same company.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import orjson

from pipeline.entity_resolution.judgements import Constraints
from pipeline.entity_resolution.linkable_records import CompanyRecord
from pipeline.entity_resolution.registry_links import RegistryLink

_COMPARISON = "named as a linked record of its domain"


def find_followers(
    waiting: Iterable[CompanyRecord],
    anchors: Mapping[str, RegistryLink],
    by_id: Mapping[str, CompanyRecord],
    constraints: Constraints,
) -> dict[str, RegistryLink]:
    """The links of records that follow, by record id.

    Args:
        waiting: records that are not linked to a registration by themselves.
        anchors: links of records that are; by_id: all records.
    Returns: nothing for records without a domain, judged records, and groups whose anchors disagree.
    """
    groups: dict[tuple[str, str], dict[str, RegistryLink]] = {}
    for key in sorted(anchors):
        link, record = anchors[key], by_id[key]
        if record.group_key[1] and link.registration_id:
            groups.setdefault(record.group_key, {}).setdefault(link.registration_id, link)
    followers = {}
    for record in waiting:
        linked = groups.get(record.group_key, {})
        if len(linked) == 1 and not constraints.of(record.record_id):
            (anchor,) = linked.values()
            comparison = {_COMPARISON: {"level": "same name and domain", "weight": anchor.bits or 0.0}}
            followers[record.record_id] = RegistryLink(
                anchor.registration_id, anchor.probability, anchor.bits, comparison=orjson.dumps(comparison).decode()
            )
    return followers


def is_follower(row: Mapping[str, object]) -> bool:
    """Whether a row of `CORE_COMPANY_LINKS` was linked by following; its anchor may be gone since."""
    return _COMPARISON in str(row["comparison"])
