"""samples/expected.json laid over a lake: which of its companies, facts and links came out."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.end_to_end.commands import SAMPLES, contents

Row = dict[str, Any]


@dataclass
class Findings:
    """The rows of a lake's current release, and for every company of the samples the ids that its records have."""

    expected: Row
    tables: dict[str, list[Row]]
    spellings: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    ids: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    unfound: list[tuple[str, str]] = field(default_factory=list)

    @property
    def companies(self) -> dict[str, Row]:
        return {company["company"]: company for company in self.expected["companies"]}

    @property
    def technologies(self) -> dict[str, str]:
        """Technology ids by folded name or alias."""
        names = {
            alias.casefold(): row["technology_id"]
            for row in self.tables["out_technologies"]
            for alias in row["aliases"]
        }
        return names | {row["name"].casefold(): row["technology_id"] for row in self.tables["out_technologies"]}

    @property
    def registered(self) -> dict[str, str]:
        """Company ids by register id."""
        records = {row["source_registration_id"]: row["record_id"] for row in self.tables["core_registrations"]}
        return {number: self.links[record] for number, record in records.items() if self.links.get(record)}

    @property
    def links(self) -> dict[str, str]:
        return {row["record_id"]: row["company_id"] for row in self.tables["core_company_links"]}

    def main_id(self, company: str) -> str | None:
        """The id most of a company's spellings have."""
        found = self.spellings.get(company)
        return max(found, key=lambda key: (found[key], key)) if found else None

    def facts(self, company: str, technology: str) -> list[Row]:
        """The facts that any id of the company has about the technology."""
        technology_id = self.technologies.get(technology.casefold())
        return [
            row
            for row in self.tables["out_company_technologies"]
            if row["technology_id"] == technology_id and row["company_id"] in self.ids[company]
        ]


def read_findings(lake: Path) -> Findings:
    """Read the current release of the replayed samples."""
    expected = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))
    found = Findings(expected, {name: table.to_pylist() for name, table in contents(lake).items()})
    links = found.links
    records: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for record in found.tables["core_company_records"]:
        records[record["source"], record["name"]].append(record)
    domains = {company["domain"]: name for name, company in found.companies.items()}
    for spelling in found.expected["links"]["must"]:
        named = records[spelling["source"], spelling["name"]]
        own = found.companies[spelling["company"]]["domain"]
        exact = [record for record in named if record["domain"] == spelling["domain"]]
        meant = exact or [record for record in named if record["domain"] == own]
        if not meant:
            found.unfound.append((spelling["source"], spelling["name"]))
        for record in meant:
            company_id = links.get(record["record_id"])
            found.spellings[spelling["company"]][company_id or ""] += 1
    for company, counted in found.spellings.items():
        found.ids[company].update(company_id for company_id in counted if company_id)
    for record in found.tables["core_company_records"]:
        company_id = links.get(record["record_id"])
        if record["domain"] in domains and company_id and record["record_kind"] != "registration":
            found.ids[domains[record["domain"]]].add(company_id)
    return found
