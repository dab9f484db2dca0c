"""Job pages with schema.org JobPosting in JSON-LD, in the shapes career sites give it."""

from __future__ import annotations

import json
from dataclasses import replace
from html import escape
from typing import Any

from writing.boards import Files, Refused, address, posted_on, refusal
from writing.openings import DAYS, Opening


def job_pages(openings: list[Opening], refused: Refused) -> Files:
    """Pages with schema.org JobPosting in JSON-LD; the block of one page on day 2 is not JSON, one page has none."""
    files: Files = {}
    shown = [o for o in openings if o.source == "jobpages"]
    for n, opening in enumerate(shown):
        assert opening.company is not None
        page = _job_page(opening, n)
        files[f"sources/{DAYS[opening.days[0] - 1]}/jobpages/{opening.company.key}-{opening.id.lower()}.html"] = (
            page.encode()
        )
    sample = next(o for o in shown if o.company and o.company.key == "eastmarrow")
    broken = _job_page(replace(sample, id="REQ-00001"), 0).replace(
        '"@type": "JobPosting",', '"@type": "JobPosting" {{ job.id }}'
    )
    path = f"sources/{DAYS[1]}/jobpages/eastmarrow-req-00001.html"
    files[path] = broken.encode()
    refused.append(refusal(path, 1, "invalid_json", "the first JSON-LD block still holds a template tag"))
    refused.append(refusal(path, None, "no_posting", "and there is no other block on that page"))
    path = f"sources/{DAYS[2]}/jobpages/eastmarrow-req-00002.html"
    files[path] = _GONE.encode()
    refused.append(refusal(path, None, "no_posting", "the page says the position is filled"))
    return files


_GONE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Position filled | Eastmarrow Bank careers</title></head>
<body><h1>This position has been filled</h1><p>Thank you for your interest. Have a look at our other jobs.</p></body>
</html>
"""


def _job_page(opening: Opening, number: int) -> str:
    company = opening.company
    assert company is not None and opening.text is not None
    description = opening.text.html(number)
    home = f"https://www.{company.domain}/"
    organization = {"@type": "Organization", "name": opening.written, "sameAs": home}
    body: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": opening.title,
        "identifier": {"@type": "PropertyValue", "name": company.brand, "value": opening.id},
        "url": address(opening),
        "datePosted": posted_on(opening),
        "validThrough": "2026-10-31T23:59:59+00:00",
        "employmentType": "FULL_TIME" if number % 4 else ["FULL_TIME", "PART_TIME"],
        "hiringOrganization": organization if number % 5 else opening.written,
        "jobLocation": {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress", "addressLocality": opening.city, "addressRegion": opening.region,
                "addressCountry": company.country,
            },
        },
        "description": description if number % 3 else escape(description, quote=False),
    }  # fmt: skip
    data: Any = (
        {"@context": "https://schema.org", "@graph": [{"@type": "WebPage", "name": opening.title}, body]}
        if number % 6 == 5
        else body
    )
    block = json.dumps(data, indent=1 if number % 2 else None, ensure_ascii=False).replace("</", "<\\/")
    return f"""<!DOCTYPE html>
<html lang="{opening.language}">
<head>
<meta charset="utf-8">
<title>{escape(opening.title)} | {escape(company.brand)}</title>
<link rel="canonical" href="{address(opening)}">
<script type="application/ld+json">{block}</script>
</head>
<body>
<header><a href="{home}">{escape(company.brand)}</a></header>
<main><h1>{escape(opening.title)}</h1><p>{escape(opening.city)}</p><a class="apply" href="#apply">Apply</a></main>
<footer>&copy; 2026 {escape(company.name)}</footer>
</body>
</html>
"""
