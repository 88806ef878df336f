"""Objects that serve their owner's own exhibitions: held like any other use, in the caller's transaction."""

from datetime import date, datetime

from app.core.db import db
from app.listings.domain.availability import HoldKind, HoldState, Period, require_units, which_units_are_free
from app.listings.domain.refusals import UnitNotFree
from app.listings.models import Allocation
from app.listings.queries.pools import locked_pools
from app.listings.services.holds import ONE_DAY


def serve(
    listing_id: int,
    unit_id: int,
    first_day: date,
    last_day: date,
    institution_id: int,
    exhibition_id: int,
    today: date,
    now: datetime,
) -> int:
    """Keep this very unit for its owner's own exhibition; its id. What is past of it takes nothing from anybody.

    Raises ``UnitNotFree``, ``NotEnoughUnits``.
    """
    found = locked_pools([listing_id], today, now=now)[listing_id]
    if last_day >= today:
        ahead = Period.of_days(max(first_day, today), last_day)
        if unit_id not in {unit.id for unit in which_units_are_free(found.units, found.pool, ahead)}:
            raise UnitNotFree(unit=found.labels.get(unit_id, "?"))
        require_units(found.pool, ahead, 1)
    row = Allocation(
        listing_id=listing_id,
        unit_id=unit_id,
        quantity=1,
        start_on=first_day,
        end_on=last_day + ONE_DAY,
        kind=HoldKind.OWN_EXHIBITION,
        state=HoldState.RESERVED,
        for_institution_id=institution_id,
        exhibition_id=exhibition_id,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row.id
