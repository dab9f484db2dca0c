"""What texts say of a company: sentences about it, and the sites they name. Strangers wrote the texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

SENTENCES, SITES = 2, 3
_TEXT_LIMIT = 20_000  # code points read of a text
_SHORTEST, _SHOWN = 20, 220  # code points of a sentence
_BESIDE = 12  # code points that a sentence tells beside the name: "About Acme" tells nothing
_NEAR_START = 14  # code points before a name: "About Acme Acme is", "At Acme, we", "The Acme Group"
_SITE_LIMIT = 60
_UNNAMED = 8  # rank of a sentence without the name
_SENTENCE_END = re.compile(r"\n+|(?<=[.!?])\s+")
_SITE = re.compile(r"(?:https?://|www\.|@)([A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4})")
_DEFINES = re.compile(
    r"\W{0,3}(?:is|are|was|ist|sind|est|es|è|é)\s+(?:a|an|the|one|ein|eine|der|die|das|un|una|une|le|la|een|de|um|uma|o)\b"
)
_ACTS = re.compile(r"[®™)]? [a-zà-ÿ]")  # "Acme makes": a small letter, not a second name
_HIRING = re.compile(
    r"\b(?:looking for|seek\w*|hiring|equal opportunit\w*|apply|sucht|recrute|recherche|busca|zoekt|cerca|procura)\b",
    re.IGNORECASE,
)


def own_words(texts: Iterable[str], names: Sequence[str]) -> list[str]:
    """Up to `SENTENCES` sentences that tell best what the company of those names does; distinct, cut to a line.

    >>> own_words(["Acme is looking for a welder in Kiel. Acme makes anvils for coyotes."], ["Acme"])
    ['Acme makes anvils for coyotes.', 'Acme is looking for a welder in Kiel.']
    """
    ranked = sorted(
        (rank, place, sentence)
        for place, sentence in enumerate(_sentences(texts))
        if (rank := min((_rank(sentence, name) for name in names if name), default=_UNNAMED)) < _UNNAMED
    )
    return [_cut(sentence) for sentence in dict.fromkeys(sentence for _, _, sentence in ranked)][:SENTENCES]


def sites_named(texts: Iterable[str], names: Sequence[str]) -> list[str]:
    """Up to `SITES` hosts of web and mail addresses: those spelled like a name first, then those of most texts."""
    found: Counter[str] = Counter()
    for text in texts:
        hosts = (match[1].lower().removeprefix("www.") for match in _SITE.finditer(text[:_TEXT_LIMIT]))
        found.update({host for host in hosts if len(host) <= _SITE_LIMIT and host.rpartition(".")[2].isalpha()})
    letters = [spaceless for name in names if (spaceless := _letters(name))]
    ordered = sorted(found, key=lambda host: (not _is_spelled_like(host, letters), -found[host], host))
    return ordered[:SITES]


def _sentences(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for sentence in _SENTENCE_END.split(text[:_TEXT_LIMIT]):
            words = " ".join(sentence.split())
            if len(words) >= _SHORTEST:
                yield words


def _rank(sentence: str, name: str) -> int:
    """0 for "Acme is a ...", 1 for "Acme makes", 2 near the start, 3 elsewhere; 4 more where it is about a job."""
    start = _folded(sentence).find(_folded(name))
    end = start + len(name)
    if len(sentence) - len(name) < _BESIDE:
        return _UNNAMED
    inside = start < 0 or sentence[max(0, start - 1) : start].isalnum() or sentence[end : end + 1].isalnum()
    if inside or (name[0].isupper() and sentence[start].islower()):  # "Fair" is named, "fair" is not
        return _UNNAMED
    is_first, rest = start <= _NEAR_START, sentence[end : end + 12]
    said = 0 if _DEFINES.match(rest) else 1 if _ACTS.match(rest) else 2
    return (said if is_first else 3) + 4 * (_HIRING.search(sentence) is not None)


def _folded(text: str) -> str:
    return text.casefold().replace("’", "'")


def _cut(sentence: str) -> str:
    return sentence if len(sentence) <= _SHOWN else sentence[: _SHOWN - 1].rstrip() + "…"


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _is_spelled_like(host: str, letters: Sequence[str]) -> bool:
    label = _letters(host.split(".")[-2])
    return any(name in _letters(host) or (len(label) > 3 and label in name) for name in letters)
