"""Reading what a program sends: whatever it is, a calm 4xx."""

from typing import Any

from flask import Request
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

LARGEST_BODY = 1_000_000
"""In bytes: a request for a loan is a thousandth of that."""


class Reader(FlaskParser):
    """webargs' reader, which takes numbers of a million digits and documents folded into themselves for a crash."""

    def load_json(self, req: Request, schema: Any) -> Any:
        """The body as JSON. Raises ``BadRequest`` for what is none and ``UnsupportedMediaType`` for a form."""
        if req.get_data(cache=True) and not req.is_json:
            raise UnsupportedMediaType()
        try:
            return super().load_json(req, schema)
        except (ValueError, RecursionError) as error:
            raise BadRequest() from error
