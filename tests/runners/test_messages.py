"""Collect messages: known versions only, and what a worker does with one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ConfigurationError, PermanentError
from pipeline.runners.messages import SCHEMA_VERSION, CollectMessage, collect_message, decode_message

GOOD: dict[str, Any] = {"schema_version": 1, "kind": "collect", "sources_file": "SOURCES.yml", "source": "board"}


def test_a_message_names_a_sources_file_and_a_source() -> None:
    assert decode_message(json.dumps(GOOD)) == CollectMessage("SOURCES.yml", "board")


def test_a_message_with_more_fields_of_the_same_version_is_read() -> None:
    assert decode_message(json.dumps({**GOOD, "trace_id": "1-5759e988"})) == CollectMessage("SOURCES.yml", "board")


@pytest.mark.parametrize("version", [0, 2, "1", True, None, 1.0])
def test_other_versions_are_refused_by_name(version: Any) -> None:
    with pytest.raises(PermanentError, match=f"expected schema_version {SCHEMA_VERSION}, got"):
        decode_message(json.dumps({**GOOD, "schema_version": version}))


@pytest.mark.parametrize(
    "body", ["", "collect", "{", "[]", "5", "null", '"collect"', "{}", '{"kind": "build"}', "\ud800"]
)
def test_broken_bodies_are_refused_for_good(body: str) -> None:
    with pytest.raises(PermanentError):
        decode_message(body)


@pytest.mark.parametrize(
    "change", [{"source": None}, {"source": ["board"]}, {"sources_file": 5}, {"sources_file": None}]
)
def test_a_message_must_name_both(change: dict[str, Any]) -> None:
    with pytest.raises(PermanentError, match="names its sources_file and its source"):
        decode_message(json.dumps({**GOOD, **change}))


def test_a_message_collects_its_source_and_no_other(
    own_sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STACKTRAIL_LAKE", str(tmp_path / "lake"))
    body = json.dumps({**GOOD, "sources_file": str(own_sources)})
    report = collect_message(body)
    assert set(report.records) == {"postings"}
    assert collect_message(body).new_fetches == 0, "delivered twice, it does no harm"


def test_an_unknown_source_is_refused_for_good(
    own_sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STACKTRAIL_LAKE", str(tmp_path / "lake"))
    with pytest.raises(PermanentError, match="has no source 'nobody'"):
        collect_message(json.dumps({**GOOD, "sources_file": str(own_sources), "source": "nobody"}))
    assert not (tmp_path / "lake").exists()
    with pytest.raises(ConfigurationError, match="no file"):
        collect_message(json.dumps({**GOOD, "sources_file": str(tmp_path / "gone.yml")}))
