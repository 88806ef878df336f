"""Swap of a unit that left: the old one comes back with a report, another of the same listing leaves with one."""

from datetime import datetime
from typing import Any

from app.core import events
from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import Forbidden
from app.listings.domain.refusals import UnitNotFree
from app.listings.models import Unit
from app.listings.queries.pools import members_of
from app.listings.services import holds
from app.loans.domain.events import LoanHandedOver, LoanReturned
from app.loans.domain.lifecycle import MoveNotAllowed, Side, State
from app.loans.domain.permissions import acts_for_lender
from app.loans.domain.refusals import KitNotSwapped, NotAtThisTime, NotInThisLoan
from app.loans.domain.request import UnitReport
from app.loans.domain.words import Moment
from app.loans.models import Loan, LoanUnit, UnitSwap
from app.loans.services.common import dates_of, is_done, lender_day, locked_loan, note, parties_of, told
from app.loans.services.handing_over import receive_unit, report_unit
from app.loans.services.letters import Letter, tell
from app.loans.services.papers import terms_changed
from app.loans.services.ticking import tick_leaving


def swap_unit(
    actor: Actor, loan_id: int, back: UnitReport, leaving: UnitReport, now: datetime, *, key: str = ""
) -> None:
    """The lender replaces a unit that is out by a free one of the same listing, all at once; one that needs repair
    leaves the pool. Each counts for its own days. An agreement that named the old one is to be signed again.

    Raises ``NotInThisLoan``, ``UnitNotFree``, ``NotEnoughUnits`` (others count on it), ``KitNotSwapped``,
    ``NotAtThisTime`` (the loan is late: it comes back), ``MoveNotAllowed``, Forbidden, NotFound.
    """
    with transaction():
        said = [back.unit_id, back.condition.value, back.note, leaving.unit_id, leaving.condition.value, leaving.note]
        if is_done(actor, key, "swap_unit", loan_id, said, now):
            return
        loan = locked_loan(actor, loan_id)
        today = lender_day(loan, now)
        old = _to_swap(actor, loan, back.unit_id)
        if today > dates_of(loan).last_day:
            raise NotAtThisTime
        _require_same_listing(old, leaving.unit_id)
        receive_unit(actor, loan, old, back, today, now)
        db.session.flush()
        new = _leave(actor, loan, old, leaving, now)
        loan.version += 1
        note(actor, loan, Side.LENDER, "swap_unit", now, units=[back.unit_id, leaving.unit_id])
        events.publish(LoanReturned(**told(actor, loan, now), unit_ids=(back.unit_id,), is_complete=False))
        events.publish(LoanHandedOver(**told(actor, loan, now), unit_ids=(new.unit_id,)))
        tell(loan, Side.BORROWER, Letter.SWAPPED, now, but=actor.user_id, **_labels(old, new))
        terms_changed(loan, now)


def _to_swap(actor: Actor, loan: Loan, unit_id: int) -> LoanUnit:
    if not acts_for_lender(actor, parties_of(loan)):
        raise Forbidden()
    if loan.state is not State.OUT:
        raise MoveNotAllowed(state=loan.state.value, action="swap_unit")
    out = [unit for line in loan.lines for unit in line.units if unit.unit_id == unit_id and unit.returned_at is None]
    if not out:
        raise NotInThisLoan
    if members_of([out[0].line.listing_id]):
        raise KitNotSwapped
    return out[0]


def _require_same_listing(old: LoanUnit, unit_id: int) -> None:
    """Of the same listing, and never in this loan before: its line knows each unit once."""
    unit = db.session.get(Unit, unit_id)
    known = {one.unit_id for one in old.line.units}
    if unit is None or unit.listing_id != old.line.listing_id or unit.id in known:
        raise UnitNotFree(unit=unit.label if unit and unit.listing_id == old.line.listing_id else "?")


def _leave(actor: Actor, loan: Loan, old: LoanUnit, report: UnitReport, now: datetime) -> LoanUnit:
    last_day, today = dates_of(loan).last_day, lender_day(loan, now)
    allocation_id = holds.bind_instead(old.allocation_id, report.unit_id, last_day, today, now)
    new = LoanUnit(
        unit_id=report.unit_id, allocation_id=allocation_id, handed_over_at=now, handed_over_by=actor.user_id
    )
    old.line.units.append(new)
    db.session.flush()
    db.session.add(UnitSwap(old_id=old.id, new_id=new.id, swapped_at=now, swapped_by=actor.user_id))
    report_unit(actor, loan, new, report, Moment.HAND_OVER, now)
    tick_leaving(new, old.line.listing_id, report)
    db.session.flush()
    db.session.expire(old, ["swap"])
    return new


def _labels(old: LoanUnit, new: LoanUnit) -> dict[str, Any]:
    return {
        "old": db.session.get_one(Unit, old.unit_id).label,
        "new": db.session.get_one(Unit, new.unit_id).label,
    }
