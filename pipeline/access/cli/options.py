"""Options that many commands share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any  # click's decorators take and give any function

import click

from pipeline.settings import Settings


def lake_option(function: Any) -> Any:
    """`--lake URI`: default from STACKTRAIL_LAKE, then ./lake."""
    return click.option(
        "--lake",
        "lake_uri",
        default=lambda: Settings.from_env().lake,
        show_default="./lake, or STACKTRAIL_LAKE",
        metavar="URI",
        help="Folder or s3:// URI of the lake.",
    )(function)


def release_options(function: Any) -> Any:
    """`--release R` and `--as-of TIME`."""
    function = click.option("--as-of", type=Moment(), metavar="TIME", help="The release current at that time.")(
        function
    )
    return click.option("--release", "release_name", metavar="R", help="A release, or the beginning of its id.")(
        function
    )


class Moment(click.ParamType[datetime]):
    """A time: RFC 3339, or a date (its last second, UTC). Times without a zone are UTC."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no time: write 2026-09-01 or 2026-09-01T12:00:00Z", param, ctx)
        if len(value) == len("2026-09-01"):
            moment = moment.replace(hour=23, minute=59, second=59, microsecond=999_999)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
