"""The timeline of a house: what is asked, promised, out or away, listing by listing, drawn from the one formula."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import Institution
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db
from app.core.paging import PAGE_SIZE, Page
from app.exhibitions.models import Exhibition
from app.listings.domain.availability import HoldKind, HoldState
from app.listings.domain.availability.formula import blocks_of
from app.listings.domain.availability.holds import BLOCKING, Block, Hold
from app.listings.models import Allocation, Listing
from app.listings.queries.pools import ListingPool, pools
from app.listings.queries.takers import taker_words
from app.loans.domain.agenda import AGREED, BACK
from app.loans.domain.lifecycle import Side, State
from app.loans.domain.timeline import Bar, BarKind, Span, laid_out, lanes_of
from app.loans.models import Loan, LoanLine, LoanUnit
from app.loans.queries.moves import Filters
from app.loans.queries.rows import LAST_DAY, LENDER

ONE_DAY = timedelta(days=1)
DRAWN = (*BLOCKING, HoldState.REQUESTED)
BORROWED = (*AGREED, State.REQUESTED)
_OWN_KINDS = {
    HoldKind.MAINTENANCE: BarKind.REPAIR,
    HoldKind.OWN_EXHIBITION: BarKind.OWN_SHOW,
    HoldKind.TRANSIT: BarKind.TRANSIT,
    HoldKind.BLOCKOUT: BarKind.BLOCKED,
}


@dataclass(frozen=True, slots=True)
class Row:
    """A listing and its bars; *house* lends it, when that is not the reader's."""

    listing_id: int
    title: str
    house: str
    bars: tuple[Bar, ...]

    @property
    def lanes(self) -> int:
        """How many bars stand above each other."""
        return lanes_of(self.bars)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The listings with anything between *first* and *last*, both included, a page of them."""

    first: date
    last: date
    today: date
    page: Page[Row]

    @property
    def days(self) -> int:
        """How long the window is."""
        return (self.last - self.first).days + 1


def timeline(actor: Actor, first: date, last: date, now: datetime, filters: Filters, number: int = 1) -> Timeline:
    """What the houses of *actor* lend and borrow in the window, by title. Eight queries at most."""
    own, today = sorted(actor.institution_ids), local_day(now)
    asked = _listings(own, first, last, filters)
    number = max(1, number)
    shown = db.session.execute(
        asked.add_columns(func.count().over().label("total"))
        .order_by(Listing.title, Listing.id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    ).all()
    total = shown[0].total if shown else _count(asked) if number > 1 else 0
    ids = [row.id for row in shown]
    mine = [row.id for row in shown if actor.belongs_to(row.institution_id)]
    spans: dict[int, list[Span]] = defaultdict(list)
    if filters.side is not Side.BORROWER:
        for listing_id, some in _lent(mine, first, today, now).items():
            spans[listing_id] += some
    if filters.side is not Side.LENDER:
        for listing_id, span in _borrowed(own, ids, first, last, now):
            spans[listing_id].append(span)
    rows = [
        Row(
            row.id,
            row.title,
            "" if actor.belongs_to(row.institution_id) else row.house,
            laid_out(spans[row.id], first, last),
        )
        for row in shown
    ]
    return Timeline(first, last, today, Page(rows, number, total))


def _count(asked: Select[*tuple[Any, ...]]) -> int:
    """How many there are, for a page beyond the last one."""
    return db.session.scalar(select(func.count()).select_from(asked.subquery())) or 0


def _listings(own: list[int], first: date, last: date, filters: Filters) -> Select[*tuple[Any, ...]]:
    held = select(Allocation.listing_id).where(
        Allocation.listing_id == Listing.id,
        Allocation.state.in_(DRAWN),
        Allocation.start_on <= last,
        or_(Allocation.end_on > first, Allocation.state.in_((HoldState.OUT, HoldState.OVERDUE))),
    )
    borrowed = select(LoanLine.listing_id).join(Loan).where(_in_window(own, first, last))
    kept = and_(Listing.institution_id.in_(own), held.exists())
    taken = Listing.id.in_(borrowed)
    which = {Side.LENDER: kept, Side.BORROWER: taken}
    found = (
        select(Listing.id, Listing.title, Listing.institution_id, LENDER.name.label("house"))
        .join(LENDER, LENDER.id == Listing.institution_id)
        .where(which[filters.side] if filters.side in which else or_(kept, taken))
    )
    if filters.site_id is not None:
        found = found.where(Listing.site_id == filters.site_id)
    return found.where(Listing.category == filters.category) if filters.category else found


def _in_window(own: list[int], first: date, last: date) -> Any:
    return and_(
        Loan.borrower_id.in_(own),
        Loan.state.in_(BORROWED),
        Loan.starts_on <= last,
        or_(LAST_DAY >= first, Loan.state == State.OUT),  # noqa: SIM300
    )


def _lent(ids: Collection[int], first: date, today: date, now: datetime) -> dict[int, list[Span]]:
    if not ids:
        return {}
    found = pools(ids, today, now=now, since=first)
    known = _known([hold.ref for pool in found.values() for hold in pool.pool.holds if isinstance(hold.ref, int)])
    return {listing_id: list(_spans(pool, known, today)) for listing_id, pool in found.items()}


def _spans(pool: ListingPool, known: Mapping[int, tuple[str, int | None]], today: date) -> Iterator[Span]:
    for block in blocks_of(pool.pool.holds, pool.pool.terms):
        hold = block.hold
        last = None if block.end is None else hold.end - ONE_DAY
        yield Span(_kind(block, today), hold.start, last, block.quantity, *_who(hold, known))
        yield from _around(block)
    for hold in pool.pool.holds:
        if hold.state is HoldState.REQUESTED:
            yield Span(BarKind.ASKED, hold.start, hold.end - ONE_DAY, hold.remaining, *_who(hold, known))


def _who(hold: Hold[date], known: Mapping[int, tuple[str, int | None]]) -> tuple[str, int | None]:
    return known.get(hold.ref, ("", None)) if isinstance(hold.ref, int) else ("", None)


def _kind(block: Block[date], today: date) -> BarKind:
    hold = block.hold
    if hold.kind in _OWN_KINDS:
        return _OWN_KINDS[hold.kind]
    if hold.is_overdue(today):
        return BarKind.LATE
    return BarKind.OUT if hold.state is HoldState.OUT else BarKind.PROMISED


def _around(block: Block[date]) -> Iterator[Span]:
    """The days on which it is checked and packed, before and after."""
    hold = block.hold
    for start, end in ((block.start, hold.start), (hold.end, block.end or hold.end)):
        if start < end:
            yield Span(BarKind.TURNAROUND, start, end - ONE_DAY, block.quantity)


def _known(allocation_ids: Collection[int]) -> dict[int, tuple[str, int | None]]:
    """Who is behind each hold, and the loan it belongs to: of a line, or of a unit that left."""
    if not allocation_ids:
        return {}
    line = aliased(LoanLine)
    rows = db.session.execute(
        select(Allocation.id, Institution.name, Exhibition.title, Allocation.note)
        .add_columns(func.coalesce(line.loan_id, LoanLine.loan_id).label("loan_id"))
        .outerjoin(Institution, Institution.id == Allocation.for_institution_id)
        .outerjoin(Exhibition, Exhibition.id == Allocation.exhibition_id)
        .outerjoin(line, line.allocation_id == Allocation.id)
        .outerjoin(LoanUnit, LoanUnit.allocation_id == Allocation.id)
        .outerjoin(LoanLine, LoanLine.id == LoanUnit.line_id)
        .where(Allocation.id.in_(allocation_ids))
    )
    return {row.id: (taker_words(row.name, row.title, row.note), row.loan_id) for row in rows}


def _borrowed(
    own: list[int], ids: Sequence[int], first: date, last: date, now: datetime
) -> Iterator[tuple[int, Span]]:
    rows = db.session.execute(
        select(Loan, LoanLine.listing_id, LoanLine.quantity, LENDER.name, LENDER.time_zone)
        .join(LoanLine, LoanLine.loan_id == Loan.id)
        .join(LENDER, LENDER.id == Loan.lender_id)
        .where(LoanLine.listing_id.in_(ids), Loan.lender_id.not_in(own), _in_window(own, first, last))
    )
    for loan, listing_id, quantity, name, zone in rows:
        kind, end = borrowed_kind(loan.state, loan.expected_on or loan.ends_on, local_day(now, zone), loan.home_on)
        yield listing_id, Span(kind, loan.starts_on, end, quantity, name, loan.id)


def borrowed_kind(
    state: State, last_day: date, today: date, home_on: date | None = None
) -> tuple[BarKind, date | None]:
    """How a loan is drawn, and until when; it is late once the day by which it should be home is over."""
    if state is State.OUT and (home_on or last_day) < today:
        return BarKind.LATE, None
    if state in BACK:
        return BarKind.BACK, last_day
    if state in (State.REQUESTED, State.COUNTERED):
        return BarKind.ASKED, last_day
    return (BarKind.OUT if state is State.OUT else BarKind.PROMISED), last_day
