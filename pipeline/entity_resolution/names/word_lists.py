"""Word lists from `word_lists.json`: agencies, job boards, places, roles, shared hosts, light words.

Agencies are the largest staffing firms by revenue (Staffing Industry Analysts' lists) and the large ones of countries.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources

FILE_NAME = "word_lists.json"


@lru_cache(maxsize=1)
def _load() -> dict[str, frozenset[str]]:
    text = resources.files("pipeline.entity_resolution.names").joinpath(FILE_NAME).read_text(encoding="utf-8")
    return {name: frozenset(words) for name, words in json.loads(text).items()}


def word_list(name: str) -> frozenset[str]:
    """The words of one list."""
    return _load()[name]
