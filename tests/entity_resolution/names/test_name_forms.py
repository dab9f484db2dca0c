"""What is left of a name when legal form, script, spelling and punctuation are off."""

import random
import string

import pytest
from rigour.text import ascii_text

from pipeline.entity_resolution.names.legal_forms import split_legal_form
from pipeline.entity_resolution.names.name_forms import NAME_LIMIT, name_concepts, name_form, tidy, to_latin
from pipeline.entity_resolution.names.name_variants import VARIANT_LIMIT, name_variants


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("Brightloom, Inc.", "brightloom"),
        ("Brightloom S.r.l.", "brightloom"),
        ("Brightloom Sp. z o.o.", "brightloom"),
        ("BRIGHTLOOM GmbH & Co. KG", "brightloom"),
        ("Brightloom Pte. Ltd.", "brightloom"),
        ("Brightloom Private Limited", "brightloom"),
        ("Brightloom Corporation Limited", "brightloom"),
        ("Brightloom Co., Ltd.", "brightloom"),
        ("Brightloom Co.,Ltd.", "brightloom"),
        ("Brightloom Ltda.", "brightloom"),
        ("Brightloom LLC.", "brightloom"),
        ("Brightloom B. V.", "brightloom"),
        ("Brightloom A/S", "brightloom"),
        ("Brightloom S A S", "brightloom"),
        ("Brightloom T/A", "brightloom ta"),
        ("Brightloom J. R.", "brightloom jr"),
        ("株式会社ブライトルーム", name_form("ブライトルーム").core),
        ("ООО Светлица", "svetlitsa"),
        ("Obshchestvo s Ogranichennoi Otvetstvennostyu Svetlitsa", "svetlitsa"),
        ("LIMITED LIABILITY COMPANY SVETLITSA", "svetlitsa"),
        ("JSC Svetlitsa", "svetlitsa"),
        ("Café Müßig AG", "cafe mussig"),
        ("B.R.L. Systems", "brl systems"),
        ("B R L Systems", "brl systems"),
        ("Brightloom's", "brightlooms"),
        ("Brightloom.com Inc.", "brightloom"),
        ("Loom & Thread", "loom and thread"),
        ("Brightloom Inc. Common stock", "brightloom"),
        ("Brightloom Ltd American Depository Shares each representing two", "brightloom"),
        ("BRIGHTLOOM HLDGS DL-,001", "brightloom hldgs"),
        ("BRIGHTLOOM AG NA O.N.", "brightloom"),
        ("Brightloom Plc / Adr", "brightloom"),
        ("BRIGHTLOOM MILLS AG BRIGHTLOOM", "brightloom mills"),
        ("Loom Loom", "loom loom"),
        ("Kabushiki-gaisha Brightloom", "brightloom"),
        ("OBSCHESTVO S OGRANNICHENNOI OTVETSTVENNOSTYU SVETLITSA", "svetlitsa"),
        ("Hotel Loom 1818", "hotel loom 1818"),
        ("Common Stock", "common stock"),
    ],
)
def test_dress_is_off(name: str, core: str) -> None:
    assert name_form(name).core == core


@pytest.mark.parametrize("name", ["Limited", "S.r.l.", "Co., Ltd.", "GmbH", "Inc. Inc.", "株式会社"])
def test_a_name_of_only_legal_forms_stays(name: str) -> None:
    assert name_form(name).tokens


@pytest.mark.parametrize("name", ["SAS Loomworks", "AB Loomworks", "Sen.se"])
def test_a_legal_form_at_the_start_or_behind_a_dot_is_a_name(name: str) -> None:
    assert len(name_form(name).tokens) == 2


def test_legal_forms_are_kept_in_comparable_spelling() -> None:
    assert split_legal_form("loomworks aktiengesellschaft")[1] == split_legal_form("loomworks ag")[1] == ("ag",)


@pytest.mark.parametrize(
    ("name", "numbers"),
    [("Harbor Fund III LP", ("3",)), ("Harbor Fund 03", ("3",)), ("Loom XIV", ("14",)), ("Vi", ())],
)
def test_numbers_are_read_in_both_writings(name: str, numbers: tuple[str, ...]) -> None:
    assert name_form(name).numbers == numbers


def test_one_concept_in_two_languages() -> None:
    assert set(name_concepts("loom bank")) & set(name_concepts("loom banka"))


@pytest.mark.parametrize("name", ["", "   ", "\x00\x01", "...", "\u200b"])
def test_nothing_readable_has_no_tokens(name: str) -> None:
    assert name_form(name).tokens == ()


def test_hostile_names_end_soon_and_are_cut() -> None:
    for name in ("a" * 10_000, "( " * 5_000, "Loom\x00\x07 \u202eGmbH " * 500, "- " * 5_000, "Inc. " * 2_000):
        assert len(tidy(name)) <= NAME_LIMIT
        assert len(name_form(name).tokens) <= 16
        assert len(name_variants(name)) <= VARIANT_LIMIT


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("Alder (formerly Birchline)", "Birchline"),
        ("Alder LLC d/b/a Birchline", "Birchline"),
        ("International Loom Research Institute (ILRI)", "ILRI"),
        ("Alder - Careers", "Alder"),
        ("Jobs at Alder", "Alder"),
        ("Alder | LinkedIn", "Alder"),
        ("Alder, part of Birchline", "Alder"),
    ],
)
def test_names_inside_a_name(name: str, inside: str) -> None:
    assert inside in name_variants(name)
    assert name_variants(name)[0] == name


@pytest.mark.parametrize(
    "name", ["Alder - San Francisco, CA", "Alder (London)", "Alder (publ)", "Alder | Data Engineer"]
)
def test_a_place_a_legal_mark_or_a_role_beside_a_name_is_no_name(name: str) -> None:
    assert name_variants(name) == (name, "Alder")


def test_latin_letters_one_by_one_are_what_the_whole_text_is() -> None:
    shuffler, letters = random.Random(5), [chr(code) for code in range(0xC0, 0x180) if code not in (0xD7, 0xF7)]
    every = [*letters, *string.ascii_letters, *string.digits, *" .&'-"]
    for _ in range(200):
        text = "".join(shuffler.choices(every, k=12))
        assert to_latin(text) == ascii_text(text).lower()
