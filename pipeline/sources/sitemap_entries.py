"""The addresses of a sitemap, whatever its form: XML, an index of sitemaps, a list of lines, RSS or Atom.

By the protocol of sitemaps.org, as generously as search engines read it: namespaces and file names do not matter,
relative addresses are resolved, limits are this module's own and wider than the protocol's 50,000.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from pipeline.errors import PayloadError
from pipeline.sources.dates import parse_date_or_month
from pipeline.sources.parser import Rejection
from pipeline.sources.rejections import reject
from pipeline.sources.robots_rules import resolved
from pipeline.sources.text import decode, tidy_label
from pipeline.sources.timestamps import from_mail_date
from pipeline.sources.xml_elements import XmlElements, is_xml, local_name, require_root, text_at

ENTRIES_LIMIT = 1_000_000  # twenty times what the protocol allows
_ADDRESS_CHARACTERS = 8_000  # the protocol says 2,048
_TITLE_CHARACTERS = 1_000

PAGE, SITEMAP = "page", "sitemap"
_ENTRY_ELEMENTS = frozenset({"url", "sitemap", "item", "entry"})
_CONTAINERS = frozenset({"urlset", "sitemapindex", "rss", "feed", "RDF", "channel", *_ENTRY_ELEMENTS})
_FREQUENCIES = frozenset({"always", "hourly", "daily", "weekly", "monthly", "yearly", "never"})


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """One address of a sitemap.

    Attributes:
        number: its place in the sitemap, from 1.
        address: absolute URL; a relative one only where the sitemap's own address is unknown.
        entry_kind: `PAGE` or `SITEMAP`, the latter being another sitemap to read.
        last_modified_at: when the site says it last changed; often the time the sitemap was made.
        change_frequency: how often it says it changes: always, hourly, daily, weekly, monthly, yearly or never.
        priority: 0 to 1, against the site's other pages.
        alternates: (BCP 47 tag, URL) of the same page in other languages.
        title, published_at: of a news article, video or feed item.
        notes: values that could not be interpreted.
    """

    number: int
    address: str
    entry_kind: str
    last_modified_at: datetime | None = None
    change_frequency: str | None = None
    priority: float | None = None
    alternates: tuple[tuple[str, str], ...] = ()
    title: str | None = None
    published_at: datetime | None = None
    notes: tuple[str, ...] = ()


def read_sitemap(data: bytes, base: str) -> Iterator[SitemapEntry | Rejection]:
    """Read a sitemap, in its order.

    Args:
        data: its bytes, without gzip.
        base: its own address.
    Yields: entries, and rejections of entries without a usable address, or of what was cut off.
    Raises: PayloadError: `empty_payload`, or `unknown_format` for what is no sitemap, such as a web page.
    """
    if not data.strip(b" \t\r\n\x00"):
        raise PayloadError("empty_payload", "expected a sitemap; nothing came")
    found = _from_xml(data, base) if is_xml(data) else _from_lines(data)
    number = 0
    for number, entry in enumerate(found, 1):
        if number > ENTRIES_LIMIT:
            yield reject(None, "too_large", f"more than {ENTRIES_LIMIT} addresses; the rest is not read")
            return
        yield entry
    if not number:
        yield reject(None, "no_entries", "a sitemap without any address")


def _from_lines(data: bytes) -> Iterator[SitemapEntry | Rejection]:
    lines = [line.strip() for line in decode(data).splitlines()]
    filled = [(number, line) for number, line in enumerate(lines, 1) if line]
    if not any(line.startswith(("http://", "https://")) for _, line in filled[:100]):
        raise PayloadError("unknown_format", "expected a sitemap: XML, or one address a line")
    for number, line in filled:
        yield _entry(number, line, "", PAGE)  # words in between are no relative addresses


def _from_xml(data: bytes, base: str) -> Iterator[SitemapEntry | Rejection]:
    elements = XmlElements(data, _ENTRY_ELEMENTS)
    number = 0
    for number, element in enumerate(elements, 1):
        if number == 1 and elements.root not in _CONTAINERS:
            break
        yield _from_element(number, element, base)
    if elements.root not in _CONTAINERS:
        require_root(elements, "a sitemap (urlset, sitemapindex, rss or feed)")
    if elements.damage is not None:
        yield reject(None, "damaged_xml", f"read up to entry {number}: {elements.damage}")


def _from_element(number: int, element: etree._Element, base: str) -> SitemapEntry | Rejection:
    kind = SITEMAP if local_name(element) == "sitemap" else PAGE
    address = text_at(element, "loc") or _link(element)
    if address is None and kind == SITEMAP:
        address = (element.text or "").strip() or None  # an index that leaves <loc> out
    notes: list[str] = []
    return _entry(
        number,
        address or "",
        base,
        kind,
        last_modified_at=_moment(element, notes, ("lastmod",), ("updated",), ("modified",)),
        change_frequency=_frequency(element, notes),
        priority=_priority(element, notes),
        alternates=_alternates(element, base),
        title=_title(element),
        published_at=_moment(
            element, notes, ("news", "publication_date"), ("video", "publication_date"), ("pubDate",), ("published",)
        ),
        notes=tuple(notes),
    )


def _entry(number: int, address: str, base: str, kind: str, **details: object) -> SitemapEntry | Rejection:
    if not address:
        return reject(number, "missing_field", "an entry without an address")
    if len(address) > _ADDRESS_CHARACTERS:
        return reject(number, "too_large", f"an address of {len(address)} characters", address)
    is_absolute = address.startswith(("http://", "https://"))
    absolute = resolved(base, address) if is_absolute or "://" in base else None
    if absolute is None or "\ufffd" in absolute:
        return reject(number, "unknown_value", "expected an http or https address", address)
    return SitemapEntry(number, absolute, kind, **details)  # type: ignore[arg-type]  # its own fields, by name


def _link(element: etree._Element) -> str | None:
    """Where a feed's item leads: the text of an RSS link, or the alternate link of an Atom entry."""
    links = [entry for entry in element if local_name(entry) == "link"]
    for wanted in ("alternate", None):
        for link in links:
            if link.get("href") and link.get("rel") == wanted and not link.get("hreflang"):
                return str(link.get("href"))
    texts = (text_at(element, name) for name in ("link", "guid"))
    return next((text for text in texts if text), None)


def _alternates(element: etree._Element, base: str) -> tuple[tuple[str, str], ...]:
    links = [entry for entry in element if local_name(entry) == "link" and entry.get("hreflang")]
    found = ((str(link.get("hreflang")).strip()[:40], resolved(base, str(link.get("href") or ""))) for link in links)
    return tuple((tag, address) for tag, address in found if tag and address)


def _title(element: etree._Element) -> str | None:
    for path in (("news", "title"), ("video", "title"), ("title",)):
        text = text_at(element, *path)
        if text:
            return tidy_label(text[:_TITLE_CHARACTERS])
    return None


def _moment(element: etree._Element, notes: list[str], *paths: tuple[str, ...]) -> datetime | None:
    for path in paths:
        text = text_at(element, *path)
        if text:
            moment = parse_date_or_month(text) or from_mail_date(text)
            if moment is None:
                notes.append(f"{path[-1]}: expected a W3C or RFC 822 date, got {text[:80]!r}")
            return moment
    return None


def _frequency(element: etree._Element, notes: list[str]) -> str | None:
    text = (text_at(element, "changefreq") or "").lower()
    if not text or text in _FREQUENCIES:
        return text or None
    notes.append(f"changefreq: expected one of {', '.join(sorted(_FREQUENCIES))}, got {text[:80]!r}")
    return None


def _priority(element: etree._Element, notes: list[str]) -> float | None:
    text = text_at(element, "priority")
    if text is None:
        return None
    try:
        value = float(text.replace(",", ".")[:20])
    except ValueError:
        value = -1.0
    if 0 <= value <= 1:
        return value
    notes.append(f"priority: expected 0 to 1, got {text[:80]!r}")
    return None
