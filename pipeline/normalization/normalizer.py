"""A surface form from a list of technologies to the catalogue's technology.

Tried in order, first answer wins; the step's name is the method:

    exact        an alias as written, or in another case
    squashed     the same letters and digits: "node js", "Node-JS", "NodeJS"
    version      the same without a version: "Java 8", "Angular2", "Oracle 12c"
    vendor       the same without a vendor in front: "HashiCorp Terraform", "Atlassian Jira"
    descriptor   the same without a describing word: "Python programming", "Docker containers", "Jira tool"
    compound     the first technology of "HTML/CSS", "Python or R", "Kubernetes (k8s)"
    misspelling  one or two letters off, only for long names with no second candidate near

Look-alikes (Java and JavaScript, Redis and Redux) never merge: a misspelling must keep its first letter, must not be
another alias, and must be far from every other technology.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from pipeline.tables.technologies import Alias, Catalogue

_LONGEST = 120  # a longer surface is a sentence, not a name
_VERSION = re.compile(
    r"(?:[\s_(-]*\b(?:v|ver\.?|version|release|r)?\s?\d+(?:\.(?:\d+|x))*[a-z]?(?:\.x|\+)?\)?(?:\s?(?:lts|sp\d|r\d|ga|cu\d))?"
    r"|(?<=[a-z])\d+(?:\.\d+)*(?:\.x)?|\s(?:lts|r\d|sp\d))+(?:\s?[/,&]\s?\d[\w.]*)*\+?$",
    re.IGNORECASE,
)
_DESCRIPTOR = re.compile(
    r"[\s_-]+(?:"
    r"programming|programmer|language|scripting|scripts?|development|developer|developing|framework|library"
    r"|libraries|database|databases|db|dbms|rdbms|server|servers|tools?|software|platforms?|administration"
    r"|admin|administrator|containers?|clusters?|skills?|experience|knowledge|technolog(?:y|ies)|cloud"
    r"|services?|suite|stack|apis?|sdk|applications?|apps?|systems?|environment|engine|web|testing"
    r"|automation|code|coding|basics?|certified|certification|notebooks?|charts?|pipelines?|os|ide|cms|crm"
    r"|erp|engineer|engineering|design|integration|consulting|consultant|functions?|macros?|reporting"
    r"|reports?|(?:community|enterprise|professional|express|standard)(?:\sedition)?|online|desktop|cli"
    r"|ultimate|udb|forms|core"
    r")$",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:advanced|basic|core|expert|intermediate|strong|native|modern|vanilla|pure|unix|microsoft|ms)[\s_-]+",
    re.IGNORECASE,
)
_COMPOUND = re.compile(r"\s*(?:/|,|;|\||\+(?!\+)|&|\band\b|\bor\b|\(|\)|\bund\b|\bwith\b|\busing\b)\s*", re.IGNORECASE)
_SHORTEST_MISSPELLED = 5
_VENDORS = frozenset(
    {
        "adobe",
        "amazon",
        "apache",
        "apple",
        "atlassian",
        "autodesk",
        "aws",
        "bmc",
        "cisco",
        "citrix",
        "dell",
        "elastic",
        "emc",
        "esri",
        "facebook",
        "gcp",
        "gnu",
        "google",
        "hashicorp",
        "hp",
        "hpe",
        "ibm",
        "intuit",
        "jetbrains",
        "meta",
        "microsoft",
        "micro focus",
        "mozilla",
        "ms",
        "oracle",
        "pivotal",
        "redhat",
        "red hat",
        "salesforce",
        "sap",
        "symantec",
        "the",
        "twilio",
        "twitter",
        "vmware",
    }
)


@dataclass(frozen=True, slots=True)
class Normalized:
    """A surface's technology; `technology_id`, `name` and `category` are None when it is none.

    Attributes:
        confidence: probability that the answer, a null included, is right.
        method: the step that answered; `none` for a null.
        suggestions: names of near technologies, best first, when the answer is null.
    """

    surface: str
    technology_id: str | None
    name: str | None
    category: str | None
    confidence: float
    method: str
    suggestions: tuple[str, ...]


class Normalizer:
    """Looks surfaces up; build once per catalogue. Answers are kept: a surface seen again is one dictionary access."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._technologies = catalogue.technologies
        self._exact: dict[str, Alias] = {}
        self._folded: dict[str, Alias] = {}
        self._squashed: dict[str, Alias] = {}
        for alias in catalogue.aliases:
            _claim(self._exact, alias.surface, alias)
            _claim(self._folded, alias.surface.casefold(), alias)
            _claim(self._squashed, _squash(alias.surface), alias)
        self._squashed.pop("", None)
        self._by_shape: dict[tuple[str, int], list[str]] = defaultdict(list)
        for key in sorted(self._squashed):
            if len(key) >= _SHORTEST_MISSPELLED:
                self._by_shape[key[0], len(key)].append(key)
        self._ordinary_words = catalogue.ordinary_words
        self._seen: dict[str, Normalized] = {}

    def normalize(self, surface: str) -> Normalized:
        """Return the technology that `surface` names; never raises, whatever the text."""
        known = self._seen.get(surface)
        if known is None:
            known = self._answer(surface)
            if len(self._seen) < 1_000_000:
                self._seen[surface] = known
        return known

    def _answer(self, surface: str) -> Normalized:
        text = " ".join(surface.replace("_", " ").split()).strip(" .,;:-*•\"'")
        if not text or len(text) > _LONGEST:
            return self._nothing(surface, ())
        found = self._known(text) or self._simplified(text) or self._compound(text) or self._misspelled(text)
        if found is None:
            return self._nothing(surface, self._near(text))
        alias, method, confidence = found
        technology = self._technologies[alias.technology_id]
        return Normalized(
            surface, technology.technology_id, technology.name, technology.category, confidence, method, ()
        )

    def _known(self, text: str) -> tuple[Alias, str, float] | None:
        alias = self._exact.get(text)
        if alias is not None:
            return alias, "exact", 0.99
        alias = self._folded.get(text.casefold())
        if alias is not None and not self._is_plain_word(text, alias):
            return alias, "exact", 0.97
        alias = self._squashed.get(_squash(text))
        if alias is not None and not self._is_plain_word(text, alias):
            return alias, "squashed", 0.94
        return None

    def _is_plain_word(self, text: str, alias: Alias) -> bool:
        """True for "linear" or "lean"; "access" in a list of skills is Microsoft Access, which has a longer name."""
        full_name = self._technologies[alias.technology_id].name
        is_word = alias.is_ordinary or alias.is_lookup_only
        return is_word and text.islower() and full_name.casefold() == text.casefold() and not full_name.islower()

    def _simplified(self, text: str) -> tuple[Alias, str, float] | None:
        versionless = _VERSION.sub("", text).strip(" -_(")
        if versionless and versionless != text:
            found = self._known(versionless)
            if found:
                return found[0], "version", 0.93
        rest = versionless or text
        for vendor_words in (2, 1):
            words = rest.split(" ")
            if len(words) > vendor_words and " ".join(words[:vendor_words]).casefold() in _VENDORS:
                found = self._known(" ".join(words[vendor_words:]))
                if found:
                    return found[0], "vendor", 0.9
        for _ in range(2):
            shorter = _LEADING.sub("", _DESCRIPTOR.sub("", rest))
            if not shorter or shorter == rest:
                break
            rest = _VERSION.sub("", shorter).strip(" -_(") or shorter
            found = self._known(rest)
            if found and not (found[0].is_ordinary and rest == rest.lower()):
                return found[0], "descriptor", 0.88
        return None

    def _compound(self, text: str) -> tuple[Alias, str, float] | None:
        parts = [part for part in _COMPOUND.split(text) if part]
        if len(parts) < 2 or len(parts) > 6:
            return None
        found = [self._known(part) or self._simplified(part) for part in parts]
        if found[0] is None or sum(item is not None for item in found) * 2 < len(parts) + (len(parts) > 2):
            return None
        if len(parts) == 2 and found[1] is None and len(parts[1].split()) == 1 and "(" in text:
            return None
        return found[0][0], "compound", 0.85

    def _misspelled(self, text: str) -> tuple[Alias, str, float] | None:
        key = _squash(_VERSION.sub("", text))
        if len(key) < _SHORTEST_MISSPELLED or key in self._squashed or not key.isascii():
            return None
        if self._is_plain_language(text):
            return None
        allowed = 1 if len(key) < 8 else 2
        near = process.extract(key, self._alike(key, allowed), scorer=OSA.distance, score_cutoff=allowed, limit=6)
        close = [(spelling, distance) for spelling, distance, _ in near if not _differs_by_sign(key, spelling)]
        if not close:
            return None
        best = min(distance for _, distance in close)
        nearest = sorted(spelling for spelling, distance in close if distance == best)
        if len({self._squashed[spelling].technology_id for spelling in nearest}) != 1:
            return None
        alias = self._squashed[nearest[0]]
        if alias.is_ordinary or (alias.is_ambiguous and best > 1):
            return None
        return alias, "misspelling", 0.85 if best == 1 else 0.75

    def _is_plain_language(self, text: str) -> bool:
        """True if the text's words are everyday words: "robotics" is no misspelled Robotium."""
        words = re.findall(r"[^\W\d_]+", text.casefold())
        return all(word in self._ordinary_words or word.rstrip("s") in self._ordinary_words for word in words)

    def _alike(self, key: str, spread: int) -> list[str]:
        """Spellings with the same first letter whose length differs by at most `spread`, sorted within a length."""
        lengths = range(len(key) - spread, len(key) + spread + 1)
        return [spelling for length in lengths for spelling in self._by_shape.get((key[0], length), ())]

    def _near(self, text: str) -> tuple[str, ...]:
        key = _squash(text)
        if len(key) < 3:
            return ()
        near = process.extract(key, self._alike(key, 3), scorer=fuzz.ratio, score_cutoff=75, limit=8)
        names = dict.fromkeys(
            self._technologies[self._squashed[spelling].technology_id].name for spelling, _, _ in near
        )
        return tuple(names)[:3]

    def _nothing(self, surface: str, suggestions: tuple[str, ...]) -> Normalized:
        return Normalized(surface, None, None, None, 0.6 if suggestions else 0.9, "none", suggestions)


def _claim(table: dict[str, Alias], key: str, alias: Alias) -> None:
    """A listed alias wins over a derived one, one of any case over a cased one, a plain one over an ambiguous one."""
    other = table.setdefault(key, alias)
    if other is not alias and _weakness(alias) < _weakness(other):
        table[key] = alias


def _weakness(alias: Alias) -> tuple[bool, bool, bool, bool]:
    return alias.is_derived, alias.is_case_sensitive, alias.is_ambiguous, alias.is_lookup_only


def _squash(text: str) -> str:
    return re.sub(r"[^\w+#]|_", "", text.casefold())


def _differs_by_sign(left: str, right: str) -> bool:
    """True if the two differ in digits or in + and #: "C#" and "C++", "MP3" and "MP4" are no misspellings."""
    return [c for c in left if not c.isalpha()] != [c for c in right if not c.isalpha()]
