"""The month of a house: on each day what leaves, comes back or is late, and what is closed by name."""

from calendar import Calendar
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from heapq import nsmallest

from sqlalchemy import Integer, cast, null, select, union_all

from app.accounts.models import Site
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db
from app.listings.models import Listing
from app.listings.queries.calendar import month_start
from app.loans.domain.agenda import ORDER, MoveKind
from app.loans.queries.closed import ONE_DAY, SiteChoice, closed_days
from app.loans.queries.moves import Filters, LoanMove, moves_between

NAMED = 3
_WEEKS = Calendar(firstweekday=0)


@dataclass(frozen=True, slots=True)
class Cell:
    """A day: how many loans move in each way, the first of them by name, how many more."""

    date: date
    counts: tuple[tuple[MoveKind, int], ...]
    named: tuple[LoanMove, ...]
    more: int
    closed: tuple[tuple[str, str], ...]
    is_shut: bool
    is_today: bool


@dataclass(frozen=True, slots=True)
class MonthView:
    """A month as weeks of seven days, Monday first; None for a day of another month."""

    first: date
    weeks: tuple[tuple[Cell | None, ...], ...]
    previous: date
    following: date
    total: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What one may narrow the calendar by."""

    sites: tuple[SiteChoice, ...]
    categories: tuple[str, ...]


def month_view(actor: Actor, first: date, now: datetime, filters: Filters, language: str = "fr") -> MonthView:
    """The month of *first* for the houses of *actor*. Three queries."""
    first = month_start(first)
    following = month_start(first, 1)
    last = following - ONE_DAY
    moves: dict[date, list[LoanMove]] = defaultdict(list)
    for one in moves_between(actor, first, last, now, filters):
        moves[one.day].append(one)
    closed = closed_days(actor.institution_ids, first, last, language, filters.site_id)
    today = local_day(now)

    def cell(day: date) -> Cell | None:
        if day.month != first.month:
            return None
        own = moves[day]
        found = Counter(one.kind for one in own)
        counts = tuple((kind, found[kind]) for kind in MoveKind if found[kind])
        named = tuple(nsmallest(NAMED, own, key=lambda m: (ORDER[m.kind], m.move.is_done, m.other, m.loan_id)))
        return Cell(day, counts, named, len(own) - len(named), closed.named(day), closed.is_shut(day), day == today)

    weeks = _WEEKS.monthdatescalendar(first.year, first.month)
    drawn = tuple(tuple(cell(day) for day in week) for week in weeks)
    return MonthView(first, drawn, month_start(first, -1), following, sum(map(len, moves.values())))


def choices(actor: Actor) -> Choices:
    """The places and the categories of the actor's houses. One query."""
    own = actor.institution_ids
    places = select(Site.id, Site.institution_id, Site.name).where(Site.institution_id.in_(own))
    nobody = cast(null(), Integer)
    kinds = select(nobody, nobody, Listing.category).where(Listing.institution_id.in_(own)).distinct()
    rows = db.session.execute(union_all(places, kinds)).all()
    sites = sorted(
        (SiteChoice(*row) for row in rows if row.id is not None), key=lambda one: (one.institution_id, one.id)
    )
    return Choices(tuple(sites), tuple(sorted(row.name for row in rows if row.id is None)))
