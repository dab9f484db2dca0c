"""The company register: most of the companies, and many that are none of them."""

from __future__ import annotations

import csv
import io
import json

from writing.boards import Files
from writing.material import Company, load_companies, load_distractors, split
from writing.openings import DAYS, SEED
from writing.picker import Picker

_COLUMNS = ("company_id", "name", "aliases", "domain", "country", "city")
# Companies that no register row names: postings and pages must found them.
UNREGISTERED = frozenset({
    "larkspindle", "fennigrove", "puppetlane", "lumenfjord", "flintwhistle", "mirandeau", "copperlark", "yewbarn",
    "crestrow", "saltwherry",
})  # fmt: skip
RENAMED = "tessarune"
FORMER_NAME = "Gridpenny Inc."


def register_ids() -> dict[str, str]:
    """Register id by company key, and by the name of a distractor."""
    companies = [key for key in load_companies() if key not in UNREGISTERED]
    names = companies + [row[0] for row in load_distractors()]
    mixed = sorted(names, key=lambda name: Picker(SEED, "register", name).digits(9))
    return {name: f"SR-{10001 + 7 * n}" for n, name in enumerate(mixed)}


def register() -> Files:
    """The edition of day 1, which knows Tessarune by its former name, and that of day 3, which knows the new one."""
    return {f"sources/{DAYS[day - 1]}/register/companies.csv": _edition(day) for day in (1, 3)}


def _edition(day: int) -> bytes:
    companies, ids = load_companies(), register_ids()
    rows = [_row(companies[key], number, day) for key, number in ids.items() if key in companies]
    for name, aliases, domain, country, city in load_distractors():
        rows.append([ids[name], name, _aliases(split(aliases, ";")), domain, country, city])
    shown = io.StringIO(newline="")
    writer = csv.writer(shown, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(sorted(rows))
    return shown.getvalue().encode()


def _row(company: Company, number: str, day: int) -> list[str]:
    pick = Picker(SEED, "registered", company.key)
    name, aliases, domain = company.name, [], company.domain if pick.chance(60) else ""
    if company.country in ("GB", "IE") and pick.chance(50):
        name = name.upper().replace(" LTD", " LIMITED")
    if pick.chance(25) and company.brand != company.name:
        aliases = [company.brand]
    if company.key == RENAMED:
        name, aliases = (company.name, [FORMER_NAME]) if day == 3 else (FORMER_NAME, [])
        domain = company.domain if day == 3 else "gridpenny-example.com"
    return [number, name, _aliases(aliases), domain, company.country, company.city if pick.chance(85) else ""]


def _aliases(names: list[str]) -> str:
    return json.dumps(names, ensure_ascii=False) if names else ""
