"""The Glue Data Catalog as the catalog of an S3 lake: one Glue database a lake."""

from __future__ import annotations

import hashlib
import re

import boto3
from botocore.exceptions import BotoCoreError
from pyiceberg.catalog import Catalog
from pyiceberg.catalog.glue import GlueCatalog

from pipeline.errors import LakeError

_LONGEST_NAME = 100  # Glue takes 255 characters; more than this nobody reads


def glue_catalog(warehouse: str) -> Catalog:
    """Open the Glue catalog; region, endpoint and credentials come from the standard AWS chain.

    PyArrow gets the credentials of this moment: temporary ones must last until the build has ended.

    Raises: LakeError: no region is set, or the settings of AWS are wrong.
    """
    try:
        session = boto3.Session()
        return GlueCatalog(
            "stacktrail",
            client=session.client("glue"),
            warehouse=warehouse,
            **file_properties(session),
        )
    except (BotoCoreError, ValueError) as error:  # ValueError: an endpoint that is no URL
        raise LakeError(
            f"cannot open the Glue Data Catalog: {error}; check the AWS settings of this environment"
        ) from error


def database_name(lake_uri: str) -> str:
    """The Glue database of a lake, so that two lakes of one account stay apart.

    >>> database_name("s3://acme-data/lakes/Jobs")
    'stacktrail_acme_data_lakes_jobs_c41e60a3'
    """
    words = re.sub(r"[^a-z0-9]+", "_", lake_uri.removeprefix("s3://").lower()).strip("_")
    return f"stacktrail_{words[:_LONGEST_NAME]}_{hashlib.sha256(lake_uri.encode()).hexdigest()[:8]}"


def file_properties(session: boto3.Session) -> dict[str, str]:
    """What PyArrow's S3 file system needs to know to reach the same place as boto3."""
    client = session.client("s3")
    properties = {"s3.endpoint": client.meta.endpoint_url, "s3.region": client.meta.region_name}
    credentials = session.get_credentials()
    if credentials is not None:
        frozen = credentials.get_frozen_credentials()
        properties["s3.access-key-id"] = str(frozen.access_key)
        properties["s3.secret-access-key"] = str(frozen.secret_key)
        if frozen.token:
            properties["s3.session-token"] = frozen.token
    return properties
