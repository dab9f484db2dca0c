"""What a correct pipeline concludes from the samples, as data: `expected.json`."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from writing.boards import Refused
from writing.material import Company, load_companies, load_distractors, load_sites, load_traps, split
from writing.openings import BOARDS, BROKEN_FETCH, DAYS, FETCHED, Opening
from writing.register import FORMER_NAME, RENAMED, register_ids
from writing.sites import pages_of, shown_on

Fact = dict[str, Any]
# Ordinary words of the texts that are also technologies: where a company has no fact for one, its use is an error.
_ORDINARY = {
    "go": "Go", "swift": "Swift", "chef": "Chef", "access": "Microsoft Access", "excel": "Microsoft Excel",
    "word": "Microsoft Word", "spark": "Apache Spark", "oracle": "Oracle Database", "slack": "Slack",
}  # fmt: skip
_FURNITURE = ("LinkedIn", "Zoom", "Facebook", "Instagram", "YouTube", "XING", "Microsoft Teams")


def expected(openings: list[Opening], refused: Refused) -> dict[str, Any]:
    """The whole manifest."""
    return {
        "days": list(DAYS),
        "counts": _counts(openings),
        "companies": _companies(),
        "facts": _facts(openings),
        "links": {"must": _must_link(openings), "must_not": _must_not_link()},
        "names": _names(),
        "duplicates": _duplicates(openings),
        "quarantine": refused,
        "postings": {"edited": _edited(openings), "removed": _removed(openings)},
    }


def _counts(openings: list[Opening]) -> dict[str, int]:
    pages = sum(len(pages_of(site)) for site in load_sites().values())
    register = len(register_ids())
    return {"companies": len(load_companies()), "postings": len(openings), "pages": pages, "register": register}


def _companies() -> list[Fact]:
    ids, domains = register_ids(), load_sites()
    return [
        {
            "company": c.key, "name": c.name, "brand": c.brand, "domain": c.domain, "country": c.country,
            "kind": c.kind, "register_id": ids.get(c.key), "has_site": c.key in domains,
        }
        for c in load_companies().values()
    ]  # fmt: skip


def days_seen(opening: Opening) -> list[int]:
    """The days on which a readable payload held the posting."""
    if opening.source not in BOARDS:
        return list(opening.days)
    return [d for d in opening.days if opening.source in FETCHED[d] and (d, opening.source) != BROKEN_FETCH]


def _facts(openings: list[Opening]) -> list[Fact]:
    found: dict[tuple[str, str], Fact] = {}
    for opening in openings:
        days = days_seen(opening)
        if opening.company is None or opening.company.kind != "employer" or not days:
            continue
        for technology in sorted(opening.uses | opening.alternative):
            fact = _fact(found, opening.company.key, technology)
            fact["postings"] += 1
            fact["since"] = min(fact["since"], DAYS[days[0] - 1])
            if technology in opening.alternative - opening.uses:
                fact["alternatives"] += 1
        for technology in sorted(opening.edit_uses):
            later = [day for day in days if day > 1]
            if later:
                fact = _fact(found, opening.company.key, technology)
                fact["postings"] += 1
                fact["since"] = min(fact["since"], DAYS[later[0] - 1])
    _add_sites(found)
    return [found[key] for key in sorted(found)] + _negatives(openings, found)


def _fact(found: dict[tuple[str, str], Fact], company: str, technology: str) -> Fact:
    new = {
        "company": company, "technology": technology, "uses": True, "since": DAYS[2], "dropped": None,
        "postings": 0, "alternatives": 0, "pages": 0,
    }  # fmt: skip
    return found.setdefault((company, technology), new)


def _add_sites(found: dict[tuple[str, str], Fact]) -> None:
    for key, site in load_sites().items():
        for day, _ in pages_of(site):
            for technology in shown_on(site, day):
                fact = _fact(found, key, technology)
                fact["pages"] += 1
                fact["since"] = min(fact["since"], DAYS[day - 1])
        for technology in split(site.get("drops 3", "")):
            fact = found[key, technology]
            if not fact["postings"]:
                fact["uses"], fact["dropped"] = False, DAYS[2]


def _negatives(openings: list[Opening], found: dict[tuple[str, str], Fact]) -> list[Fact]:
    why: dict[tuple[str, str], str] = {}
    kinds = {(trap.company, trap.technology): trap.kind for trap in load_traps()}
    for opening in openings:
        if opening.company is None or opening.company.kind != "employer" or not days_seen(opening):
            continue
        key = opening.company.key
        for technology in opening.negative:
            why[key, technology] = kinds.get((key, technology), "named in a posting, not used")
        for pair, reason in _ordinary(key, opening.plain):
            if pair not in found:
                why.setdefault(pair, reason)
    for key, site in load_sites().items():
        for technology in split(site.get("not", "")):
            why.setdefault((key, technology), "named on a page, not used")
    clashes = sorted(why.keys() & found.keys())
    if clashes:
        raise ValueError(f"both used and not used: {clashes}")
    return [
        {"company": company, "technology": technology, "uses": False, "why": why[company, technology]}
        for company, technology in sorted(why)
    ]


def _ordinary(company: str, text: str) -> list[tuple[tuple[str, str], str]]:
    words = set(re.findall(r"[a-z]+", text.lower()))
    found = [((company, technology), "an ordinary word") for word, technology in _ORDINARY.items() if word in words]
    return found + [((company, name), "boilerplate") for name in _FURNITURE if name in text]


def _must_link(openings: list[Opening]) -> list[Fact]:
    """Company records that must end at their company, one a distinct spelling."""
    seen: dict[tuple[str, ...], Fact] = {}
    for o in openings:
        if o.company is None or not days_seen(o):
            continue
        domain = o.company.domain if o.has_domain or o.source in BOARDS else None
        if o.source == "talentboard":
            domain = None
        seen.setdefault(
            (o.source, o.written, str(domain)),
            {"source": o.source, "name": o.written, "domain": domain, "country": o.country, "company": o.company.key},
        )
    return [seen[key] for key in sorted(seen)]


def _must_not_link() -> list[Fact]:
    """Pairs that must stay apart: companies of one name, and companies and register rows of others."""
    ids, companies = register_ids(), load_companies()
    found: list[Fact] = [
        {"left": "meridrel_us", "right": "meridrel_de", "why": "the same name in two countries"},
        {"left": "norvane_se", "right": "norvane_gb", "why": "the same name in two countries"},
    ]
    for row in load_distractors():
        near = _nearest(row[0], companies)
        if near:
            found.append(
                {"left": near, "right": ids[row[0]], "why": f"{row[0]} ({row[3]}, {row[4]}) is another company"}
            )
    return found


def _nearest(name: str, companies: dict[str, Company]) -> str | None:
    first = re.split(r"\W+", name.lower())[0]
    for company in companies.values():
        if re.split(r"\W+", company.brand.lower())[0][:5] == first[:5]:
            return company.key
    return None


def _names() -> list[Fact]:
    agencies = [c for c in load_companies().values() if c.kind == "staffing_agency"]
    found = [{"name": c.name, "kind": c.kind} for c in agencies]
    found += [{"name": name, "kind": "not_a_company"} for name in ("Confidential", "Company Undisclosed")]
    former = {"name": FORMER_NAME, "kind": "employer", "company": RENAMED, "why": "its former name"}
    return [*found, former]


def _duplicates(openings: list[Opening]) -> dict[str, list[Fact]]:
    by_id: defaultdict[str, list[Opening]] = defaultdict(list)
    for opening in openings:
        by_id[opening.id].append(opening)
    same, apart = [], []
    for o in openings:
        for other, into in ((o.same_as, same), (o.elsewhere_of, apart)):
            if other and days_seen(o) and days_seen(by_id[other][0]):
                twin = by_id[other][0]
                into.append({"left": {"source": twin.source, "id": twin.id}, "right": {"source": o.source, "id": o.id}})
    return {"same_opening": same, "another_place": apart}


def _edited(openings: list[Opening]) -> list[Fact]:
    return [
        {"source": o.source, "id": o.id, "day": DAYS[min(d for d in days_seen(o) if d > 1) - 1]}
        for o in openings
        if o.edited and max(days_seen(o)) > 1
    ]


def _removed(openings: list[Opening]) -> list[Fact]:
    return [
        {"source": o.source, "id": o.id, "day": DAYS[2]}
        for o in openings
        if o.source in BOARDS and days_seen(o) and 3 not in o.days and o.source in FETCHED[3]
    ]
