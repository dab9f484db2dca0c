"""Versions of the steps whose results lie in the landing archive.

A step's version is part of its objects' keys: raise it when the step gives other results for the same input, and the
next run makes them anew beside the old ones.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.extraction.extractor import EXTRACTION_VERSION
from pipeline.tables.technologies import Catalogue

PARSING_VERSION = "6"


@dataclass(frozen=True, slots=True)
class Steps:
    """The versions in force: directory-safe words."""

    parsing: str
    extraction: str


def current_steps(catalogue: Catalogue) -> Steps:
    """The versions of the code that runs, with this catalogue."""
    return Steps(f"p{PARSING_VERSION}", f"p{PARSING_VERSION}-e{EXTRACTION_VERSION}-{catalogue.version}")
