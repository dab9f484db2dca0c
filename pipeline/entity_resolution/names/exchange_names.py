"""What lists of exchanges write behind a company's name: the kind of share, its nominal value, the name once more.

"Acme Inc. Common stock", "ACME INC. DL-,01" (a cent), "ACME AG O.N." (ohne Nennwert) and "Acme Ltd American
Depository Shares" are securities of one company; none of these words belongs to its name. Of "ACME MILLS AG ACME MIL"
the half is the name, the other half a field that was too short for it.
"""

from __future__ import annotations

import re

from pipeline.entity_resolution.names.legal_forms import split_legal_form

# Codes of currencies in the lists of German exchanges, before a nominal value; "CD 2" or "AD 1818" may be names.
_CURRENCY = r"(?:dl|eo|hd|ls|rc|yc|nk|dk|sf|yn|rp|kc|zy)"
_REGISTERED = r"(?:inh\.? ?|v?na ?|nam\.? ?|vz(?:o|na)? ?|st ?)?"
_VALUE = rf"[a-z]{{2}} ?-,\d+|{_CURRENCY} ?-?\d{{1,4}}(?:,\d+)?"
_NOMINAL = rf"[ .]\(?(?:[a-z] ?)?{_REGISTERED}(?:{_VALUE})\)?$"
_NO_VALUE = rf"[ .]{_REGISTERED}o\. ?n\.?$"
_RECEIPT = r"ny registry shares|paired ctf|(?:(?:american|global) )?deposit[ao]ry (?:shares?|receipts?|sh)"
_SHARE = r"(?:common|ordinary|preferred|preference) (?:stocks?|shares?|units?)|class [a-z] (?:common|ordinary)"
_IN_WORDS = rf"[ ,/-]+(?:{_RECEIPT}|{_SHARE})\b.*$"
_SHORT = r" / adr$|,? class [a-h]$"
_TAIL = re.compile("|".join((_NOMINAL, _NO_VALUE, _IN_WORDS, _SHORT)))
_CLUE = re.compile(r"o\. ?n|deposit|stock|share|units| class | adr| ctf")
_TWICE = re.compile(r"((.{4,}).*) \2")


def company_alone(name: str) -> str:
    """A case-folded name without what a list of securities adds.

    >>> company_alone("acme mills ag acme mil"), company_alone("acme inc. common stock")
    ('acme mills ag', 'acme inc.')
    """
    return _once(_without_share_class(name))


def _once(name: str) -> str:
    """A name that is written twice, the second time perhaps cut, once; "Pizza Pizza" has no legal form and stays."""
    twice = _TWICE.fullmatch(name) if f" {name[:4]}" in name else None
    return twice.group(1) if twice and split_legal_form(twice.group(1))[1] else name


def _without_share_class(name: str) -> str:
    if not name[-2:].strip(")").isdigit() and not _CLUE.search(name):
        return name
    rest = _TAIL.sub("", name).rstrip(" ,-–/(")
    return rest if any(character.isalpha() for character in rest) else name
