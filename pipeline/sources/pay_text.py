"""Pay as people write it: "$150k - $230k", "45.000 - 60.000 € pro Jahr", "₹12-18 LPA", "£18.60 an hour".

Read are figures with a currency beside them. The period is what the text says, else, for an amount that only one period
can mean, that one: nobody earns 20 a year or 150,000 an hour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LONGEST = 20_000  # characters of a text that are searched
_SYMBOLS = {
    "us$": "USD", "ca$": "CAD", "c$": "CAD", "au$": "AUD", "a$": "AUD", "nz$": "NZD", "s$": "SGD", "sg$": "SGD",
    "hk$": "HKD", "r$": "BRL", "mx$": "MXN", "£": "GBP", "€": "EUR", "₹": "INR", "zł": "PLN", "₪": "ILS", "₽": "RUB",
    "₩": "KRW", "₴": "UAH", "₺": "TRY", "₱": "PHP", "฿": "THB", "rm": "MYR", "rs": "INR", "fr": "CHF", "sfr": "CHF",
    "euro": "EUR", "euros": "EUR"
}  # fmt: skip
_CODES = (
    "USD|EUR|GBP|CHF|CAD|AUD|NZD|SGD|HKD|INR|PLN|SEK|NOK|DKK|CZK|HUF|RON|BGN|ILS|BRL|MXN|ZAR|JPY|CNY|KRW|TRY|UAH|MYR|PHP"
    "|THB|IDR|AED|SAR"
)
_CURRENCY = "|".join(
    [*(re.escape(name) for name in sorted(_SYMBOLS, key=len, reverse=True)), rf"(?:{_CODES})(?:\s?\$)?"]
)
_NUMBER = r"\d{1,3}(?:[,.'’\u00a0\u202f ]\d{3}){1,3}(?:[.,]\d{1,2})?|\d{1,9}(?:[.,]\d{1,2})?"
_SCALES = {"k": 1e3, "tsd": 1e3, "mio": 1e6, "m": 1e6, "lakh": 1e5, "lakhs": 1e5, "lac": 1e5, "lpa": 1e5, "l": 1e5}
_SCALE = r"(?:\s?(?P<{0}>k|tsd\.?|mio\.?|m|lakhs?|lac|lpa|l)(?![^\W\d]))?"
_PERIOD_WORDS = {
    "hour": r"hours?|hrs?|hourly|stunde|std|heure|h|hora|godz\w*",
    "day": r"days?|daily|tag|jour|día|dia|diem",
    "week": r"weeks?|wk|weekly|woche|semaine|semana",
    "month": r"months?|mo|monthly|monat\w*|mois|mensuel\w*|mes|mês|mies\w*",
    "year": r"years?|yr|annum|annually|annual|yearly|jahr|jährlich|an|année|annuel\w*|año|ano|rok|p\.?\s?a\.?|lpa|pa",
}
_PERIOD = re.compile(
    r"^[^\d\n]{0,24}?(?:\b(?:per|an?|pro|par|por|im|je|each)\b|/)\s?(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _PERIOD_WORDS.items())
    + r")(?![^\W\d])",
    re.IGNORECASE | re.DOTALL,
)
_ADVERB = re.compile(
    r"^[^\d\n]{0,16}?\b(?:(?P<hour>hourly)|(?P<day>daily)|(?P<week>weekly)|(?P<month>monthly|monatlich|mensual|mensuel\w*|miesięcznie)|"
    r"(?P<year>annual(?:ly)?|yearly|p\.a\.|lpa|jährlich|brut(?:to)? annuel))(?![^\W\d])",
    re.I | re.DOTALL,
)
_BEFORE = re.compile(
    r"\b(?:(?P<hour>hourly)|(?P<month>monthly)|(?P<year>annual(?:ized|ly)?|yearly))\b[^.\n]{0,50}$", re.I
)
_ONE = rf"(?P<c{{0}}>{_CURRENCY}|\$)?\s?(?P<n{{0}}>{_NUMBER.replace('{', '{{').replace('}', '}}')})"
_UNIT = rf"\s?(?P<u{{0}}>{_CURRENCY}|\$)?"
_SLASH = r"(?:\s?/\s?(?:hour|hr|h|year|yr|month|week|day))?"
_RANGE = re.compile(
    r"(?<![\w.,])(?:(?P<up>up to|bis zu|jusqu'à|hasta)\s+)?"
    + _ONE.format(1) + _SCALE.format("s1") + _UNIT.format(1) + _SLASH
    + r"(?:\s{0,3}(?:-|–|—|~|to|bis|à|and|a|al|up to)\s{0,3}"
    + _ONE.format(2) + _SCALE.format("s2") + _UNIT.format(2) + ")?",
    re.IGNORECASE,
)  # fmt: skip
_PLAUSIBLE = {
    "hour": (1, 2_000), "day": (10, 10_000), "week": (50, 50_000), "month": (100, 1_000_000), "year": (5_500, 1e9)
}  # fmt: skip
_CERTAIN = {"hour": (5, 400), "year": (12_000, 5_000_000)}
_BESIDE_PAY = re.compile(
    r"\b(?:bonus|stipend|reimburse\w*|tuition|allowance|funding|raised|revenue|valuation|sign-?on|relocation|budget|savings"
    r"|investment|assistance|match\w*|coverage|insurance)\b[^.\n]{0,40}$",
    re.IGNORECASE,
)
_NO_PAY = re.compile(
    r"^\s?(?:\+?\s?(?:million|billion|bn\b|mm\b|b\b)|in (?:revenue|funding|sales|assets))", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Pay:
    """Pay that a text names: both figures are equal when it names one; `low` is None for "up to"."""

    low: float | None
    high: float
    currency: str | None
    period: str


def read_pay(text: str) -> Pay | None:
    """The first pay that a text names; None when it names none.

    >>> read_pay("$18 - $22/hr")
    Pay(low=18.0, high=22.0, currency=None, period='hour')
    >>> read_pay("45.000 bis 60.000 € pro Jahr")
    Pay(low=45000.0, high=60000.0, currency='EUR', period='year')
    """
    return next(_pays(text[:_LONGEST]), None)


def _pays(text: str) -> Iterator[Pay]:
    for found in _RANGE.finditer(text):
        marks = [mark for mark in found.group("c1", "u1", "c2", "u2") if mark]
        if not marks or _NO_PAY.match(text[found.end() : found.end() + 24]):
            continue
        if _BESIDE_PAY.search(text[max(0, found.start() - 60) : found.start()]):
            continue
        low, high = _figures(found)
        if high <= 0 or low > high:
            continue
        period = _period(text, found, high)
        if period is not None and _PLAUSIBLE[period][0] <= high <= _PLAUSIBLE[period][1]:
            is_limit = found.group("up") and found.group("n2") is None
            yield Pay(None if is_limit else low, high, _currency(marks), period)


def _figures(found: re.Match[str]) -> tuple[float, float]:
    first_scale, last_scale = (_scale(found.group(name)) for name in ("s1", "s2"))
    first = _number(found.group("n1"))
    if found.group("n2") is None:
        return first * first_scale, first * first_scale
    last = _number(found.group("n2")) * last_scale
    # "150 - 230k": the scale of the second holds for the first.
    scale = last_scale if first_scale == 1 and last_scale > 1 and first < last / last_scale * 2 else first_scale
    return first * scale, last


def _scale(text: str | None) -> float:
    return _SCALES[text.lower().rstrip(".")] if text else 1.0


def _number(text: str) -> float:
    """Separators by where they stand: the last one with one or two digits behind it is the decimal one."""
    plain = re.sub(r"['’\s]", "", text)
    whole, mark, rest = plain, "", ""
    found = re.fullmatch(r"(.*)([.,])(\d{1,2})", plain)
    if found:
        whole, mark, rest = found.groups()
    return float(re.sub(r"[.,]", "", whole) + ("." + rest if mark else ""))


def _currency(marks: list[str]) -> str | None:
    """The ISO code, None for a bare $ and for two different ones: it may be of a dozen countries."""
    codes = {_SYMBOLS.get(mark.lower(), mark.upper().rstrip(" $")) for mark in marks if mark != "$"}
    return codes.pop() if len(codes) == 1 else None


def _period(text: str, found: re.Match[str], high: float) -> str | None:
    after, before = text[found.end() : found.end() + 60], text[max(0, found.start() - 70) : found.start()]
    if (found.group("s1") or "").lower() == "lpa" or (found.group("s2") or "").lower() == "lpa":
        return "year"
    inner = re.search(r"/\s?(hour|hr|h|year|yr|month|week|day)", found.group(), re.IGNORECASE)
    if inner:
        return {"hr": "hour", "h": "hour", "yr": "year"}.get(inner.group(1).lower(), inner.group(1).lower())
    for said in (_PERIOD.match(after), _ADVERB.match(after), _BEFORE.search(before)):
        if said:
            return said.lastgroup
    fitting = [name for name, (least, most) in _CERTAIN.items() if least <= high <= most]
    return fitting[0] if len(fitting) == 1 else None
