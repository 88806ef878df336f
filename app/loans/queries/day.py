"""The desk of a day: what leaves, what comes back, what is late, place by place, and the days after it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from app.accounts.models import Institution, Site
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db
from app.listings.domain.codes import CodeKind, code_of
from app.listings.domain.permissions import may_see_storage_place
from app.listings.models import Listing
from app.loans.domain.agenda import ORDER, MoveKind
from app.loans.domain.lifecycle import Action
from app.loans.domain.permissions import acts_for_lender
from app.loans.models import LoanLine, LoanUnit
from app.loans.queries.closed import ClosedDays, closed_days
from app.loans.queries.moves import LoanMove, moves_between

DAYS_AHEAD = 7
MOST_CODES = 12
MOST_AHEAD = 8
"""Moves told of each of the days after: the rest is a number, and stands on that day's own page."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Carried:
    """So many of something to carry: the codes on their labels, and the shelf (for the lender's people only)."""

    quantity: int
    title: str
    codes: tuple[str, ...]
    storage: str


@dataclass(frozen=True, slots=True)
class Stop:
    """A move at a place. *action* is the one this person can do about it now."""

    move: LoanMove
    things: tuple[Carried, ...]
    action: Action | None


@dataclass(frozen=True, slots=True)
class Place:
    """What happens at one place; *is_own*: one of the reader's houses, which lends there."""

    name: str
    is_own: bool
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class DayView:
    """A day, place by place. *closed*: (reason, place) of its closures; *is_shut*: all places are closed."""

    date: date
    places: tuple[Place, ...]
    closed: tuple[tuple[str, str], ...]
    is_shut: bool
    counts: Mapping[MoveKind, int]
    more: int

    def count(self, kind: MoveKind) -> int:
        """How many loans move so, told or not."""
        return self.counts.get(kind, 0)


@dataclass(frozen=True, slots=True)
class DayDesk:
    """A day and those that follow; *today* is the reader's."""

    today: date
    days: tuple[DayView, ...]
    house: str

    @property
    def first(self) -> DayView:
        """The day that was asked for."""
        return self.days[0]

    @property
    def coming(self) -> tuple[DayView, ...]:
        """Those of the days after on which something happens or something is named."""
        return tuple(day for day in self.days[1:] if day.places or day.closed)


def day_desk(actor: Actor, now: datetime, asked: date | None = None, language: str = "fr") -> DayDesk:
    """What moves on *asked* (today unless said) and in the seven days after it, on both sides."""
    houses = db.session.execute(
        select(Institution.name, Institution.time_zone)
        .where(Institution.id.in_(actor.institution_ids))
        .order_by(Institution.id)
    ).all()
    today = local_day(now, houses[0].time_zone) if houses else local_day(now)
    first = asked or today
    last = first + DAYS_AHEAD * ONE_DAY
    moves: dict[date, list[LoanMove]] = defaultdict(list)
    for one in sorted(moves_between(actor, first, last, now), key=_urgency):
        moves[one.day].append(one)
    told = {day: some if day == first else some[:MOST_AHEAD] for day, some in moves.items()}
    things = _things(actor, {one.loan_id for some in told.values() for one in some})
    closed = closed_days(actor.institution_ids, first, last, language)
    days = (first + number * ONE_DAY for number in range(DAYS_AHEAD + 1))
    return DayDesk(
        today=today,
        days=tuple(_day(actor, day, moves[day], told.get(day, []), things, closed, today) for day in days),
        house=", ".join(row.name for row in houses),
    )


@dataclass(frozen=True, slots=True)
class _Thing:
    site: str
    carried: Carried


Things = dict[int, list[_Thing]]


def _day(
    actor: Actor,
    day: date,
    moves: Sequence[LoanMove],
    told: Sequence[LoanMove],
    things: Things,
    closed: ClosedDays,
    today: date,
) -> DayView:
    places: dict[tuple[bool, str], list[Stop]] = defaultdict(list)
    for one in told:
        by_site: dict[str, list[Carried]] = defaultdict(list)
        for thing in things.get(one.loan_id, ()):
            by_site[thing.site].append(thing.carried)
        for site, carried in by_site.items():
            action = _action(actor, one) if day == today else None
            places[one.is_lender, site].append(Stop(one, tuple(carried), action))
    ordered = sorted(places.items(), key=lambda item: (not item[0][0], item[0][1]))
    return DayView(
        day,
        tuple(Place(name, is_own, tuple(stops)) for (is_own, name), stops in ordered),
        closed.named(day),
        closed.is_shut(day),
        Counter(one.kind for one in moves),
        len(moves) - len(told),
    )


def _urgency(one: LoanMove) -> tuple[date, int, bool, str, int]:
    return one.day, ORDER[one.kind], one.move.is_done, one.other, one.loan_id


def _action(actor: Actor, move: LoanMove) -> Action | None:
    if move.move.is_done or not acts_for_lender(actor, move.parties):
        return None
    return Action.HAND_OVER if move.kind is MoveKind.LEAVES else Action.TAKE_BACK


def _things(actor: Actor, loan_ids: Collection[int]) -> Things:
    """What each loan is about, place by place: two queries. Units that left are told one by one."""
    found: Things = defaultdict(list)
    if not loan_ids:
        return found
    units = _units(loan_ids)
    rows = db.session.execute(
        select(
            LoanLine.id,
            LoanLine.loan_id,
            LoanLine.quantity,
            Listing.id.label("listing_id"),
            Listing.title,
            Listing.storage_place,
            Listing.institution_id,
            Site.name.label("site"),
            Site.city,
            Institution.name.label("house"),
        )
        .join(Listing, Listing.id == LoanLine.listing_id)
        .join(Site, Site.id == Listing.site_id)
        .join(Institution, Institution.id == Listing.institution_id)
        .where(LoanLine.loan_id.in_(loan_ids))
        .order_by(Site.id, Listing.storage_place, LoanLine.id)
    )
    for row in rows:
        is_own = may_see_storage_place(actor, row.institution_id)
        codes = units.get(row.id) or [code_of(CodeKind.LISTING, row.listing_id)]
        storage = row.storage_place if is_own else ""
        site = row.site if is_own else f"{row.house}, {row.site}, {row.city}"
        found[row.loan_id].append(_Thing(site, Carried(row.quantity, row.title, tuple(codes), storage)))
    return found


def _units(loan_ids: Collection[int]) -> dict[int, list[str]]:
    """The codes of the objects that left and are not back, by line, a dozen at most."""
    number = func.row_number().over(partition_by=LoanUnit.line_id, order_by=LoanUnit.id).label("number")
    out = (
        select(LoanUnit.line_id, LoanUnit.unit_id, number)
        .join(LoanLine, LoanLine.id == LoanUnit.line_id)
        .where(LoanLine.loan_id.in_(loan_ids), LoanUnit.returned_at.is_(None))
        .subquery()
    )
    found: dict[int, list[str]] = defaultdict(list)
    for row in db.session.execute(select(out).where(out.c.number <= MOST_CODES).order_by(out.c.number)):
        found[row.line_id].append(code_of(CodeKind.UNIT, row.unit_id))
    return found
