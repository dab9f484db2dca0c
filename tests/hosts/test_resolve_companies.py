"""Linking on a real local Spark: the rows of `stacktrail resolve`, however the records are partitioned."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pyarrow as pa
import pytest
from click.testing import CliRunner

from pipeline.access.cli.main import stacktrail
from pipeline.access.table_output import rounded
from pipeline.entity_resolution.linking.resolution import ResolutionParams, resolve_records
from tests.servers.queue_servers import MUST_RUN, classpath, moto

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

COMPANIES = Path(__file__).resolve().parents[3] / "shared" / "data" / "companies"
ROOT = Path(__file__).parents[2]
FIRST = ("Brightloom", "Kestrelvale", "Harbor Ridge", "Светлица", "Tanfield", "北山", "Ostrava Múzeum", "Quillmark")
SECOND = ("Textiles", "Robotics", "Трейд", "Foods", "Analytics", "電機", "Fund II", "Holdings")
FORMS = ("", " Inc.", " GmbH", " ООО", ", S.A.", " 株式会社")
PLACES = (("US", "Portland"), ("DE", "Jena"), ("RU", ""), ("JP", "Osaka"), ("", ""))

pytestmark = [
    pytest.mark.spark,
    pytest.mark.xdist_group("spark"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:pyspark"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # py4j leaves its sockets to the garbage collector
]


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """One local Spark of two workers. Skips, or fails where it must run, without Java."""
    if shutil.which("java") is None:
        pytest.fail("needs Java 17") if os.environ.get(MUST_RUN) else pytest.skip("needs Java 17")
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "1g",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
        "spark.local.dir": str(tmp_path_factory.mktemp("spark")),
    }
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


def _registry() -> list[dict[str, Any]]:
    rows = []
    for number, (one, two) in enumerate((one, two) for one in FIRST for two in SECOND):
        country, city = PLACES[number % len(PLACES)]
        aliases = json.dumps([f'{one} "{number}"', one + two] if number % 3 == 0 else [], ensure_ascii=False)
        name = f"{one} {two}{FORMS[number % len(FORMS)]}"
        domain = f"c{number}.example.com" if number % 4 == 0 else ""
        rows.append(
            {"company_id": f"c{number}", "name": name, "aliases": aliases, "domain": domain, "country": country}
            | {"city": city}
        )
    return rows


def _records(count: int) -> list[dict[str, str]]:
    chance, registry, rows = random.Random(5), _registry(), []
    for number in range(count):
        company = registry[chance.randrange(len(registry))]
        name = company["name"]
        written = (name.upper(), name.split()[0], name[:-1], f"{name} - Careers", f'"{name}"\n', "", "...", "Ossuary 9")
        known = {key: company[key] if chance.random() < 0.4 else "" for key in ("domain", "country", "city")}
        rows.append({"record_id": f"r{number:04}", "name": chance.choice(written), **known})
    return rows


def _write(path: Path, rows: list[dict[str, Any]]) -> Path:
    if path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    else:
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        path.write_text(text.getvalue())
    return path


def _by_id(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: str(row["record_id"]))


@pytest.mark.parametrize("suffix", ["jsonl", "csv"])
def test_the_job_gives_the_rows_of_the_command(spark: SparkSession, tmp_path: Path, suffix: str) -> None:
    from glue_jobs.resolve_companies import main

    rows = _records(300)
    twice = {**rows[0], "name": "Quillmark Foods"}
    registry = _write(tmp_path / f"companies.{suffix}", [*_registry(), {**_registry()[0], "company_id": ""}])
    records = _write(tmp_path / f"mentions.{suffix}", [*rows, twice, {**rows[1], "record_id": " "}])
    one = tmp_path / "one.jsonl"
    words = ["resolve", "--registry", str(registry), "--records", str(records), "-o", str(one)]
    assert CliRunner().invoke(stacktrail, words).exit_code == 0
    output = tmp_path / "links.parquet"
    glue = ["--JOB_NAME", "resolve", "--enable-metrics", "true"]
    assert main([*glue, "--registry", str(registry), "--records", str(records), "--output", str(output)]) == 0
    expected = [json.loads(line) for line in one.read_text().splitlines()]
    assert {row["decision"] for row in expected} == {"match", "review", "no_match"}
    found = [row.asDict() for row in spark.read.parquet(str(output)).collect()]
    assert _by_id(found) == _by_id(expected)
    assert len(found) == len(rows)
    rejected = [row.asDict() for row in spark.read.json(f"{output}.rejected").collect()]
    assert sorted(row["reason_code"] for row in rejected) == ["duplicate_id", "missing_field", "missing_field"]
    assert any(json.loads(row["input"])["name"] == "Quillmark Foods" for row in rejected)


def _assert_same_in_parts(spark: SparkSession, records: pa.Table, registry: pa.Table, parts: tuple[int, ...]) -> None:
    from glue_jobs.spark_linking import link

    expected = _by_id(rounded(resolve_records(records, registry)).to_pylist())
    columns = records.column_names
    rows = list(zip(*(records.column(name).to_pylist() for name in columns), strict=True))
    frame = spark.createDataFrame(rows, ", ".join(f"`{name}` string" for name in columns))
    for count in parts:
        links = link(frame.repartition(count), registry, ResolutionParams())
        assert _by_id([row.asDict() for row in links.collect()]) == expected


def test_partitions_and_batches_change_nothing(spark: SparkSession) -> None:
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", 17)
    records, registry = pa.Table.from_pylist(_records(250)), pa.Table.from_pylist(_registry())
    try:
        _assert_same_in_parts(spark, records, registry, (1, 5))
    finally:
        spark.conf.unset("spark.sql.execution.arrow.maxRecordsPerBatch")


@pytest.mark.skipif(not COMPANIES.is_dir(), reason="needs the development data in ../shared")
def test_real_mentions_against_the_whole_registry(spark: SparkSession) -> None:
    def rows(name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
        with gzip.open(COMPANIES / name, "rt", encoding="utf-8", newline="") as lines:
            return [{column: row[column] for column in columns} for row in csv.DictReader(lines)]

    asked = rows("mentions_dev.csv.gz", ("record_id", "name", "domain", "country", "city"))
    sample = random.Random(3).sample(asked, 500)
    registry = rows("registry_dev.csv.gz", ("company_id", "name", "aliases", "domain", "country", "city"))
    _assert_same_in_parts(spark, pa.Table.from_pylist(sample), pa.Table.from_pylist(registry), (3,))


@pytest.mark.parametrize(
    ("registry", "message"),
    [("gone.jsonl", "PATH_NOT_FOUND"), ("companies.jsonl", "registry .*: no column company_id; it has name")],
)
def test_wrong_input_fails_the_job_in_one_line(
    spark: SparkSession, tmp_path: Path, caplog: pytest.LogCaptureFixture, registry: str, message: str
) -> None:
    import re

    from glue_jobs.resolve_companies import main

    (tmp_path / "companies.jsonl").write_text('{"name": "Brightloom"}\n')
    records = _write(tmp_path / "mentions.csv", _records(3))
    words = ["--registry", str(tmp_path / registry), "--records", str(records), "--output", str(tmp_path / "out")]
    assert main(words) == 2
    assert re.search(message, caplog.records[-1].getMessage())
    assert len(caplog.records[-1].getMessage().splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_the_script_links_what_lies_in_s3(tmp_path: Path) -> None:
    jars = classpath(Path(__file__).parents[1] / "servers" / "spark_s3.xml")
    registry, records = _write(tmp_path / "companies.csv", _registry()), _write(tmp_path / "m.jsonl", _records(60))
    one = tmp_path / "one.csv"
    words = ["resolve", "--registry", str(registry), "--records", str(records), "-o", str(one)]
    assert CliRunner().invoke(stacktrail, words).exit_code == 0
    with moto(tmp_path) as endpoint:
        keys = {"aws_access_key_id": "x", "aws_secret_access_key": "x", "region_name": "us-east-1"}
        s3 = boto3.client("s3", endpoint_url=endpoint, **keys)
        s3.create_bucket(Bucket="companies")
        for file in (registry, records):
            s3.upload_file(str(file), "companies", file.name)
        settings = {
            "spark.hadoop.fs.s3.impl": "org.apache.hadoop.fs.s3a.S3AFileSystem",  # Glue has s3:// of its own
            "spark.hadoop.fs.s3a.endpoint": endpoint,
            "spark.hadoop.fs.s3a.path.style.access": "true",
            "spark.sql.shuffle.partitions": "2",
            "spark.hadoop.fs.s3a.access.key": "x",
            "spark.hadoop.fs.s3a.secret.key": "x",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.ui.enabled": "false",
            "spark.local.dir": str(tmp_path),
        }
        options = " ".join(f"--conf {name}={value}" for name, value in settings.items())
        submit = f"--master local[2] --driver-class-path {jars} {options} pyspark-shell"
        places = {"registry": registry.name, "records": records.name, "output": "links.csv"}
        arguments = [word for name, key in places.items() for word in (f"--{name}", f"s3://companies/{key}")]
        done = subprocess.run(
            [sys.executable, str(ROOT / "glue_jobs" / "resolve_companies.py"), *arguments],
            env={**os.environ, "PYSPARK_SUBMIT_ARGS": submit, "PYSPARK_PYTHON": sys.executable},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2_000:]
        found: list[dict[str, Any]] = []
        for entry in s3.list_objects_v2(Bucket="companies", Prefix="links.csv/part-")["Contents"]:
            text = s3.get_object(Bucket="companies", Key=entry["Key"])["Body"].read().decode()
            found.extend(csv.DictReader(io.StringIO(text, newline="")))
    with one.open(encoding="utf-8", newline="") as lines:
        assert [row["company_id"] for row in _by_id(found)] == [
            row["company_id"] for row in _by_id(list(csv.DictReader(lines)))
        ]
    assert "linked 60 records" in done.stderr
