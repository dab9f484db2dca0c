"""Does a surface name the company?"""

import pytest

from pipeline.extraction.company_names import CompanyName, fold_name, name_words


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
    assert (fold_name(surface) in CompanyName(company).keys) is is_named


def test_product_that_begins_with_the_company() -> None:
    assert CompanyName("Riverboat Ltd").begins(name_words("Riverboat Cloud"))
    assert not CompanyName("Riverboat Ltd").begins(name_words("Riverboat"))
    assert not CompanyName("").begins(name_words("Riverboat"))


def test_where_a_text_says_the_companys_name() -> None:
    name = CompanyName("Ash & Elm Bakery Ltd")
    text = "Ash and Elm bake. At Ash & Elm, ash and elm burn; Washash Elmtree."
    assert name.spans(text, text.lower()) == [(0, 11), (21, 30)]
    assert CompanyName("Java Developer").spans("Java Developer", "java developer") == []
    assert CompanyName("Riverboat Ltd").spans("Riverboat Ltd", "riverboat ltd") == []


def test_first_word_of_a_name_of_several_words() -> None:
    assert CompanyName("Acorn Bakery").has_word("acorn")
    assert not CompanyName("Acorn Bakery").has_word("bakery")
    assert not CompanyName("Acorn GmbH").has_word("acorn")
