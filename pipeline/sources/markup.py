"""Markup that was escaped once more than it should be."""

from __future__ import annotations

import re

from pipeline.sources.text import unescape

_TAG = re.compile(r"<[a-zA-Z/!]")
_ESCAPED_TAG = re.compile(r"&lt;/?(?:p|div|br|ul|ol|li|h[1-6]|strong|b|em|i|u|span|a|table|section)\b", re.IGNORECASE)


def unescape_markup(body: str) -> str:
    """Unescape a body that was escaped as a whole, once: it has no tag of its own but an escaped one.

    Escaped text inside markup stays as it is: there it is what the page shows.

    >>> unescape_markup("&lt;p&gt;generic &amp;lt;T&amp;gt;&lt;/p&gt;")
    '<p>generic &lt;T&gt;</p>'
    >>> unescape_markup("<p>generic &lt;T&gt;</p>")
    '<p>generic &lt;T&gt;</p>'
    """
    return unescape(body) if not _TAG.search(body) and _ESCAPED_TAG.search(body) else body
