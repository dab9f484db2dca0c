"""Bytes to text: bounded gunzip, the choice of a charset, and what no text column may hold."""

from __future__ import annotations

import codecs
import html
import re
import zlib
from collections.abc import Iterable
from encodings.aliases import aliases

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom

from pipeline.errors import PayloadError

DECOMPRESSED_LIMIT_BYTES = 256 * 1024 * 1024  # four times the largest payload seen; far below 4 GB

aliases.update(iso_8859_8_i="iso8859_8", iso_8859_8_e="iso8859_8")  # how pages in Hebrew say which way it is written

_ENDLESS_REFERENCE = re.compile(r"&#(?:\d{8,}|[xX][0-9a-fA-F]{8,});?")
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_LAYERS = 3  # twice-gzipped bodies occur (a .gz file served with Content-Encoding: gzip); more is a bomb
_WHAT_PAGES_DECLARE = frozenset(
    codecs.lookup(name).name
    for name in [
        "utf-8",
        "ascii",
        "latin-1",
        "iso8859-2",
        "iso8859-3",
        "iso8859-4",
        "iso8859-5",
        "iso8859-6",
        "iso8859-7",
        "iso8859-8",
        "iso8859-9",
        "iso8859-10",
        "iso8859-13",
        "iso8859-14",
        "iso8859-15",
        "iso8859-16",
        "cp866",
        "cp874",
        "cp1250",
        "cp1251",
        "cp1252",
        "cp1253",
        "cp1254",
        "cp1255",
        "cp1256",
        "cp1257",
        "cp1258",
        "koi8-r",
        "koi8-u",
        "mac-roman",
        "mac-cyrillic",
        "gb18030",
        "gbk",
        "gb2312",
        "hz",
        "big5",
        "big5hkscs",
        "euc-jp",
        "shift_jis",
        "cp932",
        "iso2022_jp",
        "euc-kr",
        "cp949",
        "johab",
        "tis-620",
    ]
)


def undo_gzip(data: bytes, limit: int = DECOMPRESSED_LIMIT_BYTES) -> bytes:
    """Return `data` without its gzip layers, told by their first bytes and never by a file name.

    Several members are joined; what follows the last member is ignored, as gzip itself does.

    Raises: PayloadError: `truncated_gzip`, `invalid_gzip`, or `too_large` beyond `limit` bytes.
    """
    for _ in range(_GZIP_LAYERS):
        if not data.startswith(_GZIP_MAGIC):
            break
        data = _gunzip(data, limit)
    if data.startswith(_GZIP_MAGIC):
        raise PayloadError("invalid_gzip", f"more than {_GZIP_LAYERS} layers of gzip")
    if len(data) > limit:
        raise PayloadError("too_large", f"{len(data)} bytes; the limit is {limit}")
    return data


def _gunzip(data: bytes, limit: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while data.startswith(_GZIP_MAGIC):
        member = zlib.decompressobj(wbits=31)
        try:
            piece = member.decompress(data, limit - size + 1)
        except zlib.error as error:
            if pieces:  # garbage after a whole member that happens to look like gzip
                break
            raise PayloadError("invalid_gzip", f"cannot decompress: {error}") from error
        size += len(piece)
        if size > limit:
            raise PayloadError("too_large", f"more than {limit} bytes after decompression")
        if not member.eof:
            raise PayloadError("truncated_gzip", f"gzip data ends too early, after {size} decompressed bytes")
        pieces.append(piece)
        data = member.unused_data
    return b"".join(pieces)


def decode(data: bytes, content_type: str | None = None) -> str:
    """Decode a page: byte order mark, else valid UTF-8, else what header or markup declare, else a guess.

    Valid UTF-8 goes before the label, because pages labelled ISO-8859-1 that are really UTF-8 are common and the
    reverse is next to impossible. Bytes that do not fit become U+FFFD.
    """
    encoding, mark = read_bom(data)
    if encoding is not None and mark is not None:
        return data[len(mark) :].decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = http_content_type_encoding(content_type) if content_type else None
    declared = declared or html_body_declared_encoding(data)
    # Only charsets that browsers read: Python also knows codecs that are slow or no charset at all (punycode, zlib).
    # A page cannot declare UTF-16 in ASCII markup and mean it.
    if declared is None or declared not in _WHAT_PAGES_DECLARE:
        from pipeline.sources.charset_guess import guessed_charset  # rarely needed, slow to import

        declared = guessed_charset(data)
    return data.decode(declared, "replace")


def decode_utf8(data: bytes) -> str:
    """Decode a format that must be Unicode: UTF-8, or UTF-16/32 with a byte order mark.

    Raises: PayloadError: `not_utf8`.
    """
    encoding, mark = read_bom(data)
    try:
        if encoding is not None and mark is not None:
            return data[len(mark) :].decode(encoding)
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PayloadError("not_utf8", f"expected UTF-8; byte {error.start} is 0x{data[error.start]:02x}") from error


def content_type(headers: Iterable[tuple[str, str]]) -> str | None:
    """The Content-Type among response headers."""
    return next((value for name, value in headers if name.lower() == "content-type"), None)


def storable(text: str) -> str:
    """Drop what neither Parquet text nor a message may hold: NULs and lone surrogates."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        # A pair written as two surrogates is one character; what stays alone is dropped.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return text


def unescape(text: str) -> str:
    """Undo one round of HTML entities; numbers far beyond Unicode become U+FFFD instead of an error."""
    if "&" not in text:
        return text
    # Escaped markup is full of these; none of the characters can make an entity of what stands around it.
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    text = text.replace("&#39;", "'").replace("&#x27;", "'")
    return html.unescape(_ENDLESS_REFERENCE.sub("\ufffd", text))


def tidy(text: str) -> str | None:
    """`text` storable and trimmed; None when nothing is left."""
    return storable(text).strip() or None


def tidy_label(text: str) -> str | None:
    """`tidy` for titles and names: invisible characters go, and runs of blanks become one blank.

    U+200B and U+FEFF are noise everywhere; direction marks only at the ends. U+200C and U+200D stay: Persian words and
    emoji need them.
    """
    text = storable(text)
    if not text.isascii():
        text = text.replace("\u200b", "").replace("\ufeff", "")
        text = text.strip("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069 \t\n\r\xa0")
    return " ".join(text.split()) or None
