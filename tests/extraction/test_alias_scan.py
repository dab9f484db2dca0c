"""Where names stand: boundaries, versions, glued words, addresses, the longest name."""

import pytest

from pipeline.extraction.extractor import Extractor


def surfaces(extractor: Extractor, text: str) -> list[str]:
    return [mention.surface for mention in extractor.mentions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We use React Native and SQL Server.", ["React Native", "SQL Server"]),
        ("HTML5/CSS3, Python3, Java 8/11/17", ["HTML5", "CSS3", "Python", "Java"]),
        ("C++, C# and .NET", ["C++", "C#", ".NET"]),
        ("ASP.NET MVC 5 on IIS", ["ASP.NET MVC", "IIS"]),
        ("AWS (EC2, S3, Lambda)", ["AWS", "EC2", "S3", "Lambda"]),
        ("5+ years of Kubernetes+Docker", ["Kubernetes", "Docker"]),
        ("PostgreSQLExperience with MySQLStrong skills", ["PostgreSQL", "MySQL"]),
        ("requirementsPython and Django", ["Python", "Django"]),
        ("Javanese food and javascripting", []),
        ("mail python@example.com or see https://example.com/python/java?x=redis", []),
        ("docker.com and terraform.io are sites", []),
        ("open main.js and app.php", []),
        ("NO SQL databases, no-SQL stores", []),
        ("PYTHON, docker, KuBeRnEtEs", ["PYTHON", "docker", "KuBeRnEtEs"]),
        ("K8s‑based", ["K8s"]),
        ("write to joe[~at~]acme.net, ASP.NET, Web.NET", ["ASP.NET", ".NET"]),
        ("C/C++, (C) •C", ["C", "C++", "C", "C"]),
    ],
)
def test_spans(extractor: Extractor, text: str, expected: list[str]) -> None:
    assert surfaces(extractor, text) == expected


def test_offsets_are_code_points_of_the_text_as_given(extractor: Extractor) -> None:
    text = "😀 Cafe\u0301: Ja\u200bva, Python\u00a03 and Kubernetes"
    mentions = extractor.mentions(text)
    assert [mention.name for mention in mentions] == ["Java", "Python", "Kubernetes"]
    assert all(text[mention.start : mention.end] == mention.surface for mention in mentions)


def test_names_do_not_run_over_line_ends(extractor: Extractor) -> None:
    assert surfaces(extractor, "SQL\nServer room cleaning\nVisual\nStudio flats") == ["SQL"]
