"""The tables as a Markdown page: `python -m pipeline.tables.reference > docs/tables.md`."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.tables.all_tables import TABLES
from pipeline.tables.schema import Table, description_of


def reference_page() -> str:
    """docs/tables.md: every table, its key and its columns."""
    lines = [
        "# Tables",
        "",
        "Written by `python -m pipeline.tables.reference` from the schemas in `pipeline/tables/`.",
        "`landing_*` is what arrived, `core_*` what was cleaned and linked, `out_*` what analysts read.",
        "Times are UTC. Columns marked *build* say when or by which build a row was written; digests leave them out.",
        "",
    ]
    for table in TABLES:
        lines.extend(_section(table))
    return "\n".join(lines)


def _section(table: Table) -> Iterator[str]:
    yield f"## `{table.name}`"
    yield ""
    yield f"One row is {table.description}. Key: {', '.join(f'`{name}`' for name in table.key)}."
    yield ""
    yield "| column | type | what it holds |"
    yield "|---|---|---|"
    for field in table.schema:
        mark = "" if field.name in table.content_columns else " *(build)*"
        yield f"| `{field.name}`{mark} | {str(field.type).replace('element: ', '')} | {description_of(field)} |"
    yield ""


if __name__ == "__main__":
    print(reference_page(), end="")  # noqa: T201 - this module is a command
