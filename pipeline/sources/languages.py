"""Language tags."""

from __future__ import annotations

import re

_TAG = re.compile(r"([A-Za-z]{2,3})((?:-[A-Za-z0-9]{2,8}){0,4})")


def language_tag(text: str) -> str | None:
    """A BCP 47 tag with its usual letter case; None when the text is not one.

    >>> language_tag("en_us")
    'en-US'
    >>> language_tag("English") is None
    True
    """
    found = _TAG.fullmatch(text.strip().replace("_", "-"))
    if found is None:
        return None
    parts = [found.group(1).lower()]
    for part in found.group(2).split("-")[1:]:
        parts.append(part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part.lower())
    return "-".join(parts)
