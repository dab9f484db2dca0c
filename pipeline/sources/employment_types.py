"""Employment types to the names of schema.org."""

from __future__ import annotations

EMPLOYMENT_TYPES = ("FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER", "PER_DIEM", "OTHER")

# Folded to letters. Only words that name one type: "permanent" says nothing about hours.
_FOLDED = {
    "fulltime": "FULL_TIME",
    "ft": "FULL_TIME",
    "vollzeit": "FULL_TIME",
    "tempsplein": "FULL_TIME",
    "parttime": "PART_TIME",
    "pt": "PART_TIME",
    "teilzeit": "PART_TIME",
    "tempspartiel": "PART_TIME",
    "contractor": "CONTRACTOR",
    "contract": "CONTRACTOR",
    "freelance": "CONTRACTOR",
    "freelancer": "CONTRACTOR",
    "temporary": "TEMPORARY",
    "temp": "TEMPORARY",
    "fixedterm": "TEMPORARY",
    "intern": "INTERN",
    "internship": "INTERN",
    "volunteer": "VOLUNTEER",
    "perdiem": "PER_DIEM",
    "other": "OTHER",
}


def employment_type(text: str) -> str | None:
    """The schema.org name of an employment type; None when the words name none.

    >>> employment_type("Full-time")
    'FULL_TIME'
    >>> employment_type("Permanent") is None
    True
    """
    return _FOLDED.get("".join(filter(str.isalpha, text)).lower())
