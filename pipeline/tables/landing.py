"""What arrived: payloads, and what could not be read."""

import pyarrow as pa

from pipeline.tables.schema import TIMESTAMP, Table, column

LANDING_PAYLOADS = Table(
    "landing_payloads",
    "a fetched payload; its bytes lie in the landing archive under its storage key",
    ("payload_id",),
    pa.schema(
        [
            column("payload_id", pa.string(), "SHA-256 of the payload's bytes, in hex.", required=True),
            column("source", pa.string(), "Name of the source in SOURCES.yml that first brought it.", required=True),
            column("kind", pa.string(), "Format it is read as, such as greenhouse.", required=True),
            column("url", pa.string(), "Where it came from: a URL, or a path beside SOURCES.yml.", required=True),
            column("fetched_at", TIMESTAMP, "When it was first fetched or saved.", required=True),
            column("last_fetched_at", TIMESTAMP, "When the same bytes were last fetched or saved.", required=True),
            column("fetch_count", pa.int64(), "How many fetches brought these bytes.", required=True),
            column("media_type", pa.string(), "Media type as declared, or guessed from the file name."),
            column("size_bytes", pa.int64(), "Length in bytes, as fetched.", required=True),
            column("storage_key", pa.string(), "Key of the bytes below the lake.", required=True),
        ]
    ),
)

LANDING_QUARANTINE = Table(
    "landing_quarantine",
    "an input that could not be read or was refused: kept with its reason and its original",
    ("rejection_id",),
    pa.schema(
        [
            column("rejection_id", pa.string(), "Id of the rejection.", required=True),
            column("source", pa.string(), "Name of the source.", required=True),
            column("kind", pa.string(), "Format it was read as.", required=True),
            column("url", pa.string(), "Payload it stood in: a URL, or a path beside SOURCES.yml.", required=True),
            column("payload_id", pa.string(), "The payload; null when the payload itself could not be read."),
            column("line", pa.int64(), "Line or item number inside the payload, from 1; null for the whole payload."),
            column("reason_code", pa.string(), "Closed word for counting, such as invalid_json.", required=True),
            column("reason", pa.string(), "What was expected and what came.", required=True),
            column("original", pa.string(), "The original text, cut at 64 KiB; the payload holds the rest."),
            column("fetched_at", TIMESTAMP, "When the payload was fetched or saved.", required=True),
        ]
    ),
)

LANDING_REQUESTS = Table(
    "landing_requests",
    "a request that collecting decided on, and what became of it; read from landing itself, by `stacktrail requests`",
    ("requested_at", "url", "outcome", "page_id"),
    pa.schema(
        [
            column("requested_at", TIMESTAMP, "Time of the collection that asked.", required=True),
            column("outcome", pa.string(), "fetched, unchanged, or why not, such as throttled.", required=True),
            column("source", pa.string(), "Name of the source.", required=True),
            column("kind", pa.string(), "Format the answer is read as.", required=True),
            column("url", pa.string(), "What was asked for; secrets are hidden.", required=True),
            column("status", pa.int64(), "HTTP status of the answer; null when none came."),
            column("reason", pa.string(), "What went wrong and what to do."),
            column("retry_after_seconds", pa.float64(), "How long the source asked to be left alone."),
            column("final_url", pa.string(), "Where redirects ended; null when there were none."),
            column("payload_id", pa.string(), "The payload it brought, or that is still valid."),
            column("size_bytes", pa.int64(), "Length of the payload."),
            column("etag", pa.string(), "ETag of the answer, for the next conditional request."),
            column("last_modified", pa.string(), "Last-Modified of the answer, likewise."),
            column("page_id", pa.string(), "Id of what is asked for: source, kind and URL.", required=True),
        ]
    ),
)
