"""Cleaned and linked: postings, pages, registrations, mentions, company records and their links, judgements."""

import pyarrow as pa

from pipeline.tables.records import (
    PAGE_COLUMNS,
    POSTING_COLUMNS,
    POSTING_DETAILS,
    REGISTRATION_COLUMNS,
    ROBOTS_COLUMNS,
    SITEMAP_COLUMNS,
)
from pipeline.tables.schema import STRINGS, TIMESTAMP, Table, column

_SEEN = [
    column("payload_id", pa.string(), "Payload of the latest sighting: the other columns are its.", required=True),
    column("first_seen_at", TIMESTAMP, "Earliest fetch that held it; in an export, its own date.", required=True),
    column("last_seen_at", TIMESTAMP, "Latest fetch that held it; in an export, its own date.", required=True),
]

_RECORD = column("record_id", pa.string(), "The company record it belongs to; null when no company is named.")

CORE_POSTINGS = Table(
    "core_postings",
    "a job posting version: an edited posting is another row with the same source_posting_id",
    ("posting_id",),
    pa.schema(
        [
            column("posting_id", pa.string(), "Id of this version of the posting.", required=True),
            column("source", pa.string(), "Name of the source.", required=True),
            column("url", pa.string(), "Public address of the posting."),
            *POSTING_COLUMNS,
            *POSTING_DETAILS,
            _RECORD,
            *_SEEN,
        ]
    ),
)

CORE_SITE_PAGES = Table(
    "core_site_pages",
    "a company page version: a changed page is another row with the same url",
    ("page_id",),
    pa.schema(
        [
            column("page_id", pa.string(), "Id of this version of the page.", required=True),
            column("source", pa.string(), "Name of the source.", required=True),
            column("url", pa.string(), "Address of the page.", required=True),
            *PAGE_COLUMNS,
            _RECORD,
            *_SEEN,
        ]
    ),
)

CORE_REGISTRATIONS = Table(
    "core_registrations",
    "an entry of a company register or API source",
    ("registration_id",),
    pa.schema(
        [
            column("registration_id", pa.string(), "Id of the entry.", required=True),
            column("source", pa.string(), "Name of the source.", required=True),
            column("url", pa.string(), "Where the entry stands."),
            *REGISTRATION_COLUMNS,
            _RECORD,
            *_SEEN,
        ]
    ),
)

CORE_SITEMAP_ENTRIES = Table(
    "core_sitemap_entries",
    "an address that a site publishes for crawlers in a sitemap",
    ("entry_id",),
    pa.schema(
        [
            column("entry_id", pa.string(), "Id of the address in its sitemap.", required=True),
            column("source", pa.string(), "Name of the source.", required=True),
            column("url", pa.string(), "The address.", required=True),
            *SITEMAP_COLUMNS,
            *_SEEN,
        ]
    ),
)

CORE_ROBOTS_RULES = Table(
    "core_robots_rules",
    "a line of a robots.txt: what a site asks of crawlers",
    ("rule_id",),
    pa.schema(
        [
            column("rule_id", pa.string(), "Id of the rule in its robots.txt.", required=True),
            column("source", pa.string(), "Name of the source.", required=True),
            column("url", pa.string(), "Address of the robots.txt; null when unknown."),
            *ROBOTS_COLUMNS,
            *_SEEN,
        ]
    ),
)

CORE_TECHNOLOGY_MENTIONS = Table(
    "core_technology_mentions",
    "a mention of a technology in a posting or on a page",
    ("mention_id",),
    pa.schema(
        [
            column("mention_id", pa.string(), "Id of the mention.", required=True),
            column("document_id", pa.string(), "The posting_id or page_id.", required=True),
            column("document_kind", pa.string(), "posting or page.", required=True),
            column("field", pa.string(), "Column of the document: title, description or html.", required=True),
            column("start_offset", pa.int64(), "First code point of the span in the field; null for site detections."),
            column("end_offset", pa.int64(), "One past the last code point; null for site detections."),
            column("surface", pa.string(), "The span's text, or the piece of the page that shows it.", required=True),
            column("technology_id", pa.string(), "Catalogue technology.", required=True),
            column("method", pa.string(), "How it was found, such as dictionary or site:script.", required=True),
            column(
                "polarity",
                pa.string(),
                "used, alternative, negated, employer_product, boilerplate or not_evidence.",
                required=True,
            ),
            column("reason", pa.string(), "The rule that decided the polarity or accepted an ambiguous name."),
            column("confidence", pa.float64(), "Probability that the mention is right, 0 to 1.", required=True),
            column("version", pa.string(), "Version named behind the span, such as 8/11 or 3.x; null when none is."),
        ]
    ),
)

CORE_UNLISTED_TERMS = Table(
    "core_unlisted_terms",
    "a name that stands among technologies in a posting and has no entry in the catalogue",
    ("document_id", "start_offset"),
    pa.schema(
        [
            column("document_id", pa.string(), "The posting_id.", required=True),
            column("start_offset", pa.int64(), "First code point of the name in the description.", required=True),
            column("end_offset", pa.int64(), "One past the last code point.", required=True),
            column("surface", pa.string(), "The name as written.", required=True),
            column("context", pa.string(), "The words around it, white space made single.", required=True),
        ]
    ),
)

CORE_COMPANY_RECORDS = Table(
    "core_company_records",
    "a company as one source names it",
    ("record_id",),
    pa.schema(
        [
            column("record_id", pa.string(), "Id from the raw source keys.", required=True),
            column("source", pa.string(), "Name of the source.", required=True),
            column("record_kind", pa.string(), "posting, page or registration.", required=True),
            column("name", pa.string(), "Name as the source writes it.", required=True),
            column("other_names", STRINGS, "Other names the same source gives."),
            column("clean_name", pa.string(), "Name without board decorations; null when it names no company."),
            column("name_kind", pa.string(), "employer, staffing_agency, job_board or not_a_company.", required=True),
            column("domain", pa.string(), "Registrable domain; of postings without one, the own site that texts name."),
            column("country", pa.string(), "ISO 3166-1 alpha-2 code; of postings, where most of them are."),
            column("city", pa.string(), "City of the seat, as the source gives it; of postings, likewise."),
        ]
    ),
)

CORE_COMPANY_LINKS = Table(
    "core_company_links",
    "which company a record belongs to, and why",
    ("record_id",),
    pa.schema(
        [
            column("record_id", pa.string(), "The company record.", required=True),
            column("company_id", pa.string(), "The company it counts for; null when it names no company."),
            column(
                "decision",
                pa.string(),
                "match, review or no_match (then it founds or joins an unregistered company).",
                required=True,
            ),
            column("match_probability", pa.float64(), "Probability that record and best candidate are one company."),
            column("match_weight", pa.float64(), "The same as log2 of the Bayes factor, in bits."),
            column("candidate_record_id", pa.string(), "Best candidate: the record it was compared with."),
            column("runner_up_record_id", pa.string(), "Second best candidate."),
            column("runner_up_probability", pa.float64(), "Match probability of the second best."),
            column("comparison", pa.string(), "JSON object: one entry a comparison with its level and weight in bits."),
            column("judgement_id", pa.string(), "The judgement that decided instead of the machine; else null."),
        ]
    ),
)

CORE_JUDGEMENTS = Table(
    "core_judgements",
    "what a person decided; append-only",
    ("judgement_id",),
    pa.schema(
        [
            column("judgement_id", pa.string(), "Id of the judgement.", required=True),
            column("task_id", pa.string(), "The review task it answers.", required=True),
            column("subject_kind", pa.string(), "company_link, or term.", required=True),
            column("left_id", pa.string(), "The record judged, or the term.", required=True),
            column(
                "right_id",
                pa.string(),
                "What it was compared with; of a term the technology it names, empty where it names none.",
                required=True,
            ),
            column(
                "verdict",
                pa.string(),
                "same, not_same or unsure; of a term technology, alias, no_technology or unsure.",
                required=True,
            ),
            column("reviewer", pa.string(), "Who decided.", required=True),
            column("reason", pa.string(), "Why, in the reviewer's words."),
            column("decided_at", TIMESTAMP, "When it was decided.", required=True),
            column("expires_at", TIMESTAMP, "From when on it no longer counts; null: it stays."),
        ]
    ),
)
