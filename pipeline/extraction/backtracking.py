"""Which regular expressions may take exponential time: those that repeat a group which can match in several ways.

`(a+)+`, `(?:a|b+)*` and `(\\w*,?)*` try every way to cut a text into pieces. The test is on the safe side: it also
refuses some harmless ones, such as `(?:a|b)*`.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"\\.|\[(?:\\.|\]?[^\]\\])[^\]\\]*(?:\\.[^\]\\]*)*\]|\(\?P?<\w+>|\(\??[:=!<]*|\)|[*+?]|\{\d*,?\d*\}|\||.", re.S
)
_MANY = 16  # repetitions up to this of a group stay cheap in the few hundred characters that a pattern may read


def may_backtrack(pattern: str) -> bool:
    """True if `pattern` holds a repeated group that itself holds a repetition or an alternative."""
    open_groups: list[bool] = []
    varies = False  # whether the group being read can match one text in several ways
    closed: bool | None = None  # the same of a group that ended just before this token
    for match in _TOKEN.finditer(pattern):
        token = match.group()
        repeats = _repeats(token)
        if repeats and closed:
            return True
        if token[0] == "(":
            open_groups.append(varies)
            varies = False
        elif token == ")" and open_groups:
            closed = varies
            varies = varies or open_groups.pop()
            continue
        elif repeats or token == "|":
            varies = True
        closed = None
    return False


def _repeats(token: str) -> bool:
    if token in ("*", "+"):
        return True
    if token[0] != "{" or len(token) < 3:
        return False
    low, comma, high = token[1:-1].partition(",")
    return bool(comma) and (not high or int(high) > _MANY) if comma else int(low or 0) > _MANY
