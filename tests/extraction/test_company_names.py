"""Does a surface name the company?"""

import pytest

from pipeline.extraction.company_names import CompanyName


@pytest.mark.parametrize(
    ("company", "surface", "is_named"),
    [
        ("Riverboat, Inc.", "Riverboat", True),
        ("Riverboat Technologies GmbH", "RiverBoat", True),
        ("Riverboat", "River", False),
        ("", "Java", False),
        ("Java Consulting Partners", "Java", False),
        ("GmbH", "GmbH", True),
    ],
)
def test_company_is_named_by(company: str, surface: str, is_named: bool) -> None:
    assert CompanyName(company).is_named_by(surface) is is_named


def test_product_that_begins_with_the_company() -> None:
    assert CompanyName("Riverboat Ltd").begins("Riverboat Cloud")
    assert not CompanyName("Riverboat Ltd").begins("Riverboat")
    assert not CompanyName("").begins("Riverboat")


def test_where_a_text_says_the_companys_name() -> None:
    name = CompanyName("Ash & Elm Bakery Ltd")
    assert name.spans("Ash and Elm bake. At Ash & Elm, ash and elm burn.") == [(0, 11), (21, 30)]
    assert CompanyName("Riverboat Ltd").spans("Riverboat Ltd") == []


def test_first_word_of_a_name_of_several_words() -> None:
    assert CompanyName("Acorn Bakery").has_word("acorn")
    assert not CompanyName("Acorn Bakery").has_word("bakery")
    assert not CompanyName("Acorn GmbH").has_word("acorn")
