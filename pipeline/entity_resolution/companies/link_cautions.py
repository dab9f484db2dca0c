"""Bits taken off where only a name speaks, and not all of it.

Among job boards' names, homonyms and chance acronyms are far more frequent than among the labelled mentions that
weights were learned on.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.entity_resolution.companies.link_reasons import INITIALS, LEFT_OVER, LEGAL_FORMS, SISTER_SITE
from pipeline.entity_resolution.comparing.comparisons import CITY, COMPARISONS, COUNTRY, DOMAIN
from pipeline.entity_resolution.comparing.name_evidence import LEGAL_FORM, SCRIPT, WRITING

ACRONYM_CAUTION = -8.0
SAME_FORM_BONUS = 1.0  # of two namesakes "GmbH" is the German one; the labelled mentions often drop or invent the form
OTHER_FORM_CAUTION = -2.0
KINDRED_FORM_CAUTION = -1.0
NAMESAKE_CAUTION = -4.0  # acme.de and acme.com.au: sister companies or strangers, in any case two registrations
LEFT_OVER_CAUTION = -3.0  # a telling word without counterpart, another script, or a slip of the pen
_TELLING_LEVEL = 4  # 8 bits and more: a word in fewer than 1 of 256 names


def name_cautions(levels: NDArray[np.int8]) -> dict[str, NDArray[np.float64]]:
    """Bits taken off each pair, by what speaks against it."""
    at = {name: levels[:, number] for number, name in enumerate(COMPARISONS)}
    agrees = at["domain"] == DOMAIN.index("same")
    agrees |= (at["city"] == CITY.index("same")) | (at["country"] == COUNTRY.index("same"))
    is_unlike = at["writing"] == WRITING.index("other")
    acronym = is_unlike & (at["acronym"] > 0) & ~agrees
    telling = ((at["left over"] >= _TELLING_LEVEL) | (at["script"] == SCRIPT.index("different scripts"))) & ~agrees
    slip = is_unlike & (at["edits"] > 1) & ~agrees
    forms = {"same": SAME_FORM_BONUS, "different": OTHER_FORM_CAUTION, "kindred": KINDRED_FORM_CAUTION}
    sister = at["domain"] == DOMAIN.index("same name, other suffix")
    return {
        LEGAL_FORMS: np.array([forms.get(text, 0.0) for text in LEGAL_FORM])[at["legal form"]],
        SISTER_SITE: np.where(sister, NAMESAKE_CAUTION, 0.0),
        INITIALS: np.where(acronym, ACRONYM_CAUTION, 0.0),
        LEFT_OVER: np.where((telling | slip) & ~acronym, LEFT_OVER_CAUTION, 0.0),
    }
