"""The walls of docs/architecture.md: who may do IO, who may read the environment, which stages know each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("pipeline", "expectations", "glue_jobs", "sqs_workers")
STAGES = (
    "sources",
    "extraction",
    "entity_resolution",
    "openings",
    "normalization",
    "quality",
    "history",
    "verification",
)
RESOLUTION = (
    "names",
    "records",
    "blocking",
    "comparing",
    "weighing",
    "linking",
    "deduplicating",
    "identity",
    "companies",
    "relations",
    "learning",
)
FOUNDATION = {"errors", "identifiers", "domains", "engine", "tables"}

# Files that may touch files, sockets, processes or clients. Everything else is a function of its arguments.
IO_FILES = {
    "pipeline/access/catalogue_folders.py",
    "pipeline/access/cli/building.py",
    "pipeline/access/cli/main.py",
    "pipeline/access/export_formats.py",
    "pipeline/access/exporting.py",
    "pipeline/access/line_files.py",
    "pipeline/access/payload_files.py",
    "pipeline/access/rule_files.py",
    "pipeline/entity_resolution/comparing/known_initials.py",
    "pipeline/entity_resolution/weighing/model_file.py",
    "pipeline/entity_resolution/learning/training.py",
    "pipeline/entity_resolution/names/translations.py",
    "pipeline/entity_resolution/names/word_background.py",
    "pipeline/entity_resolution/names/word_lists.py",
    "pipeline/extraction/context_rules.py",
    "pipeline/extraction/site_rules.py",
    "pipeline/fetching/connections.py",  # the only sockets to the world
    "pipeline/normalization/catalogue_files.py",
    "pipeline/quality/suites.py",
    "pipeline/runners/build.py",
    "pipeline/runners/collect_item.py",
    "pipeline/runners/file_items.py",
    "pipeline/runners/mapped_arguments.py",
    "pipeline/runners/pool.py",
    "pipeline/runners/spread.py",
    "pipeline/runners/source_files.py",
    "pipeline/sources/gazetteer.py",
    "pipeline/sources/gazetteer_compile.py",
    "pipeline/storage/folder_store.py",
    "pipeline/storage/glue.py",
    "pipeline/storage/lake.py",
    "pipeline/storage/lease.py",
    "pipeline/storage/parquet_files.py",
    "pipeline/storage/s3_store.py",
    "pipeline/storage/sqs_queue.py",
}
IO_MODULES = {"boto3", "fcntl", "glob", "httpx", "multiprocessing", "requests", "shutil", "socket", "sqlite3"}
IO_MODULES |= {"subprocess", "tempfile", "urllib.request"}
IO_CALLS = {"open", "read_bytes", "read_text", "write_bytes", "write_text", "unlink", "mkdir", "iterdir", "stat"}
ONE_ADAPTER = {
    "great_expectations": {"pipeline/quality/great_expectations_adapter.py"},
    "pyiceberg": {"pipeline/storage/iceberg.py", "pipeline/storage/glue.py"},
    "boto3": {"pipeline/storage/s3_store.py", "pipeline/storage/glue.py", "pipeline/storage/sqs_queue.py"},
    "pyspark": {f"glue_jobs/{name}.py" for name in ("resolve_companies", "spark_linking", "spark_tables")},
    "aws_lambda_powertools": {"sqs_workers/lambda_batch.py", "sqs_workers/schedule_handler.py"},
}


def python_files(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def imported_modules(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def is_below(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def called_names(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                found.add(node.func.id)
            elif isinstance(node.func, ast.Attribute):
                found.add(node.func.attr)
    return found


def test_only_named_files_do_io() -> None:
    doers = set()
    for path, tree in python_files("pipeline"):
        modules = imported_modules(tree)
        if called_names(tree) & IO_CALLS or any(is_below(m, io) for m in modules for io in IO_MODULES):
            doers.add(path)
    assert doers - IO_FILES == set(), "new files do IO: move it to the edge, or name them here with a reason"
    assert IO_FILES - doers == set(), "files named here do no IO: take them off the list"


def test_only_settings_reads_the_environment_and_the_clock() -> None:
    for path, tree in python_files(*PACKAGES):
        if path == "pipeline/settings.py":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                assert node.attr not in ("environ", "getenv", "environb"), f"{path}:{node.lineno} reads the environment"
                is_clock = node.attr in ("now", "utcnow", "today") and isinstance(node.value, ast.Name)
                assert not (is_clock and node.value.id in ("datetime", "date")), f"{path}:{node.lineno} reads the clock"
        assert "random" not in imported_modules(tree), f"{path} uses randomness"


@pytest.mark.parametrize("stage", STAGES)
def test_stages_import_neither_each_other_nor_the_edges(stage: str) -> None:
    allowed = {f"pipeline.{name}" for name in FOUNDATION} | {f"pipeline.{stage}"}
    for path, tree in python_files(f"pipeline/{stage}"):
        for module in imported_modules(tree):
            if is_below(module, "pipeline") and module != "pipeline":
                assert any(is_below(module, package) for package in allowed), f"{path} imports {module}"


def test_packages_of_entity_resolution_import_only_those_before_them() -> None:
    for place, package in enumerate(RESOLUTION):
        later = {f"pipeline.entity_resolution.{name}" for name in RESOLUTION[place + 1 :]}
        for path, tree in python_files(f"pipeline/entity_resolution/{package}"):
            assert not any(is_below(module, name) for module in imported_modules(tree) for name in later), path
    assert {path.parent.name for path in (ROOT / "pipeline/entity_resolution").rglob("*.py")} == {
        "entity_resolution",
        "model",
        *RESOLUTION,
    }


def test_tables_import_only_errors() -> None:
    for path, tree in python_files("pipeline/tables"):
        for module in imported_modules(tree):
            if is_below(module, "pipeline"):
                assert is_below(module, "pipeline.tables") or is_below(module, "pipeline.errors"), f"{path}: {module}"


@pytest.mark.parametrize("package", sorted(ONE_ADAPTER))
def test_each_heavy_library_has_its_adapter(package: str) -> None:
    users = {
        path for path, tree in python_files(*PACKAGES) if any(is_below(m, package) for m in imported_modules(tree))
    }
    assert users == ONE_ADAPTER[package]


def test_hosts_are_thin() -> None:
    for path, tree in python_files("glue_jobs", "sqs_workers", "pipeline/access/cli"):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                assert length <= 40, f"{path}:{node.lineno} {node.name} has {length} lines: move the work to a runner"


def test_files_and_functions_stay_readable() -> None:
    for path, tree in python_files(*PACKAGES):
        lines = len((ROOT / path).read_text(encoding="utf-8").splitlines())
        assert lines <= 400, f"{path} has {lines} lines: split it"
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                assert length <= 110, f"{path}:{node.lineno} {node.name} has {length} lines"
