"""A catalogue from a folder of the user's: the packaged files, copied and changed."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from pipeline.errors import ConfigurationError
from pipeline.normalization.catalogue_edits import CatalogueLine, with_line
from pipeline.normalization.catalogue_files import load_catalogue, read_catalogue
from pipeline.normalization.catalogue_rows import COLUMNS, wrong
from pipeline.tables.technologies import Catalogue


def open_catalogue(folder: str | None) -> Catalogue:
    """The catalogue of a folder, or the packaged one for None.

    Raises: ConfigurationError: a file is missing or wrong; names file, line and fix.
    """
    return load_catalogue() if folder is None else read_catalogue(_texts(Path(folder)))


def proposed_catalogue(folder: str | None, lines: Sequence[CatalogueLine]) -> tuple[Catalogue, dict[str, str]]:
    """The catalogue with further lines, checked, and its files' texts.

    Raises: ConfigurationError: a file is missing, or a line does not fit; names file, line and fix.
    """
    texts = _texts(_place(folder))
    for line in lines:
        texts = with_line(texts, line.file, line.row)
    return read_catalogue(texts), texts


def write_catalogue_file(folder: str | None, name: str, text: str) -> None:
    """Replace one file of a catalogue, at once or not at all."""
    place = _place(folder) / name
    beside = place.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(place)


def _place(folder: str | None) -> Path:
    return Path(str(files("pipeline.normalization") / "catalogue")) if folder is None else Path(folder)


def _texts(folder: Path) -> dict[str, str]:
    texts: dict[str, str] = {}
    for name in COLUMNS:
        try:
            texts[name] = (folder / name).read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise wrong(name, line, "a byte that is no UTF-8", "save the file as UTF-8") from None
        except OSError as error:
            raise ConfigurationError(
                f"{folder}/{name}: {error.strerror}; give a folder with {', '.join(sorted(COLUMNS))}"
            ) from None
    return texts
