"""Employment types to the names of schema.org, from the words that boards and employers use for them."""

from __future__ import annotations

import re

from pipeline.sources.gazetteer import fold_place

EMPLOYMENT_TYPES = ("FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER", "PER_DIEM", "OTHER")

# Only words that name one type: "permanent", "CDI" and "unbefristet" say nothing about hours. In folded letters; the
# first line of which a word is found names the type, so that a full-time internship is one.
_WORDS = {
    "VOLUNTEER": r"volunteer\w*|ehrenamt\w*|benevol\w+|voluntari\w+|vrijwillig\w*",
    "INTERN": (
        r"intern|interns|internships?|trainee|trainees|apprentice\w*|co op|praktik\w+|stage|stages|stagiaire|alternance"
        r"|apprentissage|practicas|becario|estagio|tirocinio|staz|ausbildung|azubi|lehrstelle|praktikplads"
    ),
    "PER_DIEM": r"per diem|perdiem|prn",
    "TEMPORARY": (
        r"temporary|temp|fixed term|fixedterm|seasonal|casual|interim\w*|cdd|duree determinee|befristet\w*|temporal"
        r"|temporeel|tijdelijk\w*|tempo determinato|determinado|visstid\w*|vikariat|sommarjobb|feriejobb|sommerjob"
        r"|okresowa|saison\w*"
    ),
    "CONTRACTOR": (
        r"contractor|contractors|freelanc\w+|b2b|self employed|selbststandig\w*|freie mitarbeit\w*|freiberuf\w*"
        r"|independant|autonomo|zzp|konsult|contract to hire|independent contract\w*"
    ),
    "PART_TIME": (
        r"part time|parttime|pt|teilzeit|temps partiel|deltid|deeltijd|tiempo parcial|jornada parcial|media jornada"
        r"|tempo parcial|meio periodo|part timer?|osa aikainen|niepelny etat|werkstudent\w*|minijob\w*|studentjob"
    ),
    "FULL_TIME": (
        r"full time|fulltime|ft|vollzeit|temps plein|temps complet|heltid|voltijd|tiempo completo|jornada completa"
        r"|tempo integral|periodo integral|tempo pieno|kokoaikainen|pelny etat|pelen etat"
    ),
}
_TYPES = [(name, re.compile(rf"\b(?:{words})\b")) for name, words in _WORDS.items()]
_HOURS = {"FULL_TIME", "PART_TIME"}
_ALONE = {"contract": "CONTRACTOR", "other": "OTHER", "per day": "PER_DIEM", "volunteering": "VOLUNTEER"}
_CAPITAL_INSIDE = re.compile(r"(?<=[a-z])(?=[A-Z])|_")
_LONGEST = 200  # characters: a type is a few words


def employment_type(text: str) -> str | None:
    """The schema.org name of an employment type; None when the words name none, or both full and part time.

    >>> employment_type("Full-time"), employment_type("Vollzeit (befristet)"), employment_type("Fixed Term Contract")
    ('FULL_TIME', 'TEMPORARY', 'TEMPORARY')
    >>> employment_type("Permanent") is None
    True
    """
    folded = fold_place(_CAPITAL_INSIDE.sub(" ", text[:_LONGEST]))
    found = [name for name, words in _TYPES if words.search(folded)]
    if found and not _HOURS.issuperset(found):
        return found[0]
    if found:
        return found[0] if len(found) == 1 else None
    return _ALONE.get(folded)
