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
_LOCAL = {  # marks that many countries use, by where the job is; firms of both countries pay "$" in Canada
    "$": {"US": "USD", "AU": "AUD", "NZ": "NZD", "SG": "SGD"},
    "kr": {"SE": "SEK", "NO": "NOK", "DK": "DKK"},
}
_CODES = (
    "USD|EUR|GBP|CHF|CAD|AUD|NZD|SGD|HKD|INR|PLN|SEK|NOK|DKK|CZK|HUF|RON|BGN|ILS|BRL|MXN|ZAR|JPY|CNY|KRW|TRY|UAH|MYR|PHP"
    "|THB|IDR|AED|SAR"
)
_LETTERS = r"[^\W\d_]"
_NAMES = "|".join(re.escape(name) for name in sorted(_SYMBOLS, key=len, reverse=True))
# "86662 Front End" and "cars 40" name no francs or rupees, "45k€" and "45KEUR" name euros.
_CURRENCY = rf"(?<!{_LETTERS}{_LETTERS})(?:{_NAMES}|kr|(?:{_CODES})(?:\s?\$)?)(?!{_LETTERS})"
_NUMBER = r"\d{1,3}(?:[,.'’\u00a0\u202f ]\d{3}){1,3}(?:[.,]\d{1,2})?|\d{1,9}(?:[.,]\d{1,2})?"
_SCALES = {"k": 1e3, "tsd": 1e3, "mio": 1e6, "m": 1e6, "lakh": 1e5, "lakhs": 1e5, "lac": 1e5, "lpa": 1e5, "l": 1e5}
_SCALE = r"(?:\s?(?P<{0}>k|tsd\.?|mio\.?|m|lakhs?|lac|lpa|l)(?:(?![^\W\d])|(?=(?:" + _CODES + r")\b)))?"
_PERIOD_WORDS = {
    "hour": r"hours?|hrs?|hourly|stunde|std|heure|h|hora|godz\w*|timm\w*|uur",
    "day": r"days?|daily|tag|jour|día|dia|diem",
    "week": r"weeks?|wk|weekly|woche|semaine|semana",
    "month": r"months?|mo|monthly|monat\w*|mois|mensuel\w*|mes|mês|mies\w*|mån(?:ad\w*)?|måned\w*|maand",
    "year": r"years?|yr|annum|annually|annual|yearly|jahr|jährlich|an|année|annuel\w*|año|ano|rok"
    r"|år\w*|jaar|p\.?\s?a\.?|lpa|pa",
}
_PERIOD = re.compile(
    r"^[^\d\n]{0,24}?(?:\b(?:per|pr\.?|an?|i|pro|par|por|im|je|each)\b|/)\s?(?:"
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
    r"\b(?:(?P<hour>hourly|horaire|stundenlohn)|(?P<month>monthly|mensuel\w*|monatlich\w*|mensual)|"
    r"(?P<year>annual(?:ized|ly)?|yearly|annuel\w*|jährlich\w*|anual))\b[^.\n]{0,50}$",
    re.I,
)
_ONE = rf"(?P<c{{0}}>{_CURRENCY}|\$)?\s?(?P<n{{0}}>{_NUMBER.replace('{', '{{').replace('}', '}}')})"
_UNIT = rf"\s?(?P<u{{0}}>{_CURRENCY}|\$)?"
_SLASH = r"(?:\s?/\s?(?:hour|hr|h|year|yr|month|week|day))?"
_RANGE = re.compile(
    r"(?<![\w.,])(?:(?P<up>up to|bis zu|jusqu'à|hasta)\s+)?"
    + _ONE.format(1) + _SCALE.format("s1") + _UNIT.format(1) + _SLASH
    + r"(?:\s{0,3}(?:-|–|—|~|to|bis|à|et|and|a|al|up to)\s{0,3}"
    + _ONE.format(2) + _SCALE.format("s2") + _UNIT.format(2) + ")?",
    re.IGNORECASE,
)  # fmt: skip
_PLAUSIBLE = {
    "hour": (1, 2_000), "day": (10, 10_000), "week": (50, 50_000), "month": (100, 1_000_000), "year": (5_500, 1e9)
}  # fmt: skip
_CERTAIN = {"hour": (5, 400), "year": (12_000, 5_000_000)}
_WIDEST = 20  # times its first figure that the last one of a range may be
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


@dataclass(frozen=True, slots=True)
class Statement:
    """Where a text names pay: its first and last character, and whether the text says the period."""

    pay: Pay
    start: int
    end: int
    says_period: bool


def read_pay(text: str) -> Pay | None:
    """The first pay that a text names; None when it names none.

    >>> read_pay("$18 - $22/hr")
    Pay(low=18.0, high=22.0, currency=None, period='hour')
    >>> read_pay("45.000 bis 60.000 € pro Jahr")
    Pay(low=45000.0, high=60000.0, currency='EUR', period='year')
    """
    return next((statement.pay for statement in find_pay(text[:_LONGEST])), None)


def pay_columns(pay: Pay | None) -> dict[str, float | str | None]:
    """The four columns of pay of a posting; none of them without pay."""
    if pay is None:
        return {}
    return {
        "salary_min": pay.low,
        "salary_max": pay.high,
        "salary_currency": pay.currency,
        "salary_period": pay.period,
    }


def find_pay(text: str, country: str | None = None, start: int = 0, end: int | None = None) -> Iterator[Statement]:
    """All figures between `start` and `end` that can be pay, in order.

    Args:
        country: where it is paid, as ISO code; without it, "$" and "kr" are of no known currency.
    """
    for found in _figures_in(text, start, len(text) if end is None else end):
        scales = {(found.group(name) or "").lower() for name in ("s1", "s2")}
        marks = [mark for mark in found.group("c1", "u1", "c2", "u2") if mark] or ["INR"] * ("lpa" in scales)
        if not marks or _NO_PAY.match(text[found.end() : found.end() + 24]):
            continue
        if _BESIDE_PAY.search(text[max(0, found.start() - 60) : found.start()]):
            continue
        low, high = _figures(found)
        if high <= 0 or low > high:
            continue
        said = "year" if "lpa" in scales else _said_period(text, found)
        period = said or _only_period(high)
        if period is not None and _PLAUSIBLE[period][0] <= high <= _PLAUSIBLE[period][1]:
            is_limit = found.group("up") and found.group("n2") is None
            pay = Pay(None if is_limit else low, high, _currency(marks, country), period)
            yield Statement(pay, found.start(), found.end(), said is not None)


def _figures_in(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Figures and ranges; "6 - $84,150" is no range, what follows its dash is read anew."""
    while found := _RANGE.search(text, start, end):
        start = found.end()
        if found.group("n2") is not None:
            low, high = _figures(found)
            if low * _WIDEST < high and not found.group("c1"):
                start = found.start("c2" if found.group("c2") else "n2")
                continue
        yield found


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


def _currency(marks: list[str], country: str | None) -> str | None:
    """The ISO code; None for a mark that many countries use, and for two different ones."""
    plain = {mark.lower() for mark in marks}
    codes = {_SYMBOLS.get(mark, mark.upper().rstrip(" $")) for mark in plain if mark not in _LOCAL}
    codes = codes or {_LOCAL[mark].get(country or "", "") for mark in plain}
    return (codes.pop() or None) if len(codes) == 1 else None


def _said_period(text: str, found: re.Match[str]) -> str | None:
    after, before = text[found.end() : found.end() + 60], text[max(0, found.start() - 70) : found.start()]
    inner = re.search(r"/\s?(hour|hr|h|year|yr|month|week|day)", found.group(), re.IGNORECASE)
    if inner:
        return {"hr": "hour", "h": "hour", "yr": "year"}.get(inner.group(1).lower(), inner.group(1).lower())
    for said in (_PERIOD.match(after), _ADVERB.match(after), _BEFORE.search(before)):
        if said:
            return said.lastgroup
    return None


def _only_period(high: float) -> str | None:
    """The period that alone can have such pay."""
    fitting = [name for name, (least, most) in _CERTAIN.items() if least <= high <= most]
    return fitting[0] if len(fitting) == 1 else None
