"""Legal forms of companies: found at the end of a name (and, for some, at its start) and split off.

The table of forms is rigour's (OCCRP, ISO 20275 and Wikipedia lists, longest first, dotted and spaced spellings). Two
things are added here: where a form may stand, and the forms that Chinese, Japanese and Korean write without a space.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rigour.names import extract_org_types, replace_org_types_compare

# Forms that stand before the name. Others are split off at the end only: SAS Institute and AB InBev keep their start.
_LEADING_FORMS = frozenset(
    [
        "pt",
        "ооо",
        "оао",
        "зао",
        "пао",
        "ао",
        "ooo",
        "oao",
        "zao",
        "pao",
        "uab",
        "sia",
        "тов",
        "тоо",
        "tov",
        "too",
        "фгуп",
        "fgup",
        "p.t.",
        "cv",
        "llc",
        "jsc",
        "ojsc",
        "pjsc",
        "cjsc",
    ]
)
_WRITTEN_OUT = 15  # letters from which a form of several words may lead: "joint stock company" begins no name
# "ii" is a legal form somewhere; at the end of a name it is a number.
_NUMERALS = frozenset(["ii", "iii", "iv", "vi", "vii", "viii", "ix"])
_UNSPACED_FORMS = re.compile(
    r"株式会社|有限会社|合同会社|合資会社|一般社団法人|一般財団法人|公益社団法人|公益財団法人|社会福祉法人|医療法人社団|医療法人"
    r"|学校法人|独立行政法人|国立研究開発法人|国立大学法人|㈱|\(株\)|（株）|\(有\)"
    r"|股份有限公司|股份有限責任公司|有限责任公司|有限責任公司|集团有限公司|集團有限公司|有限公司|주식회사|유한회사|㈜|\(주\)"
)
# Forms of other scripts spelled out in Latin letters, which is done in many ways.
_SPELLED_OUT = (
    (re.compile(r"\bkabushiki[- ]?[gk]aisha\b"), "株式会社"),
    (re.compile(r"\bob[sch]{2,5}estvo s ogran+ichenn?o[iy] ot\w{0,3}stvennost[iy][uy]\b"), "ooo"),
)
_EDGE = " \t,.;:-–—/()[]&+"
_BEFORE_FORM = " ,(/-–)&;"  # not a dot: "Sen.se" is a name
# Before a form at the end these belong to it: "Acme Pte. Ltd.", "Acme Private Limited", "Acme Corporation Limited".
_FORM_REST = re.compile(
    r"(?:(?<=[\s,(])(?:pte|private|pvt|pty|proprietary|public|unlimited|co|company|corp|corporation)[.)]*[\s,(&]*)+$"
)
_SPACED = re.compile(r"(?<=[\s,])(?:[a-z]\.? ){1,3}[a-z]\.?$")  # "Acme B. V.", "Acme S A S"
_SLASHED = re.compile(r"(?<=[\s,])([a-z])/([a-z])\.?$")  # "Acme A/S"
_ROUNDS = 3  # "Co., Ltd. S.A." needs two; a third costs nothing
_TRAILING_STATE = re.compile(r"\s*/[a-z]{2,3}/\s*$")  # SEC style: "DELTA AIR LINES INC /DE/"


def split_legal_form(name: str) -> tuple[str, tuple[str, ...]]:
    """Split a case-folded name into what is left without legal forms, and the forms in a comparable spelling.

    The rest is never empty: a name of nothing but legal forms comes back whole.

    >>> split_legal_form("acme sp. z o.o.")
    ('acme', ('spzoo',))
    >>> split_legal_form("limited")
    ('limited', ())
    """
    rest, forms = _split(name)
    if forms or not (rest.endswith(".") or rest[-2:-1] in (" ", "/")):
        return rest, forms
    spellings = (rest.removesuffix("."), _SPACED.sub(_joined, rest), _SLASHED.sub(r"\1\2", rest))
    changed = (spelling for spelling in spellings if spelling != rest)
    return next((found for found in map(_split, changed) if found[1]), (rest, forms))


def _joined(letters: re.Match[str]) -> str:
    return letters.group().replace(" ", "").replace(".", "")


def _split(name: str) -> tuple[str, tuple[str, ...]]:
    forms: list[str] = []
    rest = _TRAILING_STATE.sub("", name).strip(_EDGE.replace(".", "")) or name.strip()
    found = _UNSPACED_FORMS.findall(rest)
    unspaced = _UNSPACED_FORMS.sub(" ", rest).strip(_EDGE) if found else ""
    for pattern, form in _SPELLED_OUT:
        spelled = pattern.sub(" ", rest).strip(_EDGE)
        if spelled != rest.strip(_EDGE):
            found, unspaced = [form], spelled
    if unspaced:
        forms.extend(found)
        rest = unspaced
    for _ in range(_ROUNDS):
        shorter = _cut_once(rest, forms)
        if shorter == rest:
            break
        rest = shorter
    return rest, tuple(sorted(set(forms)))


def generic_form(form: str) -> str:
    """The form's kind across countries, such as `llc` for `gmbh`; the form itself where none is known."""
    return _generic(form)


@lru_cache(maxsize=4096)
def _generic(form: str) -> str:
    return str(replace_org_types_compare(form, generic=True))


def _may_lead(surface: str) -> bool:
    return surface in _LEADING_FORMS or (" " in surface and len(surface) >= _WRITTEN_OUT)


def _cut_once(rest: str, forms: list[str]) -> str:
    for surface, form in extract_org_types(rest):
        if surface in _NUMERALS:
            continue
        if rest.endswith(surface):
            shorter = rest[: -len(surface)]
            if shorter and shorter[-1] not in _BEFORE_FORM:
                continue
            shorter = _FORM_REST.sub("", shorter.rstrip(_EDGE)) or shorter
        elif not forms and rest.startswith(surface) and _may_lead(surface):
            shorter = rest[len(surface) :]
            if shorter and shorter[0].isalnum():
                continue
        else:
            continue
        shorter = shorter.strip(_EDGE)
        if any(character.isalnum() for character in shorter):
            forms.append(form)
            return shorter
    return rest
