"""Keys of APIs: filled in where they belong, left out where they are not set."""

from __future__ import annotations

import pytest

from pipeline.errors import ItemError
from pipeline.fetching.secrets import fill_headers, fill_url

KEYS = {"KEY": "a b", "TOKEN": "t0k"}


def test_secrets_are_encoded_into_a_url() -> None:
    assert fill_url("https://a.example/${KEY}?k=${TOKEN}", KEYS.get) == "https://a.example/a%20b?k=t0k"
    assert fill_url("https://a.example/?price=$5&x={y}", KEYS.get) == "https://a.example/?price=$5&x={y}"


def test_a_missing_secret_is_an_error_in_a_url_and_no_header() -> None:
    with pytest.raises(ItemError, match="set STACKTRAIL_SECRET_OTHER"):
        fill_url("https://a.example/?k=${OTHER}", KEYS.get)
    headers = (("Authorization", "Bearer ${TOKEN}"), ("X-Key", "${OTHER}"), ("Accept", "text/plain"))
    assert fill_headers(headers, KEYS.get) == (("Authorization", "Bearer t0k"), ("Accept", "text/plain"))
