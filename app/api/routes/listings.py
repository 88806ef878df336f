"""Listings: find, read, change what one's own say."""

from dataclasses import replace
from typing import Any

from flask import Response
from flask.typing import ResponseReturnValue
from marshmallow import RAISE

from app.api import queries
from app.api.once import Said, once
from app.api.routes.blueprint import blueprint
from app.api.schemas.listings import Listing, ListingAsked, ListingChange, Listings, ListingsAsked
from app.api.searching import criteria_of
from app.api.versions import etag, require_match
from app.core import clock
from app.core.access import signed_in
from app.core.context import current_actor
from app.listings.queries.authoring import work_page
from app.listings.services import edit_listing


@blueprint.get("/listings")
@signed_in
@blueprint.doc(summary="Find listings")
@blueprint.arguments(ListingsAsked, location="query", unknown=RAISE)
@blueprint.response(200, Listings)
def find_listings(asked: dict[str, Any]) -> Any:
    """Listings that this key's person may see, by id, with the same criteria as the search page."""
    criteria = criteria_of(asked, clock.today())
    return queries.listings_after(current_actor(), criteria, clock.now(), after=asked["after"], limit=asked["limit"])


@blueprint.get("/listings/<int:listing_id>")
@signed_in
@blueprint.doc(summary="Read a listing")
@blueprint.arguments(ListingAsked, location="query", unknown=RAISE)
@blueprint.response(200, Listing)
def read_listing(asked: dict[str, Any], listing_id: int) -> Any:
    """A listing, with the answer for the days asked. An ETag comes with those one may change."""
    days = (asked["first_day"], asked["last_day"]) if "first_day" in asked else None
    actor, now = current_actor(), clock.now()
    found = queries.listing(actor, listing_id, now, days, asked["quantity"])
    version = queries.version_of(actor, listing_id, now) if found["owned"] else None
    return found, 200, {"ETag": etag(version)} if version else {}


@blueprint.route("/listings/<int:listing_id>", methods=["PATCH"])
@signed_in
@blueprint.doc(summary="Change a listing")
@blueprint.arguments(ListingChange)
@blueprint.response(200, Listing)
def change_listing(asked: dict[str, Any], listing_id: int) -> ResponseReturnValue:
    """Change what is named; `If-Match` says which version was read. What is published stays publishable."""
    actor, now = current_actor(), clock.now()

    def act() -> Said:
        page = work_page(actor, listing_id, now)
        require_match(page.version)
        confirmed = {"mass_confirmed": True} if "mass_kg" in asked else {}
        fields = replace(page.fields, **{**asked, **confirmed})
        edit_listing(actor, listing_id, fields, version=page.version, now=now)
        changed = work_page(actor, listing_id, now)
        return Said(Listing().dump(queries.listing(actor, listing_id, now)), 200, {"ETag": etag(changed.version)})

    response: Response = once(ListingChange().dump(asked), act)
    return response
