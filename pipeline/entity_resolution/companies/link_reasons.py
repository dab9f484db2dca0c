"""Why a record is linked to a registration, or not: a comparison whose entries add up to the link's match weight."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import orjson
from numpy.typing import NDArray

from pipeline.entity_resolution.weighing.model_file import Model
from pipeline.entity_resolution.weighing.scoring import explain_levels

RARELY_REGISTERED = "caution"
LEGAL_FORMS, SISTER_SITE, INITIALS, LEFT_OVER, NAMESAKES = (
    "legal forms",
    "sister site",
    "initials alone",
    "left over",
    "namesakes",
)
_LEVELS = {
    RARELY_REGISTERED: "names of boards and sites are less often registered",
    SISTER_SITE: "sites of one name in two countries: a sister company, or a stranger",
    INITIALS: "agree with the name, and nothing else does",
    LEFT_OVER: "a telling word is on one side only, or spelled otherwise, and nothing else agrees",
    NAMESAKES: "may be another of that name: the word is not rare, or its country or site is another",
}
_AGREES, _DIFFERS = "agree: of two namesakes this is the likelier", "differ"


def comparison_text(levels: NDArray[np.int8], model: Model, added: Mapping[str, float]) -> str:
    """The comparison of one pair as a JSON object: what each comparison is worth, and what caution adds or takes off.

    Args:
        added: bits beside those of the comparisons, by what they are for.
    """
    said = explain_levels(levels, model.linking)
    for name, bits in added.items():
        weight = round(bits, 2)
        if weight:
            level = _LEVELS.get(name) or (_AGREES if weight > 0 else _DIFFERS)
            said[name] = {"level": level, "weight": weight}
    return orjson.dumps(said).decode()
