"""The commands' lines: a dict in, a dict out."""

import pytest

from pipeline.errors import PayloadError
from pipeline.extraction.extractor import Extractor
from pipeline.extraction.lines import extract_line, normalize_line
from pipeline.normalization.normalizer import Normalizer
from pipeline.tables.technologies import Catalogue


def test_extract_line_has_the_contracts_fields(extractor: Extractor) -> None:
    line = extract_line({"id": "a1", "description": "We use Python.", "title": None}, extractor)
    assert line["id"] == "a1"
    (mention,) = line["mentions"]
    wanted = {"start", "end", "surface", "technology_id", "name", "category", "polarity", "confidence", "method"}
    assert wanted <= set(mention)
    assert (mention["start"], mention["end"], mention["name"]) == (7, 13, "Python")


@pytest.mark.parametrize(
    "record", [{"description": "x"}, {"id": "", "description": "x"}, {"id": True}, {"id": "a", "description": 5}]
)
def test_wrong_lines_are_refused_with_a_reason(extractor: Extractor, record: dict[str, object]) -> None:
    with pytest.raises(PayloadError) as caught:
        extract_line(record, extractor)
    assert caught.value.reason_code in {"missing_id", "wrong_type"}


def test_normalize_line_takes_text_or_an_object(catalogue: Catalogue) -> None:
    normalizer = Normalizer(catalogue)
    assert normalize_line("K8s", normalizer)["name"] == "Kubernetes"
    assert normalize_line({"surface": "teamwork"}, normalizer)["technology_id"] is None
    with pytest.raises(PayloadError):
        normalize_line({"text": "K8s"}, normalizer)
