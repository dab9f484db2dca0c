"""What importing costs: `import pipeline` brings nothing heavy, and the command line starts at once."""

from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "boto3",
    "pyspark",
    "great_expectations",
    "fastapi",
    "flask",
    "pandas",
    "pyiceberg",
    "duckdb",
    "pyarrow",
    "numpy",
)


def run_python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.strip()


def test_import_pipeline_is_light() -> None:
    code = "import sys, time; t = time.perf_counter(); import pipeline; print(time.perf_counter() - t, *sys.modules)"
    seconds, *modules = run_python(code).split()
    assert float(seconds) < 0.1
    assert not set(HEAVY) & set(modules)


def test_command_line_help_imports_no_heavy_package() -> None:
    code = "import sys; import pipeline.access.cli.main; print(*sys.modules)"
    modules = run_python(code).split()
    assert not set(HEAVY) & set(modules)


def test_every_stage_can_be_imported_without_great_expectations_boto3_or_pyiceberg() -> None:
    code = "import sys; import pipeline.runners.run; print(*sys.modules)"
    modules = run_python(code).split()
    assert not {"great_expectations", "boto3", "pyiceberg", "pandas"} & set(modules)
