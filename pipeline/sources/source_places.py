"""Where a source is: in exactly one place, or found by its domain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any  # values of a source's settings

from pipeline.sources.endpoints import ENDPOINTS, board_url
from pipeline.sources.kinds import FOLLOWED

PLACES = ("path", "url", "s3", "board")


def problem_of_place(values: Mapping[str, Any]) -> str | None:
    """What is wrong with where a source is said to be, and what to do; None when nothing is."""
    given = [name for name in PLACES if name in values]
    kind, board = values.get("kind"), values.get("board")
    if kind in FOLLOWED:
        if given:
            return f"a source of kind {kind} is found by its `domain`; remove `{given[0]}`"
        return None if "domain" in values else f"a source of kind {kind} is found by its `domain`; add one"
    if len(given) != 1:
        found = f"both `{given[0]}` and `{given[1]}`" if given else "neither `path` nor `url` nor `s3` nor `board`"
        return f"the source has {found}; give exactly one of `path`, `url`, `s3` and `board`"
    return _problem_of_web(values) or _problem_of_board(kind, board)


def _problem_of_web(values: Mapping[str, Any]) -> str | None:
    """What is wrong with settings that only some addresses take."""
    renew, urls = values.get("renew"), values.get("url") or ()
    if renew is not None and not urls:
        return "`renew` is for a signed `url` that expires; remove it"
    if renew is not None and renew.startswith("s3://") and len(urls) > 1:
        return "`renew` names one object, but there are several addresses; give each a source of its own"
    endpoint = ENDPOINTS.get(values.get("kind", ""))
    if values.get("robots") == "ignore" and "kind" in values and (endpoint is None or endpoint.items is None):
        return f"`robots: ignore` is for APIs, and the kind {values['kind']} is none; remove it"
    return None


def _problem_of_board(kind: str | None, board: str | None) -> str | None:
    if kind is None or board is None or board_url(kind, board) is not None:
        return None
    if kind in ENDPOINTS and ENDPOINTS[kind].takes_board:
        return f"`board` is {board!r}; write it as in its address (for Workday: tenant.wd5/Site)"
    return f"`board` is {board!r}, but the kind {kind} has no boards; give its `url`"
