"""Glue job: link records to the companies of a registry on Spark, with the answers of `stacktrail resolve`.

    --registry s3://bucket/registry.parquet --records s3://bucket/mentions/ --output s3://bucket/links.parquet
    --registry companies.csv --records mentions.jsonl --output links.csv

Files or folders of Parquet, CSV or JSON Lines, told by their name; the output is a folder, which must not exist yet.
Rows that cannot be linked go, with a reason, to OUTPUT.rejected as JSON Lines. Glue adds arguments of its own; those
are left alone. Exit status: 0 linked, 2 wrong arguments or input; the last line of the log says why.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence

from py4j.protocol import Py4JJavaError  # type: ignore[import-untyped]
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from glue_jobs.spark_linking import link_files
from pipeline.errors import StacktrailError

logger = logging.getLogger("stacktrail.resolve_companies")


def main(arguments: Sequence[str]) -> int:
    """Run the job with Glue's command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--registry", required=True, help="company_id, name, and aliases, domain, country, city")
    parser.add_argument("--records", required=True, help="record_id, name, and domain, country, city")
    parser.add_argument("--output", required=True, help="where the links go")
    options, _ = parser.parse_known_args(arguments)
    spark = SparkSession.builder.appName("stacktrail resolve_companies").getOrCreate()
    try:
        linked, rejected = link_files(spark, options.registry, options.records, options.output)
    except (StacktrailError, PySparkException, Py4JJavaError) as error:
        said = error.java_exception.toString() if isinstance(error, Py4JJavaError) else str(error)
        logger.error("failed: %s", said.strip().splitlines()[0])
        return 2
    logger.info("linked %d records, rejected %d rows", linked, rejected)
    return 0


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    sys.exit(main(sys.argv[1:]))
