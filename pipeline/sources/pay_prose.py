"""Pay that a job description states among all the other money it speaks of: funding, budgets, benefits, customers.

A figure counts when the text beside it speaks of pay, when it is a range of what people earn, or when it says for which
period and fits it. The first that counts is read.
"""

from __future__ import annotations

import re

from pipeline.sources.pay_text import Pay, Statement, find_pay

_SIGNS = "$£€₹₪₽₩₴₺₱฿"
_CODES = ["USD", "EUR", "GBP", "CHF", "CAD", "AUD", "SGD", "INR", "PLN", "SEK", "NOK", "DKK", "CZK"]
# What a mark may begin with stands first, in one class: the search skips all else, at less than half the time.
_INITIALS = "".join(sorted({code[0] for code in _CODES}))
_MARK = re.compile(
    rf"[{_SIGNS}{_INITIALS}ez\d](?:(?<=[{_SIGNS}])|(?<=\b[{_INITIALS}])(?:"
    + "|".join(rf"(?<={code[0]}){code[1:]}" for code in _CODES)
    + r")\b|(?<=\d)(?:[kK]?EUR|\s?kr)\b|(?<=z)ł|(?<=\b[Ee])uros?\b)"
)
_MOST_MARKS = 100  # of one text
_BESIDE = 160  # characters on either side of a mark that are read
_PAY_WORDS = re.compile(
    r"\b(?:salar\w+|pay|paying|paid|payrate|compensation|wages?|rates?|base range|remunerat\w+|earn\w*|ote"
    r"|gehalt\w*|lohn\w*|jahresgehalt|stundenlohn|vergütung|brutto\w*|salaires?|rémunérat\w+|rémunéré\w*"
    r"|salario|sueldo|retribuzione|stipendio|salaris|loon|lön|løn|lønn|wynagrodzeni\w+|palkka)\b",
    re.IGNORECASE,
)
_NO_PAY_BEFORE = re.compile(
    r"\b(?:prizes?|awards?|awarded|seed|series|rounds?|contribut\w+|hsa|donat\w+|costs?|fees?|checks?|grants?|referral|saved?"
    r"|saving|sold|sales|worth|assets|insurance|budgets?|pension|spend\w*|benefits?|commuter|perks?|wellness|deduct\w*)\b[^.\n]{0,40}$",
    re.IGNORECASE,
)
_NO_PAY_AFTER = re.compile(
    r"^[^.,;:\n]{0,40}\b(?:bonus\w*|stipends?|allowances?|budgets?|credits?|funds?|funding|funded|prizes?|reimburs\w+|vouchers?"
    r"|contributions?|incentive|grants?|deduct\w*|raised|seed|series)\b",
    re.IGNORECASE,
)
_PAY_AFTER = re.compile(r"^[^.,;:\n]{0,20}\b(?:base )?(?:salar\w+|gehalt)\b", re.IGNORECASE)
_MILLIONS = re.compile(r"\d\s?(?:m|mio\.?)(?![^\W\d])", re.IGNORECASE)
_WIDEST = 5  # times the low figure that the high one of a range may be
_FITTING = {"hour": (5, 400), "day": (50, 3_000), "month": (800, 40_000), "year": (12_000, 1_500_000)}


def read_stated_pay(text: str, country: str | None = None) -> Pay | None:
    """The first pay that a description states.

    Args:
        country: where the job is, as ISO code: it tells whose dollars or crowns are meant.

    >>> read_stated_pay("We raised $12,000,000. Salary: $50,000 - $60,000 plus $2,000 for courses")
    Pay(low=50000.0, high=60000.0, currency=None, period='year')
    >>> read_stated_pay("A $100/month education budget, and we were awarded a $200,000 prize") is None
    True
    """
    end = 0
    for number, mark in enumerate(_MARK.finditer(text)):
        if number >= _MOST_MARKS:
            break
        if mark.start() < end:
            continue
        start, end = max(end, mark.start() - _BESIDE), mark.end() + _BESIDE
        for statement in find_pay(text, country, start, end):
            if _is_pay_of_the_job(text, statement):
                return statement.pay
    return None


def _is_pay_of_the_job(text: str, statement: Statement) -> bool:
    pay = statement.pay
    before = text[max(0, statement.start - 80) : statement.start]
    after = text[statement.end : statement.end + 60]
    if _MILLIONS.search(text[statement.start : statement.end]):
        return False
    if _NO_PAY_BEFORE.search(before) or _NO_PAY_AFTER.match(after):
        return False
    if _PAY_WORDS.search(before) or _PAY_AFTER.match(after):
        return True
    least, most = _FITTING.get(pay.period, (0, 0))
    is_fitting = least <= pay.high <= most
    is_range = pay.low is not None and pay.low < pay.high <= _WIDEST * pay.low
    return is_fitting and (is_range or statement.says_period)
