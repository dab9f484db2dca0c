"""Company linking on Spark: the registry is prepared on the driver and broadcast, records are linked where they lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa
from pyspark.sql import DataFrame, Observation, SparkSession
from pyspark.sql import functions as F  # noqa: N812 (as everybody names it)
from pyspark.sql.pandas.types import from_arrow_schema

from glue_jobs.spark_tables import read_table, split_rejected, write_table
from pipeline.access.table_output import rounded
from pipeline.entity_resolution.linking.distributed_linking import link_with_bytes, registry_bytes
from pipeline.entity_resolution.linking.resolution import RESOLVED, ResolutionParams

_RECORD_COLUMNS = ("record_id", "name", "domain", "country", "city")
_REGISTRY_COLUMNS = ("company_id", "name", "aliases", "domain", "country", "city")


def link_files(spark: SparkSession, registry: str, records: str, output: str) -> tuple[int, int]:
    """Link the records of one place to the registry of another.

    Returns: how many records were linked, how many rows of both were rejected.
    Raises: UsageError: a needed column is missing.
    """
    companies = read_table(spark, registry, ("company_id", "name"), "registry")
    asked = read_table(spark, records, ("record_id", "name"), "records")
    companies, bad_companies = split_rejected(companies, ("company_id", "name"))
    asked, bad_records = split_rejected(asked, ("record_id",), unique="record_id")
    linked = Observation()
    links = link(asked, _collected(companies), ResolutionParams()).observe(linked, F.count(F.lit(1)).alias("rows"))
    write_table(links, output)
    rejected = bad_companies.unionByName(bad_records).cache()
    count = rejected.count()
    if count:
        rejected.write.json(f"{output.rstrip('/')}.rejected")
    rejected.unpersist()
    return int(linked.get["rows"]), count


def link(records: DataFrame, registry: pa.Table, params: ResolutionParams) -> DataFrame:
    """`resolve_records` on Spark; rows in no order.

    Args:
        records: record_id, name, and domain, country, city where known, all text; no record_id empty or repeated.
    """
    data = records.sparkSession.sparkContext.broadcast(registry_bytes(registry, params))

    def linked(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in link_with_bytes(batches, data.value, params):
            yield from rounded(pa.Table.from_batches([batch])).to_batches()

    columns = [name for name in _RECORD_COLUMNS if name in records.columns]
    return records.select(*columns).mapInArrow(linked, from_arrow_schema(RESOLVED))


def _collected(companies: DataFrame) -> pa.Table:
    columns = [name for name in _REGISTRY_COLUMNS if name in companies.columns]
    rows = companies.select(*columns).collect()
    return pa.table({name: pa.array([row[i] for row in rows], pa.string()) for i, name in enumerate(columns)})
