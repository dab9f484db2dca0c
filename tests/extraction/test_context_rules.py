"""The package's rule files."""

import csv
import io
import re

import pytest

from pipeline.errors import ConfigurationError
from pipeline.extraction.context_rules import (
    EFFECTS,
    ContextRules,
    data_text,
    load_context_rules,
    load_polarity_rules,
    load_weights,
)

POLARITIES = {"used", "alternative", "negated", "employer_product", "boilerplate", "not_evidence"}


def test_accept_goes_before_block() -> None:
    rules = ContextRules("surface,before,after,effect\ngo,the ,,block\ngo,,lang,accept\n")
    assert rules.effect("go", "the ", "lang") == "accept"
    assert rules.effect("go", "the ", " home") == "block"
    assert rules.effect("come", "the ", " home") is None
    assert rules.blocks("the go home", 4, 6)


@pytest.mark.parametrize("row", ["go,a,b,block", "go,,,block", "go,a,,maybe"])
def test_wrong_rule_is_refused_with_its_line(row: str) -> None:
    with pytest.raises(ConfigurationError, match=r"contexts.csv, line 2"):
        ContextRules(f"surface,before,after,effect\n{row}\n")


def test_every_packaged_pattern_compiles() -> None:
    load_context_rules()
    for row in csv.DictReader(io.StringIO(data_text("contexts.csv"))):
        assert row["effect"] in EFFECTS
        re.compile(row["before"] or row["after"])


def test_polarity_rules_are_complete() -> None:
    rules = load_polarity_rules()
    assert {rule.polarity for rule in rules} <= POLARITIES
    assert all(rule.before or rule.after for rule in rules)
    assert all(cue == cue.lower() and cue for rule in rules for cue in rule.cues)


def test_weights_speak_the_right_way() -> None:
    weights = load_weights()
    assert weights["strong_neighbour"] > 0
    assert weights["context_block"] < weights["context_doubt"] < 0 < weights["context_accept"]
    assert weights["alone_ordinary"] < 0
