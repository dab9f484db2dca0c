"""Sitemaps and robots.txt as sources: built, counted by kind, carried on to the next release."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from pipeline.access.status_report import lake_status
from pipeline.publishing.candidate import Base
from pipeline.storage.lake import Lake
from pipeline.tables.core import CORE_SITE_PAGES
from tests.runners.conftest import run_at
from tests.runners.small_sources import DAY_1, DAY_2
from tests.sources.web_archives import SEGMENT, members

SOURCES = """\
sources:
  - {name: maps, kind: sitemap, path: "2026-*/*.xml"}
  - {name: rules, kind: robots, path: "2026-*/robots.txt"}
"""
MAP = "<urlset><url><loc>https://www.marlwick-example.com/{}</loc></url></urlset>"


def test_site_files_are_read_counted_and_carried_on(own_lake: Lake, tmp_path: Path) -> None:
    for day, page in (("2026-09-01", "a"), ("2026-09-02", "b")):
        (tmp_path / day).mkdir()
        (tmp_path / day / "map.xml").write_text(MAP.format(page))
    (tmp_path / "2026-09-01/robots.txt").write_text("User-agent: *\nDisallow: /x\nSpeed: fast\n")
    (tmp_path / "SOURCES.yml").write_text(SOURCES)
    for day, pages in ((DAY_1, 1), (DAY_2, 2)):
        assert run_at(own_lake, tmp_path / "SOURCES.yml", day).built.is_new
        assert lake_status(own_lake, day)["kinds"] == [
            {"kind": "robots", "payloads": 1, "records": 1, "rejected": 1},
            {"kind": "sitemap", "payloads": pages, "records": pages, "rejected": 0},
        ]


def test_archived_pages_were_seen_when_they_were_archived(own_lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "2026-09-01").mkdir()
    (tmp_path / "2026-09-01/segment.warc.gz").write_bytes(members(*SEGMENT))
    (tmp_path / "SOURCES.yml").write_text('sources:\n  - {name: crawl, kind: warc, path: "*/*.warc.gz"}\n')
    assert run_at(own_lake, tmp_path / "SOURCES.yml", DAY_1).built.is_new
    pages = Base(own_lake).rows(CORE_SITE_PAGES)
    assert pages.num_rows == 4
    assert set(pages.column("last_seen_at").to_pylist()) == {datetime(2026, 8, 1, 10, tzinfo=UTC)}
