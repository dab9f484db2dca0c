"""Evidence carried on from the release before is what collecting it anew would give."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pytest

from pipeline.history.evidence import Before, collect_evidence
from pipeline.tables.core import (
    CORE_COMPANY_LINKS,
    CORE_COMPANY_RECORDS,
    CORE_POSTINGS,
    CORE_SITE_PAGES,
    CORE_TECHNOLOGY_MENTIONS,
)
from tests.history.worlds import day

TECHNOLOGIES = ("Ada", "Elm", "Rust", "Zig")
RECORDS = tuple(f"rec_{letter}" for letter in "abcdef")


@dataclass
class Lake:
    """Documents of six records; days add documents, edit them, move records to other companies."""

    chance: random.Random
    rows: dict[str, dict[str, dict[str, Any]]] = field(
        default_factory=lambda: {"postings": {}, "pages": {}, "mentions": {}, "links": {}, "records": {}}
    )

    def a_day(self, number: int) -> set[str]:
        """Returns the documents that are new or were seen again."""
        seen = {self._document(number) for _ in range(self.chance.randrange(1, 5))}
        for record in RECORDS:
            if number == 1 or self.chance.random() < 0.2:
                company = self.chance.choice(("com_a", "com_b", "com_c", None))
                link = {"record_id": record, "company_id": company, "decision": "no_match"}
                kind = self.chance.choice(("employer", "employer", "staffing_agency"))
                named = {"record_id": record, "source": "s", "record_kind": "posting", "name": "N", "name_kind": kind}
                self.rows["links"][record], self.rows["records"][record] = link, named
        return seen

    def _document(self, number: int) -> str:
        table = self.chance.choice(("postings", "postings", "pages"))
        documents = self.rows[table]
        text = " ".join(self.chance.sample(TECHNOLOGIES, 2))
        times = {"first_seen_at": day(f"2026-09-{number:02}"), "last_seen_at": day(f"2026-09-{number:02}")}
        if documents and self.chance.random() < 0.3:
            again = documents[self.chance.choice(sorted(documents))]
            again["last_seen_at"], again["record_id"] = times["last_seen_at"], self.chance.choice(RECORDS)
            return str(again["page_id" if table == "pages" else "posting_id"])
        name = f"{table}-{len(documents)}"
        shared = {"source": "s", "record_id": self.chance.choice(RECORDS), "payload_id": "p", "description": text}
        documents[name] = (
            {
                "page_id": name,
                "url": f"https://a.example/{len(documents) % 2}",
                "domain": "a.example",
                **shared,
                **times,
            }
            if table == "pages"
            else {"posting_id": name, "source_posting_id": self.chance.choice(("1", "2", None)), **shared, **times}
        )
        for technology in text.split():
            mention = f"men-{len(self.rows['mentions'])}"
            self.rows["mentions"][mention] = {
                "mention_id": mention, "document_id": name, "document_kind": "page" if table == "pages" else "posting",
                "field": "description", "start_offset": text.index(technology),
                "end_offset": text.index(technology) + len(technology), "surface": technology,
                "technology_id": technology.lower(), "method": "dictionary",
                "polarity": self.chance.choice(("used", "used", "negated")), "confidence": 0.8,
            }  # fmt: skip
        return name

    def tables(self) -> tuple[pa.Table, ...]:
        tables = (CORE_TECHNOLOGY_MENTIONS, CORE_POSTINGS, CORE_SITE_PAGES, CORE_COMPANY_LINKS, CORE_COMPANY_RECORDS)
        names = ("mentions", "postings", "pages", "links", "records")
        return tuple(table.from_rows(self.rows[name].values()) for table, name in zip(tables, names, strict=True))


@pytest.mark.parametrize("seed", range(12))
def test_evidence_is_the_same_carried_on_or_collected_anew(seed: int) -> None:
    lake = Lake(random.Random(seed))
    lake.a_day(1)
    *_, links, records = lake.tables()
    evidence, compared = collect_evidence(*lake.tables()), 0
    for number in range(2, 8):
        documents = pa.table({"document_id": pa.array(sorted(lake.a_day(number)), pa.string())})
        anew = collect_evidence(*lake.tables())
        evidence = collect_evidence(*lake.tables(), Before(evidence, links, records, documents))
        assert evidence.equals(anew)
        compared += anew.num_rows
        *_, links, records = lake.tables()
    assert compared
