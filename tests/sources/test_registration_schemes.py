"""One number in one register is one identifier, whoever names the register."""

from __future__ import annotations

import pytest

from pipeline.sources.organization_identifiers import identifiers_in
from pipeline.sources.registration_schemes import registration_identifier


@pytest.mark.parametrize(
    ("authority", "number", "identifier"),
    [
        ("RA000585", "04041234", "companies_house:04041234"),
        ("ra000585", "4041234", "companies_house:04041234"),
        ("RA000587", "sc123456", "companies_house:SC123456"),
        ("companies_house", "04041234", "companies_house:04041234"),
        ("RA000189", "941 395 501", "siren:941395501"),
        ("RA000463", "12345678", "kvk:12345678"),
        ("RA000242", "HRB 1", "ra000242:HRB 1"),
    ],
)
def test_a_register_has_one_scheme_and_a_number_one_spelling(authority: str, number: str, identifier: str) -> None:
    assert registration_identifier(authority, number) == identifier


def test_a_footer_and_a_register_give_the_same_identifier() -> None:
    found = identifiers_in(["Brightforge SARL - SIREN 941 395 501"])
    assert found == [registration_identifier("RA000192", "941395501")]
