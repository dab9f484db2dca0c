"""GitHub: organizations, as the API answers. Saved exchanges of test recorders (nock, Betamax, PyGithub) are unwrapped.

Repositories and their languages are told as `no_company`: an organization's entry is what a register holds.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any  # JSON values

from pipeline.errors import PayloadError
from pipeline.sources.job import Column, Job, computed, label
from pipeline.sources.json_text import load_json
from pipeline.sources.parser import Payload
from pipeline.sources.register_format import RegisterFormat, identifiers
from pipeline.sources.text import undo_gzip

_ORGANIZATION = frozenset({"login", "id", "repos_url"})
_LANGUAGES_LIMIT = 500


def _find(payload: Payload) -> Iterator[Any]:
    data = undo_gzip(payload.data)
    if data.lstrip()[:1] in (b"{", b"["):
        return _entries(load_json(data))
    bodies = [line for line in data.splitlines() if line.startswith((b'{"', b'[{"'))]
    if not bodies:
        raise PayloadError("unknown_format", "expected an answer of the GitHub API")
    return (entry for body in bodies for entry in _entries(load_json(body)))


def _entries(document: Any) -> Iterator[Any]:
    if isinstance(document, list):
        for entry in document:
            is_recorded = isinstance(entry, dict) and "scope" in entry and "response" in entry
            yield from _entries(entry["response"]) if is_recorded else [entry]
    elif isinstance(document, dict) and isinstance(document.get("http_interactions"), list):
        for exchange in document["http_interactions"]:
            yield from _entries(_cassette_body(exchange))
    elif isinstance(document, dict) and "message" in document and "login" not in document:
        raise PayloadError("error_response", f"GitHub answered: {str(document['message'])[:200]}")
    else:
        yield document


def _cassette_body(exchange: Any) -> Any:
    try:
        body = exchange["response"]["body"]
        if body.get("base64_string"):
            return load_json(undo_gzip(base64.b64decode(body["base64_string"])))
        return load_json(str(body.get("string") or "").encode("utf-8", "replace"))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise PayloadError("unknown_format", f"an exchange without a body: {error}") from error


def _no_company(entry: Job) -> str | None:
    raw = entry.raw
    if raw.keys() >= _ORGANIZATION:
        return None if raw.get("type") in ("Organization", None) else f"an account of type {str(raw['type'])[:40]}"
    if "full_name" in raw and "owner" in raw:
        return f"the repository {str(raw['full_name'])[:200]}"
    if len(raw) <= _LANGUAGES_LIMIT and all(type(size) is int for size in raw.values()):
        return f"bytes of {len(raw)} languages of a repository"
    return "no organization"


_SIMPLE = identifiers(github="login", twitter="twitter_username")

_IGNORED = (
    "node_id", "url", "repos_url", "events_url", "hooks_url", "issues_url", "members_url", "public_members_url",
    "avatar_url", "gravatar_id", "description", "location", "email", "is_verified", "has_organization_projects",
    "has_repository_projects", "public_repos", "public_gists", "followers", "following", "created_at",
    "updated_at", "archived_at", "type", "total_private_repos", "owned_private_repos", "private_gists",
    "disk_usage", "collaborators", "billing_email", "plan", "default_repository_permission",
    "default_repository_branch", "two_factor_requirement_enabled",
    "advanced_security_enabled_for_new_repositories", "deploy_keys_enabled_for_repositories",
    "web_commit_signoff_required", "dependabot_alerts_enabled_for_new_repositories",
    "dependabot_security_updates_enabled_for_new_repositories", "dependency_graph_enabled_for_new_repositories",
    "secret_scanning_enabled_for_new_repositories", "secret_scanning_push_protection_custom_link",
    "secret_scanning_push_protection_custom_link_enabled",
    "secret_scanning_push_protection_enabled_for_new_repositories", "display_commenter_full_name_setting_enabled",
    "readers_can_create_discussions", "ldap_dn", "members_can_create_repositories",
    "members_allowed_repository_creation_type", "members_can_create_public_repositories",
    "members_can_create_private_repositories", "members_can_create_internal_repositories",
    "members_can_create_pages", "members_can_fork_private_repositories", "members_can_create_public_pages",
    "members_can_create_private_pages", "members_can_delete_repositories", "members_can_change_repo_visibility",
    "members_can_invite_outside_collaborators", "members_can_delete_issues",
    "members_can_view_dependency_insights", "members_can_create_teams",
)  # fmt: skip

FORMAT = RegisterFormat(
    kind="github",
    description="GitHub organizations, as the API answers",
    find=_find,
    no_company=_no_company,
    columns={
        "source_registration_id": label("id"),
        "legal_name": label("name", "login"),
        "other_names": computed(lambda entry: entry.fields.labels("company", [entry.at("company")]), "company"),
        "identifiers": _SIMPLE,
        "domain": Column(("blog",), lambda entry: entry.fields.domain("blog", entry.at("blog"))),
        "url": label("html_url"),
    },
    ignored=_IGNORED,
)  # fmt: skip
PARSER = FORMAT.parser()
