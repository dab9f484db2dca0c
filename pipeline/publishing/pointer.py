"""`releases/latest.json`: which release readers get, and every move it ever made.

The pointer is the only object that changes. It is swapped conditionally and last, so a build killed before that has
published nothing. Because its moves travel with it, "the release current at a time" is answered from it alone.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

import orjson

from pipeline.errors import ConflictError, IntegrityError
from pipeline.storage.object_store import ObjectStore

POINTER_KEY = "releases/latest.json"


@dataclass(frozen=True, slots=True)
class Move:
    """One move: when (RFC 3339 UTC), to which release, why (published or rollback), and by whom."""

    at: str
    release_id: str
    digest: str
    reason: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pointer:
    """All moves, oldest first."""

    moves: tuple[Move, ...]

    @property
    def current(self) -> Move | None:
        """The move in force; None before the first release."""
        return self.moves[-1] if self.moves else None

    def current_at(self, moment: datetime) -> Move | None:
        """The move that was in force at that time; None before the first release."""
        passed = [move for move in self.moves if datetime.fromisoformat(move.at) <= moment]
        return passed[-1] if passed else None

    def withdrawn(self) -> tuple[str, ...]:
        """Releases that a rollback took out of force and that have not been pointed to since."""
        line: list[str] = []
        gone: list[str] = []
        for move in self.moves:
            if move.release_id in line:
                place = line.index(move.release_id)
                gone.extend(line[place + 1 :])
                line = line[: place + 1]
            else:
                line.append(move.release_id)
            gone = [release for release in gone if release not in line]
        return tuple(dict.fromkeys(gone))


def read_pointer(store: ObjectStore) -> tuple[Pointer, bytes | None]:
    """The pointer, and its bytes for a later swap.

    Raises: IntegrityError: it is damaged.
    """
    data = store.get(POINTER_KEY)
    if data is None:
        return Pointer(()), None
    try:
        return Pointer(tuple(Move(**move) for move in orjson.loads(data)["moves"])), data
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise IntegrityError(f"{store.uri}/{POINTER_KEY} is damaged: {error}") from error


def move_pointer(store: ObjectStore, move: Move, expected: bytes | None) -> None:
    """Add a move, if the pointer is still as it was read.

    Raises: ConflictError: it was moved in between.
    """
    pointer, data = read_pointer(store)
    if data != expected:
        raise ConflictError("another build or rollback moved the release pointer meanwhile; run the command again")
    body = {"release_id": move.release_id, "moves": [asdict(entry) for entry in (*pointer.moves, move)]}
    store.swap(POINTER_KEY, orjson.dumps(body, option=orjson.OPT_INDENT_2), expected)
