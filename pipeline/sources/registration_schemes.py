"""One scheme for one register: GLEIF names registers by code, others by name; numbers are written variously."""

from __future__ import annotations

import re

# Codes of GLEIF's list of registration authorities, for registers that other sources name too.
_SCHEME_OF = {
    **dict.fromkeys(("RA000585", "RA000586", "RA000587"), "companies_house"),  # by part of the United Kingdom
    **dict.fromkeys(("RA000189", "RA000192"), "siren"),  # Sirene and the register of commerce share the number
    "RA000463": "kvk",
}
_DIGITS = {"companies_house": 8, "siren": 9, "kvk": 8}
_SEPARATORS = re.compile(r"[\s.]")


def registration_identifier(authority: str, number: str) -> str:
    """A number in a register as scheme:value.

    Args:
        authority: a GLEIF registration authority code, or a scheme.

    >>> registration_identifier("RA000585", "4041234")
    'companies_house:04041234'
    >>> registration_identifier("RA000242", "HRB 1")
    'ra000242:HRB 1'
    """
    scheme = _SCHEME_OF.get(authority.upper(), authority.lower())
    if scheme not in _DIGITS:
        return f"{scheme}:{number}"
    return f"{scheme}:{_SEPARATORS.sub('', number).upper().zfill(_DIGITS[scheme])}"
