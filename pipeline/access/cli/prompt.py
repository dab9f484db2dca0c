"""The SQL prompt: lines in, statements run, errors told and survived."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import click
import duckdb
import pyarrow as pa

from pipeline.access.cli.printing import one_line, print_rows
from pipeline.access.lookups import meant_instead
from pipeline.access.queries import run_query, split_statements
from pipeline.errors import UsageError
from pipeline.tables.all_tables import TABLE_BY_NAME, TABLES
from pipeline.tables.schema import description_of

_INTERRUPTED = "\x03"  # a line no keyboard gives: Ctrl-C drops what was typed so far
_HELP = "end a statement with `;`; .tables, .schema NAME and .quit are the commands"


class Prompt:
    """Runs what is typed; on a terminal failures are only told, from a file they are counted for the exit status."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, output: str) -> None:
        self._connection = connection
        self._output = output
        self._failures = 0
        self._pending = ""

    @property
    def is_pending(self) -> bool:
        """Whether a statement was begun and not ended."""
        return bool(self._pending.strip())

    def run(self, lines: Iterator[str]) -> int:
        """Run every statement of the lines up to `.quit`; returns how many failed (0 on a terminal)."""
        for line in lines:
            if line == _INTERRUPTED:
                self._pending = ""
            elif not self.is_pending and line.startswith("."):
                if line.split()[0] in (".quit", ".exit"):
                    break
                self._attempt(self._dot_command, line)
            else:
                self._pending += line + "\n"
                if line.rstrip().endswith(";"):
                    self._run_pending()
        if self.is_pending:
            self._run_pending()
        return 0 if sys.stdin.isatty() else self._failures

    def _run_pending(self) -> None:
        text, self._pending = self._pending, ""
        self._attempt(self._statements, text)

    def _attempt(self, action: Callable[[str], None], text: str) -> None:
        try:
            action(text)
        except UsageError as error:
            self._failures += 1
            click.echo(f"stacktrail: {one_line(str(error))}", err=True)

    def _statements(self, text: str) -> None:
        for statement in split_statements(self._connection, text):
            self._attempt(self._statement, statement)

    def _statement(self, sql: str) -> None:
        print_rows(run_query(self._connection, sql), self._output)

    def _dot_command(self, line: str) -> None:
        name, *words = line.split()
        if name == ".tables":
            rows = [{"table": table.name, "one_row_is": table.description} for table in TABLES]
        elif name == ".schema" and len(words) == 1:
            rows = _columns(words[0])
        else:
            raise UsageError(_HELP)
        print_rows(pa.Table.from_pylist(rows), self._output)


def _columns(name: str) -> list[dict[str, str]]:
    table = TABLE_BY_NAME.get(name.rstrip(";"))
    if table is None:
        raise UsageError(f"no table {name};{meant_instead(name, TABLE_BY_NAME) or ' .tables lists them'}")
    return [{"column": f.name, "type": str(f.type), "meaning": description_of(f)} for f in table.schema]


def typed_lines(prompt: Prompt, release_id: str) -> Iterator[str]:
    """Lines from standard input; on a terminal with a prompt and a history that is kept in memory only."""
    if not sys.stdin.isatty():
        yield from (line.decode(errors="replace").rstrip("\r\n") for line in sys.stdin.buffer)
        return
    import readline  # noqa: F401 - gives `input` line editing and history

    click.echo(f"Release {release_id}; {_HELP}.", err=True)
    while True:
        try:
            yield input("...> " if prompt.is_pending else "sql> ")
        except EOFError:
            click.echo()
            return
        except KeyboardInterrupt:
            click.echo()
            yield _INTERRUPTED
