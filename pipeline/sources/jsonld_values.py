"""Values of schema.org objects that come in many shapes: organizations, places, pay."""

from __future__ import annotations

from typing import Any  # JSON values
from urllib.parse import urlsplit

from pipeline.domains import registrable_domain
from pipeline.sources.fields import Fields
from pipeline.sources.pay_text import pay_columns, read_pay
from pipeline.sources.text import unescape

# Profiles of a company, not its own site.
PROFILE_SITES = frozenset({
    "linkedin.com", "facebook.com", "twitter.com", "x.com", "instagram.com", "youtube.com", "xing.com", "tiktok.com",
    "github.com", "medium.com", "wikipedia.org", "wikidata.org", "crunchbase.com", "glassdoor.com", "glassdoor.co.uk",
    "indeed.com", "kununu.com", "google.com", "pinterest.com", "threads.net", "t.me", "vk.com"
})  # fmt: skip

# What templates write where they have no value.
PLACEHOLDERS = frozenset({"unavailable", "n/a", "null", "undefined"})


def items_of(value: Any) -> list[Any]:
    """A value that may be one or a list, as a list; null is no item."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def name_of(fields: Fields, field: str, value: Any) -> str | None:
    """The name of an organization, country or unit given as text, as an object, or as a list of either."""
    for entry in items_of(value):
        raw = entry.get("name") or entry.get("legalName") if isinstance(entry, dict) else entry
        name = fields.label(field, raw)
        if name and name.lower() not in PLACEHOLDERS:
            return " ".join(unescape(name).split()) or None
    return None


def home_domain(organization: Any, page_domain: str | None) -> str | None:
    """The domain of an organization's own site, by its `sameAs` or `url`; null when it only has profiles elsewhere.

    An address on the domain of the page itself may be a job board's profile of the company, and counts only when it is
    a home page.
    """
    for entry in items_of(organization):
        if not isinstance(entry, dict):
            continue
        for address in [*items_of(entry.get("sameAs")), *items_of(entry.get("url"))]:
            domain = registrable_domain(address.strip()) if isinstance(address, str) and len(address) < 2_000 else None
            if domain is None or domain in PROFILE_SITES:
                continue
            if domain != page_domain or _is_home_page(address):
                return domain
    return None


def describe_places(fields: Fields, item: dict[str, Any]) -> dict[str, Any]:
    """location, city, region, country and is_remote of a JobPosting.

    `location` names every place; city, region and country are given only when all places agree on them.
    """
    is_remote = _is_remote(fields, item.get("jobLocationType"))
    places = [_place(fields, place) for place in items_of(item.get("jobLocation"))]
    if not any(any(place) for place in places) and is_remote:
        places = [
            (name, None, None, _country(fields, area))
            for area in items_of(item.get("applicantLocationRequirements"))
            if (name := name_of(fields, "applicantLocationRequirements", area))
        ]
    shown = list(dict.fromkeys(place[0] for place in places if place[0]))
    city, region, country = ({place[index] for place in places} for index in (1, 2, 3))
    return {
        "location": "; ".join(shown) or None,
        "city": city.pop() if len(city) == 1 else None,
        "region": region.pop() if len(region) == 1 else None,
        "country": country.pop() if len(country) == 1 else None,
        "is_remote": is_remote,
    }


def read_salary(fields: Fields, value: Any) -> dict[str, Any]:
    """salary_min, salary_max, salary_currency and salary_period of a `baseSalary`, in fields or as a text."""
    pay = next((entry for entry in items_of(value) if isinstance(entry, dict)), None)
    if pay is None:
        return pay_columns(read_pay(next((entry for entry in items_of(value) if isinstance(entry, str)), "")))
    figure = next(iter(items_of(pay.get("value"))), None)
    holder = figure if isinstance(figure, dict) else pay
    single = holder.get("value") if isinstance(figure, dict) else figure
    lower, upper = holder.get("minValue"), holder.get("maxValue")
    quiet = Fields()  # free text such as "Competitive" is common and no mistake
    low = quiet.amount("minValue", lower) or quiet.amount("value", single)
    high = quiet.amount("maxValue", upper) or (quiet.amount("value", single) if lower in (None, "") else None)
    if low is None and high is None:
        return pay_columns(read_pay(single)) if isinstance(single, str) else {}
    if low is not None and high is not None and low > high:
        fields.note("baseSalary", f"{lower} to {upper}", "a minimum below the maximum")
        return {}
    unit = holder.get("unitText") or holder.get("unitCode") or pay.get("unitText")
    return {
        "salary_min": low,
        "salary_max": high,
        "salary_currency": fields.currency("currency", pay.get("currency") or holder.get("currency")),
        "salary_period": fields.period("unitText", unit),
    }


def read_address(fields: Fields, value: Any) -> tuple[str | None, str | None, str | None, str | None]:
    """(as text, city, region, country code) of a PostalAddress, a list of them, or text."""
    address = next(iter(items_of(value)), None)
    if not isinstance(address, dict):
        text = name_of(fields, "address", address)
        return text, None, None, None
    city = name_of(fields, "addressLocality", address.get("addressLocality"))
    region = name_of(fields, "addressRegion", address.get("addressRegion"))
    country_name = name_of(fields, "addressCountry", address.get("addressCountry"))
    parts = dict.fromkeys(part for part in (city, region, country_name) if part)
    return ", ".join(parts) or None, city, region, fields.country("addressCountry", country_name)


def _place(fields: Fields, value: Any) -> tuple[str | None, str | None, str | None, str | None]:
    if not isinstance(value, dict):
        return name_of(fields, "jobLocation", value), None, None, None
    text, city, region, country = read_address(fields, value.get("address"))
    return text or name_of(fields, "jobLocation", value.get("name")), city, region, country


def _country(fields: Fields, area: Any) -> str | None:
    kind = area.get("@type") if isinstance(area, dict) else None
    return fields.country("applicantLocationRequirements", name_of(fields, "name", area)) if kind == "Country" else None


def _is_remote(fields: Fields, value: Any) -> bool | None:
    for entry in items_of(value):
        if isinstance(entry, str) and entry.strip().upper() == "TELECOMMUTE":
            return True
        if entry not in (None, ""):
            fields.note("jobLocationType", entry, "TELECOMMUTE")
    return None


def _is_home_page(address: str) -> bool:
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    return parts.path in ("", "/") and not parts.query
