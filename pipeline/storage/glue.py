"""The Glue Data Catalog as the catalog of an S3 lake."""

from __future__ import annotations

import boto3
from pyiceberg.catalog import Catalog
from pyiceberg.catalog.glue import GlueCatalog


def glue_catalog(warehouse: str) -> Catalog:
    """Open the Glue catalog; region, endpoint and credentials come from the standard AWS chain."""
    session = boto3.Session()
    return GlueCatalog(
        "stacktrail",
        client=session.client("glue"),
        warehouse=warehouse,
        **file_properties(session),
    )


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
