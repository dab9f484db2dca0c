"""The model's data files: `weights.json` and `choice_trees.json`, and what they were learned beside."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any  # decoded JSON

from pipeline.entity_resolution.comparing.comparisons import COMPARISONS
from pipeline.entity_resolution.comparing.names_alone import BOARD
from pipeline.entity_resolution.comparing.standing import RANKING
from pipeline.entity_resolution.names.frequencies import Frequencies
from pipeline.entity_resolution.names.word_background import frequencies_text, load_background, load_board_background
from pipeline.entity_resolution.weighing.choice import FEATURES
from pipeline.entity_resolution.weighing.scoring import Weights
from pipeline.entity_resolution.weighing.trees import Trees, trees_from_json
from pipeline.errors import ConfigurationError

RULES_VERSION = "21"  # raise it when names, blocking or comparisons change what the same weights say
FILE_NAME = "weights.json"
TREES_NAME = "choice_trees.json"


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned.

    Attributes:
        version: changes with the files and with `RULES_VERSION`.
        linking: weights for a record against a registry, whatever source it is of.
        ranking: the same, where records of one collection are linked and what they leave open tells something too.
        best: trees that say whether a record's best candidate is right.
        registered: trees that say whether any company of the registry is.
        pairs: weights for a pair alone.
        board_names: weights for a pair of names as job boards write them, when nothing but names is known.
        duplicates: weights for a pair of records of one collection.
        background: word frequencies among company names.
        board_background: the same, ordinary words of running text counted too; for names without other evidence.
    """

    version: str
    linking: Weights
    ranking: Weights
    best: Trees
    registered: Trees
    pairs: Weights
    board_names: Weights
    duplicates: Weights
    background: Frequencies
    board_background: Frequencies


@lru_cache(maxsize=1)
def load_model() -> Model:
    """Read the shipped model.

    Raises: ConfigurationError: the file does not fit the comparisons of this version.
    """
    content, trees = json.loads(_read(FILE_NAME)), _trees()
    every = "".join((_read(FILE_NAME), _read(TREES_NAME), frequencies_text()))
    digest = hashlib.sha256(every.encode()).hexdigest()[:12]
    return Model(
        f"{RULES_VERSION}-{digest}",
        _weights(content["linking"], COMPARISONS),
        _weights(content["ranking"], RANKING),
        trees["best"],
        trees["registered"],
        _weights(content["pairs"], COMPARISONS),
        _weights(content["board_names"], BOARD),
        _weights(content["duplicates"], COMPARISONS),
        load_background(),
        load_board_background(),
    )


def shipped_weights(name: str) -> Weights:
    """One set of weights on `COMPARISONS`.

    Raises: ConfigurationError: the file does not fit the comparisons of this version.
    """
    return _weights(json.loads(_read(FILE_NAME))[name], COMPARISONS)


def _read(name: str) -> str:
    return resources.files("pipeline.entity_resolution.model").joinpath(name).read_text(encoding="utf-8")


def _trees() -> dict[str, Trees]:
    content = json.loads(_read(TREES_NAME))
    if tuple(content["features"]) != FEATURES:
        raise ConfigurationError(
            f"{TREES_NAME}: learned on other features than this version has; "
            "run python -m pipeline.entity_resolution.learning.training"
        )
    return {name: trees_from_json(content[name]) for name in ("best", "registered")}


def _weights(content: Mapping[str, Any], comparisons: Mapping[str, tuple[str, ...]]) -> Weights:
    levels = {name: tuple(map(float, content["levels"].get(name, ()))) for name in comparisons}
    for name, texts in comparisons.items():
        if len(levels[name]) != len(texts):
            raise ConfigurationError(
                f"{FILE_NAME}: {name} has {len(levels[name])} weights for {len(texts)} levels; "
                "run python -m pipeline.entity_resolution.learning.training"
            )
    return Weights(float(content["prior"]), levels)
