"""What speaks for a mention and against it, in words that need no manual."""

from __future__ import annotations

from collections.abc import Mapping

_KINDS = ("_ambiguous", "_ordinary")  # of names; the weight already follows it
_WORDS = {
    "bias": "names like it",
    "alone": "nothing near supports it",
    "case_same": "written as usual",
    "case_lower": "written small",
    "case_upper": "in capitals",
    "case_start": "begins a sentence",
    "case_before_capital": "before a capitalised word",
    "after_capital": "behind a capitalised word",
    "no_strong_names": "no certain technology in the text",
    "few_strong_names": "few certain technologies in the text",
    "many_strong_names": "many certain technologies in the text",
    "context_accept": "words around it say so",
    "context_block": "words around it say otherwise",
    "blocked_by_context": "words around it say otherwise",
    "context_doubt": "words around it leave doubt",
    "cue_before": "a cue before it",
    "cue_after": "a cue behind it",
    "strong_neighbour": "beside a certain technology",
    "strong_neighbours": "among certain technologies",
    "weak_neighbour": "beside a likely technology",
    "weak_neighbours": "among likely technologies",
    "strong_in_line": "a certain technology in its sentence",
    "named_elsewhere": "certain elsewhere in the text",
}


def said(reasons: Mapping[str, float]) -> str:
    """Reasons by their log-odds, heaviest first; those that come to nothing are left out.

    >>> said({"bias_ambiguous": 1.7, "strong_neighbours": 4.14, "case_same_ambiguous": 0.01})
    'among certain technologies +4.1, names like it +1.7'
    """
    ordered = sorted(reasons.items(), key=lambda reason: (-abs(reason[1]), reason[0]))
    return ", ".join(f"{_words(name)} {weight:+.1f}" for name, weight in ordered if abs(weight) >= 0.05)


def _words(name: str) -> str:
    for kind in _KINDS:
        name = name.removesuffix(kind)
    return _WORDS.get(name, name.replace("_", " "))
