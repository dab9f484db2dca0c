"""A whole lake on S3 with the Glue Data Catalog, both as moto serves them on a loopback port.

The same runners, the same input as a folder lake: equal content, releases that verify, a rollback, a second run that
changes nothing. What moto cannot prove: permissions, throttling, and AWS's own limits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest

from pipeline.access.queries import release_connection, run_query
from pipeline.errors import LakeError, LeaseHeldError, StorageBusyError
from pipeline.publishing.releases import current_release, released_ids, verify_release
from pipeline.publishing.rollback import roll_back
from pipeline.runners.build import build
from pipeline.runners.progress import Silent
from pipeline.runners.run import RunReport
from pipeline.storage.glue import database_name
from pipeline.storage.iceberg import TableCatalog
from pipeline.storage.lake import Lake, open_lake
from pipeline.storage.lease import LEASE_KEY, build_lease
from pipeline.tables.out import OUT_TECHNOLOGIES
from tests.runners.conftest import HERE, run_at
from tests.runners.small_sources import DAY_1, DAY_2, write_small_sources

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client

pytestmark = [pytest.mark.aws, pytest.mark.slow, pytest.mark.xdist_group("s3_lake")]

BUCKET = "stacktrail-test-lakes"
URI = f"s3://{BUCKET}/lakes/jobs"


@pytest.fixture(scope="module")
def aws() -> Iterator[None]:
    """moto on a free loopback port, and an environment that leads there and nowhere else."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        for name, value in (
            ("ACCESS_KEY_ID", "test"),
            ("SECRET_ACCESS_KEY", "test"),
            ("DEFAULT_REGION", "eu-central-1"),
        ):
            patch.setenv(f"AWS_{name}", value)
        for name in ("SESSION_TOKEN", "PROFILE", "REGION"):
            patch.delenv(f"AWS_{name}", raising=False)
        place = {"LocationConstraint": "eu-central-1"}
        _s3().create_bucket(Bucket=BUCKET, CreateBucketConfiguration=place)  # type: ignore[arg-type]
        yield
    server.stop()


@dataclass(frozen=True)
class Twins:
    """The same two days in a folder lake and in an S3 lake, and what the S3 runs reported."""

    sources: Path
    folder: Lake
    s3: Lake
    reports: tuple[RunReport, ...]


@pytest.fixture(scope="module")
def twins(aws: None, tmp_path_factory: pytest.TempPathFactory) -> Twins:
    home = tmp_path_factory.mktemp("twins")
    sources = write_small_sources(home / "sources")
    folder, s3 = open_lake(str(home / "lake"), create=True), open_lake(URI, create=True)
    reports = []
    for now in (DAY_1, DAY_2):
        run_at(folder, sources, now)
        reports.append(run_at(s3, sources, now))
    return Twins(sources, folder, s3, tuple(reports))


def _s3() -> S3Client:
    return boto3.client("s3")


def test_the_same_input_gives_the_same_releases_as_in_a_folder(twins: Twins) -> None:
    assert released_ids(twins.s3) == released_ids(twins.folder)
    on_s3, in_folder = current_release(twins.s3), current_release(twins.folder)
    assert on_s3 is not None
    assert in_folder is not None
    assert on_s3.content_digest == in_folder.content_digest
    assert {table.name: table.content_digest for table in on_s3.tables} == {
        table.name: table.content_digest for table in in_folder.tables
    }


def test_landing_holds_the_same_bytes_as_in_a_folder(twins: Twins) -> None:
    def landed(lake: Lake) -> dict[str, bytes | None]:
        return {entry.key: lake.store.get(entry.key) for entry in lake.store.list("landing/")}

    assert landed(twins.s3) == landed(twins.folder) != {}


def test_a_release_answers_queries(twins: Twins) -> None:
    release = current_release(twins.s3)
    assert release is not None
    with release_connection(twins.s3, release) as connection:
        found = run_query(
            connection, "SELECT count(*) AS n, count(DISTINCT company_id) AS c FROM out_company_technologies"
        )
    (row,) = found.to_pylist()
    assert row["n"] > row["c"] == 6


def test_every_object_of_a_release_verifies_and_damage_is_found(twins: Twins) -> None:
    release = current_release(twins.s3)
    assert release is not None
    assert all(finding.is_sound for finding in verify_release(twins.s3, release))
    key = next(table for table in release.tables if table.name == "core_postings").files[0].key
    whole = twins.s3.store.get(key)
    assert whole is not None
    _s3().put_object(Bucket=BUCKET, Key=f"lakes/jobs/{key}", Body=whole[:-1] + b"?")
    assert [f.subject for f in verify_release(twins.s3, release) if not f.is_sound] == [key]
    _s3().delete_object(Bucket=BUCKET, Key=f"lakes/jobs/{key}")
    assert [f.subject for f in verify_release(twins.s3, release) if not f.is_sound] == [key]
    _s3().put_object(Bucket=BUCKET, Key=f"lakes/jobs/{key}", Body=whole)
    assert all(finding.is_sound for finding in verify_release(twins.s3, release))


def test_the_glue_catalog_names_every_table_with_its_columns(twins: Twins) -> None:
    glue = boto3.client("glue")
    tables = glue.get_tables(DatabaseName=database_name(URI))["TableList"]
    release = current_release(twins.s3)
    assert release is not None
    assert {table["Name"] for table in tables} == {table.name for table in release.tables}
    postings = next(table for table in tables if table["Name"] == "core_postings")
    assert postings["Parameters"]["table_type"] == "ICEBERG"
    assert postings["Parameters"]["metadata_location"].startswith(f"{URI}/tables/core_postings/metadata/")
    columns = {column["Name"]: column.get("Comment") for column in postings["StorageDescriptor"]["Columns"]}
    assert columns["posting_id"]


def test_a_second_run_changes_nothing(twins: Twins) -> None:
    def objects() -> dict[str, int]:
        return {entry.key: entry.size_bytes for entry in twins.s3.store.list("")}

    before = objects()
    report = run_at(twins.s3, twins.sources, DAY_2 + timedelta(days=1))
    assert (report.built.is_new, report.built.reason) == (False, "nothing has changed")
    assert objects() == before


def test_one_build_at_a_time_and_a_dead_builds_lease_expires(twins: Twins) -> None:
    hour = DAY_2 + timedelta(hours=1)
    with build_lease(twins.s3, holder="another job", clock=hour, seconds=60):
        with pytest.raises(LeaseHeldError, match="another job is building"):
            build(twins.s3, now=hour, clock=hour, settings=HERE, progress=Silent())
        later = hour + timedelta(seconds=61)
        assert build(twins.s3, now=later, clock=later, settings=HERE, progress=Silent()).reason == "nothing has changed"
    assert not twins.s3.store.exists(LEASE_KEY)


def test_two_lakes_of_one_account_stay_apart(twins: Twins) -> None:
    other = open_lake(f"{URI}2", create=True)
    row = {"technology_id": "go", "name": "Go", "category": "Language", "aliases": []}
    TableCatalog(other).stage(OUT_TECHNOLOGIES, OUT_TECHNOLOGIES.from_rows([row]), None, append=False)
    (own,) = boto3.client("glue").get_tables(DatabaseName=database_name(other.uri))["TableList"]
    assert own["Parameters"]["metadata_location"].startswith(f"{URI}2/tables/out_technologies/")
    release = current_release(twins.s3)
    assert release is not None
    assert all(finding.is_sound for finding in verify_release(twins.s3, release))


def test_rolling_back_moves_the_pointer_and_the_same_input_does_not_come_back(twins: Twins) -> None:
    first, second = released_ids(twins.s3)
    at = DAY_2 + timedelta(days=2)
    left, reached = roll_back(twins.s3, first, at, "the second day was wrong")
    assert (left.release_id, reached.release_id) == (second, first)
    report = build(twins.s3, now=at + timedelta(hours=1), clock=at, settings=HERE, progress=Silent())
    assert not report.is_new
    assert "was rolled back" in report.reason
    roll_back(twins.s3, second, at + timedelta(hours=2), "no, it was right")
    current = current_release(twins.s3)
    assert current is not None
    assert current.release_id == second


# Settings that are wrong


def test_a_bucket_that_is_not_there_is_no_lake(aws: None) -> None:
    with pytest.raises(LakeError, match="NoSuchBucket"):
        open_lake("s3://stacktrail-test-nowhere/lake", create=True)


def test_without_credentials_trying_again_helps_nobody(
    aws: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY"):
        monkeypatch.delenv(f"AWS_{name}")
    for name in ("SHARED_CREDENTIALS_FILE", "CONFIG_FILE"):
        monkeypatch.setenv(f"AWS_{name}", str(tmp_path / "none"))
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)  # it remembers credentials
    with pytest.raises(LakeError, match="credentials"):
        open_lake(URI)


@pytest.mark.parametrize(("name", "value"), [("AWS_PROFILE", "nobody"), ("AWS_ENDPOINT_URL", "not a url")])
def test_wrong_aws_settings_are_told_in_one_line(
    aws: None, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(LakeError, match="check the AWS settings"):
        open_lake(URI)


def test_an_endpoint_nobody_listens_on_is_worth_another_try(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0.0)
    with pytest.raises(StorageBusyError, match="try again"):
        open_lake(URI)


LONG = "s3://b/" + "x" * 300


@pytest.mark.parametrize(
    ("one", "other"),
    [("s3://b/a-b", "s3://b/a_b"), ("s3://b/A", "s3://b/a"), ("s3://a/b", "s3://a-b"), (LONG, LONG + "x")],
)
def test_database_names_differ_where_lakes_do_and_fit_athena(one: str, other: str) -> None:
    names = database_name(one), database_name(other)
    assert names[0] != names[1]
    for name in names:
        assert name.isascii()
        assert name.replace("_", "").isalnum()
        assert name == name.lower()
        assert len(name) <= 128
