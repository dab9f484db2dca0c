"""Whether a location says that the work is remote."""

from __future__ import annotations

import re

_REMOTE = re.compile(
    r"""\b(?:remote(?:ly)?|telecommut\w+|work(?:ing)?[\ -]from[\ -](?:home|anywhere)|wfh|anywhere|home[\ -]?based
    |remoto|remota|teletrabajo|fernarbeit|t[ée]l[ée]travail\ (?:complet|total)|zdalna|zdalnie)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_NO = re.compile(r"\b(?:no|not|non)[\ -]remote\b|\bremote:?\ (?:no|false)\b", re.IGNORECASE)
_PLACE_NEEDED = re.compile(
    r"""\bhybrid\w*|\bhíbrid[oa]\b|\bon-?\ ?site\b|\bin[\ -](?:the\ )?office\b|\bin[\ -]person\b|\bvor\ ort\b
    |\bpr[ée]sentiel\b|\bpresencial\b""",
    re.IGNORECASE | re.VERBOSE,
)
# Some days, at first, or for some: neither remote nor tied to a place.
_PARTLY = re.compile(
    r"""\b(?:partial(?:ly)?|partly|part|semi|temporar(?:y|ily)|occasional(?:ly)?|some|limited)[\ -]remote
    |\bremote\s+(?:possible|optional|friendly|considered|negotiable|days?|option|until|during|initially|temporarily)
    |\b\d\s*(?:days?|x)\b.{0,20}\bremote|\bremote\b.{0,12}\b\d\s*days?""",
    re.IGNORECASE | re.VERBOSE,
)
# What stands about a remote place and names none.
FILLER = re.compile(
    r"""(?<![\w'’])(?:100\s?%|fully|full|only|first|based|eligible|within|in|the|from|any|must|be|candidates?|locations?|area
    |flexible|ok|okay|allowed|possible|optional|friendly|considered|virtual|position
    |opportunity|job|role|or|and|time[\ -]?zones?)\b(?!['’])
    |\d+\s?%""",
    re.IGNORECASE | re.VERBOSE,
)


def read_remote(text: str) -> bool | None:
    """True: may be done remotely; false: a work place is required; None: not said, or both.

    >>> read_remote("London or Remote"), read_remote("Berlin (hybrid)"), read_remote("Berlin")
    (True, False, None)
    """
    if _NO.search(text):
        return False
    if _PARTLY.search(text):
        return None
    is_remote, needs_place = bool(_REMOTE.search(text)), bool(_PLACE_NEEDED.search(text))
    if is_remote and needs_place:
        is_hybrid = re.search(r"hybrid[\ -]remote|remote[\ -/(]+hybrid", text, re.IGNORECASE)
        return False if is_hybrid else None
    return True if is_remote else False if needs_place else None


def without_remote(text: str) -> str:
    """A location without the words about remote work.

    >>> without_remote("Remote - US")
    ' - US'
    """
    return _PLACE_NEEDED.sub("", _REMOTE.sub("", _NO.sub("", text)))
