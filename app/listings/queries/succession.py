"""Which object a unit is, whoever owned it before."""

from collections.abc import Collection

from sqlalchemy import select

from app.core.db import db
from app.listings.models import Listing, Unit, UnitSuccession


def origins(unit_ids: Collection[int]) -> dict[int, int]:
    """Each unit's first id on the platform: its own where it never changed owner."""
    rows = db.session.execute(
        select(UnitSuccession.unit_id, UnitSuccession.origin_id).where(UnitSuccession.unit_id.in_(unit_ids))
    )
    return {**{id: id for id in unit_ids}, **{row.unit_id: row.origin_id for row in rows}}


def lives_of(origin_ids: Collection[int]) -> dict[int, int]:
    """Every id under which these objects were ever known, and the first one of each."""
    rows = db.session.execute(
        select(UnitSuccession.unit_id, UnitSuccession.origin_id).where(UnitSuccession.origin_id.in_(origin_ids))
    )
    return {**{id: id for id in origin_ids}, **{row.unit_id: row.origin_id for row in rows}}


def years_of_entry(origin_ids: Collection[int]) -> dict[int, int]:
    """The year in which each object came to the platform."""
    rows = db.session.execute(
        select(Unit.id, Listing.created_at)
        .join(Listing, Listing.id == Unit.listing_id)
        .where(Unit.id.in_(origin_ids))
    )
    return {id: at.year for id, at in rows}
