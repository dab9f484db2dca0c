"""Whom a recruiter recruits for, as the text of a posting says it: "posted by Jobs4U on behalf of Acme".

Some wordings say by themselves that one company recruits for another, whoever posts. Others ("our client Acme", or a
line "Client: Acme") mean a customer where an employer writes them: they are read in postings of agencies and boards.
A name is a run of words with capitals that ends at punctuation or at a word no name holds; a text is data, never more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.entity_resolution.names.board_names import clean_company_name
from pipeline.entity_resolution.names.legal_forms import split_legal_form
from pipeline.entity_resolution.names.name_forms import name_form
from pipeline.entity_resolution.names.word_lists import word_list

LONGEST = 80  # characters of a name inside a text; more is a sentence
_MOST_WORDS = 9
_MOST = 3  # clients of one posting; who lists more lists references

_RECRUITS = "(?:recruit|hir|advertis|post|publish|list|plac|head-?hunt)(?:ing|ed|ment)"
_LOOKS = "(?:looking|searching|recruiting|hiring|seeking|sought|join)"
_CLIENT = r"(?-i:client|CLIENT|Client(?=[,:]))\b(?:[,:]|\s[-–—])?"  # not "our Client Services team"
_OURS = r"(?:our|my|its|their)(?:\s[\w-]{1,30}){0,4}"
# What says it whoever posts. A cue ends where the name begins.
_STATEMENTS = re.compile(
    rf"""\b{_RECRUITS}\s(?:by\s(?P<poster>[^\n]{{2,{LONGEST}}}?)\s)?on\ behalf\ of\s(?:(?:{_OURS}\s)?{_CLIENT}\s)?
    |\bon\ behalf\ of\s{_OURS}\s{_CLIENT}\s
    |\b{_LOOKS}\b[^.\n]{{0,120}}?\b(?:for|with|at|support|join)\s{_OURS}\s{_CLIENT}\s
    |\bjoin\s{_OURS}\s{_CLIENT}\s""",
    re.IGNORECASE | re.VERBOSE,
)
# "Our client Acme is looking for": said by whoever posts, when the client is who looks.
_OUR_CLIENT = re.compile(rf"\b(?:our|my)\s(?:[\w-]{{1,30}}\s){{0,3}}{_CLIENT}\s", re.IGNORECASE)
_NEEDS = re.compile(
    r"""\.?[^.\n]{0,100}?\b(?:(?:is|are)\ (?:\w+\ )?(?:looking|seeking|searching|hiring|recruiting)|seeks|requires|needs
    |has\ an?\ (?:\w+\ ){0,2}(?:opening|opportunity|need|vacancy|position|role))\b""",
    re.IGNORECASE | re.VERBOSE,
)
_ANYTHING = re.compile("")
_LINE_END = re.compile(r"[ .\t]*$", re.MULTILINE)
# What says it in the posting of an agency or board.
_FIELDS = re.compile(
    r"""^\W{0,5}(?:(?:end|direct|hiring)[ ])?(?:client|employer|company|organi[sz]ation|unternehmen|kunde|entreprise)
    (?:[ ]name)?[ ]?:[ ]?(?=[^\n]{2,80}$)""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_MANDATES = re.compile(
    rf"""\b(?:(?:retained|engaged|commissioned|mandated|instructed)\s(?:exclusively\s)?by
            |(?:partner|collaborat|team|work)(?:ing|ed|s)?\s(?:up\s)?with)\s
        (?=[^\n]{{2,{LONGEST}}}?\sto\s(?:find|hire|recruit|fill|source|identify|help|build\san?\s(?:inclusive|team))\b)
    |\bin\spartnership\swith\s(?=[^\n]{{2,{LONGEST}}}?\s(?:is|are)\s(?:currently\s)?{_LOOKS}\b)
    |\bthis\s(?:role|position|job|opportunity|vacancy)\sis\s(?:with|at)\s
    |\bour\ client\ is\s(?=[^.,\n]{{2,{LONGEST}}},\ (?:an?|the|one)\b)
    |\b(?:pour\sle\scompte\sd[eu']|per\sconto\sdi|en\snombre\sde|namens)\s?
    |\bim\sauftrag\s(?:unsere[sr]\s\w{{4,20}},?\s)?(?:(?:von|des)\s)?
    |\b(?:unser|unsere[nm])\s(?:\w{{1,20}}\s)?(?:kunden?|mandanten?|auftraggeber|klienten?)\b,?\s
    |\b(?:notre|mon|son|onze|mijn|nuestro|mi|nostro|mio|nosso|meu)\s
        (?:client|klant|opdrachtgever|cliente)\b,?\s""",
    re.IGNORECASE | re.VERBOSE,
)
_GERMAN = re.compile(
    r"\b(?:im auftrag|unser)", re.IGNORECASE
)  # where every noun has a capital, a name needs a legal form
# A sentence about somebody who pretends to recruit.
_PRETENDS = re.compile(r"scam|fraud|claim|impersonat|pretend|purport|unauthori[sz]ed|unsolicited", re.IGNORECASE)
_TELLING = r"(?i)\bon\s+behalf\s+of\b|\b(our|my|its|their)\s+([\w-]+\s+){0,4}client\b"  # RE2
# Words inside a name, words at which one ends, and words with a capital that begin a sentence rather than a name.
_INSIDE = word_list("words_inside_names")
_AFTER = word_list("words_after_names")
_NO_NAMES = word_list("words_that_are_no_names")
# What stands before it: "the Acme Group", "die Firma Acme", "la société Acme"; La Poste keeps its article.
_ARTICLE = re.compile(
    r"(?:the|der|die|das|den|dem)\s(?:firma\s)?|(?:la\s|el\s|l['’])(?:société|entreprise|empresa|sociedad|società)\s",
    re.IGNORECASE,
)
# Where a name ends at the latest; the comma of "Acme, Inc." ends none.
_ENDS = re.compile(
    r"""[;:|!?<>"“”„()\[\]{}\n*•]|\s[-–—/]+\s|\s{3,}
    |,(?!\s(?:inc|llc|l\.l\.c|ltd|limited|corp|co|lp|l\.p|plc|gmbh|ag|s\.?a|n\.?a|pte|pty|b\.?v)\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_INITIAL = re.compile(r"\w\.|(?:st|dr|mt)\.", re.IGNORECASE)


def may_tell(descriptions: pa.ChunkedArray) -> pa.ChunkedArray:
    """Which texts hold the words that a statement needs; null texts hold none. Linear in the texts (RE2)."""
    return pc.fill_null(pc.match_substring_regex(descriptions, _TELLING), False)


def clients_in_text(text: str, poster: str, is_recruiter: bool) -> list[tuple[str, str, str]]:
    """Who recruits for whom, as (relation, name, words it was read from), in the order of the text.

    Args:
        text: description of a posting; poster: the company it is filed under; is_recruiter: an agency or a board.
    Returns: relation `client` when the poster recruits for the name; `recruiter` when the name recruits for the poster.

    >>> clients_in_text("Posted by Jobs4U on behalf of Acme Inc. Apply now.", "Jobs4U", True)
    [('client', 'Acme Inc', 'Posted by Jobs4U on behalf of Acme Inc')]
    """
    found: dict[tuple[str, str], str] = {}
    for cue in _cues(text, is_recruiter):
        named = name_at(text, cue.end())
        if named is None or _PRETENDS.search(text, max(0, cue.start() - 100), cue.start()):
            continue
        name, end = named
        if _GERMAN.match(cue.group()) and not split_legal_form(name.casefold())[1]:
            continue
        words = " ".join(text[cue.start() : end].split())
        by = name_at(text, cue.start("poster")) if cue.groupdict().get("poster") else None
        if not _is_own(name, poster):
            found.setdefault(("client", name), words)
        elif by is not None and not _is_own(by[0], poster):
            found.setdefault(("recruiter", by[0]), words)
    return [(*key, words) for key, words in found.items()][:_MOST]


def _cues(text: str, is_recruiter: bool) -> Iterator[re.Match[str]]:
    """The words before each name that may be one."""
    if any(word in text.lower() for word in ("client", "behalf")):  # most of what agencies write holds neither
        yield from _STATEMENTS.finditer(text)
        yield from _followed(_OUR_CLIENT, _ANYTHING if is_recruiter else _NEEDS, text)
    if is_recruiter:
        yield from _followed(_FIELDS, _LINE_END, text)
        yield from _MANDATES.finditer(text)


def _followed(cues: re.Pattern[str], rest: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Cues after whose name the rest stands."""
    for cue in cues.finditer(text):
        named = name_at(text, cue.end())
        if named is not None and rest.match(text, named[1]):
            yield cue


def _is_own(name: str, poster: str) -> bool:
    """A name that is the poster's own, or part of it, or holds it."""
    ours, theirs = name_form(poster).spaceless, name_form(name).spaceless
    return ours in theirs or theirs in ours


def name_at(text: str, start: int) -> tuple[str, int] | None:
    """The name that begins at this place, as written, and where it ends; None when what stands there is none.

    >>> name_at("for Acme and Sons, a leading", 4)
    ('Acme and Sons', 17)
    """
    article = _ARTICLE.match(text, start)
    start = article.end() if article else start
    piece = text[start : start + LONGEST + 1]
    cut = _ENDS.search(piece)
    length = _name_length(piece[: cut.start()] if cut else piece)
    name = piece[:length].rstrip(" .,'’")
    words = name.split()
    if not 2 <= len(name) <= LONGEST or not 1 <= len(words) <= _MOST_WORDS or words[0].casefold() in _NO_NAMES:
        return None
    return (name, start + len(name)) if clean_company_name(name).clean_name is not None else None


def _name_length(piece: str) -> int:
    """How far words with capitals go; 0 when they end at a word that makes them something else ("Java developers")."""
    end, before = 0, ""
    for word in re.finditer(r"\S+", piece):
        plain = word.group().strip("'’.,")
        is_capital = plain[:1].isupper() or plain[:1].isdigit()
        if not is_capital and plain not in _INSIDE:
            return end if plain in _AFTER or before in _AFTER else 0
        if is_capital:
            end = word.end()
        if word.group().endswith(".") and not _INITIAL.fullmatch(word.group()):
            break
        before = plain
    return end
