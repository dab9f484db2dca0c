"""Arguments for other processes in a file that they map: Arrow buffers and arrays are shared, not copied.

Only for a file that this very program has just written in a folder of its own: what is read from it is executed.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any  # whatever was written

import pyarrow as pa

_ALIGNMENT = 64


@dataclass(frozen=True, slots=True)
class MappedArguments:
    """A value in a file: where its buffers lie, and at last the value itself without them."""

    path: Path
    spans: tuple[tuple[int, int], ...]

    @classmethod
    def written(cls, value: object, path: Path) -> MappedArguments:
        """Write a value that can be pickled."""
        buffers: list[pickle.PickleBuffer] = []
        pickled = pickle.dumps(value, protocol=5, buffer_callback=buffers.append)
        spans = []
        with path.open("wb") as sink:
            for part in (*(buffer.raw() for buffer in buffers), memoryview(pickled)):
                sink.write(bytes(-sink.tell() % _ALIGNMENT))
                spans.append((sink.tell(), part.nbytes))
                sink.write(part)
        return cls(path, tuple(spans))

    def read(self) -> Any:
        """The value, over the memory of the file."""
        with pa.memory_map(str(self.path)) as file:
            whole = file.read_buffer()
        *buffers, pickled = (whole.slice(start, length) for start, length in self.spans)
        return pickle.loads(pickled, buffers=buffers)
