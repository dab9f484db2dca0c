"""Surfaces to technologies: what merges, what never does, what is none."""

import pytest

from pipeline.normalization.catalogue_files import load_catalogue
from pipeline.normalization.normalizer import Normalizer


@pytest.fixture(scope="module")
def normalizer() -> Normalizer:
    return Normalizer(load_catalogue())


@pytest.mark.parametrize(
    ("surface", "name", "method"),
    [
        ("PostgreSQL", "PostgreSQL", "exact"),
        ("golang", "Go", "exact"),
        ("node-js", "Node.js", "squashed"),
        ("Java 17", "Java", "version"),
        ("Angular2", "Angular", "version"),
        ("SQL Server 2008 R2", "Microsoft SQL Server", "version"),
        ("Python 3.11", "Python", "version"),
        ("C++17", "C++", "version"),
        ("HashiCorp Terraform", "Terraform", "exact"),
        ("Docker containers", "Docker", "exact"),
        ("Jira administration", "Jira", "descriptor"),
        ("HTML/CSS", "HTML", "compound"),
        ("Python or R", "Python", "compound"),
        ("Kuberentes", "Kubernetes", "misspelling"),
        ("Terrafrom", "Terraform", "misspelling"),
        ("access", "Microsoft Access", "exact"),
    ],
)
def test_surface_is_normalized(normalizer: Normalizer, surface: str, name: str, method: str) -> None:
    found = normalizer.normalize(surface)
    assert (found.name, found.method) == (name, method)
    assert found.surface == surface
    assert 0 < found.confidence <= 1


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Java", "JavaScript"),
        ("Angular", "AngularJS"),
        ("Apache Spark", "Spark Java"),
        ("Redis", "Redux"),
        ("C", "C++"),
        ("C#", "C++"),
        ("React", "React Native"),
        ("SQL", "SQLite"),
        ("Hive", "Hibernate"),
        ("Vue.js", "Vuex"),
        ("Jest", "Jasmine"),
        ("YARN", "Yarn"),
    ],
)
def test_look_alikes_never_merge(normalizer: Normalizer, left: str, right: str) -> None:
    first, second = normalizer.normalize(left), normalizer.normalize(right)
    assert first.technology_id
    assert second.technology_id
    assert first.technology_id != second.technology_id


@pytest.mark.parametrize(
    "surface",
    [
        "communication skills",
        "robotics",
        "mathematics",
        "Project management",
        "customers",
        "",
        "  ",
        "5+ years",
        "linear",
    ],
)
def test_plain_language_is_no_technology(normalizer: Normalizer, surface: str) -> None:
    found = normalizer.normalize(surface)
    assert found.technology_id is None
    assert found.name is None
    assert found.method == "none"


def test_near_miss_gives_suggestions(normalizer: Normalizer) -> None:
    found = normalizer.normalize("Elastisearcher")
    assert found.technology_id is None
    assert "Elasticsearch" in found.suggestions


@pytest.mark.parametrize(
    "surface", ["/" * 200, "((((", "\x00", "a" * 1_000_000, "1.1.1.1.1.1.x", "😀", "+", "#", "&&&"]
)
def test_garbage_is_answered_with_null(normalizer: Normalizer, surface: str) -> None:
    assert normalizer.normalize(surface).technology_id is None


def test_answer_does_not_depend_on_earlier_questions(normalizer: Normalizer) -> None:
    fresh = Normalizer(load_catalogue())
    surfaces = ["Kuberentes", "JS", "Java Script", "Postgres 9.6", "unknown thing"]
    assert [normalizer.normalize(s) for s in surfaces] == [fresh.normalize(s) for s in reversed(surfaces)][::-1]
