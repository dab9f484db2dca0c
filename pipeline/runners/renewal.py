"""Fresh URLs for signed ones that have expired, as a source's `renew` says: signed anew, or named by an address."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from pipeline.errors import ItemError, LakeError
from pipeline.fetching.client import WebClient, WebRequest
from pipeline.fetching.secrets import Secret, fill_url
from pipeline.fetching.web_urls import is_signed, redacted
from pipeline.runners.object_items import signed_url
from pipeline.sources.sources_file import Source

_URL = re.compile(r"https?://[^\s\"'<>\\]{4,8000}")
_ESCAPES = {"\\/": "/", "\\u0026": "&", "\\u003d": "=", "\\u003D": "="}  # as JSON may write them
_LONGEST = 4_000_000  # characters of an answer that are read


def renewal_of(source: Source, client: WebClient, secret: Secret) -> Callable[[str], str] | None:
    """What renews the signed URLs of a source; None where its settings say nothing."""
    place = source.renew
    if place is None:
        return None
    if place.startswith("s3://"):
        return lambda _: _sign(place)
    return lambda expired: _ask(place, expired, WebRequest(fill_url(place, secret), rate=source.rate), client)


def fresh_url(expired: str, text: str) -> str | None:
    """The signed URL of the expired one's path that a text names; else the only signed URL in it.

    >>> fresh_url("https://a.example/x?sig=1", '{"files": ["https:\\/\\/a.example\\/x?sig=2", "https://a.example/y?sig=3"]}')
    'https://a.example/x?sig=2'
    """
    for written, meant in _ESCAPES.items():
        text = text.replace(written, meant)
    found = dict.fromkeys(url for url in map(html.unescape, _URL.findall(text)) if is_signed(url))
    same = [url for url in found if url.partition("?")[0] == expired.partition("?")[0] and url != expired]
    return next(iter(same or (found if len(found) == 1 else [])), None)


def _sign(place: str) -> str:
    try:
        return signed_url(place)
    except LakeError as error:
        raise ItemError("expired_url", f"the signed address has expired, and no new one was signed: {error}") from error


def _ask(place: str, expired: str, request: WebRequest, client: WebClient) -> str:
    answer = client.fetch(request)
    found = answer.url if is_signed(answer.url) else None  # it redirects to the fresh one
    found = found or fresh_url(expired, answer.data.decode("utf-8", "replace")[:_LONGEST])
    if found is None:
        raise ItemError(
            "expired_url",
            f"{redacted(expired)} has expired, and {redacted(place)} names no fresh one: give the source a new `url`",
        )
    return found
