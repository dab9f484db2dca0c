"""A page's head made anew from a WAT record: title, metas, scripts and links, for what reads markup."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any  # JSON values

from pipeline.sources.json_text import load_json
from pipeline.sources.listings import value_at

_RESPONSE = "Envelope.Payload-Metadata.HTTP-Response-Metadata"
_ELEMENTS_LIMIT = 5_000


def described_page(data: bytes) -> tuple[tuple[tuple[str, str], ...], bytes] | None:
    """Response headers and markup of the page that a WAT record describes; None when it describes no page.

    Raises: PayloadError: it is not JSON.
    """
    response = value_at(load_json(data), _RESPONSE)
    if not isinstance(response, dict) or not isinstance(response.get("HTML-Metadata"), dict):
        return None
    headers = response.get("Headers")
    named = headers.items() if isinstance(headers, dict) else ()
    pairs = tuple((str(name), value) for name, value in named if isinstance(value, str))
    html = response["HTML-Metadata"]
    head = html.get("Head") if isinstance(html.get("Head"), dict) else {}
    title = head.get("Title")
    markup = [f"<title>{escape(title)}</title>"] if isinstance(title, str) else []
    markup += _elements("meta", head.get("Metas"), ("name", "property", "http-equiv", "content"))
    markup += _elements("link", head.get("Link"), ("rel", "type", "hreflang"), url="href")
    markup += (f"{script}</script>" for script in _elements("script", head.get("Scripts"), ("type",), url="src"))
    body = (f"{link}</a>" for link in _elements("a", html.get("Links"), (), url="href"))
    page = f"<!doctype html><html><head>{''.join(markup)}</head><body>{''.join(body)}</body></html>"
    return tuple(pair for pair in pairs if pair[0].lower() != "content-type"), page.encode("utf-8", "replace")


def _elements(tag: str, listed: Any, names: tuple[str, ...], url: str | None = None) -> Iterator[str]:
    for entry in listed[:_ELEMENTS_LIMIT] if isinstance(listed, list) else ():
        if not isinstance(entry, dict):
            continue
        values = [(name, entry.get(name)) for name in names] + ([(url, entry.get("url"))] if url else [])
        shown = "".join(f' {name}="{escape(value)}"' for name, value in values if isinstance(value, str))
        yield f"<{tag}{shown}>"
