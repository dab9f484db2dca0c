"""What is public is described: columns, commands, settings."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import click
import pytest

from pipeline.access.cli.main import COMMANDS, stacktrail
from pipeline.settings import Settings
from pipeline.tables.all_tables import TABLES
from pipeline.tables.records import PAGE_RECORDS, POSTING_RECORDS, REGISTRATION_RECORDS
from pipeline.tables.reference import reference_page
from pipeline.tables.schema import Table, description_of

ROOT = Path(__file__).parents[2]
ALL_TABLES = (*TABLES, POSTING_RECORDS, PAGE_RECORDS, REGISTRATION_RECORDS)


def documentation() -> str:
    return "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
    )


@pytest.mark.parametrize("table", ALL_TABLES, ids=lambda table: table.name)
def test_every_column_is_described(table: Table) -> None:
    assert table.description
    assert set(table.key) <= set(table.schema.names)
    for field in table.schema:
        text = description_of(field)
        assert len(text) > 8, f"{table.name}.{field.name} has no description"
        assert text.endswith("."), f"{table.name}.{field.name}: {text!r}"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_is_documented(table: Table) -> None:
    assert f"`{table.name}`" in documentation()


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_with_an_example_and_is_documented(name: str) -> None:
    command = stacktrail.get_command(click.Context(stacktrail), name)
    assert command is not None
    assert command.help
    listed = list(command.commands.values()) if isinstance(command, click.Group) else [command]
    for entry in listed:
        assert entry.epilog and "Example" in entry.epilog and "stacktrail" in entry.epilog, entry.name
    assert f"stacktrail {name}" in documentation()


@pytest.mark.parametrize("variable", [entry.metadata["variable"] for entry in fields(Settings)])
def test_every_setting_is_documented(variable: str) -> None:
    assert variable in documentation()


def test_the_page_of_tables_is_up_to_date() -> None:
    page = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
    assert page == reference_page(), "write it anew: python -m pipeline.tables.reference > docs/tables.md"
