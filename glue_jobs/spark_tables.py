"""Tables of text in files, read and written by Spark; what `stacktrail resolve` rejects is told apart here too.

Formats go by the name: .csv, .jsonl or .json (also .gz), everything else is Parquet. CSV is comma-separated UTF-8 with
a header, a quote in a quoted cell doubled. Nested cells become their JSON, so that a registry's aliases may be lists.
"""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F  # noqa: N812 (as everybody names it)
from pyspark.sql import types as T  # noqa: N812

from pipeline.errors import UsageError

_CORRUPT = "_corrupt_record"
_CSV: dict[str, bool | str] = {"header": True, "multiLine": True, "escape": '"', "encoding": "UTF-8"}
_REASONS = {
    "unreadable_row": "cannot be read as its format",
    "missing_field": "a column that must be filled is empty",
    "duplicate_id": "this id occurred before in its file; the first counts",
}


def read_table(spark: SparkSession, path: str, required: Sequence[str], what: str) -> DataFrame:
    """The rows of a file or folder as text columns; those that cannot be read have a `_corrupt_record`.

    Raises: UsageError: a required column is missing.
    """
    rows = _read(spark, path)
    missing = [name for name in required if name not in rows.columns]
    if missing:
        named = ", ".join(name for name in rows.columns if name != _CORRUPT) or "none"
        raise UsageError(f"{what} {path}: no column {', '.join(missing)}; it has {named}")
    rows = rows if _CORRUPT in rows.columns else rows.withColumn(_CORRUPT, F.lit(None).cast("string"))
    return rows.select(*(_text(field) for field in rows.schema))


def split_rejected(rows: DataFrame, filled: Sequence[str], unique: str | None = None) -> tuple[DataFrame, DataFrame]:
    """Good rows, and the others as reason_code, reason and input (JSON).

    Args:
        filled: columns in which no row may be empty.
        unique: an id of which only the first row of a file counts.
    """
    empty = [F.coalesce(F.trim(F.col(name)), F.lit("")) == "" for name in filled]
    code = F.when(F.col(_CORRUPT).isNotNull(), "unreadable_row")
    for is_empty in empty:
        code = code.when(is_empty, "missing_field")
    columns = rows.columns
    judged = rows.withColumn("_file", F.input_file_name()).withColumn("_place", F.monotonically_increasing_id())
    judged = judged.withColumn("reason_code", code)
    if unique:
        order = Window.partitionBy(unique, "reason_code").orderBy("_file", "_place")
        is_repeated = F.col("reason_code").isNull() & (F.row_number().over(order) > 1)
        judged = judged.withColumn("reason_code", F.when(is_repeated, "duplicate_id").otherwise(F.col("reason_code")))
    reason = F.create_map(*(F.lit(word) for pair in _REASONS.items() for word in pair))[F.col("reason_code")]
    bad = judged.filter(F.col("reason_code").isNotNull())
    shown = F.to_json(F.struct(*columns)).alias("input")
    good = judged.filter(F.col("reason_code").isNull()).select(*(name for name in columns if name != _CORRUPT))
    return good, bad.select("reason_code", reason.alias("reason"), shown)


def write_table(rows: DataFrame, path: str) -> None:
    """Write rows as a folder of files; there must be nothing yet."""
    form = _format(path)
    options: dict[str, bool | str] = {"header": True, "escape": '"'} if form == "csv" else {}
    rows.write.format(form).options(**options).save(path)


def _format(path: str) -> str:
    name = path.lower().rstrip("/").removesuffix(".gz")
    return "csv" if name.endswith(".csv") else "json" if name.endswith((".json", ".jsonl")) else "parquet"


def _read(spark: SparkSession, path: str) -> DataFrame:
    form = _format(path)
    if form == "parquet":
        return spark.read.parquet(path)
    if form == "json":
        return spark.read.json(path, primitivesAsString=True, columnNameOfCorruptRecord=_CORRUPT)
    header = spark.read.options(**_CSV).csv(path).columns
    schema = T.StructType([T.StructField(name, T.StringType()) for name in (*header, _CORRUPT)])
    return spark.read.options(**_CSV, columnNameOfCorruptRecord=_CORRUPT).schema(schema).csv(path)


def _text(field: T.StructField) -> Column:
    cell = F.col(f"`{field.name}`")
    is_nested = isinstance(field.dataType, T.ArrayType | T.StructType | T.MapType)
    return (F.to_json(cell) if is_nested else cell.cast("string")).alias(field.name)
