"""Why a posting's company may be another of the same name, where the register's weights are sure of it.

The weights were learned on mentions of which most are registered; of the companies of job boards few are. So what is
rare among registered names is put beside what is told: a word that several registered companies share is the name of
many more that are not registered, and who writes from getacme.com is seldom the Acme that everybody knows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from pipeline.entity_resolution.comparing.comparisons import (
    CITY,
    COMPARISONS,
    COUNTRY,
    DOMAIN,
    DOMAIN_NAME,
    NAME_USED,
    ComparedPairs,
)
from pipeline.entity_resolution.comparing.name_evidence import LEGAL_FORM, WRITING
from pipeline.entity_resolution.names.frequencies import RARE_COUNT
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.name_table import NameTable, as_texts
from pipeline.entity_resolution.records.record_table import RecordTable

# Chosen on 300 links of job boards' names that were read; see docs/accuracy.md.
SHARED_WORD = 8.0  # doubt for each bit that a name's one telling word is commoner than a word of one company
SHARED_WORD_MOST = 6.0
ADORNED_SITE = 3.0
CERTAIN = 100.0
ASKED = 0.1  # of its bits a link keeps in any case: enough to be asked about, and to be the best candidate still
_WORLDWIDE = (".com", ".net", ".org", ".io", ".ai")
_PLAIN = ("com", "net", "org", "edu", "gov")
_ADDRESS = re.compile(r"(?<=\w\w)\.(?:net|org|io|co|ai|app|dev)\b(?!\.)")
_ABBREVIATED = 2  # of the levels of "length": up to 5 letters
_FEW_WORDS = 2  # a word alone, or with one that every other company has
_TELLING_BITS = 8.0  # a word in fewer than 1 of 256 names


def doubts(
    records: RecordTable, registry: RecordTable, pairs: ComparedPairs, vocabulary: Vocabulary
) -> NDArray[np.float64]:
    """What makes pairs of a posting's record and a registration less sure than they look, in bits; one number a pair.

    Args:
        pairs: with levels of `COMPARISONS`.
        vocabulary: of the registry.
    """
    level = {name: pairs.levels[:, number] for number, name in enumerate(COMPARISONS)}
    is_own = level["candidate's domain"] == DOMAIN_NAME.index("spelled like the name")
    is_worldwide = np.array([domain.endswith(_WORLDWIDE) for domain in registry.domain], dtype=bool)[pairs.right]
    is_here = (level["city"] == CITY.index("same")) & (level["writing"] != WRITING.index("other"))
    is_plain = _has_plain_site(records, registry, pairs)
    telling = _telling_words(records.names, vocabulary)[pairs.left_name]
    shared = np.where(telling <= 1, _shared_word(records.names, vocabulary)[pairs.left_name], 0.0)
    shared = np.where((is_own & is_worldwide) | is_here | is_plain, shared / 2, shared)
    adorned = np.where((records.domain[pairs.left] != "") & ~is_plain, ADORNED_SITE, 0.0)
    is_abroad = level["country"] == COUNTRY.index("different")  # "Zeus" there is seldom the "Zeus" here
    is_abroad &= (records.names.token_counts(pairs.left_name) <= _FEW_WORDS) & ~(is_own & is_worldwide)
    is_homonym = (telling <= 1) & (is_abroad | (_short_for_more(level) & ~is_own))
    is_homonym |= _is_named_apart(records.names, registry.names, pairs)
    is_tied = (level["domain"] == DOMAIN.index("same")) | _same_legal_entity(level)
    return np.where(is_tied, 0.0, np.where(is_homonym, CERTAIN, shared + adorned))


def _same_legal_entity(level: Mapping[str, NDArray[np.int8]]) -> NDArray[np.bool_]:
    """The whole name with its legal form in the country of the register, which has each such name once."""
    return np.asarray(
        (level["legal form"] == LEGAL_FORM.index("same"))
        & (level["writing"] != WRITING.index("other"))
        & (level["country"] == COUNTRY.index("same"))
    )


def less_doubt(bits: NDArray[np.float64], doubt: NDArray[np.float64]) -> NDArray[np.float64]:
    """Match weights less the doubts: what spoke for a link is no link for it, but is asked about."""
    return np.where(bits > 0, np.maximum(bits - doubt, ASKED * bits), bits)


def _telling_words(names: NameTable, vocabulary: Vocabulary) -> NDArray[np.int64]:
    """How many telling words each name has."""
    telling = np.concatenate([[0], np.cumsum(vocabulary.bits[names.token] >= _TELLING_BITS)])
    return np.asarray(telling[names.token_start[1:]] - telling[names.token_start[:-1]])


def _shared_word(names: NameTable, vocabulary: Vocabulary) -> NDArray[np.float64]:
    """Bits of doubt for each name, by how many registered companies have its rarest word."""
    alone = np.log2((vocabulary.name_count + RARE_COUNT) / (1.0 + RARE_COUNT))  # bits of a word of one company
    common = np.maximum(alone - names.rarest_bits, 0.0)
    return np.asarray(np.minimum(SHARED_WORD * common, SHARED_WORD_MOST))


def _has_plain_site(records: RecordTable, registry: RecordTable, pairs: ComparedPairs) -> NDArray[np.bool_]:
    """Whether the record has the name's own domain: its label is a name of the record, its suffix no odd one.

    An odd one is none where the registration goes by it.
    """
    names = records.names
    own = set(zip(names.owner.tolist(), names.spaceless.tolist(), strict=True))
    is_spelled = np.array([(row, label) in own for row, label in enumerate(records.domain_label)], dtype=bool)
    suffix = as_texts([domain.rpartition(".")[2] for domain in records.domain])
    suffix[suffix == "uk"] = "gb"
    is_usual = np.isin(suffix, _PLAIN)[pairs.left]
    for table, rows in ((records, pairs.left), (registry, pairs.right)):
        country = np.char.lower(table.country.astype(str))
        is_usual |= suffix[pairs.left] == country[rows]
    named = zip(records.domain[pairs.left], registry.names.written[pairs.right_name], strict=True)
    is_usual |= np.array([domain in name for domain, name in named], dtype=np.bool_)
    return np.asarray(is_spelled[pairs.left] & is_usual)


def _is_named_apart(records: NameTable, registry: NameTable, pairs: ComparedPairs) -> NDArray[np.bool_]:
    """Registrations that go by an address such as acme.io, so as to be told from Acme, against names without it."""
    names = zip(registry.written[pairs.right_name], records.written[pairs.left_name], strict=True)
    return np.array([_has_other_address(name, other) for name, other in names], dtype=np.bool_)


def _has_other_address(name: str, other: str) -> bool:
    found = _ADDRESS.search(name)
    return found is not None and found[0] not in other


def _short_for_more(level: Mapping[str, NDArray[np.int8]]) -> NDArray[np.bool_]:
    """A few letters that are another name of one side: "ADS" and "(APL)" are short for many names."""
    return np.asarray(
        (level["length"] <= _ABBREVIATED)
        & (level["name used"] != NAME_USED.index("main names"))
        & (level["city"] != CITY.index("same"))
    )
