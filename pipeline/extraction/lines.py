"""The `extract` and `normalize` commands, one line at a time: a dict in, a dict out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol  # JSON objects hold any value

from pipeline.errors import PayloadError
from pipeline.extraction.extractor import Extractor

_SHOWN = (
    *("start", "end", "surface", "technology_id", "name", "category", "version"),
    *("polarity", "confidence", "method", "reason"),
)


class NormalizedSurface(Protocol):
    """What a normalizer answers."""

    @property
    def surface(self) -> str: ...
    @property
    def technology_id(self) -> str | None: ...
    @property
    def name(self) -> str | None: ...
    @property
    def category(self) -> str | None: ...
    @property
    def confidence(self) -> float: ...
    @property
    def method(self) -> str: ...
    @property
    def suggestions(self) -> tuple[str, ...]: ...


class SurfaceNormalizer(Protocol):
    """Anything that normalizes a surface; `normalization.normalizer.Normalizer` is the one."""

    def normalize(self, surface: str) -> NormalizedSurface: ...


def extract_line(record: Mapping[str, Any], extractor: Extractor) -> dict[str, Any]:
    """`{"id", "description", "title"?, "company"?}` to `{"id", "mentions"}`.

    Raises: PayloadError: `id` is missing, or a field is no string (null counts as empty).
    """
    identifier = record.get("id")
    if not isinstance(identifier, str | int) or isinstance(identifier, bool) or identifier == "":
        raise PayloadError("missing_id", "expected an object with a non-empty id")
    description, title, company = (_text(record, key) for key in ("description", "title", "company"))
    mentions = extractor.mentions(description, title, company)
    return {"id": identifier, "mentions": [{key: getattr(mention, key) for key in _SHOWN} for mention in mentions]}


def explain_line(record: Mapping[str, Any], extractor: Extractor) -> dict[str, Any]:
    """Like `extract_line`, with `decisions`: every name found, taken or left, and why.

    Raises: PayloadError: as `extract_line`.
    """
    extracted = extract_line(record, extractor)
    description, title, company = (_text(record, key) for key in ("description", "title", "company"))
    decisions = [decision._asdict() for decision in extractor.decisions(description, title, company)]
    return {**extracted, "decisions": decisions}


def normalize_line(record: Mapping[str, Any] | str, normalizer: SurfaceNormalizer) -> dict[str, Any]:
    """A surface, bare or as `{"surface"}`, to its normalized form.

    Raises: PayloadError: there is no surface, or it is no string.
    """
    surface = record if isinstance(record, str) else record.get("surface")
    if not isinstance(surface, str):
        raise PayloadError("missing_surface", "expected a line of text or an object with a surface")
    found = normalizer.normalize(surface)
    return {
        "surface": surface,
        "technology_id": found.technology_id,
        "name": found.name,
        "category": found.category,
        "confidence": found.confidence,
        "method": found.method,
        "suggestions": list(found.suggestions),
    }


def _text(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise PayloadError("wrong_type", f"{key} must be text, not {type(value).__name__}")
    return value
