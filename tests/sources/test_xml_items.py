"""XML from strangers: nothing is fetched, nothing is expanded, nothing goes on for long."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.sources.source_samples import codes, parse

FEED = '<?xml version="1.0"?>{doctype}<rss version="2.0"><channel><item><title>{title}</title></item></channel></rss>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def feed(title: str, doctype: str = "") -> str:
    return FEED.format(title=title, doctype=doctype)


def test_entities_of_files_and_addresses_are_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("treasure")
    for address in (secret.as_uri(), "http://127.0.0.1:9/secret"):
        records, _ = parse(feed("a &x; b", f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{address}">]>'), "rss")
        assert records[0]["title"] == "a \ufffd b"


def test_a_document_type_that_lies_elsewhere_is_not_fetched(tmp_path: Path) -> None:
    dtd = tmp_path / "feed.dtd"
    dtd.write_text('<!ENTITY x "treasure">')
    records, _ = parse(feed("a &x; b", f'<!DOCTYPE rss SYSTEM "{dtd.as_uri()}">'), "rss")
    assert "treasure" not in records[0]["title"]


def test_a_billion_laughs_stay_one_character() -> None:
    started = time.perf_counter()
    records, _ = parse(feed("&l9;", f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>'), "rss")
    assert records == [] or len(records[0]["title"]) < 10
    assert time.perf_counter() - started < 5


def test_entities_of_html_are_characters() -> None:
    records, _ = parse(feed("Caf&eacute;&nbsp;& Bar"), "rss")
    assert records[0]["title"].startswith("Café")


@pytest.mark.parametrize("kind", ["personio", "rss", "weworkremotely"])
def test_deep_nesting_is_damage_and_no_crash(kind: str) -> None:
    deep = "<a>" * 100_000
    records, rejections = (
        parse(f"<rss><channel><item><title>x</title>{deep}", kind)
        if kind != "personio"
        else parse(f"<workzag-jobs><position><name>x</name>{deep}", kind)
    )
    assert records == [] or records[0]["title"] == "x"
    assert codes(rejections) == ["damaged_xml"]


@pytest.mark.parametrize(
    ("declared", "encoding", "title"),
    [
        ("gb2312", "gb18030", "高级工程师 镕"),  # beyond GB 2312, as on many pages that declare it
        ("windows-1255", "cp1255", "מהנדס תוכנה"),
        ("x-sjis", "cp932", "ソフトウェア技術者"),
        ("ks_c_5601-1987", "cp949", "소프트웨어 엔지니어"),
        ("ansi", "cp1252", "Käse"),
        ("ISO-8859-1", "utf-8", "Käse größer"),  # what is valid UTF-8 is UTF-8
        ("iso-2022-jp", "iso2022_jp", "ソフトウェア技術者"),  # whose bytes are ASCII
        ("utf-16", "utf-8", "Engineer"),
        ("UTF-8", "utf-8", "Käse"),
    ],
)
def test_charsets_are_those_that_browsers_read(declared: str, encoding: str, title: str) -> None:
    markup = f'<?xml version="1.0" encoding="{declared}"?><rss><item><title>{title}</title></item></rss>'
    records, rejections = parse(markup.encode(encoding), "rss")
    assert ([record["title"] for record in records], rejections) == ([title], [])


def test_another_charset_opens_no_way_for_entities() -> None:
    markup = (
        '<?xml version="1.0" encoding="x-sjis"?><!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        "<rss><item><title>技&e;</title></item></rss>"
    )
    records, _ = parse(markup.encode("cp932"), "rss")
    assert [record["title"] for record in records] == ["技\ufffd"]
