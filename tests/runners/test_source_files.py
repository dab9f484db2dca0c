"""Reading SOURCES.yml from disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.runners.source_files import load_sources


def test_paths_start_from_the_folder_of_the_file(own_sources: Path) -> None:
    sources, folder = load_sources(own_sources)
    assert folder == own_sources.parent
    assert [source.name for source in sources] == ["board", "sites", "register"]


def test_a_missing_file_says_where_to_look(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"no file .*SOURCES.yml: write one"):
        load_sources(tmp_path / "SOURCES.yml")


def test_a_folder_is_no_sources_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read: Is a directory"):
        load_sources(tmp_path)


def test_what_is_wrong_is_told_with_its_line_and_the_files_own_name(tmp_path: Path) -> None:
    path = tmp_path / "weekly.yml"
    path.write_text("sources:\n  - name: a\n    kind: grenhouse\n    path: '*.json'\n")
    with pytest.raises(ConfigurationError, match=r"^weekly\.yml:3: `kind` is 'grenhouse', did you mean 'greenhouse'"):
        load_sources(path)
