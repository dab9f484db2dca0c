"""Registrable domains, from the public suffix list that ships with tldextract; nothing is fetched."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

import tldextract

_extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@lru_cache(maxsize=100_000)
def registrable_domain(address: str | None) -> str | None:
    """The registrable domain of a URL or host name, in lower case; None when there is none.

    >>> registrable_domain("https://jobs.Example.co.uk:8080/x")
    'example.co.uk'
    >>> registrable_domain("localhost") is None
    True
    """
    if not address:
        return None
    try:
        host = urlsplit(address).hostname if "//" in address else address.split("/")[0].split(":")[0]
    except ValueError:
        return None
    if not host:
        return None
    return _extract(host.strip().rstrip(".").lower()).top_domain_under_public_suffix or None
