"""`query`, `sql` and the ways they are got wrong."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import click
import pyarrow.parquet as pq
import pytest

from pipeline.access.queries import error_line
from tests.access.small_lake import RELEASES, SmallLake


def test_tables_go_by_their_plain_names(stacktrail):
    found = stacktrail("query", "SELECT name FROM out_companies WHERE country = 'DE' ORDER BY 1", "--output", "json")
    assert found.status == 0
    assert found.rows == [{"name": "Brackwater Logistics"}, {"name": "Solvane"}, {"name": "Tallow & Finch"}]


def test_statement_is_read_from_standard_input(stacktrail):
    assert stacktrail("query", "-", "--output", "csv", stdin="SELECT 1 AS one;").out == "one\n1\n"


@pytest.mark.parametrize("sql", ["SHOW TABLES", "DESCRIBE out_companies", "EXPLAIN SELECT 1", "FROM out_companies"])
def test_statements_that_look_around_work(stacktrail, sql):
    found = stacktrail("query", sql)
    assert (found.status, bool(found.out)) == (0, True)


def test_release_and_time_choose_the_rows(stacktrail):
    def companies(*options: str) -> int:
        return stacktrail("query", "SELECT count(*) AS n FROM out_companies", "--output", "json", *options).rows[0]["n"]

    assert companies() == companies("--release", "20260903") == 5
    assert companies("--release", RELEASES[0]) == companies("--as-of", "2026-09-01") == 3
    assert companies("--as-of", "2026-09-02T05:00:00Z") == 3


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELECT * FROM out_companie", ["did you mean", "out_companies"]),
        ("SELECT nam FROM out_companies", ["did you mean", "name"]),
        ("SELEC 1", ["syntax error"]),
        ("", ["one SQL statement"]),
        ("SELECT 1; SELECT 2", ["one SQL statement"]),
        ("DROP VIEW out_companies", ["only statements that read"]),
        ("SET threads = 1", ["only statements that read"]),
        ("COPY out_companies TO 'x.csv'", ["only statements that read"]),
        ("SELECT * FROM read_csv('/etc/passwd')", ["query failed"]),
        ("SELECT * FROM '/etc/passwd'", ["query failed"]),
        ("ATTACH 'x.db'", ["only statements that read"]),
        ("SELECT * FROM allowed", ["query failed"]),
    ],
)
def test_wrong_queries_are_told_in_one_line(stacktrail, sql, words):
    assert stacktrail("query", sql).failed_with(*words)


@pytest.mark.parametrize("engine", ["athena", "s3select"])
def test_engines_to_come_say_so(stacktrail, engine):
    assert stacktrail("query", "SELECT 1", "--engine", engine).failed_with("not available yet")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("query", "SELECT 1", "--release", "2027"), "no release 2027"),
        (("query", "SELECT 1", "--release", "2026"), "give more of it"),
        (("query", "SELECT 1", "--as-of", "yesterday"), "is no time"),
        (("query", "SELECT 1", "--as-of", "2020-01-01"), "no release was current"),
        (("query", "SELECT 1", "--lake", "/nowhere/at/all"), "no lake at"),
        (("query",), "Missing argument"),
        (("query", "SELECT 1", "--output", "xml"), "'xml'"),
        (("querry", "SELECT 1"), "did you mean query?"),
        (("query", "SELECT 1", "--relase", "x"), "--release"),
    ],
)
def test_wrong_usage_is_told_in_one_line(stacktrail, words, told):
    assert stacktrail(*words).failed_with(told)


def test_csv_cells_that_a_spreadsheet_would_run_are_guarded(stacktrail):
    out = stacktrail("query", "SELECT '=1+1' AS a, '-x' AS \"=b\", -1 AS c, ['@x'] AS d", "--output", "csv").out
    assert out == 'a,\'=b,c,d\n\'=1+1,\'-x,-1,"[""@x""]"\n'


def test_columns_of_one_name_are_all_printed(stacktrail):
    sql = "SELECT 1 AS a, 2 AS a"
    assert stacktrail("query", sql, "--output", "csv").out == "a,a\n1,2\n"
    assert stacktrail("query", sql, "--output", "json").rows == [{"a": 1, "a_1": 2}]
    assert "1" in stacktrail("query", sql).out


def test_every_type_has_a_json_value(stacktrail):
    sql = """SELECT sum(1) AS whole, 1.5::DECIMAL(4, 2) AS part, TIMESTAMPTZ '2026-09-01 06:00:00+02' AS at,
        DATE '2026-09-01' AS day, TIME '10:00:00' AS hour, INTERVAL 1 DAY AS span, 'ab'::BLOB AS bytes,
        MAP {'k': 1} AS pairs, {'x': [1, NULL]} AS nested, 'nan'::DOUBLE AS nan, NULL AS nothing"""
    (row,) = stacktrail("query", sql, "--output", "json").rows
    assert (row["whole"], row["part"], row["at"]) == (1, 1.5, "2026-09-01T04:00:00Z")
    assert (row["bytes"], row["nested"], row["nan"], row["nothing"]) == ("6162", {"x": [1, None]}, None, None)
    assert stacktrail("query", sql).status == stacktrail("query", sql, "--output", "csv").status == 0


def test_text_output_passes_no_escape_sequences_and_reads_no_markup(stacktrail):
    found = stacktrail(
        "query", "SELECT name, name AS \"[bold]\x1b[1m\" FROM out_companies WHERE company_id = 'cmp_evil'"
    )
    assert "\x1b" not in found.out and "\u202e" not in found.out
    assert "[bold]Red[/bold]" in found.out


def test_parquet_holds_the_rows(small_lake):
    words = ["query", "SELECT 1 AS a, 'x' AS b", "--output", "parquet"]
    ran = subprocess.run(
        [sys.executable, "-c", "from pipeline.access.cli.main import main; main()", *words],
        capture_output=True,
        check=True,
        env={"STACKTRAIL_LAKE": str(small_lake.folder), "PATH": ""},
    )
    assert pq.read_table(io.BytesIO(ran.stdout)).to_pylist() == [{"a": 1, "b": "x"}]


def test_prompt_runs_statements_over_lines_and_survives_errors(stacktrail):
    typed = """SELECT 1
      AS one; SELECT ';' AS semicolon;
    SELECT * FROM nowhere;
    .nonsense
    .tables
    .schema out_technologie
    SELECT 2 AS two;
    SELECT 3 AS three
    """.replace("\n    ", "\n")
    found = stacktrail("sql", "--output", "json", stdin=typed)
    assert found.status == 2
    rows = found.rows
    assert rows[:2] == [{"one": 1}, {"semicolon": ";"}]
    assert rows[-2:] == [{"two": 2}, {"three": 3}]
    assert {"table": "out_companies", "one_row_is": "a company seen in at least one posting or page"} in rows
    assert [line.startswith("stacktrail: ") for line in found.err.splitlines()] == [True] * 3
    assert "did you mean out_technologies?" in found.err


def test_prompt_leaves_at_quit_and_explains_columns(stacktrail):
    found = stacktrail("sql", "--output", "json", stdin=".schema out_technologies\n.quit\nSELECT 1;\n")
    assert found.status == 0
    assert {"column": "vendor", "type": "string", "meaning": "Vendor or maintainer."} in found.rows
    assert len(found.rows) == 7


def test_moved_lake_is_read_where_it_lies(own_lake: SmallLake, tmp_path: Path, stacktrail):
    moved = own_lake.folder.rename(tmp_path / "it's moved, really")
    assert stacktrail("query", "SELECT count(*) FROM out_evidence", "--output", "csv", lake=moved).out.endswith("6\n")


def test_error_line_keeps_what_helps():
    assert error_line("Binder Error: No function!\n\nLINE 1: x\n  ^") == "No function"
    assert error_line("") == "no reason given"
    assert error_line("plain: text") == "plain: text"


def test_json_output_is_json_lines(stacktrail):
    lines = stacktrail("query", "SELECT * FROM out_companies", "--output", "json").out.splitlines()
    assert len(lines) == 5
    assert json.loads(lines[0])["first_seen_at"] == "2026-09-01T06:00:00Z"


def test_piped_text_is_one_line_a_row_with_nothing_cut(stacktrail):
    sql = "SELECT repeat('long ', 100) AS words, n FROM range(3) AS numbers(n)"
    lines = stacktrail("query", sql).out.splitlines()
    assert [line.split()[-1] for line in lines[2:]] == ["0", "1", "2"]
    assert all(line.count("long") == 100 for line in lines[2:])


def test_terminal_shows_a_screenful_and_says_how_to_get_the_rest(stacktrail):
    found = stacktrail("query", "FROM range(2000)", on_terminal=True)
    assert found.out.count("\n") == 502
    assert "500 rows of 2,000; --output csv gives all" in found.err


def test_terminal_gets_no_control_characters_as_data_either(stacktrail):
    sql = "SELECT chr(27) || '[31m' AS escape, chr(155) || '31m' AS c1"
    for output in ("json", "csv", "text"):
        out = stacktrail("query", sql, "--output", output, on_terminal=True).out
        assert "\x1b[31m" not in out and "\x9b" not in out
    assert "\x1b" in stacktrail("query", sql, "--output", "csv").out  # data is data in a pipe
    assert stacktrail("query", sql, "--output", "parquet", on_terminal=True).failed_with("redirect")


def test_words_stay_whole_on_a_narrow_terminal(stacktrail, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    wide = ", ".join(f"repeat('word ', 30) AS many_words_{number}" for number in range(4))
    out = stacktrail("query", f"SELECT {wide}, 'com_abcdefgh23456723' AS company_id", on_terminal=True).out
    head, *lines = click.unstyle(out).splitlines()
    assert head.split() == ["many_"] * 4
    assert "com_abcdefgh23456723" in out and out.count("word ") == 4 * 30
    assert all(len(line) <= 60 for line in lines)


def test_rows_too_wide_for_the_terminal_are_blocks(stacktrail, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    sql = "SELECT 'com_abcdefgh23456723' AS company_id, 'com_bcdefgha23456723' AS other_id, n FROM range(2) AS r(n)"
    first, second = click.unstyle(stacktrail("query", sql, on_terminal=True).out).split("\n\n")
    assert [line.split() for line in second.splitlines()] == [
        ["company_id", "com_abcdefgh23456723"],
        ["other_id", "com_bcdefgha23456723"],
        ["n", "1"],
    ]
    assert first.splitlines()[-1].split() == ["n", "0"]


def test_text_that_is_no_utf8_is_told_in_one_line(stacktrail):
    assert stacktrail("query", "SELECT '\udcff'").failed_with("not UTF-8")
    assert stacktrail("quarantine", "show", "\udcff").failed_with("no rejection")
    assert stacktrail("company", "rec_\udcff").failed_with("no company")
    assert stacktrail("review", "show", "\udcff").failed_with("no review task")


def test_reader_that_leaves_early_is_no_error(small_lake):
    code = "from pipeline.access.cli.main import main; main(['query', 'FROM range(1000000)', '--output', 'json'])"
    environment = {"STACKTRAIL_LAKE": str(small_lake.folder)}
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline() == b'{"range":0}\n'
        process.stdout.close()
        assert (process.stderr.read(), process.wait()) == (b"", 0)
