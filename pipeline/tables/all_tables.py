"""All tables, in the order of the flow."""

from pipeline.tables.core import (
    CORE_COMPANY_LINKS,
    CORE_COMPANY_RECORDS,
    CORE_JUDGEMENTS,
    CORE_POSTINGS,
    CORE_REGISTRATIONS,
    CORE_ROBOTS_RULES,
    CORE_SITE_PAGES,
    CORE_SITEMAP_ENTRIES,
    CORE_TECHNOLOGY_MENTIONS,
    CORE_UNLISTED_TERMS,
)
from pipeline.tables.identity import OUT_COMPANY_RELATIONS, OUT_IDENTITY_EVENTS
from pipeline.tables.landing import LANDING_PAYLOADS, LANDING_QUARANTINE
from pipeline.tables.out import (
    OUT_CHANGES,
    OUT_COMPANIES,
    OUT_COMPANY_TECHNOLOGIES,
    OUT_EVIDENCE,
    OUT_HISTORY,
    OUT_QUALITY,
    OUT_TECHNOLOGIES,
)
from pipeline.tables.review import REVIEW_TASKS
from pipeline.tables.schema import Table

TABLES: tuple[Table, ...] = (
    LANDING_PAYLOADS,
    LANDING_QUARANTINE,
    CORE_POSTINGS,
    CORE_SITE_PAGES,
    CORE_REGISTRATIONS,
    CORE_SITEMAP_ENTRIES,
    CORE_ROBOTS_RULES,
    CORE_TECHNOLOGY_MENTIONS,
    CORE_UNLISTED_TERMS,
    CORE_COMPANY_RECORDS,
    CORE_COMPANY_LINKS,
    CORE_JUDGEMENTS,
    OUT_COMPANIES,
    OUT_COMPANY_RELATIONS,
    OUT_TECHNOLOGIES,
    OUT_COMPANY_TECHNOLOGIES,
    OUT_EVIDENCE,
    OUT_HISTORY,
    OUT_CHANGES,
    OUT_IDENTITY_EVENTS,
    OUT_QUALITY,
    REVIEW_TASKS,
)

DOCUMENTS: tuple[Table, ...] = (
    CORE_POSTINGS,
    CORE_SITE_PAGES,
    CORE_REGISTRATIONS,
    CORE_SITEMAP_ENTRIES,
    CORE_ROBOTS_RULES,
)
"""What parsers read out of payloads: each row names its payload."""

TABLE_BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}
