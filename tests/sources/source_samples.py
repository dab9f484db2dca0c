"""Payloads about invented companies, in the real shapes, and a short way to parse them."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.identifiers import content_hash
from pipeline.sources.kinds import parse_payload
from pipeline.sources.parser import Payload, Record, Rejection
from tests.sources.web_archives import SEGMENT, WAT, members

WHEN = datetime(2026, 9, 1, tzinfo=UTC)
PAGE_URL = "https://www.brightloom.com/about"


def payload(data: bytes | str, kind: str, url: str = "files/sample", **settings: object) -> Payload:
    raw = data.encode() if isinstance(data, str) else data
    return Payload(raw, content_hash(raw), "sample", kind, url, WHEN, **settings)  # type: ignore[arg-type]


def parse(
    data: bytes | str, kind: str, url: str = "files/sample", **settings: object
) -> tuple[list[Record], list[Rejection]]:
    items = list(parse_payload(payload(data, kind, url, **settings)))
    return [i for i in items if not isinstance(i, Rejection)], [i for i in items if isinstance(i, Rejection)]


def codes(rejections: list[Rejection]) -> list[str]:
    return [rejection.reason_code for rejection in rejections]


POSTINGS: list[dict[str, object]] = [
    {
        "id": "p-1",
        "company": " Brightloom ",
        "title": "Data\u200b Engineer",
        "location": "Lisbon, Portugal",
        "posted_at": "2026-08-30",
        "url": "https://jobs.brightloom.com/1",
        "description": "We run dbt on Snowflake.\nYou like Airflow.",
        "skills_field": "dbt,Snowflake",
    },
    {
        "id": "p-2",
        "company": "Ferrox Rail GmbH",
        "title": "",
        "location": "",
        "posted_at": "2026-08",
        "url": "",
        "description": "Wir suchen jemanden mit Kenntnissen in C++ und Qt.",
        "skills_field": "",
    },
]
POSTINGS_JSONL = "\n".join(json.dumps(p) for p in POSTINGS) + "\n"

BOARD = {
    "jobs": [
        {
            "absolute_url": "https://job-boards.greenhouse.io/brightloom/jobs/101",
            "data_compliance": [{"type": "gdpr"}],
            "internal_job_id": 9,
            "location": {"name": "Remote - Europe"},
            "metadata": [
                {"id": 1, "name": "Location Type", "value": "Remote", "value_type": "single_select"},
                {"id": 2, "name": "Employment Type", "value": "Full-time", "value_type": "single_select"},
                {"id": 3, "name": "Visa", "value": True, "value_type": "yes_no"},
            ],
            "id": 101,
            "updated_at": "2026-08-29T10:34:32-04:00",
            "requisition_id": "R-1",
            "title": " Platform Engineer ",
            "company_name": "Brightloom",
            "first_published": "2026-07-01T20:00:00-04:00",
            "language": "en",
            "application_deadline": None,
            "content": "&lt;p&gt;We love &amp;lt;T&amp;gt; generics &amp;amp; Rust.&lt;/p&gt;\n"
            "&lt;ul&gt;\n&lt;li&gt;Nix&lt;/li&gt;&lt;li&gt;Kafka&amp;nbsp;Streams&lt;/li&gt;&lt;/ul&gt;",
            "departments": [{"id": 1, "name": "Platform", "child_ids": [], "parent_id": None}],
            "offices": [],
        },
        {
            "absolute_url": "https://job-boards.greenhouse.io/brightloom/jobs/102",
            "id": 102,
            "title": "Office Manager",
            "location": {"name": "Lisbon"},
            "company_name": "Brightloom",
            "updated_at": "2026-08-01T00:00:00-04:00",
            "first_published": "2026-07-15T00:00:00-04:00",
            "metadata": None,
        },
    ],
    "meta": {"total": 2},
}
BOARD_JSON = json.dumps(BOARD)

JOB = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "R&amp;D Engineer",
    "description": "<p>Build looms with <b>Python</b>.</p><script>alert(1)</script>",
    "skills": "Python, CAN bus",
    "datePosted": "2026-08-08T11:13:33+0100",
    "validThrough": "2026-10-01",
    "employmentType": ["FULL_TIME", "CONTRACTOR"],
    "identifier": {"@type": "PropertyValue", "name": "Ferrox", "value": "FX-7"},
    "hiringOrganization": {"@type": "Organization", "name": "Ferrox Rail", "sameAs": "https://www.ferrox-rail.de/"},
    "jobLocation": {
        "@type": "Place",
        "address": {"addressLocality": "Kassel", "addressRegion": "Hessen", "addressCountry": "Germany"},
    },
    "baseSalary": {
        "@type": "MonetaryAmount",
        "currency": "EUR",
        "value": {"@type": "QuantitativeValue", "minValue": "60000", "maxValue": 75000, "unitText": "YEAR"},
    },
    "image": "https://img.example/x.png",
}


def job_page(*blocks: str) -> str:
    blocks = tuple(block.replace("</", "<\\/") for block in blocks)
    scripts = "".join(f'<script type="application/ld+json">{block}</script>' for block in blocks)
    return f"<!doctype html><html><head>{scripts}</head><body><h1>Job</h1></body></html>"


JOB_PAGE = job_page(json.dumps({"@graph": [{"@type": "WebSite", "name": "x"}, JOB]}))

SITE_PAGE = """<!doctype html><html lang="en-gb"><head><title> About  Brightloom </title>
<meta property="og:site_name" content="Brightloom Site">
<script type="application/ld+json">{"@type": "Organization", "name": "Brightloom", "url": "https://brightloom.com",
"address": {"addressLocality": "Lisbon", "addressCountry": "PT"}}</script>
<script src="https://cdn.example/shop.js"></script></head>
<body><nav>Home</nav><p>We weave cloth.</p><p>In Lisbon.</p>
<footer>© 2019-2026 Brightloom Textiles, Lda. All rights reserved.</footer></body></html>"""

REGISTER_CSV = (
    "company_id,name,aliases,domain,country,city,lei,source,licence\n"
    'C1,Brightloom Textiles Lda,"[""Brightloom"", ""Loom Works""]",'
    "www.brightloom.com,PT,Lisbon,5493001KJTIIGC8Y1R1,x,CC0\n"
    'C2,"Ferrox Rail\nGmbH",[],,Germany,,,x,CC0\n'
)


def as_parquet(rows: list[dict[str, object]]) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows), sink)
    return bytes(sink.getvalue().to_pybytes())


GOOD: dict[str, list[bytes]] = {
    "postings": [as_parquet(POSTINGS), POSTINGS_JSONL.encode(), gzip.compress(POSTINGS_JSONL.encode(), mtime=0)],
    "greenhouse": [BOARD_JSON.encode(), json.dumps(BOARD["jobs"][0]).encode()],  # type: ignore[index]
    "jsonld": [JOB_PAGE.encode(), json.dumps(JOB).encode()],
    "site": [SITE_PAGE.encode()],
    "register": [REGISTER_CSV.encode()],
    "warc": [members(SEGMENT[2], SEGMENT[3], SEGMENT[7]), SEGMENT[6] + WAT],
}

# Payloads of the job formats, by kind; what each gives stands beside it.
FORMATS = Path(__file__).parent / "formats"
FORMAT_FILES = sorted(path for path in FORMATS.glob("*/*.*") if not path.name.endswith(".expected.json"))
FORMAT_PAYLOADS: dict[str, list[bytes]] = {
    kind: [path.read_bytes() for path in paths]
    for kind, paths in groupby(FORMAT_FILES, key=lambda path: path.parent.name)
}
