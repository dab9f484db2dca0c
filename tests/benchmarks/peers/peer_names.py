"""Names as every peer gets them: Latin lower-case letters and digits, legal forms cut off."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd
from rigour.names import remove_org_types
from unidecode import unidecode

_OTHER = re.compile(r"[^a-z0-9]+")


def clean(name: str) -> str:
    """The name without case, accents, punctuation and legal forms; never empty where it had letters."""
    whole = _OTHER.sub(" ", unidecode(name).lower()).strip()
    return _OTHER.sub(" ", unidecode(remove_org_types(name.casefold())).lower()).strip() or whole


def read(path: str) -> pd.DataFrame:
    """A CSV or Parquet file as texts."""
    if path.endswith(".parquet"):
        return pd.read_parquet(path).fillna("").astype(str)
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def with_keys(rows: pd.DataFrame, counts: Counter[str], least: int) -> pd.DataFrame:
    """What Splink compares and blocks by, of rows with `name` cleaned; of words in `least` names the two rarest."""
    words = [name.split() for name in rows["name"]]
    return rows.assign(
        words=words,
        in_order=[" ".join(sorted(each)) for each in words],
        start=[name.replace(" ", "")[:6] or None for name in rows["name"]],
        rare=[sorted({w for w in each if counts[w] >= least}, key=lambda w: (counts[w], w))[:2] for each in words],
        name=rows["name"].replace("", None),
        **{column: rows[column].replace("", None) for column in ("domain", "country", "city")},
    )


def count_words(*tables: pd.DataFrame) -> Counter[str]:
    """In how many names each word is."""
    return Counter(word for rows in tables for name in rows["name"] for word in set(name.split()))
