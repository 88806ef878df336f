"""The OpenAPI 3.1 description: made from the schemas and the docstrings of the addresses themselves."""

from typing import Any

import flask_smorest
from flask import Blueprint, Flask, current_app
from flask.blueprints import BlueprintSetupState

from app.api.fields import Exact
from app.api.limits import Limiter
from app.api.schemas.common import Problem

_KEPT = "ressourcerie_openapi"
_COMMON = {
    "400": "The request cannot be read, or a write has no `Idempotency-Key`.",
    "401": "No valid key: see `WWW-Authenticate`.",
    "403": "The key, or its person, may not do this.",
    "404": "It does not exist, or not for this person.",
    "409": "A rule or somebody else was in the way: nothing was changed.",
    "422": "What was sent cannot be: `errors` names each field.",
    "429": "Too many requests: see `Retry-After`.",
}
_WRITES = {"post", "patch"}
_KEY_HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "1 to 64 printable characters chosen by the caller for this request. Sent again within 24 hours "
    "with the same content, it repeats the same answer; with other content, 422.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[!-~]+$"},
}
_MATCH_HEADER = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The `ETag` read last, or `*`. Another version now: 412. Missing: 428.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 80, "pattern": "^[!-~]+$"},
}


class _Description(flask_smorest.Api):  # type: ignore[misc]  # flask-smorest carries no types
    """flask-smorest's writer of descriptions, without its own pages and its own way with errors."""

    ERROR_SCHEMA = Problem

    def _register_doc_blueprint(self) -> None:
        """The description is an address of ours like any other."""

    def _register_error_handlers(self) -> None:
        """Errors are ``core.error_pages``' affair."""


def describe_when_registered(blueprint: Blueprint) -> None:
    """Write the description of every address of *blueprint* when an application takes it."""
    blueprint.record(_describe)


def _describe(state: BlueprintSetupState) -> None:
    app: Flask = state.app  # type: ignore[assignment]  # a Flask application, whatever the stub says
    writer = _Description(
        spec_kwargs={
            "title": f"{app.config['PLATFORM_NAME']} — API",
            "version": "1",
            "openapi_version": "3.1.0",
            "info": {"description": _INTRODUCTION, "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}},
            "servers": [{"url": app.config["BASE_URL"]}],
            "security": [{"key": []}],
        }
    )
    writer.register_field(Exact, "string", "decimal")
    writer.init_app(app)
    state.blueprint.register_views_in_doc(  # type: ignore[attr-defined]  # flask-smorest's own blueprint
        writer, app, writer.spec, name=state.blueprint.name, parameters=None
    )
    writer.spec.components.security_scheme("key", {"type": "http", "scheme": "bearer", "description": _KEY})
    app.cli.commands.pop("openapi", None)  # flask-smorest's own command: the address says the same
    app.extensions[_KEPT] = _completed(writer.spec.to_dict())


def document() -> dict[str, Any]:
    """The description of this application's API."""
    found: dict[str, Any] = current_app.extensions[_KEPT]
    return found


def _completed(made: dict[str, Any]) -> dict[str, Any]:
    """What every operation has in common, said once for all."""
    made["components"].pop("responses", None)
    made["components"]["responses"] = {f"Problem{status}": _problem(text) for status, text in _STATUSES.items()}
    for path in made["paths"].values():
        for method, operation in path.items():
            if isinstance(operation, dict) and "responses" in operation:
                operation["operationId"] = operation["summary"].lower().replace(" ", "_")
                _complete(method, operation)
    return made


def _complete(method: str, operation: dict[str, Any]) -> None:
    is_open = operation.get("security") == []
    operation["responses"] = {s: r for s, r in operation["responses"].items() if str(s).startswith("2")}
    statuses = set() if is_open else {"401", "403", "404", "422", "429"}
    parameters = operation.setdefault("parameters", [])
    if method in _WRITES:
        statuses |= {"400", "409"}
        parameters.append(_KEY_HEADER)
    if method == "patch":
        statuses |= {"412", "428"}
        parameters.append(_MATCH_HEADER)
    for status in sorted(statuses):
        operation["responses"][status] = {"$ref": f"#/components/responses/Problem{status}"}


_STATUSES = _COMMON | {"412": "Somebody changed it since it was read.", "428": "`If-Match` is missing."}


def _problem(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}


_LIMITS = Limiter()
_KEY = "A key made on the page « Mon compte », of scope `read` or `write`; it expires and can be revoked."
_INTRODUCTION = (
    "The same listings, loans and figures as the pages, for programs. "
    f"At most {_LIMITS.reads} reads and {_LIMITS.writes} writes a minute for each key and web process. "
    "Lists are walked with `after` and `limit`. Decimal numbers are text. Errors are problem documents (RFC 9457)."
)
