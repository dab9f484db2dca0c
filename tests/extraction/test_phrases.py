"""Ordinary words in ordinary phrases, and parts of other names, beside texts that do name technologies."""

import pytest

from pipeline.extraction.extractor import Extractor

_STACK = "Our stack: PostgreSQL, Docker.\n"


def names(extractor: Extractor, text: str, company: str = "") -> list[str]:
    found = extractor.mentions(_STACK + text, "", company)
    return [mention.name for mention in found if mention.name not in ("PostgreSQL", "Docker")]


@pytest.mark.parametrize(
    "text",
    [
        "You make the tea and the rest make cake.",
        "A sous chef feeds us; the chef sings.",
        "Strong nerves help in the busy season.",
        "Water boils in the old kettle.",
        "You are the backbone of the shift.",
        "- Swift answers to every letter\n- Paid lunch",
        "- Swift and friendly handling of parcels",
        "Articulate letter writer wanted",
        "Less than five people report to you.",
        "- Less paperwork",
        "Unser Chef kocht selbst.",
        "Ein guter Chef, der lobt.",
        "You take part in go/no-go calls.",
        "GCE ‘O’ level or a diploma, GCE 'A' levels",
        "Job Segment: Retail",
        "We excel at soup.",
        "Ruby Orchard sells plums.",
        "Meet Rust & Fern at the fair.",
        "Deine netten und flinken Kollegen",
        "Nette Kollegen warten.",
        "An influx of visitors in May",
        "Linear Algebra helps.",
        "C. Weekly duties",
        "Der Chef lacht viel.",
        "Un chef de projet aguerri",
        "Der Zustand der Anlagen",
        "Échanges par téléphone ou visio",
        "Call Maya or write to Julia.",
        "Un tableau blanc et le tableau des horaires",
        "Sie arbeiten gern in Teams mit Herz.",
        "A Herman Miller Aeron chair for everyone",
    ],
)
def test_phrase_names_no_technology(extractor: Extractor, text: str) -> None:
    assert names(extractor, text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Evaluate trials with R and write them up.", "R"),
        ("Firmware in C for pumps", "C"),
        ("Berichte mit R für die Klinik", "R"),
        ("- R, every day", "R"),
        ("Plan the sprint in Linear.", "Linear"),
        ("Build with fastlane, CircleCI", "Fastlane"),
        ("Themes in HTML, Liquid and CSS", "Liquid"),
        ("python, chef, ansible, terraform", "Chef"),
        ("Send files via Slack & Email", "Slack"),
        ("Moving from a chef-based setup, docker, ansible, chef", "Chef"),
        ("big data (spark), APIs", "Apache Spark"),
        ("Spark jobs in Scala", "Apache Spark"),
        ("Instances on GCE, BigQuery", "Google Compute Engine"),
        ("Chef cookbooks, Puppet modules, Ansible roles", "Puppet"),
        ("Experience with Prisma Access", "Prisma Access"),
    ],
)
def test_phrase_names_a_technology(extractor: Extractor, text: str, name: str) -> None:
    assert name in names(extractor, text)


def test_a_longer_company_name_is_no_technology(extractor: Extractor) -> None:
    assert names(extractor, "At Redis Boats we row. Our Redis cluster too.", "Redis Boats Ltd") == ["Redis"]


def test_the_companys_name_is_no_technology(extractor: Extractor) -> None:
    text = "Everyone at Rust says hello. Rust & Fern mends boats. Puppet Alley is next door."
    assert names(extractor, text, "Rust & Fern Boats Ltd") == []
    assert "Rust" in names(extractor, "We code in Rust, Go and Python.", "Rust & Fern Boats Ltd")


def test_the_verb_beside_the_language(extractor: Extractor) -> None:
    assert names(extractor, "We like Golang. You can go from sketch to release.") == ["Go"]
