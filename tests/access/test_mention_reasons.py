"""Reasons behind a mention, in words."""

from __future__ import annotations

import csv
from importlib.resources import files

from pipeline.access.mention_reasons import said


def test_no_kind_of_name_is_said_and_heavy_reasons_come_first():
    learned = (files("pipeline.extraction") / "ambiguity_weights.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(learned.splitlines())
    weights = {row["feature"]: float(number) for number, row in enumerate(rows, 1)}
    words = said(weights)
    assert "ambiguous" not in words and "ordinary" not in words and "_" not in words
    assert (
        said({"bias_ordinary": -0.7, "cue_before": 3.0, "hyphenated": 0.01})
        == "a cue before it +3.0, names like it -0.7"
    )
