"""The `stacktrail` command: finds the file of a command, runs it, and turns errors into one line and an exit status.

Exit status: 0 fine; 1 the work was refused (a gate failed, rows were rejected with --strict); 2 wrong usage,
configuration or lake.
"""

from __future__ import annotations

import errno
import importlib
import sys
from collections.abc import Sequence

import click

from pipeline.errors import GateError, StacktrailError

# Command -> module below pipeline.access.cli; only the module of the command typed is imported.
COMMANDS: dict[str, str] = {
    "run": "building",
    "collect": "building",
    "build": "building",
    "status": "status",
    "query": "query",
    "sql": "query",
    "company": "profiles",
    "technology": "profiles",
    "explain": "explain",
    "history": "history",
    "releases": "releases",
    "diff": "releases",
    "rollback": "releases",
    "verify": "releases",
    "review": "review",
    "quarantine": "quarantine",
    "export": "export",
    "sources": "sources",
    "parse": "sources",
    "extract": "texts",
    "detect": "texts",
    "normalize": "texts",
    "resolve": "names",
    "compare": "names",
    "dedupe": "names",
    "clean-names": "names",
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are typed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        found = importlib.import_module(f"pipeline.access.cli.{module}")
        command: click.Command = getattr(found, cmd_name.replace("-", "_") + "_command")
        return command


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Start with: stacktrail run samples/SOURCES.yml --replay",
)
@click.version_option(package_name="stacktrail", prog_name="stacktrail")
def stacktrail() -> None:
    """Which company uses which technology, since when, and on what evidence."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; ends the process with its exit status."""
    try:
        status = stacktrail.main(args=arguments, prog_name="stacktrail", standalone_mode=False)
        sys.exit(status if isinstance(status, int) else 0)
    except click.exceptions.Exit as ended:
        sys.exit(ended.exit_code)
    except click.Abort:
        _fail("stopped", 130)
    except click.ClickException as error:
        where = f" (try `{error.ctx.command_path} --help`)" if isinstance(error, click.UsageError) and error.ctx else ""
        _fail(error.format_message() + where, 2)
    except GateError as error:
        for failure in error.failures:
            click.echo(f"  {failure}", err=True)
        _fail(str(error), 1)
    except StacktrailError as error:
        _fail(str(error), 2)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has left: `stacktrail query ... | head`
        sys.exit(0)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            _fail("the disk is full; free some space and run the command again", 2)
        _fail(f"{error.filename or 'file system'}: {error.strerror or error}", 2)
    except KeyboardInterrupt:
        _fail("stopped", 130)


def _fail(message: str, status: int) -> None:
    click.echo(f"stacktrail: {message}", err=True)
    sys.exit(status)
