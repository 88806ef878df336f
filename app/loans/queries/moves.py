"""Every move of a house's loans in a window of days: what the desk, the month and the feeds are drawn from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, union

from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db
from app.exhibitions.models import Exhibition
from app.listings.models import Listing
from app.loans.domain.agenda import AGREED, COMING, Move, MoveKind, Stay, moves_of
from app.loans.domain.lifecycle import Side, State
from app.loans.domain.permissions import LoanParties
from app.loans.domain.transport.days import LONGEST_ROAD_DAYS
from app.loans.models import Loan, LoanLine
from app.loans.queries.rows import BORROWER, LAST_DAY, LENDER


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the calendar is shown: *side* on which the reader's house stands, a place of theirs, a category."""

    side: Side | None = None
    site_id: int | None = None
    category: str = ""

    def __bool__(self) -> bool:
        return bool(self.side or self.site_id or self.category)


@dataclass(frozen=True, slots=True)
class LoanMove:
    """A move with the names around it; *other* is the house on the other side."""

    loan_id: int
    move: Move
    state: State
    is_lender: bool
    other: str
    exhibition: str
    parties: LoanParties

    @property
    def kind(self) -> MoveKind:
        """What happens."""
        return self.move.kind

    @property
    def day(self) -> date:
        """When."""
        return self.move.day


NO_FILTERS = Filters()
LONGEST_ROAD = timedelta(days=LONGEST_ROAD_DAYS)


def moves_between(
    actor: Actor, first: date, last: date, now: datetime, filters: Filters = NO_FILTERS
) -> list[LoanMove]:
    """The moves of the loans of the actor's houses from *first* to *last*, both included, in no order: one query."""
    houses = actor.institution_ids
    if not houses:
        return []
    rows = db.session.execute(_rows(sorted(houses), first, last, local_day(now), filters)).all()
    todays = {zone: local_day(now, zone) for zone in {row.zone for row in rows}}
    return [one for row in rows for one in _moves(row, row.lender_id in houses, todays[row.zone], first, last)]


def _moves(row: Any, is_lender: bool, today: date, first: date, last: date) -> Iterator[LoanMove]:
    last_day, road_home = row.expected_on or row.ends_on, 0 if row.expected_on else row.road_home
    stay = Stay(row.state, row.starts_on, row.ends_on, last_day, road_home)
    for move in moves_of(stay, today):
        if first <= move.day <= last:
            parties = LoanParties(row.lender_id, row.borrower_id, row.requested_by)
            other = row.borrower if is_lender else row.lender
            yield LoanMove(row.id, move, row.state, is_lender, other, row.exhibition, parties)


def _rows(own: list[int], first: date, last: date, today: date, filters: Filters) -> Select[*tuple[Any, ...]]:
    ids = union(
        *(
            select(Loan.id).where(house.in_(own), moment)
            for side, house in ((Side.LENDER, Loan.lender_id), (Side.BORROWER, Loan.borrower_id))
            if filters.side in (None, side)
            for moment in _moments(first, last, today)
        )
    )
    return (
        select(
            Loan.id,
            Loan.state,
            Loan.starts_on,
            Loan.ends_on,
            Loan.expected_on,
            Loan.road_home,
            Loan.lender_id,
            Loan.borrower_id,
            Loan.requested_by,
            LENDER.name.label("lender"),
            LENDER.time_zone.label("zone"),
            BORROWER.name.label("borrower"),
            Exhibition.title.label("exhibition"),
        )
        .join(LENDER, LENDER.id == Loan.lender_id)
        .join(BORROWER, BORROWER.id == Loan.borrower_id)
        .join(Exhibition, Exhibition.id == Loan.exhibition_id)
        .where(Loan.id.in_(ids.subquery().select()), *_of_filters(filters))
    )


def _moments(first: date, last: date, today: date) -> Iterator[ColumnElement[bool]]:
    """Each reason to look at a loan, one index for each: it leaves or comes back then, or it still should have."""
    yield and_(Loan.state.in_(AGREED), Loan.starts_on.between(first, last))
    yield and_(Loan.state.in_(AGREED), Loan.ends_on.between(first, last))
    yield and_(Loan.state.in_(AGREED), Loan.expected_on.between(first, last))
    yield and_(Loan.state == State.OUT, Loan.ends_on < first, Loan.ends_on >= first - LONGEST_ROAD)
    if first <= today <= last:
        yield or_(
            and_(Loan.state.in_(COMING), Loan.starts_on < today, Loan.ends_on >= today),
            and_(Loan.state == State.OUT, LAST_DAY < today),  # noqa: SIM300
        )


def _of_filters(filters: Filters) -> Iterator[ColumnElement[bool]]:
    if filters.site_id is None and not filters.category:
        return
    lines = select(LoanLine.id).join(Listing, Listing.id == LoanLine.listing_id).where(LoanLine.loan_id == Loan.id)
    if filters.site_id is not None:
        lines = lines.where(Listing.site_id == filters.site_id)
    if filters.category:
        lines = lines.where(Listing.category == filters.category)
    yield lines.exists()
