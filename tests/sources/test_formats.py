"""Every format on small payloads in its real shapes; what is expected stands beside each, as `NAME.expected.json`.

`url` is where the payload was fetched, `company` what SOURCES.yml says; `records` holds what is not null, without the
markup; `rejections` holds line, reason code and reason.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import PayloadError
from pipeline.sources.kinds import KINDS
from tests.sources.source_samples import FORMAT_FILES, parse

IDS = {"payload_id", "posting_id", "page_id", "registration_id", "entry_id", "rule_id"}
UNSHOWN = {"source", "description_html", "html", "headers", *IDS}


def expectation(path: Path) -> dict[str, Any]:
    expected: dict[str, Any] = json.loads(path.with_name(path.name + ".expected.json").read_text(encoding="utf-8"))
    return expected


def outcome(data: bytes, kind: str, origin: dict[str, str]) -> dict[str, Any]:
    """What a payload gives, as the expected files show it."""
    try:
        records, rejections = parse(data, kind, **origin)
    except PayloadError as error:
        return {"refused": [error.reason_code, error.reason]}
    shown = [{k: v for k, v in record.items() if v is not None and k not in UNSHOWN} for record in records]
    told = [[entry.line, entry.reason_code, entry.reason] for entry in rejections]
    found: dict[str, Any] = json.loads(json.dumps({"records": shown, "rejections": told}, default=str))
    return found


@pytest.mark.parametrize("path", FORMAT_FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_payload_gives_what_is_expected(path: Path) -> None:
    expected = expectation(path)
    origin = {name: expected[name] for name in ("url", "company") if name in expected}
    found = outcome(path.read_bytes(), path.parent.name, origin)
    assert found == {name: value for name, value in expected.items() if name not in ("url", "company")}


def test_every_folder_is_a_kind() -> None:
    assert {path.parent.name for path in FORMAT_FILES} <= set(KINDS)
