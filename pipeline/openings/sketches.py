"""A text as a sample of its shingles: small, and good for how much of one text stands in another.

A shingle is `WIDTH` letters or digits in a row, whatever stands between them, so that copies that lost their line
breaks still match. Of their hashes those below a limit are kept, the same ones in every text (FracMinHash): what two
samples share estimates what the texts share, also when one text is far longer.
Source: Irber et al. 2022 (FracMinHash); Broder 1997 (shingles, min-hashes).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any  # numbers of any type

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint32]

WIDTH = 12  # letters; a phrase of two or three words
_SHARE = 8  # one hash of so many is kept: a text of 2,000 letters has a sample of 250
_LARGEST_SAMPLE = 400  # hashes of one text; of a longer text the smallest
LIMIT = np.uint32(2**32 // _SHARE)
_BASE = 0x9E3779B1  # any odd number mixes; this one is 2**32 divided by the golden ratio


def _folding() -> npt.NDArray[np.uint8]:
    """Byte to byte: small letters, digits and what is beyond ASCII stay, capitals become small, the rest is 0."""
    table = np.zeros(256, np.uint8)
    for code in range(256):
        character = chr(code)
        if code >= 128:
            table[code] = code
        elif character.isalnum():
            table[code] = ord(character.lower())
    return table


_FOLD = _folding()


@dataclass(frozen=True, slots=True)
class Sketches:
    """Samples of texts.

    Attributes:
        hashes: the samples, one after the other, each sorted and without repeats.
        starts: where each sample starts in `hashes`; one more than there are texts.
        letters: letters and digits of each text.
    """

    hashes: Hashes
    starts: npt.NDArray[np.int64]
    letters: npt.NDArray[np.int64]


def sketch_texts(texts: Sequence[str]) -> Sketches:
    """Sample a batch of texts; the sample of a text does not depend on its batch."""
    folded = [_FOLD[np.frombuffer(text.encode("utf-8", "replace"), np.uint8)] for text in texts]
    letters = [row[row != 0] for row in folded]
    lengths = np.array([len(row) for row in letters], np.int64)
    owners, hashes = _shingle_hashes(letters, lengths)
    keys = sorted_unique(owners.astype(np.uint64) << np.uint64(32) | hashes)
    owners, hashes = (keys >> np.uint64(32)).astype(np.int64), keys.astype(np.uint32)
    rank = np.arange(len(keys)) - np.searchsorted(owners, owners)
    owners, hashes = owners[rank < _LARGEST_SAMPLE], hashes[rank < _LARGEST_SAMPLE]
    return Sketches(hashes, np.searchsorted(owners, np.arange(len(texts) + 1)), lengths)


def join_sketches(batches: list[Sketches], order: npt.NDArray[np.int64]) -> Sketches:
    """The sketches of several batches as one, row `order[i]` of them at place i; the batches are used up."""
    empty = np.empty(0, np.int64)
    sizes = np.concatenate([np.diff(batch.starts) for batch in batches] or [empty])
    letters = np.concatenate([batch.letters for batch in batches] or [empty])
    starts = np.append(0, np.cumsum(sizes[order])).astype(np.int64)
    place_of = np.empty(len(order), np.int64)
    place_of[order] = np.arange(len(order))
    moved = np.empty(starts[-1], np.uint32)
    row = len(order)
    while batches:  # from the last, so that memory is given back on the way
        batch = batches.pop()
        row -= len(batch.letters)
        for number, place in enumerate(place_of[row : row + len(batch.letters)].tolist()):
            moved[starts[place] : starts[place + 1]] = batch.hashes[batch.starts[number] : batch.starts[number + 1]]
    return Sketches(moved, starts, letters[order])


def sample_limits(sketches: Sketches) -> npt.NDArray[np.float64]:
    """Up to which hash each sample is complete: `LIMIT`, or its own largest when it was cut."""
    sizes = np.diff(sketches.starts)
    limits = np.full(len(sizes), float(LIMIT))
    is_cut = sizes >= _LARGEST_SAMPLE
    limits[is_cut] = sketches.hashes[sketches.starts[1:][is_cut] - 1].astype(np.float64) + 1
    return limits


def sorted_unique(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The values in order, each once, by sorting: `np.unique` hashes, which takes ten times as long on such numbers."""
    ordered = np.sort(values)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def _shingle_hashes(
    letters: Sequence[npt.NDArray[np.uint8]], lengths: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], Hashes]:
    """The kept hashes, and the text each is of. All texts are hashed in one go; what spans two of them is left out."""
    joined = np.concatenate([*letters, np.zeros(WIDTH, np.uint8)])
    hashes = _mixed(_rolled(joined.astype(np.uint32)))
    kept = np.flatnonzero(hashes < LIMIT)
    ends = np.cumsum(lengths)
    owners = np.searchsorted(ends, kept, side="right")
    is_within = kept + WIDTH <= np.append(ends, 0)[owners]
    return owners[is_within], hashes[kept[is_within]]


def _rolled(codes: Hashes) -> Hashes:
    """Polynomial hash of every `WIDTH` codes in a row, by doubling: 2, 4, 8, then 8 + 4."""
    power = [np.uint32(pow(_BASE, exponent, 2**32)) for exponent in (1, 2, 4)]
    two = codes[:-1] * power[0] + codes[1:]
    four = two[:-2] * power[1] + two[2:]
    eight = four[:-4] * power[2] + four[4:]
    rolled: Hashes = eight[:-4] * power[2] + four[8:]
    return rolled


def _mixed(hashes: Hashes) -> Hashes:
    """Spread the bits evenly (the finalizer of MurmurHash3)."""
    hashes ^= hashes >> np.uint32(16)
    hashes *= np.uint32(0x85EBCA6B)
    hashes ^= hashes >> np.uint32(13)
    hashes *= np.uint32(0xC2B2AE35)
    hashes ^= hashes >> np.uint32(16)
    return hashes
