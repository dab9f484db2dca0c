"""Which addresses of a company's site are about working there, in the languages such pages are written in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from pipeline.domains import registrable_domain
from pipeline.errors import PayloadError
from pipeline.sources.html_text import parse_html

_LINKS_LIMIT = 5_000
_WORDS = (
    "careers? jobs? vacanc(?:y|ies) openings? open-(?:positions|roles) positions join(?:-us|-our-team)?"
    " work-(?:with|for|at)(?:-us)? hiring (?:we-are-|were-)hiring employment recruit(?:ing|ment)? opportunities life-at"
    " karriere stellen(?:angebote|markt)? offene-stellen jobangebote"
    " carri[eè]res? emplois? recrutement offres-d-emploi nous-rejoindre rejoignez-nous"
    " empleos? trabaja(?:-con-nosotros)? carreras? vagas? trabalhe-conosco carreiras?"
    " vacatures? werken-bij(?:-ons)? lavora-con-noi carrier[ae] posizioni-aperte"
    " jobb karri[aä]r lediga-(?:jobb|tj[aä]nster) karri[eæ]r ledige-stillinger praca kariera rekrutacja"
)
_SEGMENT = re.compile("(?:" + "|".join(_WORDS.split()) + r")(?:\.html?|\.php|\.aspx?)?", re.IGNORECASE)
_TEXT = re.compile(
    r"\b(?:careers?|jobs|open (?:positions|roles)|join (?:us|our team)|work (?:with|for|at) "
    r"|we(?:'|’)?(?: a)?re hiring|vacancies|karriere|stellenangebote|offene stellen"
    r"|carrières?|nous rejoindre|recrutement|empleos?|trabaja con|vacatures|werken bij"
    r"|lavora con noi|trabalhe conosco|lediga (?:jobb|tjänster)|ledige stillinger|kariera)\b",
    re.IGNORECASE,
)
_NO_PAGE = re.compile(r"\.(?:pdf|jpe?g|png|gif|svg|webp|zip|docx?|mp4|css|js|ico|xml|json)$", re.IGNORECASE)
_BLOG = frozenset({"blog", "news", "press", "article", "articles", "insights", "stories", "tag", "category"})


def page_links(html: str, base: str) -> list[tuple[str, str]]:
    """Absolute http(s) links of a page with their texts, in document order; empty when it cannot be read."""
    try:
        page = parse_html(html)
    except PayloadError:
        return []
    found: dict[str, str] = {}
    for node in page.css("a[href], iframe[src]")[:_LINKS_LIMIT]:
        target = node.attributes.get("href") or node.attributes.get("src") or ""
        try:
            url = urljoin(base, target.strip()).partition("#")[0]
        except ValueError:
            continue
        if url.startswith(("http://", "https://")):
            found.setdefault(url, " ".join(node.text().split())[:200])
    return list(found.items())


def careers_rank(url: str, text: str = "") -> int | None:
    """How surely an address leads to a careers page, 0 the surest; None when nothing says so.

    >>> careers_rank("https://acme.example/careers"), careers_rank("https://acme.example/about")
    (0, None)
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    segments = [segment for segment in parts.path.lower().split("/") if segment]
    if _NO_PAGE.search(parts.path) or _BLOG & set(segments):
        return None
    if segments and _SEGMENT.fullmatch(segments[-1]):
        return len(segments) - 1
    if _SEGMENT.fullmatch((parts.hostname or "").partition(".")[0]):
        return len(segments)
    if _TEXT.search(text):
        return 5
    return None


def careers_pages(links: Iterable[tuple[str, str]], domain: str) -> list[str]:
    """Addresses of a site that look like its careers pages, the surest first, ties in order of appearance."""
    ranked = []
    for number, (url, text) in enumerate(links):
        rank = careers_rank(url, text) if registrable_domain(url) == domain else None
        if rank is not None:
            ranked.append((rank, number, url))
    return [url for _, _, url in sorted(ranked)]


def job_pages(links: Iterable[tuple[str, str]], careers_url: str) -> list[str]:
    """Addresses below a careers page: those of single jobs, in order of appearance."""
    below = urlsplit(careers_url)
    path = below.path.rstrip("/") + "/"
    return [
        url
        for url, _ in links
        if urlsplit(url).netloc == below.netloc and urlsplit(url).path.startswith(path) and urlsplit(url).path != path
    ]
