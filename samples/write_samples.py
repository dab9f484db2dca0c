"""Write the bundled sample sources: `python samples/write_samples.py [--into FOLDER]`.

Deterministic and free of third-party packages. Reads `material/`, writes `sources/`, `expected.json` and `EXPECTED.md`;
the same bytes each time. Files of `sources/` that are no longer written are removed.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

from writing.boards import Files, Refused, greenhouse, jobs_board, talentboard
from writing.expected import expected
from writing.expected_page import expected_page
from writing.job_pages import job_pages
from writing.openings import plan
from writing.register import register
from writing.sites import sites

_ITEM = re.compile(r"\{\n\s+\"(?:company|source|left|name|path)\".*?\n\s*\}(?=,?\n\s*[\]{])", re.DOTALL)


def sample_files() -> Files:
    """Every file by its path below the folder of SOURCES.yml."""
    openings = plan()
    refused: Refused = []
    files: Files = {}
    for write in (greenhouse, jobs_board, talentboard, job_pages):
        files |= write(openings, refused)
    files |= sites(refused) | register()
    manifest = expected(openings, refused)
    files["expected.json"] = _one_line_an_item(manifest).encode()
    files["EXPECTED.md"] = expected_page(manifest).encode()
    return files


def _one_line_an_item(manifest: dict[str, Any]) -> str:
    """JSON that a diff shows well: every fact, link and refusal on a line of its own."""
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    return _ITEM.sub(_joined, text) + "\n"


def _joined(match: re.Match[str]) -> str:
    return json.dumps(json.loads(match[0]), ensure_ascii=False)


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the bundled sample sources.")
    parser.add_argument("--into", type=Path, default=Path(__file__).parent, help="folder to write to (default: here)")
    folder: Path = parser.parse_args().into
    files = sample_files()
    for path in sorted((folder / "sources").rglob("*")):
        if path.is_file() and path.relative_to(folder).as_posix() not in files:
            path.unlink()
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    size = sum(map(len, files.values()))
    print(f"{len(files)} files, {size:,} bytes, in {folder}")


if __name__ == "__main__":
    main()
