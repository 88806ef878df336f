"""Days that a loan cannot have besides its own: who counts on its units then, and what would do instead."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.core.actor import Actor, Role
from app.core.clock import local_day
from app.core.db import db
from app.listings.domain.availability import Period, answer, free_units
from app.listings.queries.equivalents import EquivalentView, equivalents, own_alternatives
from app.listings.queries.pools import ListingPool, pools
from app.listings.queries.takers import takers
from app.loans.models import Loan
from app.loans.queries.dates import latest_end, own_holds
from app.loans.queries.rivals import MOST_ELSEWHERE, titles_of
from app.loans.queries.touched import SameHouse

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Taken:
    """Somebody else's days, both included; *who* is "" where the reader may not know."""

    first_day: date
    last_day: date
    quantity: int
    who: str


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """What of a listing is *free* on the days, of the *asked* units, who has it and what would do."""

    listing_id: int
    title: str
    asked: int
    free: int
    taken: tuple[Taken, ...]
    same_house: tuple[SameHouse, ...]
    elsewhere: tuple[EquivalentView, ...]


@dataclass(frozen=True, slots=True)
class RefusedDays:
    """The days asked for in vain, both included; *latest* is the last one to which all of it could stay."""

    first_day: date
    last_day: date
    lines: tuple[RefusedLine, ...]
    latest: date | None


def refused_days(
    loan: Loan, first_day: date, last_day: date, today: date, now: datetime, *, names: bool
) -> RefusedDays | None:
    """Why *loan* cannot have these days, besides those agreed; None where its units are free then (a rule of the
    place stands in the way). *names*: for the lender's people, who know theirs."""
    extra = _extra(loan, first_day, last_day, today)
    if extra is None:
        return None
    quantities, own = own_holds(loan)
    found = pools(quantities, today, now=now, exclude=own)
    short = {id: asked for id, asked in quantities.items() if free_units(found[id].pool, extra) < asked}
    if not short:
        return None
    titles = titles_of(short)
    borrower = Actor(roles=frozenset({(loan.borrower_id, Role.READER)}))
    lines = tuple(
        RefusedLine(
            id,
            titles[id],
            asked,
            max(0, free_units(found[id].pool, extra)),
            _taken(found[id], extra, asked, names=names),
            _same_house(borrower, id, asked, extra, now),
            equivalents(borrower, id, now, period=extra, quantity=asked)[:MOST_ELSEWHERE],
        )
        for id, asked in short.items()
    )
    return RefusedDays(extra.start, extra.last_day, lines, latest_end(loan, today, now))


def _extra(loan: Loan, first_day: date, last_day: date, today: date) -> Period[date] | None:
    """The days more: those after the agreed ones, or else those before."""
    after, before = max(loan.ends_on + ONE_DAY, today), loan.starts_on - ONE_DAY
    if last_day >= after:
        return Period.of_days(after, last_day)
    return Period.of_days(first_day, before) if first_day <= before else None


def _taken(found: ListingPool, extra: Period[date], asked: int, *, names: bool) -> tuple[Taken, ...]:
    blocking = answer(found.pool, extra, asked).blocking
    known = takers(hold.ref for hold in blocking) if names else {}
    return tuple(Taken(hold.start, hold.end - ONE_DAY, hold.remaining, known.get(hold.ref, "")) for hold in blocking)


def _same_house(
    borrower: Actor, listing_id: int, asked: int, extra: Period[date], now: datetime
) -> tuple[SameHouse, ...]:
    would_do = [one for one in own_alternatives(borrower, listing_id) if one.is_equivalent]
    found = pools([one.id for one in would_do], local_day(now), now=now)
    free = [one for one in would_do if free_units(found[one.id].pool, extra) >= asked]
    return tuple(SameHouse(one.id, one.title) for one in free[:MOST_ELSEWHERE])


def refused_days_of(
    loan_id: int, first_day: date, last_day: date, today: date, now: datetime, *, names: bool
) -> RefusedDays | None:
    """The same by the loan's id."""
    return refused_days(db.session.get_one(Loan, loan_id), first_day, last_day, today, now, names=names)
