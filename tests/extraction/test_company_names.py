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
