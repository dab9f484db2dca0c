"""How often words stand in company names in general: `word_frequencies.json`, learned with the weights."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources

from pipeline.entity_resolution.names.frequencies import Frequencies

FREQUENCIES_NAME = "word_frequencies.json"


def frequencies_text() -> str:
    """The file as shipped."""
    return resources.files("pipeline.entity_resolution.model").joinpath(FREQUENCIES_NAME).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def load_background() -> Frequencies:
    """Word frequencies among company names."""
    content = json.loads(frequencies_text())
    return Frequencies(content["counts"], content["name_count"])


@lru_cache(maxsize=1)
def load_board_background() -> Frequencies:
    """Word frequencies among company names, where "flow" and "segment" are no rare words."""
    content, background = json.loads(frequencies_text()), load_background()
    return Frequencies({**background.counts, **content["ordinary"]}, background.name_count)
