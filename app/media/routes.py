"""Pictures on the wire. Only files we encoded ourselves are served; still, each answer is boxed in."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from app.core import storage
from app.core.access import public
from app.core.context import current_actor
from app.media import queries
from app.media.queries import Size

blueprint = Blueprint("media", __name__)

THIRTY_DAYS = 2_592_000  # a withdrawn photo does not live on in shared caches for a year
ONE_HOUR = 3_600


@blueprint.get("/photos/<int:photo_id>/<any(small, medium, large):size>.webp")
@public
def photo(photo_id: int, size: str) -> ResponseReturnValue:
    """One picture of a photo, to those who may see it; a photo never changes under its id."""
    file = queries.photo_file(current_actor(), photo_id, Size(size))
    scope = "public" if file.is_public else "private"
    return _webp(file.key, f"photo-{photo_id}-{size}.webp", f"{scope}, max-age={THIRTY_DAYS}, immutable")


@blueprint.get("/etablissements/<int:institution_id>/logo.webp")
@public
def logo(institution_id: int) -> ResponseReturnValue:
    """The logo of an institution."""
    key = queries.logo_key(institution_id)
    return _webp(key, f"logo-{institution_id}.webp", f"public, max-age={ONE_HOUR}")


def _webp(key: str, name: str, cache: str) -> Response:
    response = Response(storage.read(key), mimetype="image/webp")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = cache
    response.set_etag(key.rpartition("/")[2].removesuffix(".webp"))
    response.make_conditional(request)
    return response
