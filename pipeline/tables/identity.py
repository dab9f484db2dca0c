"""What becomes of company ids, and what companies are to each other: kept apart from which company a record is."""

import pyarrow as pa

from pipeline.tables.schema import TIMESTAMP, Table, column

OUT_COMPANY_RELATIONS = Table(
    "out_company_relations",
    "another name or another company that a company is tied to, as one source says it",
    ("company_id", "relation", "name", "record_id"),
    pa.schema(
        [
            column("company_id", pa.string(), "The company.", required=True),
            column(
                "relation",
                pa.string(),
                "What the name is to it: former_name, trading_name, parent, client (it recruits for the name) or "
                "recruiter (the name recruits for it).",
                required=True,
            ),
            column("name", pa.string(), "The other name, as the source writes it.", required=True),
            column("related_company_id", pa.string(), "The company of that name or identifier, where only one has it."),
            column("valid_from", TIMESTAMP, "From when, where the source says it."),
            column("valid_until", TIMESTAMP, "Until when, where the source says it."),
            column("record_id", pa.string(), "The company record that says so.", required=True),
            column("evidence", pa.string(), "The words or the register entry it was read from.", required=True),
        ]
    ),
)

OUT_IDENTITY_EVENTS = Table(
    "out_identity_events",
    "what a release did to a company id: the ledger of merges and splits; append-only",
    ("release_id", "company_id", "event", "other_company_id"),
    pa.schema(
        [
            column("release_id", pa.string(), "The release that did it.", required=True, build_time=True),
            column("company_id", pa.string(), "The id it happened to.", required=True),
            column(
                "event",
                pa.string(),
                "merged: follow the id to the other. split: records went to the other. restored: split off from the "
                "other again, under its former id. retired: none of its records is left.",
                required=True,
            ),
            column("other_company_id", pa.string(), "The id it went to, lost records to, or came back from."),
            column("record_count", pa.int64(), "Records that moved.", required=True),
        ]
    ),
)
