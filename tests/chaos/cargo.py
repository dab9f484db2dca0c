"""What a storm carries: files and pages of postings, the messages that ask for them, and poison.

Poison here is a request to extract a fetch whose payload somebody has changed: it fails each time, and no retry helps.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.landing import archive
from pipeline.landing.archive import Fetch
from pipeline.runners.messages import CollectMessage, ExtractMessage, encode_message
from pipeline.storage.lake import Lake
from tests.chaos.stormy_site import CALM

SOURCES = 7
AT = datetime(2026, 9, 1, tzinfo=UTC)
_WEB_SOURCES = 2
_TEXT = "You run our Kubernetes clusters on AWS. We write {language} and use PostgreSQL. Ticket {number}."
_LANGUAGES = ("Python", "Go", "Rust", "Java", "Kotlin")
_CALMLY = """
import sys; from datetime import datetime; from pathlib import Path
from pipeline.runners.work import Workshop, work_on; from pipeline.runners.source_files import load_sources
from pipeline.runners.messages import CollectMessage, encode_message
from pipeline.storage.lake import open_lake; from pipeline.settings import Settings
sources_file, lake, at, contact = sys.argv[1:]
shop = Workshop(open_lake(lake), Settings(contact=contact, allow_loopback=1))
for source in load_sources(Path(sources_file))[0]:
    work_on(shop, encode_message(CollectMessage(sources_file, source.name)), datetime.fromisoformat(at))
"""


def write_sources(folder: Path, items: int, pages: list[str] | None = None) -> Path:
    """So many files of two postings each, over `SOURCES` sources; and sources of these pages on the web."""
    for number in range(items):
        path = folder / "2026-09-01" / f"board{number % SOURCES}" / f"{number:06}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(page_of(number))
    sources: list[dict[str, Any]] = [
        {"name": f"board{n}", "kind": "postings", "path": f"2026-09-01/board{n}/*.jsonl"} for n in range(SOURCES)
    ]
    sources += [
        {"name": f"web{n}", "kind": "postings", "url": pages[n::_WEB_SOURCES], "rate": "50/s"}
        for n in range(_WEB_SOURCES if pages else 0)
        if pages
    ]
    (folder / "SOURCES.yml").write_text(json.dumps({"sources": sources}, indent=1))  # JSON is YAML
    return folder / "SOURCES.yml"


def page_of(number: int) -> bytes:
    """A payload of two postings."""
    return "".join(f"{json.dumps(_posting(number, part))}\n" for part in range(2)).encode()


def _posting(number: int, part: int) -> dict[str, Any]:
    language = _LANGUAGES[(number + part) % len(_LANGUAGES)]
    return {
        "posting_id": f"job-{number}-{part}",
        "company_name": f"Marlwick {number % 50}",
        "title": "Engineer",
        "description": _TEXT.format(language=language, number=number),
        "url": f"https://jobs.example/{number}/{part}",
    }


def messages(sources_file: Path, items: int, pages: list[str]) -> list[str]:
    """One message for each file and page."""
    files = [
        CollectMessage(str(sources_file), f"board{n % SOURCES}", f"2026-09-01/board{n % SOURCES}/{n:06}.jsonl")
        for n in range(items)
    ]
    web = [CollectMessage(str(sources_file), f"web{n % _WEB_SOURCES}", url, AT) for n, url in enumerate(pages)]
    return [encode_message(message) for message in (*files, *web)]


def place_poison(lake: Lake, count: int) -> list[str]:
    """Fetches whose payloads are not what their names say; the messages that ask for them."""
    found = []
    for number in range(count):
        payload_id = hashlib.sha256(f"poison {number}".encode()).hexdigest()
        lake.store.put_if_absent(archive.payload_key(payload_id), b"changed by somebody")
        fetch = Fetch("board0", "postings", f"poison/{number}", payload_id, AT, is_dated=True)
        archive.record_fetch(lake, fetch)
        found.append(encode_message(ExtractMessage(f"landing/fetches/{fetch.fetch_id}.json")))
    return found


def collect_calmly(sources_file: Path, lake: Path) -> subprocess.Popen[bytes]:
    """Begin the undisturbed run: each source once, in one process, no queue."""
    words = [str(sources_file), str(lake), AT.isoformat(), CALM]
    return subprocess.Popen([sys.executable, "-c", _CALMLY, *words])
