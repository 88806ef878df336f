"""Rules until both sides agree: requests, answers whole and in part, other offers, giving up, too late."""

from datetime import date

from hypothesis import strategies as st
from hypothesis.stateful import rule
from sqlalchemy import select

from app.core.db import db
from app.loans import services
from app.loans.domain.proposals import AskedAgain, CounterOffer, OfferedLine, ProposalKind, ProposalState
from app.loans.models import Proposal
from tests.model.base import Base, few, length, pick, soon
from tests.model.book import ANSWERED_WITHIN, PROPOSAL_KEPT, TABLE, Deal, Line, Offer, deadline
from tests.model.recount import DAY, Counter, Held


class Asking(Base):
    """What two houses say to each other before anything is agreed."""

    def ask_something(self, which: int) -> None:
        """Where much has been asked for, some of it is agreed to."""
        waiting = sum(deal.state == "requested" for deal in self.deals.values())
        if which % 5 and waiting > which % 4:
            self.lender_accepts(which, which)
            return
        super().ask_something(which)

    @rule(who=pick, what=pick, second=st.booleans(), quantity=few, start=soon, length=length, tidy=pick)
    def somebody_asks(
        self, who: int, what: int, second: bool, quantity: int, start: int, length: int, tidy: int
    ) -> None:
        """A request."""
        self.request(who, what, second, quantity, start, length, tidy=tidy % 6 > 0)

    @rule(which=pick, part=pick)
    def lender_accepts(self, which: int, part: int) -> None:
        """All of it, or some."""
        deal = self.some_deal(which, {"requested"})
        if deal is None:
            self.ask_something(which)
            return
        given = self._given(deal, part) if part % 3 == 0 else deal.quantities
        ids = self.line_ids(deal)
        quantities = {ids[listing]: quantity for listing, quantity in given.items()} if part % 3 == 0 else None
        granted = {listing: quantity for listing, quantity in given.items() if quantity}
        reasons = self._too_late(deal) | (set() if granted else {"NothingGranted"})
        if granted and not self.calendar.fits(granted, deal.first, deal.last):
            reasons.add("units")

        def accept() -> None:
            services.accept_loan(self.lender(deal), deal.id, self.now, quantities=quantities)

        if self.do("accept", f"loan {deal.id}, {given} of {deal.quantities}", accept, reasons):
            deal.lines = {listing: Line(quantity) for listing, quantity in granted.items()}
            self.promise(deal)

    @staticmethod
    def _given(deal: Deal, part: int) -> dict[int, int]:
        """Fewer of each line, none of some."""
        return {listing: (part // 3 + n) % (q + 1) for n, (listing, q) in enumerate(deal.quantities.items())}

    def _too_late(self, deal: Deal) -> set[str]:
        return {"move"} if deal.expires <= self.now else set()

    @rule(which=pick, what=pick, shift=st.integers(-2, 4), more=st.integers(-2, 3), quantity=few)
    def lender_offers_something_else(self, which: int, what: int, shift: int, more: int, quantity: int) -> None:
        """Other days, other quantities, another listing: kept for the borrower."""
        deal = self.some_deal(which, {"requested"})
        if deal is None:
            self.ask_something(which)
            return
        first, last = self._other_days(deal, deal.first, deal.last, shift, more)
        wanted = self._other_lines(deal, what, quantity)
        ids = self.line_ids(deal)
        offer = CounterOffer(first, last, tuple(OfferedLine(id, q, ids.get(id)) for id, q in wanted.items()))
        reasons = self._too_late(deal) | self._counter(deal).objections(first, last, self.today)
        if (first, last, wanted) == (deal.first, deal.last, deal.quantities):
            reasons.add("SameAsAsked")
        if not self.calendar.fits(wanted, first, last):
            reasons.add("units")

        def counter() -> None:
            services.counter_loan(self.lender(deal), deal.id, offer, self.now)

        if self.do("counter", f"loan {deal.id}, {wanted} from {first} to {last}", counter, reasons):
            deal.state, deal.expires = "countered", deadline(self.now, first, PROPOSAL_KEPT)
            kept = [Held(id, q, first, last, kept_until=deal.expires) for id, q in wanted.items()]
            deal.offer = Offer(first, last, wanted, [self.calendar.add(held) for held in kept])

    def _other_days(self, deal: Deal, first: date, last: date, shift: int, more: int) -> tuple[date, date]:
        """A few days earlier or later, mostly on days when somebody is there."""
        begin, end = first + shift * DAY, max(first + shift * DAY, last + (shift + more) * DAY)
        counter = self._counter(deal)
        while more and not counter.is_open(begin):
            begin += DAY
        while more and not (counter.is_open(end) and begin <= end):
            end += DAY
        return begin, end

    def _other_lines(self, deal: Deal, what: int, quantity: int) -> dict[int, int]:
        wanted = dict(deal.quantities)
        others = [one.id for one in self.world.things.values() if one.lender == deal.lender]
        if what % 3 == 0:
            wanted[others[what % len(others)]] = quantity
        elif what % 3 == 1:
            wanted[next(iter(wanted))] = quantity
        return dict(sorted(wanted.items()))

    def _counter(self, deal: Deal) -> Counter:
        return self.world.things[next(iter(deal.lines))].counter

    @rule(which=pick)
    def borrower_takes_the_offer(self, which: int) -> None:
        """What was kept becomes a promise, counted again."""
        deal = self.some_deal(which, {"countered"})
        if deal is None or deal.offer is None:
            self.lender_offers_something_else(which, which, which % 4, 1, 1)
            return
        offer, reasons = deal.offer, self._too_late(deal)
        if not self.calendar.fits(offer.quantities, offer.first, offer.last, offer.kept):
            reasons.add("units")

        def accept() -> None:
            services.accept_loan(self.borrower(deal), deal.id, self.now)

        if self.do("accept_offer", f"loan {deal.id}", accept, reasons):
            deal.first, deal.last, deal.state, deal.offer = offer.first, offer.last, "approved", None
            deal.lines = {}
            for held in offer.kept:
                for one in (held, *held.children):
                    one.kept_until = None
                deal.lines[held.listing] = Line(held.quantity, held)

    @rule(which=pick, shift=st.integers(-2, 3), more=st.integers(-2, 3), quantity=few)
    def borrower_asks_again(self, which: int, shift: int, more: int, quantity: int) -> None:
        """Another request instead of the offer."""
        deal = self.some_deal(which, {"countered"})
        if deal is None or deal.offer is None:
            self.lender_offers_something_else(which, which, which % 4, 1, 1)
            return
        first, last = self._other_days(deal, deal.offer.first, deal.offer.last, shift, more)
        wanted = {**(deal.offer.quantities if shift % 2 else deal.quantities)}
        listing = next(iter(wanted))
        wanted[listing] = min(quantity, wanted[listing])
        reasons = self._too_late(deal) | self.against_change(
            self._counter(deal), (deal.first, deal.last), (first, last)
        )
        if not self.calendar.fits(wanted, first, last, deal.offer.kept):
            reasons.add("units")

        def again() -> None:
            services.ask_again(self.borrower(deal), deal.id, AskedAgain(first, last, wanted), self.now)

        if self.do("ask_again", f"loan {deal.id}, {wanted} from {first} to {last}", again, reasons):
            self.end_offer(deal)
            deal.first, deal.last, deal.state = first, last, "requested"
            deal.expires = deadline(self.now, first, ANSWERED_WITHIN)
            deal.lines = {listing: Line(q) for listing, q in wanted.items()}

    def against_change(self, counter: Counter, old: tuple[date, date], new: tuple[date, date]) -> set[str]:
        """An end that stays is not judged again; a start that moves is, on its old and its new day."""
        reasons: set[str] = set()
        if new[0] != old[0]:
            reasons |= counter.against_notice(old[0], self.today) | counter.against_start(new[0], self.today)
        if new[1] != old[1]:
            reasons |= counter.against_end(new[1], self.today)
        if new[1] - new[0] > old[1] - old[0]:
            reasons |= counter.against_length(*new)
        return reasons

    @rule(which=pick)
    def lender_takes_the_offer_back(self, which: int) -> None:
        """The request waits again."""
        deal = self.some_deal(which, {"countered"})
        if deal is None:
            self.lender_offers_something_else(which, which, which % 4, 1, 1)
            return

        def withdraw() -> None:
            services.withdraw_proposal(self.lender(deal), deal.id, self.now)

        if self.do("withdraw_offer", f"loan {deal.id}", withdraw, self._too_late(deal)):
            self.end_offer(deal)
            deal.state, deal.expires = "requested", deadline(self.now, deal.first, ANSWERED_WITHIN)

    @rule(which=pick)
    def lender_refuses(self, which: int) -> None:
        """No, and why."""
        deal = self.some_deal(which, {"requested", "countered"})
        if deal is None:
            self.ask_something(which)
            return

        def refuse() -> None:
            services.refuse_loan(self.lender(deal), deal.id, "Il part en restauration.", self.now)

        if self.do("refuse", f"loan {deal.id}", refuse, set()):
            self.end(deal, "refused")

    @rule(which=pick, by_lender=st.booleans())
    def somebody_cancels(self, which: int, by_lender: bool) -> None:
        """The borrower before anything left; the lender once it was agreed."""
        states = {"approved", "signed"} if by_lender else TABLE["cancel"]
        deal = self.some_deal(which, states)
        if deal is None:
            self.ask_something(which)
            return
        actor = self.lender(deal) if by_lender else self.borrower(deal)

        def cancel() -> None:
            services.cancel_loan(actor, deal.id, "L'exposition est reportée.", self.now)

        if self.do("cancel", f"loan {deal.id}", cancel, set()):
            deal.dates = None
            self.end(deal, "cancelled")

    @rule()
    def requests_expire(self) -> None:
        """The job that ends what nobody answered."""
        self.do("expire", "job", lambda: services.expire_requests(self.now), set())
        for deal in self.deals.values():
            if deal.state in ("requested", "countered") and deal.expires <= self.now:
                self.end(deal, "expired")

    def open_dates(self, deal: Deal) -> int:
        """The product's name of the proposal about dates that waits."""
        found = select(Proposal.id).where(
            Proposal.loan_id == deal.id,
            Proposal.state == ProposalState.OPEN,
            Proposal.kind != ProposalKind.COUNTER,
        )
        return db.session.execute(found).scalar_one()
