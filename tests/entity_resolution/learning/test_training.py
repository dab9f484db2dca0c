"""Learning weights from labelled files, in small."""

import csv
import gzip
import json
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.entity_resolution.comparing.comparisons import COMPARISONS
from pipeline.entity_resolution.comparing.standing import RANKING
from pipeline.entity_resolution.learning import training
from pipeline.entity_resolution.learning.fitting import weights_as_json
from pipeline.entity_resolution.names.word_background import FREQUENCIES_NAME
from pipeline.entity_resolution.weighing.model_file import FILE_NAME, TREES_NAME, load_model

FIRST = ["Alder", "Birch", "Cedar", "Dogwood", "Elmer", "Fernly", "Gorse", "Hazel", "Irisa", "Juniper"]
SECOND = ["Mill", "Robotics", "Foundry", "Quarry", "Press", "Bakery"]


def _write(path: Path, header: str, rows: list[list[str]]) -> str:
    with path.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.writer(lines)
        writer.writerow(header.split(","))
        writer.writerows(rows)
    return str(path)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    names = [f"{a} {b}" for a in FIRST for b in SECOND]
    half = len(names) // 2
    registry = [[f"c{i}", f"{n}, Inc.", "[]", "", "US", ""] for i, n in enumerate(names[: half + 10])]
    mentions = [[f"m{i}", n.upper(), "", "", "US", f"c{i}" if i < half + 10 else ""] for i, n in enumerate(names)]
    pairs = [[f"l{i}", n, f"{n} LLC", "1"] for i, n in enumerate(names)]
    pairs += [[f"k{i}", n, m, "0"] for i, (n, m) in enumerate(pairwise(names))]
    board = [[n, f"{n} - Careers", "same"] for n in names]
    in_doubt = [[n, m, "different"] for n, m in zip(names, names[7:], strict=False)]
    tails = ("", " Ltd")
    texts = tmp_path / "texts.jsonl.gz"
    texts.write_bytes(gzip.compress(b'{"description": "We flow with our own Segment, flow.io and a segment."}\n' * 3))
    twins = [[f"r{i}{tail}", n + tail, "", "", "", f"k{i}"] for i, n in enumerate(names) for tail in tails]
    return [
        "--registry",
        _write(tmp_path / "registry.csv", "company_id,name,aliases,domain,country,city", registry),
        "--mentions",
        _write(tmp_path / "mentions.csv", "record_id,name,domain,city,country,true_company_id", mentions),
        "--pairs",
        _write(tmp_path / "pairs.csv", "left_id,left_name,right_name,label", pairs),
        "--board-pairs",
        _write(tmp_path / "board.csv", "left_name,right_name,label", [*board, *in_doubt[::2]]),
        "--board-pairs-drawn",
        _write(tmp_path / "drawn.csv", "left_name,right_name,label", in_doubt[1::4]),
        "--board-pairs-in-doubt",
        _write(tmp_path / "in_doubt.csv", "left_name,right_name,label", in_doubt[3::4]),
        "--duplicates",
        _write(tmp_path / "twins.csv", "record_id,name,domain,country,city,cluster_id", twins),
        "--texts",
        str(texts),
    ]


def test_a_model_is_learned_and_reported(files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = files.index("--duplicates")
    assert training.main([*files[:given], *files[given + 2 :], "--output", str(tmp_path)]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["linking"]["top_1"] > 0.9
    assert report["pairs"]["average_precision"] > 0.9
    assert report["board_names"]["board.csv"]["average_precision"] > 0.9
    assert [report["board_names"][name]["pairs"] for name in ("drawn.csv", "in_doubt.csv")] == [13, 13]
    weights = json.loads((tmp_path / FILE_NAME).read_text(encoding="utf-8"))
    assert set(weights) == {"linking", "ranking", "pairs", "board_names", "duplicates"}
    assert set(weights["linking"]["levels"]) == set(COMPARISONS)
    assert weights["duplicates"] == weights_as_json(load_model().duplicates)
    assert set(weights["ranking"]["levels"]) == set(RANKING)
    trees = json.loads((tmp_path / TREES_NAME).read_text(encoding="utf-8"))
    assert set(trees) == {"features", "best", "registered"}
    frequencies = json.loads((tmp_path / FREQUENCIES_NAME).read_text(encoding="utf-8"))
    assert frequencies["name_count"] == 40
    assert frequencies["ordinary"] == dict.fromkeys(("and", "flow", "our", "own", "segment", "with"), 9.0)


def test_without_an_output_nothing_is_written(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(path.name for path in tmp_path.iterdir())
    assert training.main(files) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert json.loads(capsys.readouterr().out)["duplicates"]["average_precision"] > 0.9


def test_the_shipped_model_fits_the_comparisons() -> None:
    assert {len(load_model().linking.levels[name]) for name in COMPARISONS} == {len(t) for t in COMPARISONS.values()}
