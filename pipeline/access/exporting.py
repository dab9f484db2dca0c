"""A release as plain files in a folder, whole or not at all.

    DIR/README.md          what it is and what every column means
    DIR/manifest.json      release, digests, and per table file, row count, columns; written last
    DIR/<table>.<format>   one file a table; DIR/stacktrail.sqlite holds all tables

Everything is written to a folder beside DIR, its rows are counted again, and then it takes DIR's place.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any  # decoded JSON

import orjson
import pyarrow as pa

from pipeline.access.export_formats import FORMATS, SQLITE_FILE, count_rows, write_rows
from pipeline.access.lookups import meant_instead
from pipeline.errors import IntegrityError, UsageError
from pipeline.publishing.manifest import Manifest
from pipeline.storage.lake import Lake
from pipeline.storage.parquet_files import read_parquet
from pipeline.tables.all_tables import TABLE_BY_NAME, TABLES
from pipeline.tables.schema import Table, description_of

_MANIFEST = "manifest.json"
_MARK = "stacktrail_export"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: table -> rows, and the folder."""

    folder: Path
    row_counts: dict[str, int]


def chosen_tables(names: str | None, *, all_tables: bool) -> tuple[Table, ...]:
    """The tables to export: those named (comma-separated), else all, else every `out_*`.

    Raises: UsageError: a name is no table.
    """
    if names is None:
        return tuple(table for table in TABLES if all_tables or table.name.startswith("out_"))
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    for name in wanted:
        if name not in TABLE_BY_NAME:
            hint = meant_instead(name, TABLE_BY_NAME) or f" tables are {', '.join(TABLE_BY_NAME)}"
            raise UsageError(f"no table {name!r};{hint}")
    if not wanted:
        raise UsageError("--tables names no table")
    return tuple(table for table in TABLES if table.name in wanted)


def export_release(
    lake: Lake,
    release: Manifest,
    digest: str,
    folder: Path,
    file_format: str,
    tables: Sequence[Table],
    *,
    force: bool,
    progress: Callable[[int], None] = lambda rows: None,
) -> Exported:
    """Write the tables of a release into `folder`.

    Args:
        digest: of the release's manifest, for the record.
        force: replace what an earlier export left there; other files stay.
        progress: told the rows written since it was last told.
    Raises: UsageError: `folder` is a file, or holds something and `force` is not given. IntegrityError: the rows
        written are not as many as the release has.
    """
    target = folder.expanduser().absolute()
    _check_target(target, force=force)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        draft.chmod(0o755)
        counts = {}
        for table in tables:
            write_rows(draft, table, _pieces(lake, release, table, progress), file_format)
            counts[table.name] = _verified(draft, release, table, file_format)
        (draft / "README.md").write_text(_readme(release, tables, counts, file_format), encoding="utf-8")
        body = _manifest(release, digest, tables, counts, file_format)
        (draft / _MANIFEST).write_bytes(orjson.dumps(body, option=orjson.OPT_INDENT_2))
        _put_in_place(draft, target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Exported(target, counts)


def _check_target(target: Path, *, force: bool) -> None:
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} is a file: name a new or empty folder with -o")
    if not force and target.is_dir() and any(target.iterdir()):
        raise UsageError(f"{target} is not empty: name a new or empty folder with -o, or add --force")


def _pieces(lake: Lake, release: Manifest, table: Table, progress: Callable[[int], None]) -> Iterator[pa.Table]:
    version = release.table(table.name)
    yield table.empty()
    for file in version.files if version else ():
        rows = read_parquet(lake, [file.key], table.schema)
        yield rows
        progress(rows.num_rows)


def _verified(draft: Path, release: Manifest, table: Table, file_format: str) -> int:
    version = release.table(table.name)
    expected = version.row_count if version else 0
    written = count_rows(draft, table, file_format)
    if written != expected:
        raise IntegrityError(
            f"{table.name}: {written} rows written, {expected} published; nothing was exported; run `stacktrail verify`"
        )
    return written


def _put_in_place(draft: Path, target: Path) -> None:
    """Swap the whole folder where it is ours alone; beside files of others, replace file by file, the manifest last."""
    old = _earlier_files(target)
    others = {entry.name for entry in target.iterdir()} - old if target.is_dir() else set()
    if not others:
        with tempfile.TemporaryDirectory(prefix=f".{target.name}-old-", dir=target.parent) as gone:
            if target.exists():
                target.rename(Path(gone, "export"))
            draft.rename(target)
        return
    new = sorted((entry.name for entry in draft.iterdir()), key=lambda name: (name == _MANIFEST, name))
    for name in new:
        (draft / name).replace(target / name)
    for name in old - set(new):
        (target / name).unlink(missing_ok=True)


def _earlier_files(target: Path) -> set[str]:
    """The files that an earlier export left, by its own manifest; empty when there was none."""
    with contextlib.suppress(OSError, orjson.JSONDecodeError, AttributeError, TypeError, KeyError):
        found = orjson.loads((target / _MANIFEST).read_bytes())
        names = (
            {_MANIFEST, "README.md", *(str(entry["file"]) for entry in found["tables"])} if _MARK in found else set()
        )
        return {name for name in names if Path(name).name == name and (target / name).is_file()}
    return set()


def _manifest(
    release: Manifest, digest: str, tables: Sequence[Table], counts: dict[str, int], file_format: str
) -> dict[str, Any]:
    return {
        _MARK: 1,
        "release_id": release.release_id,
        "release_digest": digest,
        "content_digest": release.content_digest,
        "created_at": release.created_at,
        "observed_until": release.observed_until,
        "versions": release.versions,
        "format": file_format,
        "tables": [
            {
                "name": table.name,
                "description": table.description,
                "file": SQLITE_FILE if file_format == "sqlite" else f"{table.name}.{FORMATS[file_format]}",
                "row_count": counts[table.name],
                "key": list(table.key),
                "columns": [
                    {"name": f.name, "type": str(f.type), "description": description_of(f)} for f in table.schema
                ],
            }
            for table in tables
        ],
    }


def _readme(release: Manifest, tables: Sequence[Table], counts: dict[str, int], file_format: str) -> str:
    lines = [
        "# Which company uses which technology",
        "",
        f"Stacktrail release `{release.release_id}` of {release.created_at}, as {file_format}. Times are UTC.",
        "`manifest.json` says the same for programs.",
    ]
    if file_format == "csv":
        lines.append("Lists are JSON; text that a spreadsheet would run as a formula begins with an apostrophe.")
    if file_format == "sqlite":
        lines.append(f"All tables are in `{SQLITE_FILE}`; lists are JSON text, times RFC 3339 text, booleans 0 or 1.")
    for table in tables:
        rows = counts[table.name]
        lines += ["", f"## {table.name}", "", f"{rows} row{'s' * (rows != 1)}; one row is {table.description}.", ""]
        lines += ["| column | type | meaning |", "|---|---|---|"]
        lines += [f"| {f.name} | {f.type} | {description_of(f)} |" for f in table.schema]
    return "\n".join(lines) + "\n"
