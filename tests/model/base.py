"""What every rule of the machine stands on: the world, the oracle's memory, choosing among what there is."""

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant
from sqlalchemy import select

from app.core.actor import Actor
from app.core.db import db
from app.loans import services
from app.loans.domain.request import LineWanted, LoanRequest
from app.loans.domain.words import Alternative, Evidence
from app.loans.models import Loan, LoanLine
from tests.model.book import ANSWERED_WITHIN, Deal, Line, Present, Waiting, deadline
from tests.model.recount import DAY, Calendar, Counter, Held
from tests.model.watching import Diary, attempt, compare, verified
from tests.model.world import World, a_world

START = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
LAST_MORNING = START + timedelta(days=75)
pick = st.integers(0, 999)
"""Which one of those there are: its remainder."""
few = st.integers(1, 3)
soon, length = st.integers(0, 12), st.integers(0, 8)


class Base(RuleBasedStateMachine):
    """A walk through the life of loans. Given by the runner: an empty database and a diary."""

    diary: Diary
    renew: Callable[[], None]

    def __init__(self) -> None:
        super().__init__()
        self.renew()
        self.diary.walk.clear()
        self.world: World = a_world(START)
        self.calendar = Calendar(self.world.things, self.world.units, START)
        self.deals: dict[int, Deal] = {}
        self.queue: dict[int, Waiting] = {}
        self.blocks: dict[int, Held] = {}
        self.gifts: dict[int, Present] = {}

    @property
    def now(self) -> datetime:
        """The present, the product's and the oracle's."""
        return self.calendar.now

    @property
    def today(self) -> date:
        """The lenders' day."""
        return self.calendar.today

    @invariant()
    def recounted(self) -> None:
        """After every step the product shows what was counted by hand."""
        compare(self.calendar, {deal.id: (deal.state, deal.first, deal.last) for deal in self.deals.values()})

    def teardown(self) -> None:
        """At the end of a walk every invariant holds."""
        verified(self.now)
        db.session.rollback()

    def do(self, verb: str, said: object, call: Callable[[], Any], reasons: set[str]) -> Any:
        """Try a verb of the product; what it answered, None if it was refused as it had to be."""
        return attempt(self.diary, self.now, verb, str(said), call, reasons)

    def some_deal(self, which: int, states: Collection[str], **also: Any) -> Deal | None:
        """One of the loans in these states."""
        found = [deal for deal in self.deals.values() if deal.state in states]
        found = [deal for deal in found if all(bool(getattr(deal, name)) is value for name, value in also.items())]
        return found[which % len(found)] if found else None

    def lender(self, deal: Deal) -> Actor:
        """Who acts for the lender."""
        return self.world.technicians[deal.lender]

    def borrower(self, deal: Deal) -> Actor:
        """Who acts for the borrower."""
        return self.world.show(deal.show).team

    def days(self, counter: Counter, start: int, length: int, *, tidy: bool) -> tuple[date, date]:
        """Days for a loan; *tidy* ones begin and end when somebody is there."""
        first = self.today + start * DAY
        while tidy and not counter.is_open(first):
            first += DAY
        last = first + length * DAY
        while tidy and not counter.is_open(last):
            last += DAY
        return first, last

    def ask_something(self, which: int) -> None:
        """Where a rule finds nothing to act on, something else happens that brings the walk on."""
        if which % 5 == 0:
            self.pass_time(which % 4)
            return
        self.ask_for_something(which)

    def pass_time(self, days: int) -> None:
        """A night or more, or an hour of the same day; at the end of the winter the walk stays where it is."""
        now = self.now.replace(hour=9) + days * DAY if days else self.now.replace(hour=min(15, self.now.hour + 1))
        if now <= LAST_MORNING:
            self.calendar.now = now
            self.diary.walk.append(f"       {now:%d %b %H:%M}  --")

    def ask_for_something(self, which: int) -> None:
        """A request that could well be accepted."""
        self.request(which, which // 4, which % 3 == 0, 1 + which % 2, 1 + which % 9, which % 7, tidy=True)

    def request(
        self, who: int, what: int, second: bool, quantity: int, start: int, length: int, *, tidy: bool
    ) -> None:
        """A request of one or two listings of one lender."""
        show = self.world.shows[who % len(self.world.shows)]
        lent = [thing for thing in self.world.things.values() if thing.lender != show.house]
        thing = lent[what % len(lent)]
        wanted = {thing.id: quantity}
        if second:
            others = [one for one in lent if one.lender == thing.lender and one is not thing]
            wanted[others[what % len(others)].id] = 1
        self.ask(show.id, wanted, *self.days(thing.counter, start, length, tidy=tidy))

    def ask(self, show_id: int, wanted: dict[int, int], first: date, last: date) -> None:
        """A request: what the queue keeps for this show counts as its own."""
        show, wanted = self.world.show(show_id), dict(sorted(wanted.items()))
        thing = self.world.things[next(iter(wanted))]
        mine = [place for place in self._offered(show_id) if place.listing in wanted]
        kept = [place.kept for place in mine if place.kept]
        reasons = thing.counter.objections(first, last, self.today)
        reasons |= set() if self.calendar.fits(wanted, first, last, kept) else {"units"}
        said = LoanRequest(
            lines=tuple(LineWanted(id, quantity) for id, quantity in wanted.items()),
            exhibition_id=show_id,
            first_day=first,
            last_day=last,
            alternative=Alternative.NEW,
            evidence=Evidence.E2,
        )
        words = f"show {show_id} asks {wanted} from {first} to {last}"
        id = self.do("request", words, lambda: services.request_loan(show.team, said, "", self.now), reasons)
        if id is None:
            return
        lines = {listing: Line(quantity) for listing, quantity in wanted.items()}
        expires = deadline(self.now, first, ANSWERED_WITHIN)
        deal = Deal(id, thing.lender, show.house, show_id, first, last, expires, lines)
        self.deals[id] = deal
        for place in mine:
            if place.first <= last and first <= place.last:
                place.state, place.deal = "taken", deal
                self.let_go(place)

    def _offered(self, show_id: int) -> list[Waiting]:
        places = [place for place in self.queue.values() if place.state == "offered" and place.show == show_id]
        return [place for place in places if place.kept and (place.kept.kept_until or self.now) > self.now]

    def let_go(self, place: Waiting) -> None:
        """What was kept for a place is free."""
        if place.kept is not None:
            self.calendar.drop(place.kept)
            place.kept = None

    def promise(self, deal: Deal, state: str = "approved") -> None:
        """Its lines take their units from now on."""
        deal.state = state
        for listing, line in deal.lines.items():
            line.pool = self.calendar.add(Held(listing, line.quantity, deal.first, deal.last))

    def end(self, deal: Deal, state: str) -> None:
        """It is over, or nothing of it is out any more: whatever it promised or offered is free."""
        for line in deal.lines.values():
            if line.pool is not None:
                self.calendar.drop(line.pool)
                line.pool = None
        self.end_offer(deal)
        deal.state = state

    def end_offer(self, deal: Deal) -> None:
        """The lender's proposal is over."""
        for held in deal.offer.kept if deal.offer else ():
            self.calendar.drop(held)
        deal.offer = None

    def line_ids(self, deal: Deal) -> dict[int, int]:
        """The product's names of a loan's lines, by listing."""
        rows = db.session.execute(select(LoanLine.listing_id, LoanLine.id).filter_by(loan_id=deal.id)).all()
        return {row.listing_id: row.id for row in rows}

    def loan(self, deal: Deal) -> Loan:
        """The row."""
        return db.session.get_one(Loan, deal.id, populate_existing=True)
