"""The one blueprint of the API: keys instead of cookies, problem documents instead of pages."""

from typing import Any

from flask import Response, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_smorest import Blueprint
from werkzeug.exceptions import HTTPException

from app.api.doors import actor_of_key, check_key
from app.api.reading import LARGEST_BODY, Reader
from app.core import context
from app.core.error_pages import answer


class ApiBlueprint(Blueprint):  # type: ignore[misc]  # flask-smorest carries no types
    """flask-smorest's blueprint with our own reader."""

    ARGUMENTS_PARSER = Reader()


blueprint = ApiBlueprint("api", __name__, url_prefix="/api/v1", description="Version 1.")


@blueprint.record
def _know_programs_by_their_key(state: BlueprintSetupState) -> None:
    """Within these addresses a cookie is nothing, so a form of another site can do nothing: no token needed."""
    with state.app.app_context():  # type: ignore[attr-defined]  # a Flask application, whatever the stub says
        context.load_actor_with(actor_of_key, blueprint="api")
    state.app.extensions["csrf"].exempt(blueprint)


@blueprint.before_request
def _check_key() -> None:
    request.max_content_length = LARGEST_BODY
    check_key()


@blueprint.after_request
def _never_keep(response: Response) -> Response:
    """Answers depend on the key: no cache on the way may keep them."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("Vary", "Authorization")
    return response


@blueprint.errorhandler(400)
@blueprint.errorhandler(422)
def _not_read(error: HTTPException) -> ResponseReturnValue:
    """What was sent is not what the schema says: each field at fault, as marshmallow names it."""
    told = getattr(error, "data", None) or {}
    places = (told.get("messages") or {}).values()  # "query" or "json": the address says which
    faults = [fault for place in places for fault in _faults(place)]
    detail = gettext("Cette demande n'est pas écrite comme il faut.")
    code = "NotReadable" if error.code == 400 else "NotValid"
    return answer(error.code or 422, detail, code, errors=faults)


def _faults(told: Any, path: str = "") -> list[dict[str, str]]:
    if isinstance(told, dict):
        return [fault for name, part in told.items() for fault in _faults(part, f"{path}.{name}".strip("."))]
    return [{"field": path, "detail": str(one)} for one in (told if isinstance(told, list) else [told])]
