"""A file of very many postings, made from real ones: each has other words, pairs of them are one opening."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path


def write_postings(source: Path, target: Path, count: int) -> None:
    """Write `count` postings made from those of `source` (JSON Lines, gzip)."""
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        originals = [json.loads(line) for line in lines]
    with target.open("w", encoding="utf-8") as stream:
        for number, posting in zip(range(count), _copies(originals), strict=False):
            stream.write(json.dumps(posting | {"id": f"p{number:08d}"}, ensure_ascii=False) + "\n")


def _copies(originals: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    """Copies 2k and 2k + 1 of a posting differ in one word of 50; others in one of four, and in the company."""
    number = 0
    while True:
        for posting in originals:
            words = posting["description"].split(" ")
            for place, word in enumerate(words):
                kind = zlib.crc32(word.encode())
                if (kind + number // 2) % 4 == 0:
                    words[place] = f"{word}{number // 2}"
                elif (kind + number) % 50 == 0:
                    words[place] = f"{word}x{number}"
            company = f"{posting['company']} {number // 2}" if number > 1 else posting["company"]
            yield posting | {"description": " ".join(words), "company": company}
        number += 1
