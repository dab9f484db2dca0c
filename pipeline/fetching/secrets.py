"""Keys of APIs: SOURCES.yml names them as `${NAME}`, the environment holds them, nothing that is stored has them."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

from pipeline.errors import ItemError

Secret = Callable[[str], str | None]
"""The value of a secret by its name; None when it is not set."""

_PLACE = re.compile(r"\$\{([A-Z][A-Z0-9_]{0,63})\}")


def no_secret(name: str) -> str | None:
    """No secret is set."""
    return None


def fill_url(url: str, secret: Secret) -> str:
    """The URL with its secrets in their places, percent-encoded.

    Raises: ItemError (`missing_secret`): one of them is not set.
    """
    return _PLACE.sub(lambda found: quote(_value(found.group(1), secret), safe=""), url)


def fill_headers(headers: tuple[tuple[str, str], ...], secret: Secret) -> tuple[tuple[str, str], ...]:
    """The headers whose secrets are set; the others are left out, for APIs that answer less without a key."""
    known = [(name, value) for name, value in headers if all(secret(place) for place in _PLACE.findall(value))]
    return tuple((name, _PLACE.sub(lambda found: _value(found.group(1), secret), value)) for name, value in known)


def _value(name: str, secret: Secret) -> str:
    value = secret(name)
    if not value:
        raise ItemError("missing_secret", f"the address needs the secret {name}: set STACKTRAIL_SECRET_{name}")
    return value
