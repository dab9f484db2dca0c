from __future__ import annotations

import gzip

import pytest

from pipeline.errors import PayloadError
from pipeline.sources.html_limits import is_too_complex
from pipeline.sources.html_text import html_text, node_text, parse_html
from pipeline.sources.text import decode, storable, tidy_label, undo_gzip, unescape

ATTRIBUTES = " ".join(f"a{i}" for i in range(10_000)) + '">'


def test_gzip_members_are_joined_and_garbage_after_them_ignored() -> None:
    two = gzip.compress(b"ab", mtime=0) + gzip.compress(b"cd", mtime=0)
    assert undo_gzip(two) == b"abcd"
    assert undo_gzip(two + b"\x00\x00tail") == b"abcd"
    assert undo_gzip(gzip.compress(two, mtime=0)) == b"abcd"
    assert undo_gzip(b"plain") == b"plain"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (gzip.compress(b"x" * 1000, mtime=0)[:-9], "truncated_gzip"),
        (gzip.compress(b"x" * 5000, mtime=0), "too_large"),
        (b"x" * 5000, "too_large"),
        (gzip.compress(gzip.compress(gzip.compress(gzip.compress(b"x"))), mtime=0), "invalid_gzip"),
    ],
    ids=["truncated", "compressed", "plain", "four times"],  # gzip writes the time, which must not be in a test's name
)
def test_gzip_that_cannot_or_must_not_be_read_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(PayloadError) as caught:
        undo_gzip(data, limit=4000)
    assert caught.value.reason_code == code


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        (b"\xef\xbb\xbfok", None, "ok"),
        (
            "<p>Страница компании, мы делаем ткани</p>".encode("cp1251"),
            None,
            "<p>Страница компании, мы делаем ткани</p>",
        ),
        (
            "<p>会社の概要と採用情報のページです。</p>".encode("cp932"),
            None,
            "<p>会社の概要と採用情報のページです。</p>",
        ),
        ("<p>größer, schöner, über Webstühle</p>".encode("cp1252"), None, "<p>größer, schöner, über Webstühle</p>"),
        ("\ufeffné".encode("utf-16-be"), None, "né"),
        ("né".encode(), "text/html; charset=windows-1251", "né"),
        ("né".encode("cp1252"), None, "né"),
        ("шерсть".encode("cp1251"), "text/html; charset=windows-1251", "шерсть"),
        ("צמר".encode("iso8859-8"), "text/html; charset=iso-8859-8-i", "צמר"),
        (b"n\xe9", "text/html; charset=utf-16", "né"),
        (b"n\xe9", "text/html; charset=zip", "né"),
        (b"n\xe9", "text/html; charset=punycode", "né"),
        (b"n\xe9x", "text/html; charset=utf-8", "n\ufffdx"),
    ],
)
def test_charset_is_decided_by_mark_then_bytes_then_label(data: bytes, declared: str | None, text: str) -> None:
    assert decode(data, declared) == text


def test_text_is_made_storable() -> None:
    assert storable("a\x00b\ud83dc\ud83d\ude00") == "abc\U0001f600"
    assert tidy_label(" \ufeffJob\u200b  title\u200f ") == "Job title"
    assert tidy_label("می\u200cخواهم \U0001f468\u200d\U0001f4bb") == "می\u200cخواهم \U0001f468\u200d\U0001f4bb"
    assert tidy_label(" \u200b ") is None
    assert unescape("&lt;&#99999999999;&amp;lt;") == "<\ufffd&lt;"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain  text", "plain text"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<p>one</p>two<p>three", "one\ntwo\nthree"),
        ("<div>a<div>b</div>c</div>d", "a\nb\nc\nd"),
        ("<ul><li>a<li><p>b</p></ul>", "a\nb"),
        ("<p>a\n   b&nbsp;c</p>", "a b c"),
        ("<pre>x = 1\ny  = 2</pre>z\nw", "x = 1\ny = 2\nz w"),
        ("<p>a</p><script>b</script><style>c</style><noscript>d</noscript><!-- e --><svg><text>f</text></svg>", "a"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("C&lt;T&gt; &amp;amp; x", "C<T> &amp; x"),
        ("<b>Py</b>thon", "Python"),
        ("R & D\nGo", "R & D\nGo"),
        ("<b>Stack</b>\n- Nix\n- Go &amp; C", "Stack\n- Nix\n- Go & C"),
        ("a < b and <3", "a < b and <3"),
        ("a<!-- -->b<wbr>c<x-y>d</x-y>", "abcd"),
        ("<p>a\0b&#13;c\u2003\u2028d</p>", "ab c d"),
        ("<pre><b>a\n</b>b<br>c&#13;d</pre>", "a\nb\nc\nd"),
        ("<td>a<td>b", "ab"),
        ("<b>a</br>b\nc</b>", "a\nb\nc"),
        ("<p></p>", None),
        ("", None),
    ],
)
def test_markup_becomes_lines(html: str, text: str | None) -> None:
    assert html_text(html) == text


def test_markup_too_deep_to_parse_still_gives_its_text() -> None:
    assert html_text("<div>" * 50_000 + "deep") == "deep"


@pytest.mark.parametrize(
    "html",
    [
        "<div><!--</div>-->" * 5_000,
        "<div></span>" * 5_000,
        "<div><b></b>" * 5_000,
        "<p x='<' " + " ".join(f"a{i}=1" for i in range(5_000)) + ">",
        '<p a=b=" ' + " ".join(f"a{i}=1" for i in range(5_000)) + '">',
        "<p " + " ".join(f"a{i}= '>'b{i}=\">\"" for i in range(2_000)) + ">",
    ],
    ids=["comments", "foreign-ends", "siblings", "quoted", "half-quoted", "ends-in-quotes"],
)
def test_complexity_cannot_be_hidden(html: str) -> None:
    assert is_too_complex(html.encode())


@pytest.mark.parametrize(
    "html",
    [
        "<div><p>x</p></div>" * 20_000,
        '<svg><path d="' + "M 1 2 " * 20_000 + '"></svg>',
        "<script>" + "if (a <b) { c = d; } " * 5_000 + "</script>",
        "<li>" * 20_000,
        "<table>" + "<tr><td>x" * 20_000,
        "<p>" + "".join(f"<a href={i}>x</a><b id={i}>x</b>" for i in range(10_000)),
        '<p title="' + "a b <i> " * 20_000 + '">',
    ],
    ids=["long", "svg", "script", "list", "table", "links", "quoted"],
)
def test_large_ordinary_markup_is_not_complex(html: str) -> None:
    assert not is_too_complex(html.encode())


def test_text_of_a_part_leaves_the_page_as_it_was() -> None:
    page = parse_html("<table><tr><td><a href=x>a <b>b</b></a><td>c</table>")
    before = page.html
    assert [node_text(page.css_first(part)) for part in ("table", "td", "a", "b", "u")] == [
        "a b c",
        "a b",
        "a b",
        "b",
        None,
    ]
    assert page.html == before


@pytest.mark.parametrize("inline", ["<b>a</b>b", "a<!---->", "<b><i>a</i></b>\n", "<td>a</td>"])
def test_text_takes_linear_time(inline: str) -> None:
    assert html_text("<p>" + inline * 50_000)  # quadratic, these would take minutes


def test_unclosed_paragraphs_are_not_nesting() -> None:
    assert html_text("<p>x" * 20_000) == "\n".join(["x"] * 20_000)


def test_formatting_elements_that_every_block_opens_again_are_too_complex() -> None:
    fonts = "".join(f"<font color={n}><p>" for n in range(900))
    assert is_too_complex((fonts + "<p>x" * 5_000).encode())  # 37 kB of which a tree takes 2 GB
    assert not is_too_complex(b"<p><font color=red>x</font></p>" * 5_000)
    assert not is_too_complex(b"<p><b>x" * 900)
