"""Reading SOURCES.yml from disk."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import ConfigurationError
from pipeline.sources.sources_file import Source, parse_sources


def load_sources(path: Path) -> tuple[tuple[Source, ...], Path]:
    """The sources a file names, and the folder their paths start from.

    Raises: ConfigurationError: the file is missing, unreadable or wrong; the message names lines.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ConfigurationError(
            f"no file {path}: write one (see docs/sources.md), or try samples/SOURCES.yml"
        ) from error
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from error
    return parse_sources(data, path.name), path.parent
