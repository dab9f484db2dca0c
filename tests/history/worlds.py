"""Small worlds for history: postings and pages of one company, with mentions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from pipeline.history.evidence import collect_evidence
from pipeline.history.intervals import build_intervals
from pipeline.tables.core import (
    CORE_COMPANY_LINKS,
    CORE_COMPANY_RECORDS,
    CORE_POSTINGS,
    CORE_SITE_PAGES,
    CORE_TECHNOLOGY_MENTIONS,
)


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass
class World:
    """Documents and mentions, added one at a time; company `com_a` owns record `rec_a`."""

    postings: list[dict[str, Any]] = field(default_factory=list)
    pages: list[dict[str, Any]] = field(default_factory=list)
    mentions: list[dict[str, Any]] = field(default_factory=list)
    name_kind: str = "employer"

    def posting(
        self,
        seen: str,
        *technologies: str,
        last: str | None = None,
        posted: str | None = None,
        polarity: str = "used",
        text: str | None = None,
        number_at_source: str | None = None,
    ) -> None:
        number = len(self.postings)
        names = " ".join(technologies)
        description = text or f"We work with {names} every day"
        self.postings.append(
            {
                "posting_id": f"pos_{number}", "source": "board", "title": "Engineer", "description": description,
                "record_id": "rec_a", "payload_id": "p", "source_posting_id": number_at_source,
                "posted_at": day(posted) if posted else None,
                "first_seen_at": day(seen), "last_seen_at": day(last or seen),
            }
        )  # fmt: skip
        for name in technologies:
            start = description.index(name)
            self._mention(f"pos_{number}", "posting", "description", start, name, polarity)

    def page(self, url: str, seen: str, *technologies: str, last: str | None = None) -> None:
        number = len(self.pages)
        self.pages.append(
            {
                "page_id": f"pag_{number}", "source": "site", "url": url, "domain": "a.example", "description": "",
                "record_id": "rec_a", "payload_id": "p", "first_seen_at": day(seen), "last_seen_at": day(last or seen),
            }
        )  # fmt: skip
        for name in technologies:
            self._mention(f"pag_{number}", "page", "html", None, name, "used")

    def _mention(self, document: str, kind: str, where: str, start: int | None, name: str, polarity: str) -> None:
        self.mentions.append(
            {
                "mention_id": f"men_{len(self.mentions)}", "document_id": document, "document_kind": kind,
                "field": where, "start_offset": start, "end_offset": None if start is None else start + len(name),
                "surface": name, "technology_id": name.lower(), "method": "dictionary", "polarity": polarity,
                "confidence": 0.8,
            }
        )  # fmt: skip

    def tables(self) -> tuple[pa.Table, pa.Table, pa.Table, pa.Table, pa.Table]:
        record = {
            "record_id": "rec_a", "source": "board", "record_kind": "posting", "name": "A", "clean_name": "A",
            "name_kind": self.name_kind,
        }  # fmt: skip
        return (
            CORE_TECHNOLOGY_MENTIONS.from_rows(self.mentions),
            CORE_POSTINGS.from_rows(self.postings),
            CORE_SITE_PAGES.from_rows(self.pages),
            CORE_COMPANY_LINKS.from_rows([{"record_id": "rec_a", "company_id": "com_a", "decision": "no_match"}]),
            CORE_COMPANY_RECORDS.from_rows([record]),
        )

    def evidence(self) -> pa.Table:
        return collect_evidence(*self.tables())

    def intervals(self, until: str, current_days: int = 365) -> list[tuple[str, str, str | None, str]]:
        """(technology, from, to, cause), in order."""
        mentions, postings, pages, links, _ = self.tables()
        rows = build_intervals(
            self.evidence(), mentions, postings, pages, links, observed_until=day(until), current_days=current_days
        )
        return [
            (r["technology_id"], str(r["valid_from"].date()), r["valid_to"] and str(r["valid_to"].date()), r["cause"])
            for r in rows.to_pylist()
        ]
