"""Ordinary words that are technologies too: accepted on evidence, left alone without."""

import pytest

from pipeline.extraction.extractor import Extractor


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Backend services in Go, Rust and PostgreSQL.", "Go"),
        ("You know Python or R.", "R"),
        ("Firmware in C, C++ and assembly for ARM.", "C"),
        ("iOS apps in Swift and Objective-C", "Swift"),
        ("Ansible, Chef or Puppet, plus Terraform", "Chef"),
        ("Hadoop, Hive, Spark and Kafka", "Apache Spark"),
        ("Word, Excel, Access and PowerPoint", "Microsoft Access"),
        ("Strong Excel skills", "Microsoft Excel"),
        ("Java, Spring and Hibernate", "Spring Framework"),
        ("We build our API with Express and Node.js", "Express"),
        ("REST and GraphQL APIs", "REST"),
        ("Android with Kotlin, Dagger2 and Room", "Dagger"),
        ("python, java, c++, scala, go, etc.", "Go"),
    ],
)
def test_accepted_with_evidence(extractor: Extractor, text: str, name: str) -> None:
    assert name in [mention.name for mention in extractor.mentions(text)]


@pytest.mark.parametrize(
    "text",
    [
        "You are ready to go the extra mile and grow with us.",
        "Our go-to-market teams ship Kubernetes.",
        "R&D department of a tyre maker",
        "Wave6 is a consultancy in Ulverton. Kubernetes runs all of it.",
        "Kubernetes, and experience with an ERP system (e.g., Oracle)",
        "Washington, D.C. office, Series C funding, vitamin C",
        "Swift resolution of complaints is expected.",
        "Head chef for a busy kitchen",
        "You will excel in a fast-paced environment.",
        "You have access to a company car and a good outlook on life.",
        "Spring 2027 internship, starts this spring",
        "A spark of creativity and a word of advice",
        "the rest of the team will make sense of it",
        "We react to change quickly.",
        "Office in New Jersey and Hong Kong",
        "Solid understanding of people, linear thinking and lean teams",
        "Fountain Square is a short walk from our box office.",
    ],
)
def test_ordinary_words_are_left_alone(extractor: Extractor, text: str) -> None:
    found = [mention.name for mention in extractor.mentions(text)]
    assert [name for name in found if name != "Kubernetes"] == []


def test_a_certain_spelling_elsewhere_is_evidence(extractor: Extractor) -> None:
    text = "Our services are small. We like Go. More Golang later."
    assert [mention.name for mention in extractor.mentions(text)].count("Go") == 2


def test_confidence_tells_certain_from_doubtful(extractor: Extractor) -> None:
    certain = extractor.mentions("PostgreSQL")[0]
    assert certain.method == "dictionary"
    assert certain.confidence > 0.9
    doubtful = next(m for m in extractor.mentions("Python, Go and Rust") if m.name == "Go")
    assert doubtful.method == "context"
    assert 0.5 <= doubtful.confidence <= certain.confidence
