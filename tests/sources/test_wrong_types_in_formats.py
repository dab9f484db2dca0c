"""Every value of every JSON payload of a format, replaced by one of another type: a record or a rejection, no crash."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from tests.sources.source_samples import FORMAT_FILES
from tests.sources.test_hostile_payloads import check

WRONG = [None, 7, "x", [], {}, [None, {"name": 3}], {"a": [1]}, True, -1.5, "\ud800", 2**70, [[]], "<b>", "http://["]
JSON_FILES = [path for path in FORMAT_FILES if path.suffix == ".json"]


def places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value in a document."""
    if above:
        yield above
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, entry in entries:
        yield from places(entry, (*above, name))


@pytest.mark.parametrize("path", JSON_FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_value_of_another_type_never_crashes_a_parser(path: Path) -> None:
    document = json.loads(path.read_bytes())
    wrong = cycle(WRONG)
    for place in places(document):
        damaged = copy.deepcopy(document)
        holder = damaged
        for name in place[:-1]:
            holder = holder[name]
        holder[place[-1]] = next(wrong)
        check(json.dumps(damaged).encode("utf-8", "surrogatepass"), path.parent.name)
