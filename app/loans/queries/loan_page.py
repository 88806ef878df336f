"""The page of a loan: where it is, who must act, its objects, its calendar, its journal."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from app.accounts.domain.states import InstitutionState
from app.accounts.models import User
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db, run
from app.core.errors import NotFound
from app.core.journal import JournalEntry
from app.exhibitions.models import Exhibition
from app.exhibitions.queries import is_open_to
from app.listings.domain.accessories import Tick, missing
from app.listings.domain.states import Condition
from app.listings.models import Unit
from app.loans.domain.lifecycle import Action, Side, State, days_late
from app.loans.domain.next_step import NextStep, next_step
from app.loans.domain.permissions import acts_for_lender, allowed_actions, may_see_loan, sides_of
from app.loans.domain.timing import Dates, is_timely
from app.loans.domain.words import Alternative, Evidence, Moment, TransportMode
from app.loans.models import AccessoryCheck, ConditionPhoto, ConditionReport, Loan, LoanLine, LoanUnit
from app.loans.queries.context import LineContext, contexts
from app.loans.queries.papers.awaiting import awaited_signature
from app.loans.queries.rows import BORROWER, LENDER, LineRow, dates_of, lines_of, loans_with_names, parties_of
from app.media.queries import PhotoView, photos_by_id


@dataclass(frozen=True, slots=True)
class Party:
    """One of the two institutions."""

    id: int
    name: str
    city: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """How an object looked, who says so and when."""

    condition: Condition
    note: str
    made_at: datetime
    made_by: str
    photos: tuple[PhotoView, ...]


@dataclass(frozen=True, slots=True)
class UnitView:
    """One physical object of a loan: how it left, how it came back (None while it is out)."""

    id: int
    label: str
    serial: str
    handed_over_at: datetime
    returned_at: datetime | None
    at_hand_over: ReportView | None
    at_return: ReportView | None
    left_with: tuple[Tick, ...] = ()
    came_back_with: tuple[Tick, ...] = ()

    @property
    def left_without(self) -> tuple[Tick, ...]:
        """Accessories that were not there when it left."""
        return missing(self.left_with)

    @property
    def lacks(self) -> tuple[Tick, ...]:
        """Accessories that left with it and did not come back."""
        return missing(self.came_back_with)


@dataclass(frozen=True, slots=True)
class LineView:
    """A listing in a loan. *left*: agreed and not handed over."""

    id: int
    listing_id: int
    title: str
    category: str
    photo: PhotoView | None
    quantity: int
    place: str
    left: int
    units: tuple[UnitView, ...]
    context: LineContext | None


_WRITTEN = (
    select(JournalEntry.at, JournalEntry.actor_name, JournalEntry.action, JournalEntry.details)
    .where(JournalEntry.object_type == "loan", JournalEntry.object_id == bindparam("loan"))
    .order_by(JournalEntry.id)
)


@dataclass(frozen=True, slots=True)
class JournalLine:
    """What happened, who did it."""

    at: datetime
    who: str
    action: str
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LoanPage:
    """A loan as one of its parties sees it. Days are inclusive and the lender's; *zone* is theirs.

    *step* is what happens next, *is_my_turn* whether this person does it; *actions* are exactly what would work.
    *awaits_agreement*: the lender hands nothing over before both sides signed. It *is_frozen* while a suspended side
    keeps it from being accepted.
    """

    id: int
    version: int
    state: State
    days_late: int
    lender: Party
    borrower: Party
    exhibition_id: int
    exhibition: str
    may_open_exhibition: bool
    dates: Dates
    zone: str
    today: date
    transport: TransportMode
    message: str
    answer: str
    alternative: Alternative
    evidence: Evidence
    evidence_note: str
    asked_by: str
    requested_at: datetime
    decided_at: datetime | None
    handed_over_at: datetime | None
    returned_at: datetime | None
    closed_at: datetime | None
    lines: tuple[LineView, ...]
    step: NextStep | None
    is_my_turn: bool
    awaits_agreement: bool
    is_frozen: bool
    sides: frozenset[Side]
    is_lender: bool
    actions: frozenset[Action]
    may_enter_return: bool
    journal: tuple[JournalLine, ...]

    @property
    def is_late(self) -> bool:
        """Whether something is out after its day."""
        return self.days_late > 0

    @property
    def other(self) -> Party:
        """The institution on the other side of this person's."""
        return self.borrower if self.is_lender else self.lender


def loan_page(actor: Actor, loan_id: int, now: datetime) -> LoanPage:
    """All that a party may know of a loan. Raises NotFound for anybody else."""
    row: Any = db.session.execute(_with_houses().where(Loan.id == loan_id)).one_or_none()
    if row is None or not may_see_loan(actor, parties_of(row.Loan)):
        raise NotFound()
    loan: Loan = row.Loan
    today, dates, awaited = local_day(now, row.zone), dates_of(loan), awaited_signature(loan)
    found = lines_of([loan_id])[loan_id]
    all_handed_over = not any(line.left for line in found)
    step = next_step(loan.state, dates, today, all_handed_over=all_handed_over)
    actions = _actions(actor, loan, dates, today, now, all_handed_over)
    if awaited and step and step.action is Action.HAND_OVER:
        step, actions = NextStep(Action.SIGN, awaited, due=dates.starts_on), actions - {Action.HAND_OVER}
    is_frozen = Action.ACCEPT in actions and {row.lender_state, row.borrower_state} != {InstitutionState.VERIFIED}
    actions -= {Action.ACCEPT, Action.COUNTER, Action.REQUEST} if is_frozen else set()
    late = days_late(loan.state, loan.home_on, today)
    return LoanPage(
        id=loan.id,
        version=loan.version,
        state=loan.state,
        days_late=late,
        lender=Party(loan.lender_id, row.lender, row.lender_city),
        borrower=Party(loan.borrower_id, row.borrower, row.borrower_city),
        exhibition_id=loan.exhibition_id,
        exhibition=row.exhibition,
        may_open_exhibition=is_open_to(actor, row.house_id, row.is_public, row.borrower_state),
        dates=dates,
        zone=row.zone,
        today=today,
        transport=loan.transport,
        message=loan.message,
        answer=loan.answer,
        alternative=loan.alternative,
        evidence=loan.evidence,
        evidence_note=loan.evidence_note,
        asked_by=row.asked_by or "",
        requested_at=loan.requested_at,
        decided_at=loan.decided_at,
        handed_over_at=loan.handed_over_at,
        returned_at=loan.returned_at,
        closed_at=loan.closed_at,
        lines=_lines(actor, loan, found, today, now),
        step=step,
        is_my_turn=step is not None and step.action in actions and step.side in sides_of(actor, parties_of(loan)),
        awaits_agreement=awaited is not None,
        is_frozen=is_frozen,
        sides=sides_of(actor, parties_of(loan)),
        is_lender=actor.belongs_to(loan.lender_id),
        actions=actions,
        may_enter_return=late > 0 and acts_for_lender(actor, parties_of(loan)),
        journal=_journal(loan_id),
    )


def _with_houses() -> Any:
    """With what says whether the show can be opened and the loan be accepted: a show is its borrower's."""
    return loans_with_names().add_columns(
        Exhibition.is_public,
        Exhibition.institution_id.label("house_id"),
        LENDER.state.label("lender_state"),
        BORROWER.state.label("borrower_state"),
    )


def _actions(
    actor: Actor, loan: Loan, dates: Dates, today: date, now: datetime, all_handed_over: bool
) -> frozenset[Action]:
    allowed = allowed_actions(actor, parties_of(loan), loan.state, all_handed_over=all_handed_over)
    return frozenset(action for action in allowed if is_timely(action, loan.state, dates, today, now))


def _lines(actor: Actor, loan: Loan, found: Sequence[LineRow], today: date, now: datetime) -> tuple[LineView, ...]:
    units = _units(loan.id) if any(line.handed_over for line in found) else {}
    reports, report_photos = _reports(loan.id) if units else ({}, {})
    ticks = _ticks(loan.id) if units else {}
    wanted = [line.photo_id for line in found if line.photo_id]
    pictures = photos_by_id([*wanted, *(photo for ids in report_photos.values() for photo in ids)])
    judged = loan.state in (State.REQUESTED, State.COUNTERED) and actor.belongs_to(loan.lender_id)
    seen = contexts(loan, found, today, now) if judged else {}

    def report(unit_id: int, moment: Moment) -> ReportView | None:
        row = reports.get((unit_id, moment))
        if row is None:
            return None
        shown = tuple(pictures[i].thumbnail for i in report_photos.get(row.id, ()) if i in pictures)
        return ReportView(row.condition, row.note, row.made_at, row.made_by or "", shown)

    return tuple(
        LineView(
            id=line.id,
            listing_id=line.listing_id,
            title=line.title,
            category=line.category,
            photo=pictures[line.photo_id].thumbnail if line.photo_id in pictures else None,
            quantity=line.quantity,
            place=line.place,
            left=line.left,
            units=tuple(
                UnitView(
                    id=unit.unit_id,
                    label=unit.label,
                    serial=unit.serial,
                    handed_over_at=unit.handed_over_at,
                    returned_at=unit.returned_at,
                    at_hand_over=report(unit.id, Moment.HAND_OVER),
                    at_return=report(unit.id, Moment.RETURN),
                    left_with=tuple(ticks.get((unit.id, Moment.HAND_OVER), ())),
                    came_back_with=tuple(ticks.get((unit.id, Moment.RETURN), ())),
                )
                for unit in units.get(line.id, ())
            ),
            context=seen.get(line.listing_id),
        )
        for line in found
    )


def _units(loan_id: int) -> dict[int, list[Row[Any]]]:
    rows: Any = db.session.execute(
        select(
            LoanUnit.id,
            LoanUnit.line_id,
            LoanUnit.unit_id,
            Unit.label,
            Unit.serial,
            LoanUnit.handed_over_at,
            LoanUnit.returned_at,
        )
        .join(LoanLine, LoanLine.id == LoanUnit.line_id)
        .join(Unit, Unit.id == LoanUnit.unit_id)
        .where(LoanLine.loan_id == loan_id)
        .order_by(LoanUnit.id)
    )
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.line_id].append(row)
    return found


def _reports(loan_id: int) -> tuple[dict[tuple[int, Moment], Row[Any]], dict[int, list[int]]]:
    """The reports by unit and moment, and the photos of each report."""
    rows: Any = db.session.execute(
        select(
            ConditionReport.id,
            ConditionReport.loan_unit_id,
            ConditionReport.moment,
            ConditionReport.condition,
            ConditionReport.note,
            ConditionReport.made_at,
            User.name.label("made_by"),
            ConditionPhoto.photo_id,
        )
        .join(LoanUnit, LoanUnit.id == ConditionReport.loan_unit_id)
        .join(LoanLine, LoanLine.id == LoanUnit.line_id)
        .outerjoin(User, User.id == ConditionReport.made_by)
        .outerjoin(ConditionPhoto, ConditionPhoto.report_id == ConditionReport.id)
        .where(LoanLine.loan_id == loan_id)
        .order_by(ConditionReport.id, ConditionPhoto.id)
    ).all()
    photos: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        if row.photo_id is not None:
            photos[row.id].append(row.photo_id)
    return {(row.loan_unit_id, row.moment): row for row in rows}, photos


def _ticks(loan_id: int) -> dict[tuple[int, Moment], list[Tick]]:
    """The accessories ticked or not, by loan unit and moment."""
    rows = db.session.scalars(
        select(AccessoryCheck)
        .join(LoanUnit, LoanUnit.id == AccessoryCheck.loan_unit_id)
        .join(LoanLine, LoanLine.id == LoanUnit.line_id)
        .where(LoanLine.loan_id == loan_id)
        .order_by(AccessoryCheck.id)
    )
    found: dict[tuple[int, Moment], list[Tick]] = defaultdict(list)
    for row in rows:
        found[row.loan_unit_id, row.moment].append(Tick(row.name, row.quantity, row.is_essential, row.is_there))
    return found


def _journal(loan_id: int) -> tuple[JournalLine, ...]:
    rows = run(_WRITTEN, {"loan": loan_id})
    return tuple(JournalLine(row.at, row.actor_name, row.action, row.details) for row in rows)
