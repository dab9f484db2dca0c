"""What holds for every command: help with an example, quick start, safe printing."""

from __future__ import annotations

import subprocess
import sys
import time

import click
import pytest

from pipeline.access.cli.main import COMMANDS
from pipeline.access.cli.main import stacktrail as group
from pipeline.access.cli.printing import cell_text, csv_cell, one_line, plain

READING = (
    "query",
    "sql",
    "company",
    "technology",
    "explain",
    "history",
    "diff",
    "status",
    "quarantine",
    "review",
    "export",
)


def test_every_command_of_this_area_can_be_imported():
    context = click.Context(group)
    for name in READING:
        assert isinstance(group.get_command(context, name), click.Command)


@pytest.mark.parametrize("name", READING)
def test_help_has_an_example(stacktrail, name):
    found = stacktrail(name, "--help")
    assert found.status == 0
    assert f"Example: stacktrail {name}" in found.out


@pytest.mark.parametrize(
    "words",
    [("review", "list"), ("review", "show"), ("review", "decide"), ("quarantine", "list"), ("quarantine", "show")],
)
def test_help_of_subcommands_has_an_example(stacktrail, words):
    assert f"Example: stacktrail {' '.join(words)}" in stacktrail(*words, "--help").out


def test_help_names_every_command_and_imports_nothing_heavy():
    code = (
        "import sys\nfrom pipeline.access.cli.main import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'pyiceberg', 'great_expectations', 'boto3', 'duckdb', 'pyarrow', 'rich'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    began = time.perf_counter()
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert time.perf_counter() - began < 3  # 0.1 s on an idle machine
    assert all(f"  {name} " in ran.stdout for name in COMMANDS)


def test_reading_needs_no_catalog():
    code = (
        "import sys, pipeline.access.cli.query, pipeline.access.cli.explain, pipeline.access.cli.export\n"
        "assert not {'pyiceberg', 'great_expectations', 'boto3', 'rich'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("text", ["\x1b[31mred", "\x9b31m", "a\x00b", "\u202eabc", "\u2066x", "\x07", "\r", "\u2028"])
def test_plain_text_moves_no_cursor(text):
    assert plain(text).isprintable()
    assert one_line("a\n\tb") == "a b"
    assert plain("a\n\tb") == "a\n\tb"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1"])
def test_formulas_are_guarded_in_csv(text):
    assert csv_cell(text) == "'" + text
    assert csv_cell(-1) == -1
    assert csv_cell(None) == ""


def test_cells_read_well():
    assert cell_text(["a", None, True]) == "a, , yes"
    assert cell_text(0.25) == "0.25"
    assert cell_text({"a": 1}) == '{"a":1}'
