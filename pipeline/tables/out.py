"""What analysts read: companies, technologies, who uses what, why, since when, what changed, and how good it is."""

import pyarrow as pa

from pipeline.tables.schema import STRINGS, TIMESTAMP, Table, column

_COMPANY = column("company_id", pa.string(), "The company.", required=True)
_TECHNOLOGY = column("technology_id", pa.string(), "The technology.", required=True)
_RELEASE = column("release_id", pa.string(), "The release.", required=True, build_time=True)

OUT_COMPANIES = Table(
    "out_companies",
    "a company seen in at least one posting or page",
    ("company_id",),
    pa.schema(
        [
            column("company_id", pa.string(), "Stable id, minted once.", required=True),
            column("name", pa.string(), "The name most readers would know it by.", required=True),
            column("legal_name", pa.string(), "Name in the register, where linked."),
            column("other_names", STRINGS, "Every other name its records use."),
            column("domain", pa.string(), "Registrable domain."),
            column("country", pa.string(), "ISO 3166-1 alpha-2 code."),
            column("city", pa.string(), "City of the seat, as the source gives it."),
            column("name_kind", pa.string(), "employer, staffing_agency or job_board.", required=True),
            column("identifiers", STRINGS, "Identifiers as scheme:value."),
            column("referents", STRINGS, "Ids of all records that make it up.", required=True),
            column("former_ids", STRINGS, "Company ids merged into it: follow these to here.", required=True),
            column("posting_count", pa.int64(), "Posting versions.", required=True),
            column("page_count", pa.int64(), "Page versions.", required=True),
            column("technology_count", pa.int64(), "Technologies it uses now.", required=True),
            column("first_seen_at", TIMESTAMP, "Earliest observation of any posting or page.", required=True),
            column("last_seen_at", TIMESTAMP, "Latest observation of any posting or page.", required=True),
        ]
    ),
)

OUT_TECHNOLOGIES = Table(
    "out_technologies",
    "a catalogue entry",
    ("technology_id",),
    pa.schema(
        [
            column("technology_id", pa.string(), "Stable slug.", required=True),
            column("name", pa.string(), "Canonical name.", required=True),
            column("category", pa.string(), "Category in the catalogue.", required=True),
            column("vendor", pa.string(), "Vendor or maintainer."),
            column("parent_id", pa.string(), "Technology it is part of."),
            column("aliases", STRINGS, "Other ways to write it.", required=True),
            column("external_ids", STRINGS, "What other registries call it, as scheme:id, such as npm:react."),
        ]
    ),
)

OUT_COMPANY_TECHNOLOGIES = Table(
    "out_company_technologies",
    "a company uses a technology",
    ("company_id", "technology_id"),
    pa.schema(
        [
            _COMPANY,
            _TECHNOLOGY,
            column("company_name", pa.string(), "Name of the company.", required=True),
            column("technology_name", pa.string(), "Canonical name of the technology.", required=True),
            column("category", pa.string(), "Category of the technology.", required=True),
            column("confidence", pa.float64(), "Probability that the company uses or wants it, 0 to 1.", required=True),
            column("posting_count", pa.int64(), "Postings that are evidence.", required=True),
            column("page_count", pa.int64(), "Pages that are evidence.", required=True),
            column("source_count", pa.int64(), "Sources that are evidence.", required=True),
            column("mention_count", pa.int64(), "Mentions that are evidence.", required=True),
            column("first_seen_at", TIMESTAMP, "Earliest evidence.", required=True),
            column("last_seen_at", TIMESTAMP, "Latest evidence.", required=True),
            column("is_current", pa.bool_(), "True while the latest interval is open.", required=True),
        ]
    ),
)

OUT_EVIDENCE = Table(
    "out_evidence",
    "why a company counts as using a technology: one mention",
    ("company_id", "technology_id", "mention_id"),
    pa.schema(
        [
            _COMPANY,
            _TECHNOLOGY,
            column("mention_id", pa.string(), "The mention.", required=True),
            column("document_kind", pa.string(), "posting or page.", required=True),
            column("document_id", pa.string(), "The posting_id or page_id.", required=True),
            column("record_id", pa.string(), "The company record the document belongs to.", required=True),
            column("source", pa.string(), "Name of the source.", required=True),
            column("url", pa.string(), "Address of the document."),
            column("field", pa.string(), "Column of the document: title, description or html.", required=True),
            column("start_offset", pa.int64(), "First code point of the span; null for site detections."),
            column("end_offset", pa.int64(), "One past the last code point; null for site detections."),
            column("surface", pa.string(), "The span's text.", required=True),
            column("quote", pa.string(), "The span with its surroundings.", required=True),
            column("method", pa.string(), "How it was found.", required=True),
            column("polarity", pa.string(), "used or alternative.", required=True),
            column("confidence", pa.float64(), "Weight of this mention as evidence, 0 to 1.", required=True),
            column("observed_at", TIMESTAMP, "Earliest time the document says so.", required=True),
            column("last_seen_at", TIMESTAMP, "Latest time the document was seen.", required=True),
            column("payload_id", pa.string(), "Payload that holds the document.", required=True),
        ]
    ),
)

OUT_HISTORY = Table(
    "out_history",
    "an interval in which a company used a technology, as known from recorded_from until recorded_to",
    ("company_id", "technology_id", "valid_from", "recorded_from"),
    pa.schema(
        [
            _COMPANY,
            _TECHNOLOGY,
            column("valid_from", TIMESTAMP, "Valid time: first observation of the interval.", required=True),
            column("valid_to", TIMESTAMP, "Valid time: when it ended; null while it lasts."),
            column(
                "recorded_from",
                TIMESTAMP,
                "Recorded time: when this was first published.",
                required=True,
                build_time=True,
            ),
            column(
                "recorded_to",
                TIMESTAMP,
                "Recorded time: when it was superseded; null while it is believed.",
                build_time=True,
            ),
            column("is_believed", pa.bool_(), "True while recorded_to is null.", required=True),
            column(
                "cause",
                pa.string(),
                "Why the interval is so: adopted, ended_replaced, ended_removed, ended_expired, ...",
                required=True,
            ),
        ]
    ),
)

OUT_CHANGES = Table(
    "out_changes",
    "a row added, modified or deleted between a release and its parent",
    ("release_id", "table_name", "row_key"),
    pa.schema(
        [
            _RELEASE,
            column("parent_release_id", pa.string(), "The release before; null for the first.", build_time=True),
            column("table_name", pa.string(), "The out table.", required=True),
            column("row_key", pa.string(), "Key of the row, as a JSON object.", required=True),
            column("change", pa.string(), "ADD, MODIFY or DELETE.", required=True),
            column("changed_columns", STRINGS, "Columns whose value differs, for MODIFY.", required=True),
            column("cause", pa.string(), "One word why, such as new_evidence or relinked.", required=True),
        ]
    ),
)

OUT_QUALITY = Table(
    "out_quality",
    "the result of one check on one release",
    ("release_id", "check_id"),
    pa.schema(
        [
            _RELEASE,
            column("check_id", pa.string(), "Suite and position of the expectation.", required=True),
            column("table_name", pa.string(), "Table checked.", required=True),
            column("expectation", pa.string(), "Great Expectations type.", required=True),
            column("column_name", pa.string(), "Column or columns checked; null for the whole table."),
            column("severity", pa.string(), "gate: a failure publishes nothing; warn: it is reported.", required=True),
            column("success", pa.bool_(), "True when the expectation was met.", required=True),
            column("observed", pa.string(), "What was observed.", required=True),
            column("expected", pa.string(), "What was expected.", required=True),
            column("row_count", pa.int64(), "Rows looked at.", required=True),
            column("unexpected_count", pa.int64(), "Rows that did not meet it; null for whole-table checks."),
        ]
    ),
)
