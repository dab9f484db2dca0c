"""Records as columns: their names, and where they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from pipeline.domains import registrable_domain
from pipeline.entity_resolution.names.name_forms import tidy, to_latin
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.names.word_lists import word_list
from pipeline.entity_resolution.records.name_table import NameTable, Texts, as_texts, make_name_table

# Domains where many companies have a page: the domain names the host, not the company.
SHARED_HOSTS = word_list("shared_hosts")


@dataclass(frozen=True, slots=True)
class RecordTable:
    """Records to compare, one row a record, in the order of `ids`.

    Attributes:
        ids: record or company ids.
        names: their names.
        domain: registrable domain, empty when unknown or a shared host.
        domain_label: the domain without its public suffix, letters and digits only.
        country: ISO code in capitals, empty when unknown.
        city: in Latin letters, letters and digits only.
        kind: what the name is (see `board_names.py`), empty where nobody looked.
    """

    ids: tuple[str, ...]
    names: NameTable
    domain: Texts
    domain_label: Texts
    country: Texts
    city: Texts
    kind: Texts

    def __len__(self) -> int:
        return len(self.ids)

    def first_name(self, row: int) -> int:
        """Row of a record's first name in `names`; only for records that have candidates, so have a name."""
        return int(np.searchsorted(self.names.owner, row))


def make_record_table(
    ids: Sequence[str],
    names: Sequence[Sequence[str]],
    domains: Sequence[str | None],
    countries: Sequence[str | None],
    cities: Sequence[str | None],
    vocabulary: Vocabulary,
    kinds: Sequence[str] | None = None,
) -> RecordTable:
    """Build the table; all sequences have one entry a record, `names[i]` with the main name first."""
    clean = [clean_domain(domain) for domain in domains]
    return RecordTable(
        tuple(ids),
        make_name_table(names, vocabulary),
        as_texts(clean),
        as_texts([domain_label(domain) for domain in clean]),
        as_texts([(country or "").strip().upper()[:2] for country in countries]),
        as_texts([_fold_city(city) for city in cities]),
        as_texts(kinds if kinds is not None else [""] * len(ids)),
    )


def clean_domain(domain: str | None) -> str:
    """The registrable domain; empty when there is none or many companies share it."""
    if not domain:
        return ""
    text = domain.strip().lower()
    is_plain = text.count(".") == 1 and len(text.partition(".")[0]) > 3 and text.replace(".", "").isalnum()
    found = text if is_plain else registrable_domain(text) or ""
    return "" if found in SHARED_HOSTS else found


def domain_label(domain: str) -> str:
    """What a domain says of the name: "t-mobile.co.uk" -> "tmobile"."""
    return "".join(c for c in domain.partition(".")[0] if c.isalnum())


@lru_cache(maxsize=50_000)
def _fold_city(city: str | None) -> str:
    if not city:
        return ""
    return "".join(c for c in to_latin(tidy(city)) if c.isalnum())
