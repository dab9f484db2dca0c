from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.languages import language_of, language_tag

TEXTS = {
    "en": "You will look after the machines that pack our seeds and teach others how to run them safely.",
    "de": "Sie betreuen die Maschinen, die unser Saatgut verpacken, und zeigen anderen den sicheren Umgang damit.",
    "fr": "Vous prendrez soin des machines qui emballent nos semences et formerez vos collègues à leur conduite.",
    "es": "Cuidarás de las máquinas que envasan nuestras semillas y enseñarás a otras personas a manejarlas.",
    "nl": "Je zorgt voor de machines die onze zaden verpakken en leert anderen hoe ze er veilig mee werken.",
    "pl": "Będziesz dbać o maszyny pakujące nasze nasiona i uczyć innych, jak bezpiecznie z nich korzystać.",
    "sv": "Du sköter maskinerna som packar våra frön och lär andra hur man använder dem på ett säkert sätt.",
    "ja": "種子を包装する機械の保守を担当し、ほかの人に安全な使い方を教えていただきます。",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_tells_its_language(language: str) -> None:
    assert language_of(TEXTS[language]) == language


def test_a_head_of_names_and_labels_does_not_hide_the_text_behind_it() -> None:
    head = "Req #: 184291\nDEPT: QZX-77 / KLMN\nSQL ETL JBOSS MQ SAP BW QPLC DCS\n" * 10
    assert language_of(head + TEXTS["de"] * 12) == "de"


@pytest.mark.parametrize(
    "text", ["", "Java", "12345 67890 " * 50, "https://example.org/a/b " * 50, "SAP BW MQ QX " * 9]
)
def test_what_is_no_prose_has_no_language(text: str) -> None:
    assert language_of(text) is None


@given(st.text(max_size=400))
def test_any_text_gives_a_tag_or_nothing(text: str) -> None:
    found = language_of(text)
    assert found is None or language_tag(found) == found
    assert found == language_of(text)
