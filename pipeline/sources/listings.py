"""The jobs of a JSON payload: bare lists, envelopes, pages in one file, single jobs, and error answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any  # JSON values

from pipeline.errors import PayloadError
from pipeline.sources.json_text import load_json
from pipeline.sources.parser import Payload
from pipeline.sources.text import undo_gzip

_ERRORS = ("error", "errors", "exception", "message", "status", "code", "errorCode")
_SHOWN_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Listing:
    """The raw jobs of a payload, in its order.

    Attributes:
        total: how many the source says that this payload holds; None when it does not say. Pages of a longer list
            have none.
        company: the employer, where the envelope names it and not each job.
        damage: what is wrong with the document whose readable jobs these are; None when nothing is.
    """

    jobs: list[Any]
    total: int | None = None
    company: str | None = None
    damage: str | None = None


def json_jobs(
    shape: str,
    *paths: str,
    single: tuple[str, ...] = (),
    wrapped: str | None = None,
    total: str | None = None,
    company: str | None = None,
    detail_key: str | None = None,
) -> Callable[[Payload], Listing]:
    """A reader of JSON payloads whose jobs are a list at one of `paths`, or the whole document.

    Args:
        shape: what is expected, for the message when it is not there.
        paths: dotted paths of lists of jobs; one that is null is an empty list.
        single: fields of a lone job object; one that has them all is a listing of one.
        wrapped: dotted path of the object that holds a lone job.
        total: dotted path of the number of jobs in this payload.
        company: dotted path of the employer's name.
        detail_key: field of a row by which its detail answer is filed, where both are kept in one file:
            `{"list_pages": [...], "details": {key: ...}}`.

    Several answers in one list, as pages kept in one file, are read one after the other.
    """

    def find(payload: Payload) -> Listing:
        document = load_json(undo_gzip(payload.data))
        if isinstance(document, list):
            return Listing(_all_pages(document, paths))
        if not isinstance(document, dict):
            raise PayloadError("unknown_format", f"expected {shape}")
        if detail_key and isinstance(document.get("list_pages"), list):
            return Listing(_with_details(document, paths, detail_key))
        jobs = _jobs_of(document, paths)
        if jobs is not None:
            declared = value_at(document, total) if total else None
            employer = value_at(document, company) if company else None
            return Listing(
                jobs,
                declared if isinstance(declared, int) and not isinstance(declared, bool) else None,
                employer.strip() or None if isinstance(employer, str) else None,
            )
        return Listing([_lone_job(document, shape, single, wrapped)])

    return find


def _lone_job(document: dict[str, Any], shape: str, single: tuple[str, ...], wrapped: str | None) -> Any:
    inner = value_at(document, wrapped) if wrapped else None
    if isinstance(inner, dict):
        return inner
    if single and all(document.get(name) for name in single):
        return document
    if any(document.get(name) for name in _ERRORS):
        raise PayloadError("error_response", f"the source answered: {str(document)[:_SHOWN_CHARACTERS]}")
    raise PayloadError("unknown_format", f"expected {shape}")


def _with_details(document: dict[str, Any], paths: tuple[str, ...], key: str) -> list[Any]:
    """The rows of all pages, each completed by its detail answer."""
    details = document.get("details")
    rows = _all_pages(document["list_pages"], paths)
    if not isinstance(details, dict):
        return rows
    found = [details.get(str(row.get(key))) if isinstance(row, dict) else None for row in rows]
    return [row | detail if isinstance(detail, dict) else row for row, detail in zip(rows, found, strict=True)]


def _all_pages(document: list[Any], paths: tuple[str, ...]) -> list[Any]:
    """A bare list of jobs; or, when each entry is an envelope, the jobs of all of them."""
    pages = [_jobs_of(page, paths) for page in document]
    return (
        [job for page in pages for job in page or []] if pages and all(page is not None for page in pages) else document
    )


def value_at(document: Any, path: str) -> Any:
    """The value at a dotted path of nested objects; None when there is none."""
    for name in path.split("."):
        document = document.get(name) if isinstance(document, dict) else None
    return document


def _jobs_of(document: Any, paths: tuple[str, ...]) -> list[Any] | None:
    if not isinstance(document, dict):
        return None
    for path in paths:
        parent, _, name = path.rpartition(".")
        holder = value_at(document, parent) if parent else document
        if isinstance(holder, dict) and name in holder:
            found = holder[name]
            if found is None or isinstance(found, list):
                return found or []
    return None
