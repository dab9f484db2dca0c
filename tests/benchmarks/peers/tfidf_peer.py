"""Character TF-IDF with sparse-dot-topn: `python -m tests.benchmarks.peers.tfidf_peer REGISTRY MENTIONS OUT`."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sparse_dot_topn import sp_matmul_topn

from tests.benchmarks.peers.peer_names import clean, read


def link(registry: str, mentions: str, out: str) -> None:
    """The company whose cleaned name has the highest cosine of 3-grams with each mention's."""
    companies, asked = read(registry), read(mentions)
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3), dtype=np.float32)
    known = vectorizer.fit_transform([clean(name) for name in companies["name"]])
    near = sp_matmul_topn(
        vectorizer.transform([clean(name) for name in asked["name"]]), known.T.tocsr(), top_n=1, n_threads=2
    )
    rows = np.repeat(np.arange(len(asked)), np.diff(near.indptr))
    pd.DataFrame(
        {
            "record_id": asked["record_id"].to_numpy()[rows],
            "company_id": companies["company_id"].to_numpy()[near.indices],
            "match_probability": near.data,
        }
    ).to_csv(out, index=False)


if __name__ == "__main__":
    link(*sys.argv[1:])
