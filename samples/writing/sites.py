"""Saved company pages and their index, with what they show of technologies."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from writing.boards import Files, Refused, refusal
from writing.material import Company, load_companies, load_page_paragraphs, load_sites, load_snippets, split
from writing.openings import DAYS, SEED
from writing.picker import Picker

_SNIPPETS = load_snippets()
_PARAGRAPHS = load_page_paragraphs()
_PATHS = {"home": "/", "about": "/about", "imprint": "/impressum"}
_MENU = {
    "en": ("Home", "About", "Careers", "Contact"), "de": ("Start", "Über uns", "Karriere", "Impressum"),
    "fr": ("Accueil", "La maison", "Carrières", "Contact"), "it": ("Home", "Chi siamo", "Lavora con noi", "Contatti"),
}  # fmt: skip
_STYLES = (
    "body{{font-family:Georgia,serif;margin:0}}.wrap{{max-width:{0}rem;margin:auto}}",
    ":root{{--ink:#2{1}3;--paper:#fff}}body{{color:var(--ink);line-height:1.5}}main{{padding:{0}px}}",
    "header,footer{{display:flex;gap:{0}px}}h1{{letter-spacing:-.02em}}img{{max-width:100%}}",
)


def shown_on(site: dict[str, str], day: int) -> list[str]:
    """Technologies a company's pages show on a day."""
    names = split(site["shows"])
    if day >= 3:
        names = [name for name in names if name not in split(site.get("drops 3", ""))] + split(site.get("adds 3", ""))
    return names


def pages_of(site: dict[str, str]) -> list[tuple[int, str]]:
    """Saved pages as (day, page)."""
    found = []
    for entry in split(site["pages"]):
        day, page = entry.split()
        found.append((int(day), page))
    return found


def sites(refused: Refused) -> Files:
    """All pages and one `index.jsonl` a day; the index of day 2 names a page that was not saved."""
    companies, files = load_companies(), Files()
    index: dict[int, list[dict[str, Any]]] = {1: [], 2: [], 3: []}
    for key, site in load_sites().items():
        for day, page in pages_of(site):
            company, name = companies[key], f"{key}-{page}.html"
            files[f"sources/{DAYS[day - 1]}/sites/{name}"] = _page(company, site, day, page).encode()
            url = f"https://www.{company.domain}{_PATHS[page]}"
            index[day].append({"file": name, "url": url, "headers": _headers(company, site, day)})
    index[2].insert(4, {"file": "pikelane-home.html", "url": "https://www.pikelane-example.com/", "headers": []})
    for day, entries in index.items():
        path = f"sources/{DAYS[day - 1]}/sites/index.jsonl"
        files[path] = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries).encode()
    where = "https://www.pikelane-example.com/"
    refused.append(refusal(where, None, "unreadable_file", "the index of 2026-09-02 names a page that was not saved"))
    return files


def _headers(company: Company, site: dict[str, str], day: int) -> list[list[str]]:
    found = [["content-type", "text/html; charset=utf-8"], ["date", f"{DAYS[day - 1]}T06:12:00Z"]]
    pick = Picker(SEED, "headers", company.key)
    for name in shown_on(site, day):
        for line in _SNIPPETS[name].get("header", ()):
            header, _, value = line.partition(":")
            found.append([header, value.strip().replace("%s", pick.letters(10).lower())])
    return found


def _lines(company: Company, names: list[str], part: str) -> str:
    found = []
    for name in names:
        account = Picker(SEED, "account", company.key, name).letters(8)
        if name in ("Hotjar", "HubSpot", "Shopify"):
            account = Picker(SEED, "account", company.key, name).digits(7)
        found += [line.replace("%s", account) for line in _SNIPPETS[name].get(part, ())]
    return "\n".join(found)


def _page(company: Company, site: dict[str, str], day: int, page: str) -> str:
    pick = Picker(SEED, "page", company.key)
    language = site.get("lang", "en")
    names = shown_on(site, day)
    about = company.about.get(language, company.about["en"])
    title = {"home": company.brand, "about": f"About | {company.brand}", "imprint": f"Impressum | {company.brand}"}[
        page
    ]
    organization = {
        "@context": "https://schema.org", "@type": "Organization", "name": company.brand,
        "legalName": site["legal"].split(",")[0], "url": f"https://www.{company.domain}/",
        "address": {"@type": "PostalAddress", "addressLocality": company.city, "addressCountry": company.country},
        "sameAs": [f"https://www.linkedin.com/company/{company.key}-sample"],
    }  # fmt: skip
    data = (
        f'<script type="application/ld+json">{json.dumps(organization, ensure_ascii=False)}</script>'
        if pick.chance(75)
        else ""
    )
    menu = "".join(f'<a href="#{n}">{escape(entry)}</a> ' for n, entry in enumerate(_MENU[language]))
    style = pick.one(_STYLES).format(pick.number(20, 60), pick.number(0, 9))
    paragraphs = [f"<p>{escape(site['text'])}</p>", f"<p>{escape(about)}</p>"]
    more = Picker(SEED, "paragraphs", company.key, page)
    paragraphs += [f"<p>{escape(text)}</p>" for text in more.some(_PARAGRAPHS[language], more.number(1, 3))]
    if page != "home":
        paragraphs.reverse()
        paragraphs.append(
            f"<address>{escape(company.name)}<br>{escape(company.city)}, {escape(company.region)}</address>"
        )
    body = "\n".join(paragraphs)
    return f"""<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<meta name="description" content="{escape(about)}">
<link rel="canonical" href="https://www.{company.domain}{_PATHS[page]}">
<style>{style}</style>
{_lines(company, names, "head")}
{data}
</head>
<body class="{page}">
<header><a class="logo" href="/">{escape(company.brand)}</a><nav>{menu}</nav></header>
<main class="wrap">
<h1>{escape(title.split(" | ")[0])}</h1>
{body}
</main>
<footer><p>&copy; 2026 {escape(site["legal"])}</p><a href="https://www.linkedin.com/company/{company.key}-sample">LinkedIn</a></footer>
{_lines(company, names, "body")}
</body>
</html>
"""
