"""Which technologies a polarity rule speaks about: the words of its column `only`.

products   all but languages, libraries and other things that are no company
badges     all but languages and formats
channels   ways to talk
profiles   sites where applicants have a profile
perks      what employees are given to learn with
"""

from __future__ import annotations

from functools import cache

_NO_COMPANY = frozenset(
    {
        "Big data",
        "Build and package tools",
        "CSS framework",
        "Container",
        "Data format",
        "Database",
        "Frontend framework",
        "Infrastructure as code and configuration",
        "JavaScript library",
        "Library",
        "Machine learning",
        "Markup and style",
        "ORM and data access",
        "Operating system",
        "Orchestration and service mesh",
        "Platform and runtime",
        "Programming language",
        "Protocols and formats",
        "Python library",
        "Query language",
        "Template language",
        "Testing",
        "UI component library",
        "Web and application servers",
        "Web framework",
    }
)
_NO_BADGE = frozenset(
    {"Programming language", "Query language", "Markup and style", "Data format", "Protocols and formats"}
)
_CHANNELS = frozenset({"Collaboration", "Office and productivity", "Social media", "Communication APIs"})
_PERKS = frozenset({"Education and learning"})
_PROFILES = frozenset({"Social media", "Version control", "Collaboration"})
_PROFILE_NAMES = frozenset({"bitbucket", "github", "gitlab", "kaggle", "linkedin", "skype", "slack", "stack-overflow"})


@cache
def kinds_of(technology_id: str, category: str) -> frozenset[str]:
    """The words that speak about a technology."""
    is_of = {
        "products": category not in _NO_COMPANY,
        "badges": category not in _NO_BADGE,
        "perks": category in _PERKS,
        "channels": category in _CHANNELS,
        "profiles": category in _PROFILES or technology_id in _PROFILE_NAMES,
    }
    return frozenset(kind for kind, holds in is_of.items() if holds)
