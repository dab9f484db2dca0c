"""What an exchange writes behind a company's name: the kind of share, its nominal value, that it has none.

"Acme Inc. Common stock", "ACME INC. DL-,01" (a cent), "ACME AG O.N." (ohne Nennwert) and "Acme Ltd American
Depository Shares" are securities of one company; none of these words belongs to its name.
"""

from __future__ import annotations

import re

# Codes of currencies in the lists of German exchanges, before a nominal value; "CD 2" or "AD 1818" may be names.
_CURRENCY = r"(?:dl|eo|hd|ls|rc|yc|nk|dk|sf|yn|rp|kc|zy)"
_REGISTERED = r"(?:inh\.? ?|v?na ?|nam\.? ?|vz(?:o|na)? ?|st ?)?"
_VALUE = rf"[a-z]{{2}} ?-,\d+|{_CURRENCY} ?-?\d{{1,4}}(?:,\d+)?"
_NOMINAL = rf"[ .]\(?(?:[a-z] ?)?{_REGISTERED}(?:{_VALUE})\)?$"
_NO_VALUE = rf"[ .]{_REGISTERED}o\. ?n\.?$"
_RECEIPT = r"american deposit[ao]ry (?:shares?|receipts?)|(?:global )?deposit[ao]ry (?:shares?|receipts?|sh)"
_SHARE = r"(?:common|ordinary|preferred|preference) (?:stocks?|shares?|units?)|class [a-z] (?:common|ordinary)"
_IN_WORDS = rf"[ ,/-]+(?:{_RECEIPT}|{_SHARE})\b.*$"
_SHORT = r" / adr$|,? class [a-h]$"
_TAIL = re.compile("|".join((_NOMINAL, _NO_VALUE, _IN_WORDS, _SHORT)))
_CLUE = re.compile(r"\d|\bo\. ?n|deposit[ao]ry|stock|share|units| class | adr$")


def without_share_class(name: str) -> str:
    """A case-folded name without what tells its shares apart; never empty.

    >>> without_share_class("acme inc. common stock")
    'acme inc.'
    """
    if not _CLUE.search(name):
        return name
    rest = _TAIL.sub("", name).rstrip(" ,-–/(")
    return rest if any(character.isalpha() for character in rest) else name
