"""Surface forms, one a line, to catalogue technologies: worked on in chunks by several processes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import BinaryIO

from pipeline.access.line_files import InputFile, json_line
from pipeline.access.reading_progress import ReadingProgress
from pipeline.access.rejected_lines import RejectedLines
from pipeline.access.surface_lines import read_texts
from pipeline.extraction.lines import normalize_line
from pipeline.normalization.normalizer import Normalizer
from pipeline.runners.pool import ordered_map

_CHUNK_LINES = 500  # half a second, if no surface is in the catalogue and all are searched for near ones


def write_normalized(
    source: InputFile, out: BinaryIO, rejected: RejectedLines, workers: int, progress: ReadingProgress
) -> None:
    """Write the answer for every surface, in the order of the input."""
    for lines in ordered_map(_normalize_chunk, _chunks(source, rejected), workers, _load_normalizer):
        out.write(lines)
        progress.show(source.position())


def _chunks(source: InputFile, rejected: RejectedLines) -> Iterator[list[str]]:
    surfaces = (surface for _, surface in read_texts(source, "surface", rejected))
    while chunk := list(islice(surfaces, _CHUNK_LINES)):
        yield chunk


@lru_cache(maxsize=1)
def _normalizer() -> Normalizer:
    from pipeline.normalization.catalogue_files import load_catalogue

    return Normalizer(load_catalogue())


def _load_normalizer() -> None:
    _normalizer()


def _normalize_chunk(surfaces: list[str]) -> bytes:
    normalizer = _normalizer()
    return b"".join(json_line(normalize_line(surface, normalizer)) for surface in surfaces)
