"""Words that tell what a name on a job board is: an agency, a board, a role, a place or nothing."""

from __future__ import annotations

import re
from functools import lru_cache

from rigour.territories import Territory, get_territories

from pipeline.entity_resolution.names.legal_forms import split_legal_form
from pipeline.entity_resolution.names.word_lists import word_list

_AGENCY_WORDS = re.compile(
    r"""staffing|recruit(?!s\b|ee|ics)|headhunt|sourcers?\b
    |\b(?:manpower|personnel|resourcing|placements?|hr\ consult\w*|zeitarbeit|int[ée]rim|ett|job\ ?agency|hired\ by)\b
    |\b(?:personaldienst\w*|personalvermittlung|personalservice|empleo\ temporal|trabajo\ temporal)
    |\bemployment\ (?:services|agency|solutions)\b
    |\b(?:human|healthcare|software|technical|professional|engineering|medical|technology)\ resources?\b
        (?!\ (?:board|council|center|centre))
    |\btalent\ (?:group|partners?|solutions|resources|collective|acquisition|agency|search|network|hub|consult\w*
        |services|international)\b
    |\w+talent\b|[\w.]\ talent$|\btalent(?!ed\b|soft|lms)[a-z]+\b
    |\bsearch\ (?:group|partners?|firm|associates|consult\w*|international|solutions)|\bsearch\ ?(?:&|and)\ \w+
    |[a-z]+[\ -]search$
    |\bworkforce\ (?:solutions|management|services)\b
    |\bcareer\ (?:path|movement|partners?|group|solutions|consult\w*)
    |\bhire(?!vue|right|ology)[a-z]{3,}\b
    |\btemp(?:s|orary)\ (?:staff|agency|services)\b
    |\bstaff\ (?:agency|solutions)\b|\btalent\ (?:groups|hire|hub|connection)\b
    # French, German, Dutch, Spanish, Italian, Portuguese, Nordic, Polish, Czech
    |recrut(?!ar)|reclutamiento|rekrut|rekryter|henkilöstöpalvelu|ricerca\ e\ selezione
    |int[ée]rim(?:aires?)?\b|travail\ temporaire|agence\ (?:d['’ ]?emploi|de\ placement)|portage\ salarial
    |(?!^)\brh$|^rh\ (?:partners|conseil|services|solutions)\b|\bressources\ humaines$|chasseurs?\ de\ t[êe]tes
    |personal(?:beratung|leasing|vermittler|agentur|management\ agentur|überlassung)|arbeitnehmerüberlassung
    |arbeitsvermittlung|\bstellenvermittlung|jobvermittlung|leiharbeit|temporärbüro
    |uitzend|detacher|\bwerving\b|\bpayrolling\b
    |selecci[óo]n\ de\ personal|\brecursos\ humanos\b|\bseleç[ãa]o\b|trabalho\ tempor[áa]rio
    |lavoro\ (?:temporaneo|interinale)|agenzia\ (?:per\ il\ lavoro|interinale)|risorse\ umane$
    |bemanning|\bvikar(?:byrå|bureau|iat)|agencja\ pracy|agentura\ pr[áa]ce|praca\ tymczasowa""",
    re.VERBOSE,
)
_BOARD_WORDS = re.compile(
    r"""\bjob\ (?:network|board|site|portal|search|market|tank|bank|hub|finder|spot)\b|\bjob\ ?boards?\b
    |\bjobs\ (?:via|through|for|from|by)\b|^my\ ?jobs?\b|\bjobs\.(?:com|net|org|io)$
    |\bcareer\ (?:network|portal|site)\b""",
    re.VERBOSE,
)
_PLACEHOLDERS = re.compile(
    r"""^(?:(?:company|client|employer|name|our\ client|the\ client|a\ client|direct\ client)?[\s:–|-]{0,3})
    (?:(?:is|name|strictly|highly)\ )?
    (?:confidential|undisclosed|not\ disclosed|anonymous|anon|stealth|hidden|unknown|unnamed|n/?a|none|null|nan|tb[ad]
    |various|multiple|private|private\ (?:company|employer|advertiser|individual)|company|client|our\ client|employer
    |start-?up|self|self[-\ ]employed|freelancer?|test|example|not\ (?:specified|applicable|provided)|hiring
    |(?:various|multiple)\ companies|remote\ (?:jobs?|position))
    (?:[\s|:,.–-]{0,3}(?:company|co\.?|client|employer|name|name\ withheld|careers?|jobs?))?\W*$""",
    re.VERBOSE,
)
_HIDDEN = re.compile(
    r"""^(?:confidential|undisclosed|anonymous|unnamed)\b|\bstealth\b|^internal\ job\ board$
    |\bcompany\ (?:undisclosed|confidential)""",
    re.VERBOSE,
)
_STARTUP = re.compile(r"^(?!the\b|\d)[\w\s,/&+-]*\bstart-?up$")
_AREA = re.compile(
    r"^(?:greater |metro )?[\w.']+(?: [\w.']+){0,3} (?:(?:bay )?area|metro(?:politan)? area|region|metroplex)$"
)
# A word with a dot inside, a number, a dash, "City of": what stands before the region is no city's name.
_NO_CITY = re.compile(
    r"""\w\.\w|[\d,]|\s[-–—]|[-–—]\s|--|\bin\b
    |\b(?:city|town|county|state|university|college)\ of\b|\b(?:corporation|company|group)\b""",
    re.IGNORECASE | re.VERBOSE,
)
# Bodies that recruit for themselves however their name goes on.
_PUBLIC_BODY = re.compile(
    r"\b(?:nhs|council|county|university|college|hospitals?|schools?|ministry|department|government)\b"
)


def is_agency(folded: str) -> bool:
    """A staffing agency by its name or its words; `folded` is case-folded and without legal forms."""
    plain = re.sub(r"[^\w\s]", "", folded)
    words = plain.split()
    heads = {" ".join(words[:count]) for count in range(1, 5)}
    if words[:1] == ["the"]:
        heads |= {" ".join(words[1:count]) for count in range(2, 6)}
    # "Randstad Engineering" is Randstad; "Reed Elsevier" and "Hudson Bay" are not Reed and Hudson.
    known = heads & (word_list("agencies") - word_list("agency_names_of_others"))
    if plain in word_list("agencies") or known:
        return True
    # "Hays France": an agency whose name others share, and a place.
    if any(head in word_list("agencies") and is_place(plain[len(head) :].strip()) for head in heads):
        return True
    return bool(_AGENCY_WORDS.search(folded)) and not _PUBLIC_BODY.search(folded)


def is_board(folded: str) -> bool:
    """A job board by its name or its words."""
    return bool({folded, folded.rpartition(".")[0]} & word_list("boards")) or bool(_BOARD_WORDS.search(folded))


def is_placeholder(folded: str) -> bool:
    """Confidential, stealth, "Client |", an unnamed start-up."""
    return bool(_PLACEHOLDERS.match(folded) or _HIDDEN.search(folded) or _STARTUP.match(folded))


def is_role(folded: str) -> bool:
    """A role in place of a company: every word is a role's word, the last a role's noun."""
    words = re.findall(r"[\w']+", re.sub(r"[/+#.,&()-]", " ", folded))
    if not words or len(words) > 8:
        return False
    nouns = word_list("role_nouns")
    return words[-1] in nouns and set(words) <= nouns | word_list("role_words")


def is_place(text: str) -> bool:
    """One or more places and nothing else: "San Francisco, CA", "Cambridge/Boston, MA", "Stockholm, Sweden"."""
    pieces = [piece.strip() for piece in re.split(r";|\bor\b|\band\b|\|| ?/ ?", text) if piece.strip()]
    return _is_one_place(text) or (bool(pieces) and all(_is_one_place(piece) for piece in pieces))


def _is_one_place(piece: str) -> bool:
    folded = piece.casefold().strip(" .")
    if folded in word_list("cities") or _AREA.match(folded) or is_country(folded):
        return True
    city, comma, region = (part.strip() for part in piece.rpartition(","))
    before, second_comma, middle = (part.strip() for part in city.rpartition(","))
    city = before if second_comma and is_region(middle) else city  # "Northmoor, Scotland, United Kingdom"
    if not comma or not city or _NO_CITY.search(city) or split_legal_form(city.casefold())[1]:
        return False
    if is_country(city) and region.casefold() in word_list("cities"):
        return True
    return len(city.split()) <= 4 and region.casefold() not in word_list("cities") and is_region(region)


def is_region(text: str) -> bool:
    """A country or a state, by name or code."""
    plain = text.strip(" .")
    if plain.upper() in word_list("short_countries") or plain in word_list("states"):
        return True
    return _territory(plain) is not None


def is_country(text: str) -> bool:
    """The name of a country."""
    found = _territory(text.strip(" ."))
    return found is not None and bool(found.is_country)


def _territory(text: str) -> Territory | None:
    """A country or a part of one, such as England or California, by its own name."""
    if len(text) < 4 or not text.replace(" ", "").isalpha():
        return None
    return _territories_by_name().get(text.casefold())


@lru_cache(maxsize=1)
def _territories_by_name() -> dict[str, Territory]:
    """By own and full name alone: rigour's own look-up reads every alias first, which takes a second."""
    found: dict[str, Territory] = {}
    for territory in sorted(get_territories(), key=lambda entry: entry.code):
        for name in (territory.name, territory.full_name):
            found.setdefault(name.casefold(), territory)
    return found
