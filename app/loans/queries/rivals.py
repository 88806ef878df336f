"""Who else asks for the same: read from rows, judged by ``domain/rivals``."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import ColumnElement, or_, select

from app.accounts.models import Institution
from app.core.actor import Actor, Role
from app.core.db import db
from app.exhibitions.models import Exhibition
from app.listings.domain.availability import Period, Pool
from app.listings.domain.rules import failed_rule
from app.listings.models import KitMember, Listing
from app.listings.queries.equivalents import EquivalentView, equivalents
from app.listings.queries.pools import ListingPool, pools
from app.loans.domain.lifecycle import State
from app.loans.domain.rivals import Ask, LostLine, Rival, lost_line, missing, rivals
from app.loans.models import Loan, LoanLine

MOST_ELSEWHERE = 3
Quantities = Mapping[Hashable, int]


@dataclass(frozen=True, slots=True)
class LostView:
    """A line of a request that is not free as asked: what is left, when it is, what would do elsewhere."""

    listing_id: int
    title: str
    asked: int
    free: int
    next_window: Period[date] | None
    elsewhere: tuple[EquivalentView, ...] = ()


@dataclass(frozen=True, slots=True)
class RivalView:
    """A request that would not fit any more, of whom, for what. Days both included."""

    loan_id: int
    borrower: str
    exhibition: str
    first_day: date
    last_day: date
    lines: tuple[LostView, ...]


def rivals_of(
    loan_id: int,
    quantities: Mapping[int, int],
    period: Period[date],
    today: date,
    now: datetime,
    exclude: Iterable[int] = (),
) -> tuple[Rival, ...]:
    """The open requests that would not fit any more once *quantities* of these listings are promised over *period*.

    *exclude* leaves out the allocations of the loan itself. So many queries, whatever the number of requests.
    """
    accepted = Ask(loan_id, cast(Quantities, quantities), period)
    asks = _asks(quantities.keys(), loan_id, now)
    if not asks:
        return ()
    wanted = {*quantities, *(int(str(key)) for ask in asks for key in ask.quantities)}
    found = pools(wanted, today, now=now, exclude=exclude)
    return rivals(_plain(found), asks, accepted, _allowed(found, today))


def rival_views(found: Iterable[Rival]) -> tuple[RivalView, ...]:
    """The same with names, for the lender whose listings they are."""
    found = tuple(found)
    if not found:
        return ()
    rows = db.session.execute(
        select(Loan.id, Loan.starts_on, Loan.ends_on, Institution.name, Exhibition.title)
        .join(Institution, Institution.id == Loan.borrower_id)
        .join(Exhibition, Exhibition.id == Loan.exhibition_id)
        .where(Loan.id.in_([rival.key for rival in found]))
    )
    known = {row.id: row for row in rows}
    titles = titles_of({line.pool for rival in found for line in rival.lines})
    return tuple(
        RivalView(
            loan_id=rival.key,
            borrower=known[rival.key].name,
            exhibition=known[rival.key].title,
            first_day=known[rival.key].starts_on,
            last_day=known[rival.key].ends_on,
            lines=tuple(_view(line, titles) for line in rival.lines),
        )
        for rival in found
    )


def not_free_as_asked(
    loan: Loan,
    today: date,
    now: datetime,
    lines: Iterable[LostLine] | None = None,
    *,
    looks_elsewhere: bool = True,
    exclude: Iterable[int] = (),
) -> tuple[LostView, ...]:
    """The lines of a request that cannot be had as asked, with equivalents elsewhere as its borrower sees them.

    *lines* says what is lost where the caller knows; *exclude* leaves out the holds of an agreed loan itself.
    """
    period = Period.of_days(loan.starts_on, loan.ends_on)
    if lines is None:
        ask = Ask(loan.id, {line.listing_id: line.quantity for line in loan.lines}, period)
        found = pools({line.listing_id for line in loan.lines}, today, now=now, exclude=exclude)
        plain, allowed = _plain(found), _allowed(found, today)
        lines = [lost_line(plain, key, free, ask, allowed) for key, free in missing(plain, ask).items()]
    lost = tuple(lines)
    titles = titles_of({line.pool for line in lost})
    borrower = Actor(roles=frozenset({(loan.borrower_id, Role.READER)}))
    return tuple(
        _view(
            line,
            titles,
            equivalents(borrower, int(str(line.pool)), now, period=period, quantity=line.asked)
            if looks_elsewhere
            else (),
        )
        for line in lost
    )


def _view(line: LostLine, titles: Mapping[int, str], elsewhere: tuple[EquivalentView, ...] = ()) -> LostView:
    listing_id = int(str(line.pool))
    return LostView(
        listing_id, titles[listing_id], line.asked, line.free, line.next_window, elsewhere[:MOST_ELSEWHERE]
    )


def titles_of(keys: Collection[Hashable]) -> dict[int, str]:
    """The titles of listings, by id."""
    ids = [int(str(key)) for key in keys]
    return dict(db.session.execute(select(Listing.id, Listing.title).where(Listing.id.in_(ids))).all())


def _plain(found: Mapping[int, ListingPool]) -> dict[Hashable, Pool[date]]:
    return {id: one.pool for id, one in found.items()}


def _allowed(found: Mapping[int, ListingPool], today: date) -> Callable[[Hashable, Period[date]], bool]:
    """What the lender's rules say of a period; a member of a kit that nobody asks for has none to ask."""

    def is_allowed(key: Hashable, period: Period[date]) -> bool:
        pool = found.get(int(str(key)))
        return pool is None or failed_rule(pool.rules, period, today) is None

    return is_allowed


def _related(listing_ids: Collection[int]) -> ColumnElement[bool]:
    """Lines for these listings, for the members of those that are kits, or for a kit that needs one of them."""
    member = select(KitMember.member_id).where(KitMember.kit_id.in_(listing_ids))
    touched = or_(KitMember.member_id.in_(listing_ids), KitMember.member_id.in_(member))
    kits = select(KitMember.kit_id).where(touched)
    line = LoanLine.listing_id
    return or_(line.in_(listing_ids), line.in_(member), line.in_(kits))


def _asks(listing_ids: Collection[int], but: int, now: datetime) -> list[Ask]:
    """The open requests for any of these listings, each with its lines among them."""
    rows = db.session.execute(
        select(Loan.id, Loan.starts_on, Loan.ends_on, LoanLine.listing_id, LoanLine.quantity)
        .join(LoanLine, LoanLine.loan_id == Loan.id)
        .where(
            _related(listing_ids),
            Loan.state == State.REQUESTED,
            Loan.expires_at > now,
            Loan.id != but,
        )
        .order_by(Loan.id, LoanLine.id)
    )
    periods: dict[int, Period[date]] = {}
    lines: dict[int, dict[Hashable, int]] = defaultdict(dict)
    for row in rows:
        periods[row.id] = Period.of_days(row.starts_on, row.ends_on)
        lines[row.id][row.listing_id] = row.quantity
    return [Ask(id, lines[id], period) for id, period in periods.items()]
