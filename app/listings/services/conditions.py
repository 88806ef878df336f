"""How units look, told over time: every finding is a line that stays, and what is damaged leaves the pool.

note_condition(actor, unit_id, Condition.GOOD, "", ConditionSource.RETURN, now, source_id=loan.id)
"""

from datetime import date, datetime

from sqlalchemy import select

from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.core.idempotency import claim
from app.core.journal import record
from app.listings.domain.conditions import LONGEST_NOTE, ConditionSource, NoteTooLong, is_fit
from app.listings.domain.states import Condition
from app.listings.models import ConditionEvent, Unit
from app.listings.services.rows import institution_day, locked_listing


def note_condition(
    actor: Actor,
    unit_id: int,
    condition: Condition,
    note: str,
    source: ConditionSource,
    now: datetime,
    *,
    source_id: int | None = None,
) -> None:
    """Write down how a unit looks, in the caller's transaction and under its permission checks."""
    db.session.get_one(Unit, unit_id).condition = condition
    db.session.add(
        ConditionEvent(
            unit_id=unit_id,
            condition=condition,
            note=note.strip(),
            source=source,
            source_id=source_id,
            at=now,
            made_by=actor.user_id,
        )
    )
    db.session.flush()


def leave_pool(unit_id: int, today: date) -> None:
    """A damaged unit is out of service until somebody has inspected it, whatever was promised: that is the truth."""
    unit = db.session.get_one(Unit, unit_id)
    since = max(today, unit.in_service_from or today)
    if unit.out_of_service_from is None or unit.out_of_service_from > since:
        unit.out_of_service_from = since


def inspect_unit(
    actor: Actor, unit_id: int, condition: Condition, note: str, *, key: str = "", now: datetime
) -> None:
    """Say how a unit looks after a look at it: fit, a damaged one goes back into the pool; unfit, it leaves it.

    The same *key* again writes nothing. A unit retired for another reason stays retired.
    Raises ``NoteTooLong``, NotFound, Forbidden.
    """
    with transaction():
        listing_id = db.session.scalar(select(Unit.listing_id).where(Unit.id == unit_id))
        if listing_id is None:
            raise NotFound()
        listing = locked_listing(actor, listing_id)
        if len(note) > LONGEST_NOTE:
            raise NoteTooLong(most=LONGEST_NOTE)
        claimed = claim(actor.user_id, key, [unit_id, condition, note], now) if key and actor.user_id else None
        if isinstance(claimed, int):
            return
        if claimed is not None:
            claimed.made(unit_id)
        unit = db.session.get_one(Unit, unit_id, populate_existing=True)
        was_damaged = not is_fit(unit.condition)
        note_condition(actor, unit_id, condition, note, ConditionSource.INSPECTION, now)
        if not is_fit(condition):
            leave_pool(unit_id, institution_day(listing.institution_id, now))
        elif was_damaged:
            unit.out_of_service_from = None
        listing.updated_at, listing.version = now, listing.version + 1
        said = condition.value
        record(
            actor, now, "inspect_unit", "listing", listing.id, listing.institution_id, units=[unit_id], condition=said
        )
