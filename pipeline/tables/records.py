"""What parsers give: one canonical record a posting, page or register entry, before it is merged into a core table."""

import pyarrow as pa

from pipeline.tables.schema import STRINGS, TIMESTAMP, Table, column

_ORIGIN = [
    column("source", pa.string(), "Name of the source; for `stacktrail parse`, the kind.", required=True),
    column("url", pa.string(), "Public address of the item, or of the payload it came in."),
    column("payload_id", pa.string(), "SHA-256 of the payload it came in.", required=True),
]

POSTING_COLUMNS = [
    column("source_posting_id", pa.string(), "The id the source gives the posting; stays when the text is edited."),
    column("title", pa.string(), "Title, trimmed."),
    column("company_name", pa.string(), "Company as the source writes it, trimmed."),
    column("company_domain", pa.string(), "Registrable domain of the company, where the source names one."),
    column("description", pa.string(), "Plain text; paragraphs and list items are lines."),
]
POSTING_DETAILS = [
    column("location", pa.string(), "Place as the source writes it."),
    column("city", pa.string(), "City, as the source gives it apart or in the location."),
    column("region", pa.string(), "Region or state, likewise as written."),
    column("country", pa.string(), "ISO 3166-1 alpha-2 code, by the source or the location."),
    column("is_remote", pa.bool_(), "True: fully remote; false: a work place is required; null: not said."),
    column("department", pa.string(), "Department or team."),
    column("employment_type", pa.string(), "schema.org name, such as FULL_TIME."),
    column("salary_min", pa.float64(), "Lower end of the pay, in salary_currency per salary_period."),
    column("salary_max", pa.float64(), "Upper end of the pay."),
    column("salary_currency", pa.string(), "ISO 4217 code."),
    column("salary_period", pa.string(), "hour, day, week, month or year."),
    column("posted_at", TIMESTAMP, "When the source says it was published."),
    column("updated_at", TIMESTAMP, "When the source says it was last edited."),
    column("valid_through", TIMESTAMP, "When the source says it closes."),
    column("language", pa.string(), "BCP 47 tag, as the source declares it or the text shows."),
]

POSTING_RECORDS = Table(
    "posting_records",
    "a job posting as parsed from one payload",
    ("posting_id",),
    pa.schema(
        [
            column("posting_id", pa.string(), "Id of this version of the posting.", required=True),
            *_ORIGIN,
            *POSTING_COLUMNS,
            column("description_html", pa.string(), "The description as HTML, where the source has it so."),
            *POSTING_DETAILS,
        ]
    ),
)

PAGE_COLUMNS = [
    column("domain", pa.string(), "Registrable domain of the page.", required=True),
    column("organization_name", pa.string(), "Organization the page says it belongs to, from its structured data."),
    column("legal_name", pa.string(), "Legal name, from structured data or the footer."),
    column("title", pa.string(), "Title of the page."),
    column("description", pa.string(), "Visible text of the page."),
    column("language", pa.string(), "BCP 47 tag, where the page declares one."),
    column("country", pa.string(), "ISO 3166-1 alpha-2 code from the organization's address."),
    column("city", pa.string(), "City from the organization's address."),
    column("identifiers", STRINGS, "Identifiers the page gives its organization, as scheme:value, such as vat:IE1X."),
    column("profiles", STRINGS, "Addresses of the organization's profiles on other sites."),
]

PAGE_RECORDS = Table(
    "page_records",
    "a company page as parsed from one payload",
    ("page_id",),
    pa.schema(
        [
            column("page_id", pa.string(), "Id of this version of the page.", required=True),
            *_ORIGIN,
            *PAGE_COLUMNS,
            column("html", pa.string(), "The page's markup, decoded; what site detection reads."),
            column("headers", pa.string(), "Response headers as a JSON list of [name, value]; null when not kept."),
            column("observed_at", TIMESTAMP, "When it was fetched, in an archive of many fetches; else null."),
        ]
    ),
)

REGISTRATION_COLUMNS = [
    column("source_registration_id", pa.string(), "The id the register gives the company.", required=True),
    column("legal_name", pa.string(), "Name in the register.", required=True),
    column("other_names", STRINGS, "Other and former names, as given."),
    column("identifiers", STRINGS, "Identifiers as scheme:value, such as lei:5493001KJTIIGC8Y1R12."),
    column("domain", pa.string(), "Registrable domain."),
    column("country", pa.string(), "ISO 3166-1 alpha-2 code."),
    column("city", pa.string(), "City of the seat, as the source gives it."),
    column("former_names", pa.string(), "JSON list of {name, from, to}: earlier names, with ISO days or null."),
    column("parent_identifiers", STRINGS, "Parent organizations as scheme:value, such as wikidata:Q95."),
    column("status", pa.string(), "active, inactive or insolvent, where the source says it."),
    column("founded_at", TIMESTAMP, "When it was founded or incorporated; a year alone is its first day."),
    column("dissolved_at", TIMESTAMP, "When it was dissolved."),
]

REGISTRATION_RECORDS = Table(
    "registration_records",
    "an entry of a company register as parsed from one payload",
    ("registration_id",),
    pa.schema(
        [
            column("registration_id", pa.string(), "Id of the entry.", required=True),
            *_ORIGIN,
            *REGISTRATION_COLUMNS,
        ]
    ),
)

SITEMAP_COLUMNS = [
    column("sitemap_url", pa.string(), "Address of the sitemap, or its path beside SOURCES.yml.", required=True),
    column("domain", pa.string(), "Registrable domain of the address."),
    column("entry_kind", pa.string(), "page, or sitemap for an entry of an index.", required=True),
    column("last_modified_at", TIMESTAMP, "When the site says it last changed."),
    column("change_frequency", pa.string(), "always, hourly, daily, weekly, monthly, yearly or never."),
    column("priority", pa.float64(), "Importance among the site's pages, 0 to 1."),
    column("alternates", STRINGS, "The page in other languages: BCP 47 tag, blank, address."),
    column("title", pa.string(), "Title of a news article, video or feed item."),
    column("published_at", TIMESTAMP, "When the site says a news article, video or feed item appeared."),
]

SITEMAP_RECORDS = Table(
    "sitemap_records",
    "an address of a sitemap as parsed from one payload",
    ("entry_id",),
    pa.schema(
        [
            column("entry_id", pa.string(), "Id of the address in this sitemap.", required=True),
            *_ORIGIN,
            *SITEMAP_COLUMNS,
        ]
    ),
)

ROBOTS_COLUMNS = [
    column("domain", pa.string(), "Registrable domain of the site."),
    column("line", pa.int64(), "Line number in the file, from 1.", required=True),
    column("user_agents", STRINGS, "Crawlers of the rule's group, in lower case; null: it concerns the whole site."),
    column("directive", pa.string(), "allow, disallow, crawl-delay, sitemap or another known name.", required=True),
    column("value", pa.string(), "Path pattern, seconds or address; null when empty."),
]

ROBOTS_RECORDS = Table(
    "robots_records",
    "a line of a robots.txt as parsed from one payload",
    ("rule_id",),
    pa.schema(
        [
            column("rule_id", pa.string(), "Id of the rule in this robots.txt.", required=True),
            *_ORIGIN,
            *ROBOTS_COLUMNS,
        ]
    ),
)
