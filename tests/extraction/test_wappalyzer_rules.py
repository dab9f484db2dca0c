"""A user's rule set in the Wappalyzer JSON format; the technologies and their signs are invented."""

import json
import time

import pytest

from pipeline.errors import ConfigurationError
from pipeline.extraction.site_detection import Detector
from pipeline.extraction.wappalyzer_rules import read_wappalyzer_rules
from pipeline.tables.technologies import Catalogue

RULES = {
    "technologies": {
        "Riverboat CMS": {
            "headers": {"X-Powered-By": "^Riverboat/([\\d.]+)\\;version:\\1"},
            "meta": {"generator": "^Riverboat"},
            "implies": ["jQuery\\;confidence:50", "Seacat"],
        },
        "Seacat": {"scriptSrc": ["seacat(?:-([\\d.]+))?(?:\\.min)?\\.js\\;version:\\1"], "cookies": {"seacat_id": ""}},
        "jQuery": {"html": "<i data-jq[^>]*>", "js": {"jQuery.fn": ""}},
    }
}


def detected(catalogue: Catalogue, rules: object, html: str = "", headers: object = ()) -> set[str]:
    read = read_wappalyzer_rules(json.dumps(rules), catalogue)
    detector = Detector(catalogue, read.rules, read.more_technologies)
    return {found.name for found in detector.detect(html, headers)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("html", "headers", "expected"),
    [
        ('<meta name="generator" content="Riverboat 2">', (), {"Riverboat CMS", "Seacat", "jQuery"}),
        ('<meta name="author" content="Riverboat 2">', (), set()),
        ("", (("X-Powered-By", "Riverboat/2.1"),), {"Riverboat CMS", "Seacat", "jQuery"}),
        ("", (("X-Powered-By", "not Riverboat/2.1"),), set()),
        ("", (("Set-Cookie", "seacat_id=1; Path=/"),), {"Seacat"}),
        ('<script src="/a/seacat-1.2.min.js"></script>', (), {"Seacat"}),
        ('<i data-jq="1">', (), {"jQuery"}),
        ("<p>seacat.js and Riverboat</p>", (), set()),
    ],
)
def test_signs_are_found(catalogue: Catalogue, html: str, headers: object, expected: set[str]) -> None:
    assert detected(catalogue, RULES, html, headers) == expected


def test_known_names_get_the_ids_of_the_catalogue(catalogue: Catalogue) -> None:
    read = read_wappalyzer_rules(json.dumps(RULES), catalogue)
    assert set(read.more_technologies) == {"riverboat-cms", "seacat"}
    assert "jquery" in {rule.technology_id for rule in read.rules}


def test_what_cannot_be_searched_for_is_counted(catalogue: Catalogue) -> None:
    signs = {"html": ["(a+)+riverboat", "[a-z]+", "river(", "boat|sea", "riverboats?"]}
    read = read_wappalyzer_rules(json.dumps({"Riverboat": signs}), catalogue)
    assert [rule.needle for rule in read.rules] == ["riverboat"]
    assert read.left_out == {"pattern too costly": 1, "no literal to search for": 2, "pattern not understood": 1}


@pytest.mark.parametrize("text", ["", "[]", '"x"', '{"jQuery": "x"}', "[" * 100_000])
def test_other_files_are_refused_with_a_fix(catalogue: Catalogue, text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^mine\.json: "):
        read_wappalyzer_rules(text, catalogue, "mine.json")


def test_a_malformed_entry_is_named_and_the_others_are_read(catalogue: Catalogue) -> None:
    rules = {"Riverboat": {"html": "riverboat"}, "Seacat": ["seacat"], "Ferry": None, "Barge": {"html": 7, "meta": []}}
    read = read_wappalyzer_rules(json.dumps(rules), catalogue)
    assert [rule.needle for rule in read.rules] == ["riverboat"]
    assert [message.split(" left out: ")[0] for message in read.rejected] == ["entry 'Seacat'", "entry 'Ferry'"]
    assert read.rejected[0].endswith('not ["seacat"]')


def test_hostile_page_takes_linear_time(catalogue: Catalogue) -> None:
    rules = {"Riverboat": {"html": "riverboat[a-z]*[a-z]*[a-z]*end", "scriptSrc": "riverboat.*.*.*end"}}
    started = time.process_time()
    assert detected(catalogue, rules, "riverboat" * 50_000) == set()
    assert time.process_time() - started < 5
