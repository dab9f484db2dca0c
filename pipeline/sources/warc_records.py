"""Web archives read record by record: WARC 1.0 and 1.1, WAT and WET, with gzip, zstd, lz4 or without.

Nothing is held but the record at hand. Truncated and slightly wrong archives are read as far as they go.
"""

from __future__ import annotations

import io
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from fastwarc.stream_io import BrotliReader
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from pipeline.errors import PayloadError
from pipeline.sources.http_body import dechunked
from pipeline.sources.parser import Rejection
from pipeline.sources.rejections import counted, reject

RECORD_LIMIT_BYTES = 32 * 1024 * 1024  # the largest pages have a few megabytes
ARCHIVE_LIMIT_BYTES = 64 * 1024**3  # ten times a segment of Common Crawl, unpacked
_HEADER_LIMIT_BYTES = 1024 * 1024
_READ = frozenset({"response", "resource", "conversion", "metadata"})
_PAGE_TYPES = ("text/html", "application/xhtml+xml")
_WAT_TYPE = "application/json"

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """One page of an archive.

    Attributes:
        number: of its record, from 1, counting all records.
        url, archived_at: what was fetched, and when.
        form: `html`; `text` of a WET file; `wat`, the JSON that describes a page.
        body: its bytes, without transfer and content encoding.
        headers: response headers, as sent.
    """

    number: int
    url: str
    archived_at: datetime | None
    form: str
    body: bytes
    headers: Headers = ()


class _TooLargeError(Exception):
    pass


def read_archive(data: bytes) -> Iterator[ArchivedPage | Rejection]:
    """The pages of a web archive, in its order.

    Yields: pages, rejections of records that cannot be read, and at the end counts of what is no page.
    Raises: PayloadError: `unknown_format`, when no record can be read at all.
    """
    passed: Counter[str] = Counter()
    number = size = 0
    damage: str | None = None
    records = ArchiveIterator(
        io.BytesIO(data), record_types=WarcRecordType.any_type, parse_http=False, auto_decode="none",
        quirks_mode=True, max_header_len=_HEADER_LIMIT_BYTES,
    )  # fmt: skip
    while True:
        try:
            record = next(records)
        except StopIteration:
            break
        except (OSError, ValueError) as error:
            damage = str(error)
            break
        number += 1
        size += record.content_length
        if size > ARCHIVE_LIMIT_BYTES:
            yield reject(number, "too_large", f"records of more than {ARCHIVE_LIMIT_BYTES} bytes; the rest is not read")
            break
        found = _read_record(number, record)
        if isinstance(found, str):
            passed[found] += 1
        else:
            yield found
    if not number:
        raise _no_archive(data, damage)
    if damage is not None:
        yield reject(number + 1, "damaged_archive", f"read up to record {number}: {damage}")
    if passed:
        yield reject(None, "not_html", f"records that are no pages, with their number: {counted(passed)}")


def _no_archive(data: bytes, damage: str | None) -> PayloadError:
    start = _first_bytes(data)
    if not start.strip():
        return PayloadError("empty_payload", "expected a web archive; nothing came")
    if start.startswith(b"filedesc:"):
        return PayloadError("unknown_format", "expected WARC, got the older ARC: convert it (`warcio recompress`)")
    return PayloadError("unknown_format", f"expected a WARC file; {damage or 'no record can be read'}")


def _first_bytes(data: bytes) -> bytes:
    if not data.startswith(b"\x1f\x8b"):
        return data[:100]
    try:
        return zlib.decompressobj(wbits=31).decompress(data, 100)
    except zlib.error:
        return data[:100]


def _read_record(number: int, record: WarcRecord) -> ArchivedPage | Rejection | str:
    """A page, a rejection, or in words what else it is."""
    kind = (record.headers.get("WARC-Type") or "").strip().lower()[:80]
    if kind not in _READ:
        return kind or "record without a type"
    if record.content_length > RECORD_LIMIT_BYTES:
        return reject(
            number, "too_large", f"a record of {record.content_length} bytes; the limit is {RECORD_LIMIT_BYTES}"
        )
    url = (record.headers.get("WARC-Target-URI") or "").strip().strip("<>").strip()
    declared = record.content_length
    try:
        block = record.reader.read()
        if len(block) < declared:
            return reject(
                number, "damaged_archive", f"a record of {declared} bytes of which {len(block)} are there", url
            )
        return _page(number, kind, record, url.replace(" ", "%20"), block)
    except (OSError, ValueError, zlib.error, PayloadError) as error:
        return reject(number, "damaged_archive", f"the record cannot be unpacked: {error}", url)
    except _TooLargeError:
        return reject(number, "too_large", f"more than {RECORD_LIMIT_BYTES} bytes when unpacked", url)


def _page(number: int, kind: str, record: WarcRecord, url: str, block: bytes) -> ArchivedPage | str:
    media_type = (record.headers.get("Content-Type") or "").split(";")[0].strip().lower()
    if not url.startswith(("http://", "https://")):
        return f"{kind} without a web address"
    moment = _moment(record)
    if kind == "conversion":
        return ArchivedPage(number, url, moment, "text", block)
    if kind == "metadata":
        return ArchivedPage(number, url, moment, "wat", block) if media_type == _WAT_TYPE else "metadata"
    if kind == "resource":
        return (
            ArchivedPage(number, url, moment, "html", block) if media_type in _PAGE_TYPES else f"resource {media_type}"
        )
    if kind != "response" or not block.startswith(b"HTTP/"):
        return f"{kind} {media_type}"
    return _response(number, url, moment, block)


def _response(number: int, url: str, moment: datetime | None, block: bytes) -> ArchivedPage | str:
    status, headers, body = split_response(block)
    values = {name.lower(): value for name, value in headers}
    if status != 200:
        return f"status {status}"
    media_type = values.get("content-type", "").split(";")[0].strip().lower()
    if media_type not in _PAGE_TYPES and not (not media_type and body.lstrip()[:1] == b"<"):
        return media_type or "response without a media type"
    if "chunked" in values.get("transfer-encoding", "").lower():
        body = dechunked(body)
    return ArchivedPage(number, url, moment, "html", _unpacked(body, values.get("content-encoding", "")), headers)


def split_response(block: bytes) -> tuple[int | None, Headers, bytes]:
    """Status, headers and body of an HTTP response as archived; line ends may be bare."""
    head, mark, body = block.partition(b"\r\n\r\n")
    if not mark or b"\n\n" in head:
        head, _, body = block.partition(b"\n\n")
    first, *lines = head.decode("latin-1").splitlines() or [""]
    words = first.split()
    status = (
        int(words[1]) if len(words) > 1 and words[1].isascii() and words[1].isdigit() and len(words[1]) == 3 else None
    )
    pairs = (line.partition(":") for line in lines[:1_000] if ":" in line and not line.startswith((" ", "\t")))
    return status, tuple((name.strip(), value.strip()) for name, _, value in pairs), body


def _unpacked(body: bytes, encoding: str) -> bytes:
    """A body without its content encoding; crawlers may have undone it and left the header, so bytes decide."""
    encoding = encoding.strip().lower()
    if body.startswith(b"\x1f\x8b"):
        return _bounded(zlib.decompressobj(wbits=31).decompress(body, RECORD_LIMIT_BYTES + 1))  # as far as it goes
    if not encoding or body.lstrip()[:1] == b"<":
        return body
    if encoding == "br":
        return _bounded(bytes(BrotliReader(io.BytesIO(body)).read(RECORD_LIMIT_BYTES + 1)))
    return _bounded(_inflated(body)) if encoding == "deflate" else body


def _bounded(body: bytes) -> bytes:
    if len(body) > RECORD_LIMIT_BYTES:
        raise _TooLargeError
    return body


def _inflated(body: bytes) -> bytes:
    """Deflate with or without its zlib header: both are sent."""
    try:
        return zlib.decompressobj().decompress(body, RECORD_LIMIT_BYTES + 1)
    except zlib.error:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(body, RECORD_LIMIT_BYTES + 1)


def _moment(record: WarcRecord) -> datetime | None:
    try:
        found: datetime | None = record.record_date
        return None if found is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
