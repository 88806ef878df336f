"""Exhibitions and their two accounts."""

from typing import Any

from app.api import queries
from app.api.routes.blueprint import blueprint
from app.api.schemas.exhibitions import Exhibition, Impact
from app.core import clock
from app.core.access import signed_in
from app.core.context import current_actor


@blueprint.get("/exhibitions/<int:exhibition_id>")
@signed_in
@blueprint.doc(summary="Read an exhibition")
@blueprint.response(200, Exhibition)
def read_exhibition(exhibition_id: int) -> Any:
    """A show that is public, or of one of this person's institutions."""
    return queries.exhibition(current_actor(), exhibition_id, clock.now())


@blueprint.get("/exhibitions/<int:exhibition_id>/impact")
@signed_in
@blueprint.doc(summary="Read the two accounts of an exhibition")
@blueprint.response(200, Impact)
def read_impact(exhibition_id: int) -> Any:
    """The footprint of what was borrowed and, beside it, what reuse avoided: two accounts, never a difference."""
    return queries.impact(current_actor(), exhibition_id, clock.now())
