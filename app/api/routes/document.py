"""The description of this interface, for programs that read programs."""

from flask import jsonify
from flask.typing import ResponseReturnValue

from app.api.document import document
from app.api.routes.blueprint import blueprint
from app.core.access import public


@blueprint.get("/openapi.json")
@public
@blueprint.doc(summary="This description", security=[])
@blueprint.response(200, description="OpenAPI 3.1.")
def openapi() -> ResponseReturnValue:
    """The OpenAPI 3.1 description of this interface. Anybody may read it."""
    return jsonify(document())
