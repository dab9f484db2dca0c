"""Company names as job boards write them: the plain name without decorations, and what kind of poster it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pipeline.entity_resolution.names.board_words import (
    is_agency,
    is_board,
    is_country,
    is_place,
    is_placeholder,
    is_region,
    is_role,
)
from pipeline.entity_resolution.names.legal_forms import split_legal_form
from pipeline.entity_resolution.names.name_forms import tidy, to_latin
from pipeline.entity_resolution.names.word_background import load_background
from pipeline.entity_resolution.names.word_lists import word_list

Kind = Literal["employer", "staffing_agency", "job_board", "not_a_company"]

_JOBS_AT = re.compile(
    r"""^(?:current\ )?(?:jobs?|careers?|(?:job\ |career\ )?(?:openings?|opportunities)|work(?:ing)?|vacancies)
    (?:\ openings?)?\ (?:at|with|@|via)\ """,
    re.IGNORECASE | re.VERBOSE,
)
_JOBS_TAIL = re.compile(
    r"""(?:(?:\s*[-–—|:,]\s*|\s+)(?:'s\ )?
        (?:careers(?:\ page|\ site|\ portal)?|career(?:['’]s)?\ page|jobs(?:\ page|\ board)?|job\ openings
        |hiring|we['’]?re\ hiring|now\ hiring|linkedin|glassdoor)
    |\s+[-–—|]\s+(?:careers?|jobs?|company)
    |(?<=[a-z])(?-i:Careers))$""",
    re.IGNORECASE | re.VERBOSE,
)
_TEAM = re.compile(r"^(.{2,}?)['’]s? .{0,40}\bteam$", re.IGNORECASE)
_BRACKETS = re.compile(r"(?:\s+|(?<=\w\w))(?:\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\})\s*")
_OPEN_BRACKET = re.compile(r"\s*[(\[][^)\]]*$")
_BATCH = re.compile(r"[\s,:;–-]*\b(?:YC|Y[ -]?Combinator)\b[\s-]*(?:[SWFX]?\s?'?\d{2,4})?.*$")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+\.(?:com|io|org|net|co|ai)/\S*", re.IGNORECASE)
_WWW = re.compile(r"^(?:https?://)?www\.([\w-]+)\.[\w.]+(?:/\S*)?$|^https?://([\w-]+)\.[\w.]+(?:/\S*)?$", re.IGNORECASE)
# "Acme- Springfield" too, but "Land- und Forstwirtschaft" is one name.
_DASH = re.compile(r"\s+[-–—]+\s+|(?<=\w)[-–—]+\s+(?!(?:und|and|oder|or|et|en|y)\b)|\s*[|•;]\s*|\s+[:/]\s+|:\s+|--+")
_MANY = re.compile(
    r"^(?:[\w&']+\ ){0,2}(?:practices|surgeries|clinics|hospitals|pharmacies|care\ homes|schools|academies|nurseries"
    r"|colleges|stores|branches|offices|dealerships|franchises|restaurants|hotels|departments|ministries|councils)$",
    re.IGNORECASE,
)
_AT_EMPLOYER = re.compile(r"\s+@\s+")
_A_COMPANY = re.compile(
    r",\s+an?\s.*$|\s+(?:seeks|seeking|is looking for)\s.*$"
    r"|,?\s+(?:formerly|previously|part of|d/?b/?a|fka|aka|acquired by|powered by|on behalf of)\b.*$",
    re.IGNORECASE,
)
_SLASH = re.compile(r"(?<=\w\w\w)/(?=[A-Z]\w\w)")
_LEADING_MARKS = re.compile(r"^(?:[^\w\s(\[{]{2,}|[^\w\s(\[{]\s)[^\w(\[{]*(?=\w)")  # "### Acme"; ".NET" has but one
_FORM_TAIL = re.compile(r"[\s,]+(?:company|co\.?)$", re.IGNORECASE)
_EDGE = " \t,.;:–—-|/&@"
_GENERIC_COUNT = 150  # a word of so many company names is no name by itself: "air", "bank", "american"
_SMALL_WORDS = word_list("small_words")


@dataclass(frozen=True, slots=True)
class CleanName:
    """A name as written, the plain name (None when it names no company), and its kind."""

    name: str
    clean_name: str | None
    kind: Kind


@lru_cache(maxsize=100_000)
def clean_company_name(name: str) -> CleanName:
    """Read a company name as a job board wrote it. Never fails.

    >>> clean_company_name("Acme - Careers (YC W21)")
    CleanName(name='Acme - Careers (YC W21)', clean_name='Acme', kind='employer')
    """
    text = _LEADING_MARKS.sub("", tidy(name))
    folded = text.casefold()
    if (
        not any(character.isalnum() for character in text)
        or is_placeholder(folded)
        or is_place(text)
        or is_role(folded)
    ):
        return CleanName(name, None, "not_a_company")
    plain = _undressed(text)
    core = split_legal_form(plain.casefold())[0]
    if not plain or _names_nothing(plain, core):
        return CleanName(name, None, "not_a_company")
    return CleanName(name, _cased(plain), _kind(folded, core))


def _names_nothing(text: str, folded: str) -> bool:
    return is_placeholder(folded) or is_place(text) or is_role(folded)


def _kind(folded: str, core: str) -> Kind:
    if is_board(core) or is_board(folded):
        return "job_board"
    return "staffing_agency" if is_agency(core) or is_agency(split_legal_form(folded)[0]) else "employer"


def _undressed(text: str) -> str:
    """Take off one decoration after another, never leaving nothing."""
    web = _WWW.match(text)
    if web:
        return web.group(1) or web.group(2)
    rest = text
    for step in _STEPS:
        rest = _kept(step(rest), rest)
    return rest.strip(" ,;|")


def _kept(shorter: str, before: str) -> str:
    shorter = " ".join(shorter.split()).strip(_EDGE.replace(".", ""))
    return shorter if sum(character.isalnum() for character in shorter) >= 2 or len(before) < 3 else before


def _without_jobs(text: str) -> str:
    rest = _JOBS_AT.sub("", text)
    if rest != text:
        return rest
    rest = _ADDRESS.sub(" ", rest) if not _ADDRESS.fullmatch(rest.strip()) else rest
    shorter = _JOBS_TAIL.sub("", rest.strip(_EDGE.replace(".", "")))
    team = _TEAM.match(shorter)
    return team.group(1) if team else shorter


def _without_batch(text: str) -> str:
    return _BATCH.sub("", text) if not _BATCH.match(text) else text


def _without_brackets(text: str) -> str:
    rest = _BRACKETS.sub(" ", text) if text[0] not in "([" else text
    inner = re.search(r"\((?:[^()]*)\)", text)
    if inner and is_country(inner.group()[1:-1]) and rest.strip():
        rest = text[: inner.start()] if _tells(text[: inner.start()]) else rest
    return _OPEN_BRACKET.sub("", rest)


def _without_tail(text: str) -> str:
    """Keep what stands before a dash or bar.

    Two letters before it are no name of their own ("KU - Center for ..."), nor is what there are many of ("GP Practices
    - North Health Board").
    """
    at = _AT_EMPLOYER.split(text)
    text = at[0] if len(at) > 1 else text
    pieces = [piece.strip() for piece in _DASH.split(text) if piece.strip()]
    if len(pieces) > 1:
        head = pieces[0]
        if sum(c.isalnum() for c in head) <= 2 or _MANY.search(head):
            return " ".join(pieces)
        return pieces[1] if is_place(head) or is_role(head.casefold()) else _without_place(head)
    return _without_place(text)


def _without_place(text: str) -> str:
    """ "Acme, New York City" is Acme; a name of several words stays whole: "University of Freedonia, Northmoor"."""
    head, comma, tail = text.partition(", ")
    if comma and (is_region(tail.strip()) or is_place(tail)):
        return head if len(head.split()) == 1 and is_place(tail) else text
    return _SLASH.split(text)[0]


def _without_owner(text: str) -> str:
    return _A_COMPANY.sub("", text)


def _without_form(text: str) -> str:
    core, forms = split_legal_form(text.casefold())
    if not forms or len(text.casefold()) != len(text):
        return text
    start = text.casefold().find(core)
    shorter = text[start : start + len(core)] if start >= 0 else text
    return _kept(_FORM_TAIL.sub("", shorter), shorter) if not shorter.casefold().startswith("the ") else shorter


def _without_country(text: str) -> str:
    words = text.split()
    for place in range(len(words) - 1, 0, -1):
        word = words[place].strip(",.")
        is_last = place == len(words) - 1
        short = word in ("USA", "US", "UK") or word.upper() == "SINGAPORE"
        if not short or words[place - 1].casefold() in _SMALL_WORDS:
            continue
        head = " ".join(words[:place])
        if _tells(head) and (is_last or word.isupper()):
            return head
    return text


def _tells(text: str) -> bool:
    """Some word is rare enough to name a company by itself."""
    counts = load_background().counts
    words = re.findall(r"[a-z0-9]+", to_latin(text.casefold()))
    return any(counts.get(word, 0) < _GENERIC_COUNT for word in words if len(word) > 1)


def _cased(text: str) -> str:
    """Capitals as people write them, when the name was all capitals."""
    words = text.split()
    if not text.isupper() or (len(words) == 1 and len(text) <= 5):
        return text
    return " ".join(_cased_word(word, place) for place, word in enumerate(words))


def _cased_word(word: str, place: int) -> str:
    if place and word.casefold() in _SMALL_WORDS:
        return word.casefold()
    letters = re.sub(r"[^A-Z]", "", word)
    is_abbreviation = (len(letters) <= 3 and word != "THE") or "." in word[:-1] or not re.search(r"[AEIOUY]", letters)
    return word if is_abbreviation else word.capitalize() if "-" not in word else word.title()


_STEPS = (
    _without_jobs,
    _without_batch,
    _without_brackets,
    _without_tail,
    _without_owner,
    _without_form,
    _without_country,
)
