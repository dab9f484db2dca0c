"""Sitemaps of every form are read; what is none is refused; nothing in one can hurt."""

from __future__ import annotations

import gzip

import pytest

from pipeline.errors import PayloadError
from pipeline.sources import sitemap_entries
from tests.sources.source_samples import codes, parse

ADDRESS = "https://www.brightloom.com/sitemap.xml"
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE u [<!ENTITY a "https://www.brightloom.com/"><!ENTITY f SYSTEM "file:///etc/passwd">'
BOMB = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"ha" * 10) for n in range(10))


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(b"<urlset><url><loc>https://www.brightloom.com/</loc></url></urlset>", mtime=0),
        b"\n  <urlset><url><loc>https://www.brightloom.com/</loc></url></urlset>",
        b"\xef\xbb\xbf<?xml version='1.0'?><x:urlset xmlns:x='u'><x:url><x:loc>https://www.brightloom.com/</x:loc></x:url></x:urlset>",
        "<?xml version='1.0' encoding='utf-16'?><urlset><url><loc>https://www.brightloom.com/</loc></url></urlset>".encode(
            "utf-16"
        ),
        b"<urlset><url><loc><![CDATA[https://www.brightloom.com/]]></loc></url></urlset>",
    ],
    ids=["gzip", "blanks", "prefix", "utf-16", "cdata"],
)
def test_a_page_is_found_however_it_is_wrapped(data: bytes) -> None:
    records, rejections = parse(data, "sitemap", ADDRESS)
    assert [record["url"] for record in records] == ["https://www.brightloom.com/"]
    assert rejections == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b" \n", "empty_payload"),
        (b"<!doctype html><html><body>Sign in<hr></body></html>", "unknown_format"),
        (b'{"urls": []}', "unknown_format"),
        (b"words and more words", "unknown_format"),
        (b"<settings><url>https://x.com</url></settings>", "unknown_format"),
        (gzip.compress(b"<urlset/>", mtime=0)[:-9], "truncated_gzip"),
    ],
)
def test_what_is_no_sitemap_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(PayloadError) as caught:
        parse(data, "sitemap", ADDRESS)
    assert caught.value.reason_code == code


@pytest.mark.parametrize("declared", [ENTITIES, ENTITIES + BOMB])
@pytest.mark.parametrize("entity", [b"&a;", b"&f;", b"&l9;"])
def test_no_entity_is_expanded_and_no_file_is_read(declared: bytes, entity: bytes) -> None:
    data = declared + b"]><urlset><url><loc>" + entity + b"</loc><priority>" + entity + b"</priority></url></urlset>"
    records, rejections = parse(data, "sitemap", ADDRESS)
    assert "root:" not in str((records, rejections))
    assert len(str((records, rejections))) < 2_000
    assert records == []


def test_an_empty_sitemap_is_told_and_an_endless_one_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes(parse(b"<urlset/>", "sitemap", ADDRESS)[1]) == ["no_entries"]
    data = b"\n".join(b"https://www.brightloom.com/%d" % n for n in range(20))
    monkeypatch.setattr(sitemap_entries, "ENTRIES_LIMIT", 5)
    records, rejections = parse(data, "sitemap", ADDRESS)
    assert (len(records), codes(rejections)) == (5, ["too_large"])
