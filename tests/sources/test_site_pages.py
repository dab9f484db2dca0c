from __future__ import annotations

import json

import pytest

from pipeline.errors import PayloadError
from pipeline.tables.records import PAGE_RECORDS
from tests.sources.source_samples import PAGE_URL, SITE_PAGE, parse


def test_a_page_gives_its_organization_text_and_markup() -> None:
    headers = (("Content-Type", "text/html; charset=utf-8"), ("Server", "loomd"))
    records, rejections = parse(SITE_PAGE, "site", PAGE_URL, headers=headers)
    assert rejections == []
    (page,) = records
    assert page["domain"] == "brightloom.com"
    assert page["organization_name"] == "Brightloom"
    assert page["legal_name"] == "Brightloom Textiles, Lda."
    assert page["title"] == "About Brightloom"
    assert page["language"] == "en-GB"
    assert (page["city"], page["country"]) == ("Lisbon", "PT")
    assert page["description"].startswith("Home\nWe weave cloth.\nIn Lisbon.\n©")
    assert "shop.js" in page["html"]
    assert json.loads(page["headers"]) == [list(pair) for pair in headers]
    PAGE_RECORDS.from_rows(records)


def page_of(body: str, head: str = "", url: str = PAGE_URL) -> dict[str, object]:
    records, _ = parse(f"<html><head>{head}</head><body>{body}</body></html>", "site", url)
    return records[0]


def test_the_organization_on_the_pages_own_domain_is_preferred() -> None:
    other = {"@type": "Organization", "name": "Partner", "url": "https://partner.com"}
    own = {"@type": "Corporation", "name": "Brightloom", "url": "https://www.brightloom.com/"}
    blocks = f'<script type="application/ld+json">{json.dumps([other, own])}</script>'
    assert page_of("", blocks)["organization_name"] == "Brightloom"


def test_an_authors_employer_is_not_the_pages_owner() -> None:
    article = {"@type": "Article", "author": {"worksFor": {"@type": "Organization", "name": "Elsewhere"}}}
    blocks = (
        f'<script type="application/ld+json">{json.dumps(article)}</script><meta property="og:site_name" content="Own">'
    )
    assert page_of("", blocks)["organization_name"] == "Own"


@pytest.mark.parametrize(
    ("line", "legal_name"),
    [
        ("© 2026 Ferrox Rail GmbH", "Ferrox Rail GmbH"),
        ("Copyright (c) 2020 - 2026 by Ferrox Rail GmbH & Co. KG | Imprint", "Ferrox Rail GmbH & Co. KG"),
        ("(c) Ferrox, Inc., Box 280, Springfield", "Ferrox, Inc."),
        ("© 2026 Ferrox Rail AG. Alle Rechte vorbehalten", "Ferrox Rail AG"),
        ("© 2026 Ferrox, S.A. Todos los derechos", "Ferrox, S.A."),
        ("© 2026 Ferrox", None),
        ("© All rights reserved", None),
        ("Ferrox Rail GmbH", None),
    ],
)
def test_a_copyright_line_with_a_legal_form_is_a_legal_name(line: str, legal_name: str | None) -> None:
    assert page_of(f"<p>x</p><footer><p>{line}</p></footer>")["legal_name"] == legal_name


def test_a_page_without_known_address_needs_one_of_its_own_or_a_domain() -> None:
    with pytest.raises(PayloadError) as caught:
        parse("<p>x</p>", "site", "pages/about.py")
    assert caught.value.reason_code == "missing_domain"
    records, _ = parse('<link rel="canonical" href="https://brightloom.com/a"><p>x</p>', "site", "pages/a.html")
    assert (records[0]["domain"], records[0]["url"]) == ("brightloom.com", "https://brightloom.com/a")
    records, _ = parse("<p>x</p>", "site", "pages/a.html", domain="ferrox.de")
    assert (records[0]["domain"], records[0]["url"]) == ("ferrox.de", "pages/a.html")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_payload"),
        (b"just words", "not_html"),
        (b"%PDF-1.7 <x>", "not_html"),
        (b'<?xml version="1.0"?><urlset></urlset>', "not_html"),
        (b"<div>" * 5_000, "too_complex"),
        (b"<p " + b" ".join(b"a%d=1" % i for i in range(5_000)) + b">", "too_complex"),
    ],
)
def test_what_is_no_page_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(PayloadError) as caught:
        parse(data, "site", PAGE_URL)
    assert caught.value.reason_code == code


def test_bytes_decide_the_charset_before_labels() -> None:
    utf8 = '<meta charset="iso-8859-1"><title>Käse</title>'.encode()
    latin = '<meta charset="iso-8859-1"><title>Käse</title>'.encode("latin-1")
    korean = '<meta charset="euc-kr"><title>회사</title>'.encode("euc-kr")
    assert parse(utf8, "site", PAGE_URL)[0][0]["title"] == "Käse"
    assert parse(latin, "site", PAGE_URL)[0][0]["title"] == "Käse"
    assert parse(korean, "site", PAGE_URL)[0][0]["title"] == "회사"


def test_the_same_address_with_other_bytes_is_another_page_version() -> None:
    one, two = (parse(f"<p>{text}</p>", "site", PAGE_URL)[0][0] for text in "ab")
    assert one["page_id"] != two["page_id"]
    assert one["page_id"] == parse("<p>a</p>", "site", PAGE_URL)[0][0]["page_id"]


def test_identifiers_and_profiles_come_from_structured_data_and_footer() -> None:
    declared = {
        "@type": "Organization", "name": "Ferrox Rail", "url": "https://www.ferrox-rail.de", "vatID": "DE 123 456 789",
        "leiCode": "5299000FERROXRAIL012", "sameAs": ["https://www.linkedin.com/company/ferrox/?x=1", "https://ferrox-rail.de"],
    }  # fmt: skip
    page = f"""<html><body><script type="application/ld+json">{json.dumps(declared)}</script><p>HRB 999 is not ours.</p>
    <footer><a href="https://x.com/ferrox">X</a><a href="https://x.com/intent/post?u=1">Share</a>
    <a href="https://github.com/">GitHub</a><p>USt-IdNr.: DE123456789</p><p>Amtsgericht Kassel, HRB 1234 B</p>
    <p>Call 0123456789, order no. 12345678</p></footer></body></html>"""
    (record,), rejections = parse(page, "site", "https://www.ferrox-rail.de/")
    assert record["identifiers"] == ["vat:DE123456789", "lei:5299000FERROXRAIL012", "handelsregister:HRB1234B"]
    assert record["profiles"] == ["https://www.linkedin.com/company/ferrox", "https://x.com/ferrox"]
    assert rejections == []
