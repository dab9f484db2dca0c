"""Names as job boards write them."""

import pytest

from pipeline.entity_resolution.names.board_names import clean_company_name


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("Brightloom", "Brightloom"),
        ("Brightloom - Careers", "Brightloom"),
        ("Brightloom Careers", "Brightloom"),
        ("BrightloomCareers", "Brightloom"),
        ("Brightloom (YC W21)", "Brightloom"),
        ("Brightloom YC S12", "Brightloom"),
        ("Jobs at Brightloom", "Brightloom"),
        ("Current Job Openings at Brightloom", "Brightloom"),
        ("Brightloom, Inc. - Portland, OR", "Brightloom"),
        ("Brightloom -- London, UK", "Brightloom"),
        ("Brightloom (Portland, OR)", "Brightloom"),
        ("Brightloom- Portland", "Brightloom"),
        ("Land- und Brightloom", "Land- und Brightloom"),
        ("Brightloom seeks two weavers", "Brightloom"),
        ("Brightloom - www.brightloom.example/jobs", "Brightloom"),
        ("BRIGHTLOOM (SINGAPORE) PTE. LTD.", "Brightloom"),
        ("BRIGHTLOOM TEXTILES PTE. LTD.", "Brightloom Textiles"),
        ("THE BRIGHTLOOM", "The Brightloom"),
        ("Brightloom USA", "Brightloom"),
        ("GP Practices - Northmoor Health Board", "GP Practices Northmoor Health Board"),
        ("Care Homes - Brightloom Trust", "Care Homes Brightloom Trust"),
        ("Brightloom's Platform Team", "Brightloom"),
        ("Brightloom, a Threadworks Company", "Brightloom"),
        ("Brightloom (formerly Weaveline)", "Brightloom"),
        ("Weaveline @ Brightloom", "Weaveline"),
        ("www.brightloom.example", "brightloom"),
        ("Brightloom, New York City", "Brightloom"),
        ("Brightloom, Portland, OR", "Brightloom"),
        ("Brightloom, San Francisco / Vancouver", "Brightloom"),
        ("University of Freedonia, San Francisco", "University of Freedonia, San Francisco"),
        ("Brightloom®", "Brightloom"),
        ("Brightloom™ Textiles", "Brightloom Textiles"),
        ("### Brightloom", "Brightloom"),
        (". === Brightloom", "Brightloom"),
        (".Loom Foundation", ".Loom Foundation"),
        ("Air Freedonia", "Air Freedonia"),
    ],
)
def test_decorations_are_taken_off(name: str, clean: str) -> None:
    found = clean_company_name(name)
    assert (found.clean_name, found.kind) == (clean, "employer")


@pytest.mark.parametrize(
    "name",
    [
        "Brightloom Staffing",
        "Brightloom Recruitment Pte. Ltd.",
        "Brightloom Executive Search",
        "Brightloom Talent Partners",
        "BRIGHT LOOM TALENT PTE. LTD.",
        "Brightloom Manpower",
        "Randstad Freedonia",
        "Brightloom Personnel",
    ],
)
def test_agencies_are_known(name: str) -> None:
    assert clean_company_name(name).kind == "staffing_agency"


@pytest.mark.parametrize("name", ["Brightloom Job Board", "My Job Network", "Jobs via Brightloom"])
def test_job_boards_are_known(name: str) -> None:
    assert clean_company_name(name).kind == "job_board"


@pytest.mark.parametrize(
    "name",
    [
        "Confidential",
        "Stealth Startup",
        "Company Undisclosed",
        "Client |",
        "n/a",
        "Various",
        "San Francisco, CA",
        "Cambridge/Boston, MA",
        "Denver, CO; Atlanta, GA",
        "Stockholm, Sweden",
        "Northmoor, Scotland, United Kingdom",
        "Singapore",
        "Senior Software Engineer",
        "Android developer",
        "C++/web/mobile developers",
        "Robotics Startup",
        "",
        " ",
        "***",
        "\x00",
    ],
)
def test_names_of_no_company(name: str) -> None:
    found = clean_company_name(name)
    assert (found.clean_name, found.kind) == (None, "not_a_company")


EMPLOYERS = [
    "Recruitee Loom",
    "Engineer Books",
    "Remote Loom",
    "Startup Loom Labs",
    "Talentsoft",
    "City of Brightloom, TX",
    "Brightloom Motor Corporation, USA",
    "Brightloom.tv, Stockholm",
    "Personnel Board of Brightloom County",
    "Ascension",
    "HERE",
]


@pytest.mark.parametrize("name", EMPLOYERS)
def test_words_alone_do_not_make_an_agency_or_a_role(name: str) -> None:
    assert clean_company_name(name).kind == "employer"


def test_hostile_names_end_soon() -> None:
    for name in ("a" * 10_000, "(" * 10_000, " - " * 4_000, "Careers " * 2_000, "confidential " * 1_000, "x, " * 5_000):
        assert clean_company_name(name).name == name


@pytest.mark.parametrize(
    "name",
    [
        "Brightloom Recrutement",
        "Agence d'emploi Brightloom",
        "NORTHMOOR RH",
        "Brightloom Intérim",
        "Northmoor Personalberatung GmbH",
        "Brightloom Arbeitnehmerüberlassung",
        "Northmoor Uitzendbureau",
        "Brightloom Detachering B.V.",
        "Northmoor Selección de Personal",
        "Brightloom Recrutamento",
        "Agenzia per il Lavoro Northmoor",
        "Northmoor Rekryterings AB",
        "Brightloom Bemanning AS",
        "Northmoor Agencja Pracy",
        "Alex Staff Agency",
        "Hays France",
    ],
)
def test_agencies_of_many_languages_are_told_by_their_words(name: str) -> None:
    assert clean_company_name(name).kind == "staffing_agency"


@pytest.mark.parametrize("name", ["RH", "Brightloom Interiors", "Detachment Films", "Hays Bakery", "Vikarna Textiles"])
def test_words_that_look_like_those_of_agencies_make_none(name: str) -> None:
    assert clean_company_name(name).kind == "employer"
