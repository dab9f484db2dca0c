"""The `stacktrail` command: finds the file of a command, runs it, and turns errors into one line and an exit status.

Exit status: 0 fine; 1 the work was refused (a gate failed, rows were rejected with --strict); 2 wrong usage,
configuration or lake.
"""

from __future__ import annotations

import atexit
import difflib
import errno
import gc
import importlib
import os
import sys
from collections.abc import Sequence

import click

from pipeline.errors import GateError, StacktrailError

_OBJECTS_BETWEEN_COLLECTIONS = 50_000  # by default 700: two hundred searches for garbage while modules are imported

# Section -> command -> its module below pipeline.access.cli, and its line in `stacktrail --help`: help imports no
# command, and a command typed imports its own module only.
SECTIONS: dict[str, dict[str, tuple[str, str]]] = {
    "Build a lake": {
        "run": ("building", "Collect what SOURCES.yml names, then build and publish."),
        "collect": ("building", "Collect what SOURCES.yml names."),
        "build": ("building", "Build and publish what was collected."),
        "sources": ("sources", "Check a SOURCES.yml."),
        "status": ("status", "Where a lake stands: release, checks, open work."),
    },
    "Feed it through SQS": {
        "schedule": ("queues", "Enqueue what SOURCES.yml says is due."),
        "worker": ("queues", "Work on the messages of a queue."),
        "redrive": ("queues", "Move dead letters back, chosen by reason."),
    },
    "Read it": {
        "company": ("profiles", "What a company is and which technologies it uses."),
        "technology": ("profiles", "What a technology is and who uses it."),
        "explain": ("explain", "Why a company counts as using a technology."),
        "history": ("history", "Since when, until when, and what was believed when."),
        "query": ("query", "One SQL query over a release."),
        "sql": ("query", "A prompt for SQL over a release."),
        "export": ("export", "A release as plain files."),
    },
    "Look after it": {
        "releases": ("releases", "List the releases."),
        "diff": ("releases", "What changed between two releases, and why."),
        "rollback": ("releases", "Make an older release current again."),
        "verify": ("releases", "Check that a release is as it was published."),
        "check": ("check", "Run the expectations on a release."),
        "review": ("review", "Decide what the machine is unsure of."),
        "catalogue": ("catalogue", "The technologies known: look up, check, find what is missing."),
        "quarantine": ("quarantine", "What could not be read, and why."),
        "requests": ("landing", "What was asked of the web, and what came of it."),
        "reparse": ("landing", "What the parsers of today make of archived payloads."),
    },
    "Stages on files, without a lake": {
        "parse": ("sources", "Payloads to records."),
        "extract": ("texts", "Technology mentions in texts."),
        "detect": ("texts", "Technologies on saved pages."),
        "normalize": ("texts", "Surface forms to catalogue technologies."),
        "resolve": ("names", "Records to companies of a registry."),
        "compare": ("names", "Match probabilities of pairs."),
        "dedupe": ("names", "Records or postings to clusters."),
        "clean-names": ("names", "Company names without board decorations."),
    },
}
COMMANDS: dict[str, str] = {name: module for section in SECTIONS.values() for name, (module, _) in section.items()}


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

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            near = difflib.get_close_matches(args[0], COMMANDS, 1, 0.6)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise click.UsageError(f"no command {args[0]!r}{hint}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; when whoever reads our output has left (`... | head`), end quietly."""
        try:
            result: object = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more at its end
            raise click.exceptions.Exit(0) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, commands in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, summary) for name, (_, summary) in commands.items()])


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
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    atexit.register(_leave_objects)
    try:
        status = stacktrail.main(args=arguments, prog_name="stacktrail", standalone_mode=False)
        sys.exit(status if isinstance(status, int) else 0)
    except click.exceptions.Exit as ended:
        sys.exit(ended.exit_code)
    except click.Abort:
        _fail("stopped", 130)
    except click.ClickException as error:
        _fail(_usage_text(error), 2)
    except GateError as error:
        for failure in error.failures:
            click.echo(f"  {_one_line(failure)}", err=True)
        _fail(str(error), 1)
    except StacktrailError as error:
        _fail(str(error), 2)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            _fail("the disk is full; free some space and run the command again", 2)
        _fail(f"{error.filename or 'file system'}: {error.strerror or error}", 2)
    except KeyboardInterrupt:
        _fail("stopped", 130)


def _leave_objects() -> None:
    """Spare Python a last walk over all objects: up to half a second for what ends anyway.

    Not where DuckDB was used: nanobind, which binds it, would print what it finds at the end as leaked.
    """
    if "_duckdb" not in sys.modules:
        gc.freeze()


def _usage_text(error: click.ClickException) -> str:
    """What is wrong with the words typed, in a line, and where to read on."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return error.format_message()
    said = error.format_message()
    if isinstance(error, click.exceptions.NoArgsIsHelpError) and isinstance(context.command, click.Group):
        said = f"say what to do: {', '.join(context.command.list_commands(context))}"
    elif isinstance(error, click.NoSuchOption) and context.parent is None:
        said = f"{said.rstrip('.')}; options of a command go behind its name"
    elif "unexpected extra argument" in said:
        said += "; a name of several words wants quotes"
    return f"{said} (try `{context.command_path} --help`)"


def _fail(message: str, status: int) -> None:
    click.echo(f"stacktrail: {_one_line(message)}", err=True)
    sys.exit(status)


def _one_line(message: str) -> str:
    """What names from outside bring along (line ends, escape sequences) stays out of the terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in message).split())
