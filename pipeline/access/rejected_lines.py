"""Bad lines: kept in a file, or counted; never the end of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO  # Any: click's decorators take and give any function

import click
import orjson

from pipeline.access.line_files import open_output
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.sources.parser import Rejection

# What a parser reports about a record that it gives all the same.
_KEPT = frozenset({"incomplete_board", "several_json_values", "unknown_field", "unknown_value"})

INPUT_LIMIT = 64 * 1024  # characters kept of a rejected line


class RejectedLines:
    """Takes what was rejected; a line of the file is `{"line", "reason_code", "reason", "input"}`.

    Attributes:
        count: how many so far.
        reasons: how many of each reason code.
    """

    def __init__(self, stream: BinaryIO | None = None) -> None:
        self._stream = stream
        self.reasons: Counter[str] = Counter()

    @property
    def count(self) -> int:
        return self.reasons.total()

    def add(self, line: int | None, reason_code: str, reason: str, original: str | bytes | None) -> None:
        """Reject one line; `original` is cut at `INPUT_LIMIT` characters."""
        self.reasons[reason_code] += 1
        self.note(line, reason_code, reason, original)

    def add_rejection(self, name: str, rejection: Rejection) -> None:
        """What a parser reports about a file: it counts, unless the record was given all the same."""
        add = self.note if rejection.reason_code in _KEPT else self.add
        add(rejection.line, rejection.reason_code, f"{name}: {rejection.reason}", rejection.original)

    def note(self, line: int | None, reason_code: str, reason: str, original: str | bytes | None) -> None:
        """Write to the file what is no rejection of a line: a field that was left out."""
        if self._stream is None:
            return
        if isinstance(original, bytes):
            original = original[: INPUT_LIMIT * 4].decode("utf-8", "replace")
        shown = None if original is None else _storable(original[:INPUT_LIMIT])
        row = {"line": line, "reason_code": reason_code, "reason": _storable(reason), "input": shown}
        self._stream.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))


def rejected_options(function: Any) -> Any:
    """`--rejected FILE` and `--strict`."""
    function = click.option("--strict", is_flag=True, help="Exit with status 1 when a line was rejected.")(function)
    return click.option(
        "--rejected",
        "rejected_file",
        metavar="FILE",
        help="Keep bad lines here, with line, reason_code, reason and input.",
    )(function)


@contextmanager
def rejecting(rejected_file: str | None, strict: bool, target: str, noun: str = "line") -> Iterator[RejectedLines]:
    """Collect rejections over a block; then say on standard error how many, and with `strict` end with status 1.

    Args:
        target: where the results go, which must be elsewhere.
        noun: what is counted, in the singular.
    """
    if rejected_file == "-":
        raise UsageError("--rejected needs a file of its own; standard output holds the results")
    if rejected_file and target != "-" and Path(rejected_file).resolve() == Path(target).resolve():
        raise UsageError("-o and --rejected name the same file")
    with ExitStack() as stack:
        stream = stack.enter_context(open_output(rejected_file)) if rejected_file else None
        rejected = RejectedLines(stream)
        yield rejected
    if rejected.count:
        codes = ", ".join(f"{code} {count}" for code, count in sorted(rejected.reasons.items()))
        nouns = noun if rejected.count == 1 else f"{noun}s"
        where = f"kept in {rejected_file}" if rejected_file else "--rejected FILE keeps them"
        click.echo(f"{rejected.count} {nouns} rejected; {where} ({codes})", err=True)
        if strict:
            raise click.exceptions.Exit(1)


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
