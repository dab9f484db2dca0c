"""The plan: which posting appears where, from which day to which, under which name, with which text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from writing.material import Case, Company, Trap, load_cases, load_companies, load_roles, load_traps
from writing.picker import Picker
from writing.texts import Text, compose, rounded

SEED = "stacktrail-samples-1"
DAYS = ("2026-09-01", "2026-09-02", "2026-09-03")
BOARDS = (
    "brightforge",
    "quillmark",
    "havenlume",
    "pelorant",
    "tidewren",
    "osskar",
    "nimbrel",
    "corvantis",
    "maplewick",
)
# Which company boards were fetched on which day, and the fetch that broke off.
FETCHED = {
    1: BOARDS,
    2: ("brightforge", "quillmark", "havenlume", "nimbrel"),
    3: ("brightforge", "quillmark", "pelorant", "osskar"),
}
BROKEN_FETCH = (2, "quillmark")
COUNTRY_NAMES = {
    "US": "United States", "DE": "Germany", "GB": "United Kingdom", "NL": "Netherlands", "SE": "Sweden", "FR": "France",
    "CA": "Canada", "CH": "Switzerland", "FI": "Finland", "IE": "Ireland", "ES": "Spain", "NO": "Norway", "IT": "Italy",
    "AT": "Austria", "AU": "Australia", "DK": "Denmark",
}  # fmt: skip
_EDIT = "Update: the position is now open to applicants who want to work four days a week."
_EDITS: dict[str, tuple[str, set[str]]] = {
    "brightforge": (
        "Update: the team has begun to keep robot logs in ClickHouse; experience with it helps.",
        {"ClickHouse"},
    ),
    "pelorant": ("Update: we now use Temporal for payouts, so expect to work with it.", {"Temporal"}),
}
_OTHER_CITIES = {
    "US": ("Ohio", "Columbus"), "DE": ("Niedersachsen", "Hannover"), "GB": ("Cheshire", "Chester"),
    "FR": ("Bretagne", "Rennes"), "SE": ("Halland", "Halmstad"), "NL": ("Utrecht", "Utrecht"),
    "AU": ("Queensland", "Cairns"), "NO": ("Rogaland", "Stavanger"),
}  # fmt: skip


@dataclass
class Opening:
    """One posting on one source.

    Attributes:
        days: days (1 to 3) on which the source shows it.
        edited: what is added to the text from day 2 on; edit_uses: the technologies it names.
        same_as: id of the posting on another source that is the same opening.
        uses, alternative, negative: canonical technology names.
    """

    id: str
    company: Company | None
    source: str
    days: tuple[int, ...]
    written: str
    title: str
    group: str
    region: str
    city: str
    language: str
    plain: str
    text: Text | None = None
    edited: str | None = None
    edit_uses: set[str] = field(default_factory=set)
    same_as: str | None = None
    elsewhere_of: str | None = None
    has_domain: bool = False
    uses: set[str] = field(default_factory=set)
    alternative: set[str] = field(default_factory=set)
    negative: set[str] = field(default_factory=set)
    case: str | None = None

    @property
    def country(self) -> str | None:
        return self.company.country if self.company else None


def plan() -> list[Opening]:
    """All openings in their final order."""
    companies = load_companies()
    found = _from_roles(companies)
    found += [_from_case(case, companies) for case in load_cases()]
    found += _reposted(found)
    found += _elsewhere(found)
    repeated = [key for key, count in Counter((o.source, o.id) for o in found).items() if count > 1]
    if repeated:
        raise ValueError(f"ids used twice: {repeated}")
    return found


def _from_roles(companies: dict[str, Company]) -> list[Opening]:
    roles, traps = load_roles(), load_traps()
    found = []
    for company in companies.values():
        seen: Counter[str] = Counter()
        wanted = list(company.roles)
        picker = Picker(SEED, company.key)
        if len(wanted) >= 7:  # a second opening in one of the roles
            wanted.append(picker.one(wanted))
        for index, role_key in enumerate(wanted):
            role, turn = roles[role_key], seen[role_key]
            seen[role_key] += 1
            pick = Picker(SEED, company.key, role_key, turn)
            due = _due(traps, company, index)
            text = compose(company, role, pick, [trap.sentence for trap in due])
            source = _source(company, pick)
            title = role.titles[(pick.number(0, 99) + turn) % len(role.titles)]
            if turn and title in {o.title for o in found if o.company is company}:
                title = role.titles[(role.titles.index(title) + 1) % len(role.titles)]
            opening = Opening(
                _id(source, pick), company, source, _days(source, index, pick), _written(company, source, pick), title,
                role.group, company.region, company.city, role.language, text.plain(), text,
                has_domain=_has_domain(company, pick),
                uses=set(text.used), alternative=set(text.alternative), negative={trap.technology for trap in due},
            )  # fmt: skip
            found.append(_edited(opening) if source == company.key and index == 0 else opening)
    return found


def _due(traps: list[Trap], company: Company, index: int) -> list[Trap]:
    """The traps whose turn it is at a company's posting number `index`."""
    mine = [trap for trap in traps if trap.company == company.key]
    return [t for n, t in enumerate(mine) if n <= index < n + t.count]


def _source(company: Company, pick: Picker) -> str:
    if company.key in BOARDS:
        return company.key
    if company.kind == "staffing_agency":
        return pick.one(("jobs", "talentboard"))
    return pick.one(("jobs",) * 10 + ("talentboard",) * 6 + ("jobpages",) * 3)


def _id(source: str, pick: Picker) -> str:
    if source in BOARDS:
        return "5" + pick.digits(6) + "008"
    return {"jobs": "j-" + pick.digits(8), "talentboard": "TB" + pick.digits(6), "jobpages": "REQ-" + pick.digits(5)}[
        source
    ]


def _days(source: str, index: int, pick: Picker) -> tuple[int, ...]:
    """A company board shows a posting until it is filled; a job board gives what is new, and now and then repeats."""
    first = pick.one((1, 1, 1, 2, 3))
    if source in BOARDS:
        fetched = [day for day, boards in FETCHED.items() if source in boards]
        last = 2 if index == 3 else 3
        start = 1 if index < 6 else pick.one(fetched)
        return tuple(day for day in (1, 2, 3) if start <= day <= last)
    if source == "jobs" and first == 1 and pick.chance(15):
        return (1, 2)
    return (first,)


def _has_domain(company: Company, pick: Picker) -> bool:
    return pick.chance(40) or company.brand in ("Meridrel Systems", "Norvane")


def _written(company: Company, source: str, pick: Picker) -> str:
    """The company as a board writes it."""
    bare = company.name.replace(".", "").replace(",", "")
    if source in BOARDS or company.kind == "staffing_agency":
        return company.brand if pick.chance(70) else company.name
    if source == "jobpages":
        return pick.one((company.name, company.name, company.brand))
    ways = [company.name] * 6 + [company.brand] * 6 + [bare] * 3 + [company.brand.upper(), company.name.upper()]
    ways += [
        f"{company.brand} - Careers",
        f"{company.brand} Careers",
        f"{company.brand} ({company.city})",
        company.domain,
    ]
    return pick.one(ways)


def _edited(opening: Opening) -> Opening:
    """The same posting after somebody changed it on day 2."""
    note, names = _EDITS.get(opening.source, (_EDIT, set()))
    return replace(opening, edited=note, edit_uses=names, days=(1, 2, 3))


def _from_case(case: Case, companies: dict[str, Company]) -> Opening:
    company = companies[case.lines["company"]] if case.lines["company"] else None
    pick = Picker(SEED, "case", case.key)
    source = case.lines["source"]
    region, city = (company.region, company.city) if company else ("", "")
    language = case.lines.get("lang", "en")
    tone = language if language != "en" else company.style if company else "agency"
    return Opening(
        _id(source, pick), company, source, (int(case.lines["day"]),), case.lines["as"], case.lines["title"], "",
        region, city, language, rounded(case.text, tone, pick), uses=set(case.names("uses")), case=case.key,
        alternative=set(case.names("alternative")), negative=set(case.names("not")),
    )  # fmt: skip


def _reposted(openings: list[Opening]) -> list[Opening]:
    """Company-board openings that a job board shows as well, under another id, name and layout."""
    found = []
    for n, original in enumerate(o for o in openings if o.source in BOARDS and o.text is not None):
        if n % 3 or original.company is None or original.text is None:
            continue
        pick = Picker(SEED, "repost", original.id)
        source = pick.one(("jobs", "talentboard"))
        text = replace(original.text, bullet=pick.one(("*", "-", "•")))
        found.append(
            replace(
                original, id=_id(source, pick), source=source, days=(max(original.days[0], pick.number(1, 3)),),
                written=_written(original.company, source, pick), plain=text.plain(), text=text, edited=None,
                edit_uses=set(), same_as=original.id, has_domain=pick.chance(30),
            )
        )  # fmt: skip
    return found


def _elsewhere(openings: list[Opening]) -> list[Opening]:
    """The same role in another town: the same text, and yet another opening."""
    found = []
    own = [o for o in openings if o.company and o.country in _OTHER_CITIES and o.text and not o.same_as]
    for original in own[::15]:
        region, city = _OTHER_CITIES[str(original.country)]
        if original.city == city or original.source == "jobpages":
            continue
        pick = Picker(SEED, "elsewhere", original.id)
        again = replace(original, id=_id(original.source, pick), region=region, city=city, edited=None, edit_uses=set())
        found.append(replace(again, elsewhere_of=original.id))
    return found
