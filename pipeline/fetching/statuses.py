"""What an HTTP status means for an item."""

from __future__ import annotations

from pipeline.errors import ItemError, SourceBusyError

REDIRECTS = frozenset({301, 302, 303, 307, 308})
NOT_MODIFIED = 304
_LATER = {408: "source_busy", 425: "source_busy", 429: "throttled", 503: "throttled"}
_MEANINGS = {
    401: ("forbidden", "it wants a login: is there a public address for it?"),
    403: ("forbidden", "it refuses this client: check that the address is public, and STACKTRAIL_CONTACT"),
    404: ("not_found", "it is not there: check the board's name and the address"),
    410: ("not_found", "it is gone for good: remove the source"),
    451: ("forbidden", "it is withheld for legal reasons"),
}


def error_of_status(url: str, status: int, retry_after: float | None) -> ItemError | SourceBusyError | None:
    """The error that a status stands for; None for 2xx, redirects and 304."""
    if 200 <= status < 300 or status in REDIRECTS or status == NOT_MODIFIED:
        return None
    if status in _LATER or status >= 500:
        code = _LATER.get(status, "source_busy")
        advice = "try again later" if retry_after is None else f"it wants to be left alone for {retry_after:.0f} s"
        error: ItemError | SourceBusyError = SourceBusyError(code, f"{url} answered {status}: {advice}", retry_after)
    else:
        code, advice = _MEANINGS.get(status, ("unexpected_answer", "check the address"))
        error = ItemError(code, f"{url} answered {status}: {advice}")
    error.status = status
    return error
