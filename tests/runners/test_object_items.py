"""Objects in S3 as items: listed below a prefix, dated by their keys, landed like files; moto serves them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest

from pipeline.landing import archive
from pipeline.runners.collect import CollectReport, collect
from pipeline.runners.collect_item import Ports
from pipeline.runners.items import ObjectItem, Problem
from pipeline.runners.listing import list_items
from pipeline.runners.object_items import signed_url
from pipeline.runners.progress import Silent
from pipeline.settings import Settings
from pipeline.sources.sources_file import Source
from pipeline.storage.lake import Lake
from tests.fetching.clients import web_client

pytestmark = [pytest.mark.aws, pytest.mark.xdist_group("s3_objects")]

BUCKET = "stacktrail-test-sources"
LINE = b'{"title": "Engineer", "company": "Marlwick", "description": "We write Go."}\n'
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY"):
            patch.setenv(f"AWS_{name}", "test")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        client = boto3.client("s3")
        client.create_bucket(Bucket=BUCKET)
        for key in ("board/2026-08-01/jobs.jsonl", "board/late.jsonl", "board/empty/", "other.jsonl"):
            client.put_object(Bucket=BUCKET, Key=key, Body=b"" if key.endswith("/") else LINE)
        yield BUCKET
    server.stop()


def source(uri: str) -> Source:
    return Source("board", "postings", 2, s3=uri)


def bring(lake: Lake, uri: str, now: datetime, **settings: int) -> CollectReport:
    chosen = Settings(workers=1, **settings)
    return collect(lake, [source(uri)], Path(), now=now, settings=chosen, progress=Silent())


def test_objects_below_a_prefix_are_items_in_key_order(bucket: str) -> None:
    dated, undated = list_items(source(f"s3://{bucket}/board/"), Path())
    assert isinstance(dated, ObjectItem) and isinstance(undated, ObjectItem)
    assert (dated.url, dated.size_bytes) == (f"s3://{bucket}/board/2026-08-01/jobs.jsonl", len(LINE))
    assert (dated.is_dated, dated.fetched_at) == (True, datetime(2026, 8, 1, tzinfo=UTC))
    assert not undated.is_dated
    assert abs(undated.fetched_at - datetime.now(UTC)) < timedelta(minutes=10)


def test_an_object_lands_once(bucket: str, own_lake: Lake) -> None:
    uri = f"s3://{bucket}/board/2026-08-01"
    report = bring(own_lake, uri, NOW)
    assert (report.items, report.new_fetches, report.records["postings"]) == (1, 1, 1)
    assert bring(own_lake, uri, NOW).new_fetches == 0
    (fetch,) = archive.read_fetches(own_lake, NOW)
    assert archive.read_payload(own_lake, fetch.payload_id or "") == LINE


@pytest.mark.parametrize(
    ("uri", "code"),
    [("s3://stacktrail-no-such-bucket/x", "unreadable_object"), (f"s3://{BUCKET}/nowhere/", "no_objects")],
)
def test_what_is_not_there_is_a_problem(bucket: str, uri: str, code: str) -> None:
    (problem,) = list_items(source(uri), Path())
    assert isinstance(problem, Problem)
    assert (problem.url, problem.reason_code) == (uri, code)


def test_an_object_over_the_limit_is_a_problem_and_is_not_read(bucket: str, own_lake: Lake) -> None:
    report = bring(own_lake, f"s3://{bucket}/board/2026-08-01", NOW, maximum_payload_bytes=10)
    assert [problem.reason_code for problem in report.problems] == ["too_large"]


def test_an_expired_signed_url_is_signed_anew(bucket: str, own_lake: Lake) -> None:
    """moto checks no signatures: an object that is not there any more stands for one whose URL has expired."""
    expired = signed_url(f"s3://{bucket}/gone.jsonl")
    source = Source("export", "postings", 2, url=(expired,), rate=100.0, renew=f"s3://{bucket}/other.jsonl")
    ports = Ports(own_lake, Settings(workers=1), web_client())
    report = collect(own_lake, [source], Path(), now=NOW, settings=ports.settings, progress=Silent(), ports=ports)
    assert report.records["postings"] == 1
