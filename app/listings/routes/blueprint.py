"""The blueprint that every page of this package hangs on."""

from flask import Blueprint, request

from app.listings.queries.editions import keep_fresh

blueprint = Blueprint("listings", __name__)
_ASKS_NOTHING = frozenset({"static", "core.healthz", "core.readyz"})


@blueprint.before_app_request
def know_the_categories() -> None:
    """Every page speaks of the categories as they stand, whichever process wrote them last."""
    if request.endpoint not in _ASKS_NOTHING:
        keep_fresh()
