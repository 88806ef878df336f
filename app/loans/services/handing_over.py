"""Hand-over and return: physical units leave and come back, each with a report of how it looks."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from app.core import events
from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import Forbidden, NotFound
from app.listings.domain.availability import HoldState
from app.listings.domain.availability.period import LAST_YEAR
from app.listings.domain.conditions import ConditionSource, is_fit
from app.listings.domain.refusals import InThePast, NoSuchDay, UnitNotFree
from app.listings.models import Listing, Unit
from app.listings.queries.pools import lock_listings
from app.listings.services import holds
from app.listings.services.conditions import leave_pool, note_condition
from app.loans.domain.events import LoanHandedOver, LoanReturned
from app.loans.domain.lifecycle import Action, MoveNotAllowed, Side, State, is_overdue
from app.loans.domain.permissions import acts_for_lender
from app.loans.domain.refusals import NothingChosen, NotInThisLoan, NotLate, OutOfOrder, TooManyUnits
from app.loans.domain.request import UnitReport, unit_ids
from app.loans.domain.words import Moment
from app.loans.models import ConditionPhoto, ConditionReport, Loan, LoanLine, LoanUnit
from app.loans.services.common import dates_of, is_done, lender_day, locked_loan, move, note, parties_of, told
from app.loans.services.late_chain import warn_next
from app.loans.services.letters import Letter, tell
from app.loans.services.papers import require_agreement
from app.loans.services.roads import forget_road_home
from app.loans.services.ticking import tick_leaving, tick_returned
from app.media import services as media


def hand_over(
    actor: Actor,
    loan_id: int,
    reports: Sequence[UnitReport],
    now: datetime,
    *,
    key: str = "",
    done_at: datetime | None = None,
) -> None:
    """These very units leave, all that was agreed or a part of it; the rest can follow until the last day.

    Raises ``NothingChosen``, ``TooManyUnits``, ``UnitNotFree`` (promised to somebody else, out, retired, of another
    listing, already back from this loan), ``NotAtThisTime``, ``MoveNotAllowed``, Forbidden, NotFound. *done_at*:
    when it was noted without network, judged and kept as of that day; ``OutOfOrder`` before the loan was agreed.
    """
    at = done_at or now
    with transaction():
        if is_done(actor, key, "hand_over", loan_id, _said(reports), now):
            return
        loan = locked_loan(actor, loan_id)
        today = lender_day(loan, at)
        require_agreement(actor, loan)
        if loan.decided_at is not None and at < loan.decided_at:
            raise OutOfOrder
        left = {line.id: line.quantity - len(line.standing) for line in loan.lines}
        side = move(actor, loan, Action.HAND_OVER, today, now, all_handed_over=not any(left.values()))
        lock_listings([line.listing_id for line in loan.lines])
        chosen = _by_line(loan, _require_some(reports), left)
        for line, units in chosen:
            _bind(actor, loan, line, units, today, now, at)
        loan.handed_over_at = loan.handed_over_at or at
        ids = tuple(unit_ids(reports))
        note(actor, loan, side, "hand_over", now, units=list(ids), **noted(at, now))
        events.publish(LoanHandedOver(**told(actor, loan, now), unit_ids=ids))
        tell(loan, Side.BORROWER, Letter.HANDED_OVER, now, but=actor.user_id, count=len(ids))


def take_back(
    actor: Actor,
    loan_id: int,
    reports: Sequence[UnitReport],
    now: datetime,
    *,
    key: str = "",
    done_at: datetime | None = None,
) -> None:
    """These units are back, all that is out or a part of it; one that needs repair leaves the pool.

    Raises ``NothingChosen``, ``NotInThisLoan``, ``MoveNotAllowed``, Forbidden, NotFound. *done_at*: when it was noted
    without network; ``OutOfOrder`` when that is before the object left.
    """
    at = done_at or now
    with transaction():
        if is_done(actor, key, "take_back", loan_id, _said(reports), now):
            return
        loan = locked_loan(actor, loan_id)
        today = lender_day(loan, at)
        out = {unit.unit_id: unit for line in loan.lines for unit in line.units if unit.returned_at is None}
        is_complete = out.keys() <= set(unit_ids(reports))
        action = Action.TAKE_BACK if is_complete else Action.TAKE_BACK_PART
        side = move(actor, loan, action, today, now)
        lock_listings([line.listing_id for line in loan.lines])
        for report in _require_some(reports):
            if report.unit_id not in out:
                raise NotInThisLoan
            if at < out[report.unit_id].handed_over_at:
                raise OutOfOrder
            receive_unit(actor, loan, out[report.unit_id], report, today, at)
        if is_complete:
            _end(loan, at)
        warn_next(loan, today, now)
        ids = tuple(unit_ids(reports))
        note(actor, loan, side, "take_back", now, units=list(ids), complete=is_complete, **noted(at, now))
        events.publish(LoanReturned(**told(actor, loan, now), unit_ids=ids, is_complete=is_complete))
        tell(loan, Side.BORROWER, Letter.RETURNED, now, but=actor.user_id, count=len(ids), is_complete=is_complete)


def set_new_expected_return(actor: Actor, loan_id: int, day: date, now: datetime, *, key: str = "") -> None:
    """The lender knows when late units will be back, the road included: the calendar stops blocking without end.

    Raises ``NotLate``, ``InThePast``, ``MoveNotAllowed`` (nothing is out), Forbidden, NotFound.
    """
    with transaction():
        if is_done(actor, key, "set_new_expected_return", loan_id, day, now):
            return
        loan = locked_loan(actor, loan_id)
        today = lender_day(loan, now)
        _require_late(actor, loan, day, today)
        before, loan.expected_on = dates_of(loan).last_day, day
        loan.version += 1
        out = [unit.allocation_id for line in loan.lines for unit in line.units if unit.returned_at is None]
        holds.expect_back(out, day)
        forget_road_home(loan)
        warn_next(loan, today, now)
        note(actor, loan, Side.LENDER, "set_new_expected_return", now, before=before.isoformat(), day=day.isoformat())
        tell(loan, Side.BORROWER, Letter.NEW_RETURN, now, but=actor.user_id, day=day)


def _said(reports: Sequence[UnitReport]) -> list[tuple[int, str, str, list[str]]]:
    """What makes two clicks the same; photos sent twice get new ids."""
    return [(one.unit_id, one.condition.value, one.note, sorted(one.there or ())) for one in reports]


def _require_late(actor: Actor, loan: Loan, day: date, today: date) -> None:
    if not acts_for_lender(actor, parties_of(loan)):
        raise Forbidden()
    if loan.state is not State.OUT:
        raise MoveNotAllowed(state=loan.state.value, action="set_new_expected_return")
    if not is_overdue(loan.state, loan.home_on, today):
        raise NotLate
    if day < today:
        raise InThePast(field="expected_on")
    if day.year > LAST_YEAR:
        raise NoSuchDay(field="expected_on")


def _require_some(reports: Sequence[UnitReport]) -> list[UnitReport]:
    """The reports, one per unit (the last word counts). Raises ``NothingChosen``."""
    if not reports:
        raise NothingChosen
    return list({report.unit_id: report for report in reports}.values())


def _by_line(
    loan: Loan, reports: Sequence[UnitReport], left: dict[int, int]
) -> list[tuple[LoanLine, list[UnitReport]]]:
    """The reports of each line, lines by listing. A line knows each unit once: one that came back stays back."""
    units = {unit.id: unit for unit in _units(reports)}
    lines = {line.listing_id: line for line in loan.lines}
    known = {unit.unit_id for line in loan.lines for unit in line.units}
    grouped: dict[int, list[UnitReport]] = defaultdict(list)
    for report in reports:
        unit = units.get(report.unit_id)
        if unit is None or unit.listing_id not in lines or unit.id in known:
            raise UnitNotFree(unit=unit.label if unit else "?")
        grouped[unit.listing_id].append(report)
    for listing_id, chosen in grouped.items():
        if len(chosen) > left[lines[listing_id].id]:
            title = db.session.get_one(Listing, listing_id).title
            raise TooManyUnits(title=title, agreed=left[lines[listing_id].id], chosen=len(chosen))
    return [(lines[listing_id], grouped[listing_id]) for listing_id in sorted(grouped)]


def _units(reports: Sequence[UnitReport]) -> list[Unit]:
    return list(db.session.scalars(select(Unit).where(Unit.id.in_(unit_ids(reports)))))


def noted(at: datetime, now: datetime) -> dict[str, str]:
    """For the journal, beside the moment it is written: when it was done, if that was earlier."""
    return {} if at == now else {"done_at": at.isoformat()}


def _bind(
    actor: Actor, loan: Loan, line: LoanLine, reports: Sequence[UnitReport], today: date, now: datetime, at: datetime
) -> None:
    assert line.allocation_id is not None
    bound = holds.bind_units(line.allocation_id, unit_ids(reports), today, now)
    for report in reports:
        unit = LoanUnit(
            unit_id=report.unit_id,
            allocation_id=bound[report.unit_id],
            handed_over_at=at,
            handed_over_by=actor.user_id,
        )
        line.units.append(unit)
        db.session.flush()
        report_unit(actor, loan, unit, report, Moment.HAND_OVER, at)
        tick_leaving(unit, line.listing_id, report)


def receive_unit(actor: Actor, loan: Loan, unit: LoanUnit, report: UnitReport, today: date, now: datetime) -> None:
    """A unit is back: its report is written, and what needs repair leaves the pool."""
    is_damaged = not is_fit(report.condition)
    holds.give_back(unit.allocation_id, today, now, rests=not is_damaged)
    unit.returned_at, unit.returned_by = now, actor.user_id
    report_unit(actor, loan, unit, report, Moment.RETURN, now)
    tick_returned(unit, report)
    if is_damaged:
        leave_pool(report.unit_id, today)


def _end(loan: Loan, now: datetime) -> None:
    """Nothing is out any more; what was promised and never handed over is let go."""
    loan.returned_at = now
    rest = [
        line.allocation_id
        for line in loan.lines
        if line.allocation_id is not None and len(line.standing) < line.quantity
    ]
    if rest:
        holds.release(rest, HoldState.MISSED)


def report_unit(actor: Actor, loan: Loan, unit: LoanUnit, said: UnitReport, moment: Moment, now: datetime) -> None:
    """How a unit looks as it leaves or comes back, with its photos."""
    report = ConditionReport(
        moment=moment, condition=said.condition, note=said.note.strip(), made_by=actor.user_id, made_at=now
    )
    unit.reports.append(report)
    source = ConditionSource.HAND_OVER if moment is Moment.HAND_OVER else ConditionSource.RETURN
    note_condition(actor, said.unit_id, said.condition, said.note, source, now, source_id=loan.id)
    if not said.photo_ids:
        return
    used = select(ConditionPhoto.id).where(ConditionPhoto.photo_id.in_(said.photo_ids)).limit(1)
    if db.session.scalar(used) is not None or len(set(said.photo_ids)) != len(said.photo_ids):
        raise NotFound()
    media.attach(said.photo_ids, loan.lender_id, is_public=False)
    db.session.add_all(ConditionPhoto(report_id=report.id, photo_id=photo_id) for photo_id in said.photo_ids)
    db.session.flush()
