"""Rules around the loans: time, queues, what the lender keeps for itself, objects that come, go and are mended."""

import copy
from collections.abc import Callable
from datetime import date

from hypothesis import strategies as st
from hypothesis.stateful import rule
from sqlalchemy import select

from app.core.db import db, transaction
from app.listings.domain.availability import HoldKind, HoldState
from app.listings.domain.states import Condition
from app.listings.models import Unit
from app.listings.services import UnitFields, holds, set_units
from app.listings.services.conditions import inspect_unit
from app.loans import services
from app.loans.domain.proposals import CounterOffer, OfferedLine
from app.loans.models import WaitingPlace
from tests.model.base import few, length, pick, soon
from tests.model.book import TABLE, Deal, Waiting
from tests.model.giving import Giving
from tests.model.recount import DAY, Held, Span, Thing

STANDING = ("waiting", "offered")


class WholeLife(Giving):
    """All of it."""

    def ask_something(self, which: int) -> None:
        """Where something is broken, it is mended now and then."""
        if which % 6 == 2 and any(span.damaged for span in self.world.units.values()):
            self.a_unit_is_inspected(which)
            return
        super().ask_something(which)

    @rule(days=st.integers(0, 3))
    def time_passes(self, days: int) -> None:
        """A night or more, or an hour of the same day."""
        self.pass_time(days)

    @rule()
    def late_returns_are_watched(self) -> None:
        """The job that warns the next borrower takes nothing from anybody."""
        self.do("watch_late", "job", lambda: services.watch_late_returns(self.now), set())

    @rule(who=pick, what=pick, quantity=few, start=soon, length=length)
    def somebody_queues(self, who: int, what: int, quantity: int, start: int, length: int) -> None:
        """For what is taken on these days."""
        show = self.world.shows[who % len(self.world.shows)]
        lent = [thing for thing in self.world.things.values() if thing.lender != show.house]
        thing = lent[what % len(lent)]
        first, last = self._taken_days(thing, quantity, start, length)
        wanted = services.PlaceWanted(thing.id, show.id, quantity, first, last)
        reasons = thing.counter.objections(first, last, self.today)
        if self.calendar.fits({thing.id: quantity}, first, last):
            reasons.add("IsFree")
        if not self.calendar.fits({thing.id: quantity}, first, last, self.calendar.holds):
            reasons.add("MoreThanThereIs")
        if any(
            one.state in STANDING and (one.listing, one.show) == (thing.id, show.id) for one in self.queue.values()
        ):
            reasons.add("AlreadyQueued")
        said = f"show {show.id} for {quantity} of {thing.id} from {first} to {last}"
        if self.do("queue", said, lambda: services.join_queue(show.team, wanted, self.now), reasons):
            id = max(db.session.scalars(select(WaitingPlace.id)))
            self.queue[id] = Waiting(id, thing.id, show.id, show.house, quantity, first, last, self.now)

    def _taken_days(self, thing: Thing, quantity: int, start: int, length: int) -> tuple[date, date]:
        """The first days from *start* on when it is taken, if there are any."""
        found = [self.days(thing.counter, start + later, length, tidy=True) for later in range(10)]
        taken = [days for days in found if not self.calendar.fits({thing.id: quantity}, *days)]
        return (taken or found)[0]

    @rule(which=pick)
    def somebody_leaves_the_queue(self, which: int) -> None:
        """A place is given up."""
        if not self.queue:
            self.ask_something(which)
            return
        place = list(self.queue.values())[which % len(self.queue)]
        team = self.world.show(place.show).team
        reasons = set() if place.state in STANDING else {"PlaceIsOver"}
        if self.do("leave_queue", place.id, lambda: services.leave_queue(team, place.id, self.now), reasons):
            place.state = "withdrawn"
            self.let_go(place)

    @rule(which=pick)
    def an_offer_is_taken(self, which: int) -> None:
        """Whoever was offered something asks for it: it is theirs to ask."""
        offered = [place for place in self.queue.values() if place.state == "offered"]
        if not offered:
            self.places_are_offered()
            return
        place = offered[which % len(offered)]
        self.ask(place.show, {place.listing: place.quantity}, place.first, place.last)

    @rule()
    def places_are_offered(self) -> None:
        """The job that ends what is over and offers what is free, first come first served."""
        self.do("offer_places", "job", lambda: services.offer_places(self.now), set())
        ends = {
            row.id: row.expires_at for row in db.session.execute(select(WaitingPlace.id, WaitingPlace.expires_at))
        }
        standing = [place for place in self.queue.values() if place.state in STANDING]
        for listing in sorted({place.listing for place in standing}):
            here = [place for place in standing if place.listing == listing]
            self._lapse(here)
            claims = [
                self.calendar.add(self._held(place)) for place in self.queue.values() if self._claims(place, listing)
            ]
            for place in sorted(here, key=lambda one: (one.since, one.id)):
                if place.state == "waiting" and self._suits(place):
                    place.state, place.kept = "offered", self.calendar.add(self._held(place))
                    for one in (place.kept, *place.kept.children):
                        one.kept_until = ends[place.id]
            for claim in claims:
                self.calendar.drop(claim)

    def _lapse(self, places: list[Waiting]) -> None:
        for place in places:
            if place.kept is not None and (place.kept.kept_until or self.now) <= self.now:
                place.state = "lapsed"
                self.let_go(place)
            elif place.state == "waiting" and place.first < self.today:
                place.state = "over"

    @staticmethod
    def _claims(place: Waiting, listing: int) -> bool:
        is_asked = place.deal is not None and place.deal.state == "requested"
        return place.listing == listing and place.state == "taken" and is_asked

    @staticmethod
    def _held(place: Waiting) -> Held:
        return Held(place.listing, place.quantity, place.first, place.last)

    def _suits(self, place: Waiting) -> bool:
        counter = self.world.things[place.listing].counter
        is_allowed = not counter.objections(place.first, place.last, self.today)
        return is_allowed and self.calendar.fits({place.listing: place.quantity}, place.first, place.last)

    @rule(
        what=pick,
        kind=st.sampled_from(["blockout", "maintenance", "own_exhibition"]),
        quantity=few,
        start=soon,
        length=length,
    )
    def lender_keeps_some(self, what: int, kind: str, quantity: int, start: int, length: int) -> None:
        """For itself, for repair, for its own show."""
        own = [one for one in self.world.things.values() if kind == "own_exhibition" or not one.parts]
        thing = own[what % len(own)]
        first, last = self.days(thing.counter, start, length, tidy=False)
        reasons = set() if self.calendar.fits({thing.id: quantity}, first, last) else {"units"}
        wanted = holds.Wanted(thing.id, quantity, first, last, kind=HoldKind(kind))
        said = f"{quantity} of {thing.id} for {kind} from {first} to {last}"
        id = self.do("block", said, self._within(lambda: holds.block(wanted, self.today, self.now)), reasons)
        if id is not None:
            held = Held(thing.id, quantity, first, last, rests=kind == "own_exhibition")
            self.blocks[id] = self.calendar.add(held)

    @rule(which=pick)
    def lender_needs_it_no_more(self, which: int) -> None:
        """What was kept is free."""
        if not self.blocks:
            self.ask_something(which)
            return
        id = list(self.blocks)[which % len(self.blocks)]
        self.do("unblock", id, self._within(lambda: holds.release([id], HoldState.CANCELLED)), set())
        self.calendar.drop(self.blocks.pop(id))

    @staticmethod
    def _within(call: Callable[[], object]) -> Callable[[], object]:
        def verb() -> object:
            with transaction():
                return call()

        return verb

    @rule(what=pick, start=soon)
    def a_unit_enters(self, what: int, start: int) -> None:
        """Bought, in service from a day on."""
        things = list(self.world.things.values())
        thing, since = things[what % len(things)], self.today + start * DAY
        if len([one for one in self.world.units.values() if one.listing == thing.id]) >= 4:
            self.a_unit_leaves(what, start)
            return
        self.world.units[0] = Span(thing.id, since)  # until its number is known
        reasons = {"units"} if self.calendar.breaks_promises(thing.id) else set()
        del self.world.units[0]
        new = UnitFields(f"Nouveau {len(self.world.units)}", in_service_from=since)
        if self._set_units(f"one more of {thing.id} from {since}", thing.id, [*self._fields(thing.id), new], reasons):
            id = max(db.session.scalars(select(Unit.id)))
            self.world.units[id] = Span(thing.id, since)

    @rule(which=pick, start=soon)
    def a_unit_leaves(self, which: int, start: int) -> None:
        """Given up from a day on, if nobody counts on it."""
        serving = [id for id, span in self.world.units.items() if span.until is None]
        if not serving:
            self.a_unit_is_inspected(which)
            return
        id = serving[which % len(serving)]
        span = self.world.units[id]
        before, until = copy.copy(span), max(self.today + start * DAY, span.since or self.today)
        named = [one for one in self.calendar.holds if one.unit == id and one.last >= until]
        span.until = until
        reasons = {"units"} if named or self.calendar.breaks_promises(span.listing) else set()
        if not self._set_units(f"unit {id} leaves on {until}", span.listing, self._fields(span.listing), reasons):
            self.world.units[id] = before

    def _fields(self, listing: int) -> list[UnitFields]:
        """The units of a listing as the oracle has them, with the names and findings they have."""
        rows = db.session.execute(select(Unit).filter_by(listing_id=listing).order_by(Unit.id)).scalars().all()
        spans = self.world.units
        return [
            UnitFields(row.label, row.serial, row.condition, spans[row.id].since, spans[row.id].until, row.id)
            for row in rows
        ]

    def _set_units(self, said: str, listing: int, fields: list[UnitFields], reasons: set[str]) -> object:
        actor = self.world.technicians[self.world.things[listing].lender]
        return self.do("set_units", said, lambda: set_units(actor, listing, fields, now=self.now), reasons)

    @rule(which=pick)
    def a_unit_is_inspected(self, which: int) -> None:
        """What was broken is mended, and back in the stock."""
        broken = [id for id, span in self.world.units.items() if span.damaged]
        if not broken:
            self.ask_something(which)
            return
        id = broken[which % len(broken)]
        span = self.world.units[id]
        actor = self.world.technicians[self.world.things[span.listing].lender]

        def inspect() -> None:
            inspect_unit(actor, id, Condition.GOOD, "Réparé.", now=self.now)

        if self.do("inspect", f"unit {id}", inspect, set()):
            span.until, span.damaged = None, False

    @rule(
        which=pick,
        verb=st.sampled_from(["accept", "refuse", "cancel", "close", "no_show", "counter", "dates", "withdraw"]),
    )
    def somebody_tries_what_is_over(self, which: int, verb: str) -> None:
        """A verb from a state that does not allow it."""
        deal = self.some_deal(which, {one.state for one in self.deals.values()} - TABLE[verb])
        if deal is None or (verb == "accept" and deal.state == "countered"):
            self.ask_something(which)
            return
        self.do(
            f"no_{verb}" if verb != "no_show" else "not_no_show",
            f"loan {deal.id}, {deal.state}",
            self._verb(deal, verb),
            {"move"},
        )

    def _verb(self, deal: Deal, verb: str) -> Callable[[], object]:
        lender, id, now = self.lender(deal), deal.id, self.now
        later: date = deal.last + DAY
        return {
            "accept": lambda: services.accept_loan(lender, id, now),
            "refuse": lambda: services.refuse_loan(lender, id, "Non.", now),
            "cancel": lambda: services.cancel_loan(self.borrower(deal), id, "Non.", now),
            "close": lambda: services.close_loan(lender, id, now),
            "no_show": lambda: services.mark_no_show(lender, id, now),
            "counter": lambda: services.counter_loan(
                lender, id, CounterOffer(deal.first, later, (OfferedLine(next(iter(deal.lines)), 1),)), now
            ),
            "dates": lambda: services.propose_dates(lender, id, deal.first, later, "", now),
            "withdraw": lambda: services.withdraw_proposal(lender, id, now),
        }[verb]
