"""The postings of labels/*.jsonl with their texts, in the form that scorers read.

A label is [start, end, canonical name, polarity], after the label guide that comes with the development data; the texts
stay there. `tuned` was looked at while rules were made, `held_out` was not. `blind_names` was labelled by name alone,
before the extractor had read the texts: its labels have no offsets. To score one of the others:

    python -m tests.extraction.labelled_postings held_out > held_out.jsonl
    stacktrail extract held_out.jsonl -o predicted.jsonl
    python ../shared/score/extraction.py held_out.jsonl predicted.jsonl --facts ...
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LABELS = Path(__file__).parent / "labels"
POSTINGS = Path(__file__).resolve().parents[3] / "shared" / "data" / "postings" / "postings_dev.jsonl.gz"


def labelled_postings(part: str) -> Iterator[dict[str, Any]]:
    """Postings of `part`, a file of labels/, as {"id", "title", "company", "description", "labels"}."""
    lines = (LABELS / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()
    labelled = {row["posting_id"]: row for row in map(json.loads, lines)}
    with gzip.open(POSTINGS, "rt", encoding="utf-8") as postings:
        for posting in map(json.loads, postings):
            row = labelled.get(posting["id"])
            if row is None:
                continue
            text = posting["description"]
            assert hashlib.sha256(text.encode()).hexdigest() == row["description_sha256"], posting["id"]
            labels: list[dict[str, Any]] = [
                {"start": s, "end": e, "surface": text[s:e], "canonical": name, "kind": "product", "polarity": polarity}
                for s, e, name, polarity in row.get("labels", ())
            ]
            labels += [{"canonical": name, "polarity": "used"} for name in row.get("names", ())]
            kept = {key: posting[key] for key in ("id", "title", "company", "description")}
            yield {**kept, "labels": labels}


if __name__ == "__main__":
    for row in labelled_postings(sys.argv[1]):
        print(json.dumps(row, ensure_ascii=False))
