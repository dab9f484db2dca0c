"""What a message comes to in the lake: once, however often it is delivered; with a reason where it cannot be."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import LakeError
from pipeline.landing import archive
from pipeline.landing.archive import Fetch
from pipeline.runners.collect import collect
from pipeline.runners.messages import CollectMessage, ExtractMessage, encode_message
from pipeline.runners.progress import Silent
from pipeline.runners.source_files import load_sources
from pipeline.runners.work import MESSAGE_KIND, Done, Workshop, source_of, work_on
from pipeline.storage.lake import Lake, open_lake
from tests.runners.conftest import HERE
from tests.runners.mortal_store import Killed, MortalStore
from tests.runners.small_sources import DAY_2, folder_digest, write_pages


@pytest.fixture
def shop(own_lake: Lake) -> Workshop:
    return Workshop(own_lake, HERE)


def work(shop: Workshop, body: str) -> Done:
    return work_on(shop, body, DAY_2)


def whole_sources(sources_file: Path) -> list[str]:
    """A message for each source."""
    sources, _ = load_sources(sources_file)
    return [encode_message(CollectMessage(str(sources_file), source.name)) for source in sources]


def fetches(lake: Lake) -> list[Fetch]:
    return archive.read_fetches(lake, DAY_2 + timedelta(days=999))


def test_messages_in_any_order_and_number_leave_the_bytes_of_a_local_run(
    shop: Workshop, own_sources: Path, tmp_path: Path
) -> None:
    listed, folder = load_sources(own_sources)
    plain = open_lake(str(tmp_path / "plain"), create=True)
    collect(plain, listed, folder, now=DAY_2, settings=HERE, progress=Silent())
    bodies = whole_sources(own_sources)
    one = encode_message(CollectMessage(str(own_sources), "board", "2026-09-01/jobs.jsonl"))
    for body in (one, *reversed(bodies), one, *bodies):
        work(shop, body)
    assert shop.lake.folder is not None and plain.folder is not None
    assert folder_digest(shop.lake.folder) == folder_digest(plain.folder)


def test_one_item_is_collected_and_counted(shop: Workshop, own_sources: Path) -> None:
    body = encode_message(CollectMessage(str(own_sources), "board", "2026-09-02/jobs.jsonl"))
    done = work(shop, body)
    assert (len(done.fetch_ids), done.new_fetches, done.records) == (1, 1, 6)
    assert done.rejected == {"invalid_json": 1}
    again = work(shop, body)
    assert (again.fetch_ids, again.new_fetches, again.records) == (done.fetch_ids, 0, 0)


def test_an_item_that_came_after_the_list_was_made_is_found(shop: Workshop, own_sources: Path) -> None:
    first = CollectMessage(str(own_sources), "sites", "https://www.marlwick-systems-example.com/")
    assert work(shop, encode_message(first)).new_fetches == 1
    write_pages(own_sources.parent / "2026-09-03" / "sites", ("Wexholt Mills",))
    late = CollectMessage(str(own_sources), "sites", "https://www.wexholt-mills-example.com/")
    assert work(shop, encode_message(late)).new_fetches == 1


def test_a_worker_killed_between_any_two_writes_leaves_work_that_can_be_finished(
    own_sources: Path, tmp_path: Path
) -> None:
    body = encode_message(CollectMessage(str(own_sources), "board", "2026-09-02/jobs.jsonl"))
    whole = open_lake(str(tmp_path / "whole"), create=True)
    work(Workshop(whole, HERE), body)
    assert whole.folder is not None

    for lives in range(5):
        folder = tmp_path / f"killed-{lives}"
        lake = open_lake(str(folder), create=True)
        store = MortalStore(folder, lives)
        with pytest.raises(Killed):
            work(Workshop(Lake(store, folder), HERE), body)
        work(Workshop(lake, HERE), body)
        assert folder_digest(folder) == folder_digest(whole.folder), f"killed before write {lives + 1}"


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("no json", "invalid_message"),
        ({"schema_version": 9}, "unknown_version"),
        ({"source": "nobody"}, "unknown_source"),
        ({"sources_file": "/nowhere/SOURCES.yml"}, "unknown_source"),
        ({"item": "../../etc/passwd"}, "unknown_item"),
        ({"item": "2026-09-01/register.csv"}, "unknown_item"),
        ({"kind": "extract", "key": "landing/fetches/fet_gone.json"}, "missing_object"),
        ({"kind": "extract", "key": "landing/payloads/aa/aa"}, "unknown_key"),
        ({"kind": "extract", "key": "../x"}, "unsafe_key"),
    ],
)
def test_what_will_never_work_is_quarantined_with_its_reason_and_text(
    shop: Workshop, own_sources: Path, message: Any, code: str
) -> None:
    good = {"schema_version": 1, "kind": "collect", "sources_file": str(own_sources), "source": "board"}
    body = message if isinstance(message, str) else json.dumps({**good, **message})
    for _ in range(2):
        done = work(shop, body)
        assert done.refusal is not None and done.refusal.startswith(f"{code}: ")
    (refused,) = fetches(shop.lake)
    assert (refused.source, refused.kind, refused.failure_code) == ("queue", MESSAGE_KIND, code)
    assert refused.failure is not None and body in refused.failure


def test_an_item_that_cannot_be_read_is_quarantined_under_its_source(shop: Workshop, own_sources: Path) -> None:
    sites = encode_message(CollectMessage(str(own_sources), "sites"))
    assert work(shop, sites).rejected == {"unreadable_file": 1}
    assert [f.source for f in fetches(shop.lake) if f.failure_code] == ["sites"]


def test_extraction_of_a_fetch_fills_what_is_missing(shop: Workshop, own_sources: Path) -> None:
    fetch_id = work(shop, encode_message(CollectMessage(str(own_sources), "board", "2026-09-01/jobs.jsonl"))).fetch_ids[
        0
    ]
    lake = shop.lake
    lake.store.delete(archive.mentions_key(fetch_id, shop.steps.extraction))
    lake.store.delete(archive.records_key(fetch_id, shop.steps.parsing))
    done = work(shop, encode_message(ExtractMessage(f"landing/fetches/{fetch_id}.json")))
    assert (done.fetch_ids, done.records) == ([fetch_id], 12)
    assert lake.store.exists(archive.mentions_key(fetch_id, shop.steps.extraction))


def test_a_lake_that_cannot_be_written_is_the_hosts_fault(shop: Workshop, own_sources: Path) -> None:
    assert shop.lake.folder is not None
    (shop.lake.folder / "landing").write_text("in the way")
    with pytest.raises(LakeError):
        work(shop, encode_message(CollectMessage(str(own_sources), "board")))


def test_the_source_of_a_message_is_seen_without_trusting_it() -> None:
    assert source_of('{"source": "board"}') == "board"
    assert source_of('{"source": null}') == source_of("broken") == source_of("[]") == ""
    assert len(source_of(json.dumps({"source": "x" * 5_000}))) == 200
