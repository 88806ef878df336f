"""Rules of what is agreed: signatures, hand-over and return in parts, other dates, late, swapped, never collected."""

import copy
from collections.abc import Collection
from datetime import date

from hypothesis import strategies as st
from hypothesis.stateful import rule

from app.listings.domain.states import Condition
from app.loans import services
from app.loans.domain.papers.kinds import PaperKind, Signer
from app.loans.domain.papers.signing import Signing
from app.loans.domain.request import UnitReport
from tests.given.papers import seal_of
from tests.model.asking import Asking
from tests.model.base import pick
from tests.model.book import ANSWERED_WITHIN, TABLE, Deal, Line, OtherDates, deadline
from tests.model.recount import DAY, Held

HERE = {"approved", "signed", "out"}


class Living(Asking):
    """What happens to a loan once both agreed."""

    def ask_something(self, which: int) -> None:
        """Where much has been agreed to, some of it leaves."""
        agreed = sum(deal.state in ("approved", "signed") for deal in self.deals.values())
        if which % 3 == 1 and agreed > 1:
            self.lender_hands_over(which, which, 4, 1)
            return
        super().ask_something(which)

    @rule(which=pick)
    def both_sign(self, which: int) -> None:
        """The agreement, one side after the other."""
        deal = self.some_deal(which, {"approved"})
        if deal is None:
            self.ask_something(which)
            return

        def sign() -> None:
            for side, actor in ((Signer.LENDER, self.lender(deal)), (Signer.BORROWER, self.borrower(deal))):
                said = Signing(side, "Ada Ndiaye", "Régisseuse", True, seal_of(deal.id))
                services.sign_paper(actor, deal.id, PaperKind.AGREEMENT, said, self.now)

        if self.do("sign", f"loan {deal.id}", sign, set()):
            deal.state = "signed"

    @rule(which=pick, turn=pick, count=st.integers(1, 4), careless=pick)
    def lender_hands_over(self, which: int, turn: int, count: int, careless: int) -> None:
        """Some of what was agreed, or all of it, by name."""
        deal = self.some_deal(which, TABLE["hand_over"], pools=True)
        if deal is None:
            self.ask_something(which)
            return
        pools = deal.pools if self.today >= deal.first else deal.pools[:1]
        chosen = {held.listing: self._units(held, turn, count, careless % 5 == 0) for held in pools}
        reasons = {"move"} if self.today > deal.last else set()
        for held in pools:
            reasons |= self._against_leaving(held, chosen[held.listing], deal.lines[held.listing].ever)
        reports = [UnitReport(unit, Condition.GOOD) for units in chosen.values() for unit in units]
        said = f"loan {deal.id}, units {[report.unit_id for report in reports]}"

        def leave() -> None:
            services.hand_over(self.lender(deal), deal.id, reports, self.now)

        if self.do("hand_over", said, leave, reasons):
            deal.state = "out"
            for listing, units in chosen.items():
                self._leave(deal.lines[listing], units)

    def _units(self, held: Held, turn: int, count: int, careless: bool) -> list[int]:
        """*count* units at most, mostly free ones."""
        of_it = [id for id, unit in self.world.units.items() if unit.listing == held.listing]
        turned = of_it[turn % len(of_it) :] + of_it[: turn % len(of_it)]
        first = min(held.first, self.today)
        free = [unit for unit in turned if self.calendar.is_unit_free(unit, first, held.last, [held])]
        return (turned if careless or not free else free)[: min(count, held.quantity)]

    def _against_leaving(self, held: Held, units: list[int], ever: Collection[int]) -> set[str]:
        first = min(held.first, self.today)
        is_free = all(
            unit not in ever and self.calendar.is_unit_free(unit, first, held.last, [held]) for unit in units
        )
        if is_free and self.today < held.first:
            is_free = self.calendar.fits({held.listing: len(units)}, self.today, held.first - DAY, [held])
        return set() if is_free else {"units"}

    def _leave(self, line: Line, units: list[int]) -> None:
        held = line.pool
        assert held is not None
        for unit in units:
            line.ever.add(unit)
            left = Held(held.listing, 1, min(held.first, self.today), held.last, unit, out=True)
            line.out[unit] = self.calendar.add(left)
        self.calendar.shrink(held, len(units))
        if held.quantity == 0:
            line.pool = None

    @rule(which=pick, turn=pick, count=st.integers(1, 4), damaged=pick)
    def units_come_back(self, which: int, turn: int, count: int, damaged: int) -> None:
        """All that is out, or some; now and then one is broken."""
        deal = self.some_deal(which, {"out"})
        if deal is None:
            self.ask_something(which)
            return
        away = list(deal.out)
        chosen = (away[turn % len(away) :] + away[: turn % len(away)])[:count]
        broken = set(chosen[:1]) if damaged % 6 == 0 else set()
        reports = [UnitReport(unit, Condition.TO_REPAIR if unit in broken else Condition.GOOD) for unit in chosen]

        def back() -> None:
            services.take_back(self.lender(deal), deal.id, reports, self.now)

        if self.do("take_back", f"loan {deal.id}, units {chosen}, broken {sorted(broken)}", back, set()):
            for unit in chosen:
                self._come_back(deal, unit, fit=unit not in broken)
            if not deal.out:
                self.end(deal, "returned")

    def _come_back(self, deal: Deal, unit: int, *, fit: bool) -> None:
        span = self.world.units[unit]
        self.calendar.give_back(deal.lines[span.listing].out.pop(unit), fit=fit)
        if not fit:
            since = max(self.today, span.since or self.today)
            span.until, span.damaged = min(since, span.until or since), True

    @rule(which=pick)
    def lender_closes(self, which: int) -> None:
        """The return is inspected."""
        deal = self.some_deal(which, {"returned"})
        if deal is None:
            self.ask_something(which)
            return
        if self.do(
            "close", f"loan {deal.id}", lambda: services.close_loan(self.lender(deal), deal.id, self.now), set()
        ):
            deal.state = "closed"

    @rule(which=pick, by_lender=st.booleans(), start=st.integers(-3, 3), end=st.integers(-5, 7))
    def somebody_proposes_dates(self, which: int, by_lender: bool, start: int, end: int) -> None:
        """Longer, shorter, earlier, later; what the borrower gives back is given at once."""
        deal = self.some_deal(which, HERE)
        if deal is None:
            self.ask_something(which)
            return
        shift = start if deal.state != "out" or start == 3 else 0
        first = deal.first + shift * DAY
        last = max(first, deal.last + end * DAY)
        inside = deal.first <= first and last <= deal.last
        reasons = self._against_proposing(deal, first, last)
        actor = self.lender(deal) if by_lender else self.borrower(deal)

        def propose() -> bool:
            return services.propose_dates(actor, deal.id, first, last, "", self.now)

        said = f"loan {deal.id} by {'lender' if by_lender else 'borrower'}, from {first} to {last}"
        if self.do("propose_dates", said, lambda: (propose(),), reasons) is None:
            return
        if inside and not by_lender:
            self._take_dates(deal, first, last)
        else:
            until = deal.first if deal.state != "out" else max(deal.last, self.today)
            expires = deadline(self.now, until, ANSWERED_WITHIN)
            deal.dates = OtherDates(self.open_dates(deal), by_lender, first, last, expires)

    def _against_proposing(self, deal: Deal, first: date, last: date) -> set[str]:
        reasons = {"ProposalWaiting"} if deal.dates is not None else set()
        if (first, last) == (deal.first, deal.last):
            return reasons | {"SameDates"}
        if deal.state == "out" and first != deal.first:
            return reasons | {"StartIsPast"}
        return reasons | self._against_dates(deal, first, last)

    def _against_dates(self, deal: Deal, first: date, last: date) -> set[str]:
        """The rules for each end that moves, and room for whatever needs days it did not have."""
        rows, reasons = [*deal.pools, *deal.out.values()], set()
        for held in rows:
            thing, begin = self.world.things[held.listing], held.first if held.out else first
            reasons |= self.against_change(thing.counter, (held.first, held.last), (begin, last))
            had = self.calendar.needed(held.listing, held.first, held.last)
            if begin <= last and not set(self.calendar.needed(held.listing, begin, last)) <= set(had):
                since = min(max(begin, self.today), last)
                reasons |= set() if self._has_room(held, rows, since, last) else {"units"}
        return reasons

    def _has_room(self, held: Held, rows: list[Held], first: date, last: date) -> bool:
        """For all of the loan that takes of the same things, each unit by its name."""
        together = [one for one in rows if self._pools(one) & self._pools(held)]
        wanted: dict[int, int] = {}
        for one in together:
            wanted[one.listing] = wanted.get(one.listing, 0) + one.quantity
        if not self.calendar.fits(wanted, first, last, rows):
            return False
        for one in together:
            thing, days = self.world.things[one.listing], self.calendar.needed(one.listing, first, last)
            days += thing.counter.rest_after(days[-1], thing.turnaround)
            if one.unit is not None and self.calendar.is_unit_taken(one.unit, days, rows):
                return False
        return True

    def _pools(self, held: Held) -> set[int]:
        return {held.listing, *self.world.things[held.listing].parts}

    def _take_dates(self, deal: Deal, first: date, last: date) -> None:
        for held in deal.pools:
            self.calendar.move(held, first, last)
        for held in deal.out.values():
            self.calendar.move(held, held.first, last)
        deal.first, deal.last, deal.expected, deal.dates = first, last, None, None
        deal.state = "approved" if deal.state == "signed" else deal.state

    @rule(which=pick)
    def other_side_agrees(self, which: int) -> None:
        """To the dates proposed, counted again."""
        deal = self.some_deal(which, HERE, dates=True)
        if deal is None or deal.dates is None:
            self.somebody_proposes_dates(which, which % 2 == 0, which % 3 - 1, which % 6 + 1)
            return
        asked = deal.dates
        reasons = self._against_dates(deal, asked.first, asked.last)
        reasons |= {"move"} if asked.expires <= self.now else set()
        actor = self.borrower(deal) if asked.by_lender else self.lender(deal)

        def accept() -> None:
            services.accept_dates(actor, deal.id, asked.id, self.now)

        if self.do("accept_dates", f"loan {deal.id}, from {asked.first} to {asked.last}", accept, reasons):
            self._take_dates(deal, asked.first, asked.last)

    @rule(which=pick, declines=st.booleans())
    def dates_stay(self, which: int, declines: bool) -> None:
        """The other side says no, or whoever proposed thinks better of it."""
        deal = self.some_deal(which, HERE, dates=True)
        if deal is None or deal.dates is None:
            self.ask_something(which)
            return
        asked = deal.dates
        actor = self.lender(deal) if asked.by_lender is not declines else self.borrower(deal)

        def stay() -> None:
            if declines:
                services.decline_dates(actor, deal.id, asked.id, "", self.now)
            else:
                services.withdraw_dates(actor, deal.id, asked.id, self.now)

        verb = "decline_dates" if declines else "withdraw_dates"
        if self.do(verb, f"loan {deal.id}", stay, {"move"} if asked.expires <= self.now else set()):
            deal.dates = None

    @rule()
    def dates_expire(self) -> None:
        """The job that ends proposals nobody answered."""
        self.do("expire_dates", "job", lambda: services.expire_dates(self.now), set())
        for deal in self.deals.values():
            if deal.dates is not None and deal.dates.expires <= self.now:
                deal.dates = None

    @rule(which=pick, days=st.integers(-1, 6))
    def late_units_are_expected(self, which: int, days: int) -> None:
        """The lender knows when what is late will be back."""
        late = [deal for deal in self.deals.values() if deal.state == "out" and deal.last_day < self.today]
        deal = late[which % len(late)] if late else self.some_deal(which, {"out"})
        if deal is None:
            self.ask_something(which)
            return
        if not late and which % 4:
            self.pass_time(3)
            return
        day = self.today + days * DAY
        reasons = {"NotLate"} if deal.last_day >= self.today else set()
        reasons |= {"rule"} if day < self.today else set()

        def expect() -> None:
            services.set_new_expected_return(self.lender(deal), deal.id, day, self.now)

        if self.do("expect", f"loan {deal.id} on {day}", expect, reasons):
            deal.expected = day
            for held in deal.out.values():
                self.calendar.move(held, held.first, day)

    @rule(which=pick, old=pick, new=pick, damaged=pick)
    def lender_swaps_a_unit(self, which: int, old: int, new: int, damaged: int) -> None:
        """One comes back, another of the same listing leaves."""
        deal = self.some_deal(which, {"out"})
        if deal is None:
            self.ask_something(which)
            return
        back = list(deal.out)[old % len(deal.out)]
        listing, fit = self.world.units[back].listing, damaged % 4 > 0
        of_it = [id for id, unit in self.world.units.items() if unit.listing == listing]
        instead, line, last = of_it[new % len(of_it)], deal.lines[listing], deal.last_day
        before = copy.copy(self.calendar.holds), copy.copy(self.world.units[back]), line.out[back]
        reasons = {"move"} if self.today > last else set()
        reasons |= {"KitNotSwapped"} if self.world.things[listing].parts else set()
        self._come_back(deal, back, fit=fit)
        if not reasons and not self._may_replace(line, instead, last):
            reasons.add("units")
        reports = (
            UnitReport(back, Condition.GOOD if fit else Condition.TO_REPAIR),
            UnitReport(instead, Condition.GOOD),
        )

        def swap() -> None:
            services.swap_unit(self.lender(deal), deal.id, *reports, self.now)

        if self.do("swap", f"loan {deal.id}, {back} by {instead}{'' if fit else ', broken'}", swap, reasons):
            line.ever.add(instead)
            line.out[instead] = self.calendar.add(Held(listing, 1, self.today, last, instead, out=True))
        else:
            self.calendar.holds, self.world.units[back], line.out[back] = before

    def _may_replace(self, line: Line, unit: int, last: date) -> bool:
        listing = self.world.units[unit].listing
        is_new = unit not in line.ever
        is_free = self.calendar.is_unit_free(unit, self.today, last)
        return is_new and is_free and self.calendar.fits({listing: 1}, self.today, last)

    @rule(which=pick)
    def lender_says_nobody_came(self, which: int) -> None:
        """After the first day."""
        deal = self.some_deal(which, TABLE["no_show"])
        if deal is None:
            self.ask_something(which)
            return
        if self.today <= deal.first and which % 4:
            self.pass_time(2)
            return
        reasons = set() if self.today > deal.first else {"move"}

        def miss() -> None:
            services.mark_no_show(self.lender(deal), deal.id, self.now)

        if self.do("no_show", f"loan {deal.id}", miss, reasons):
            self.end(deal, "no_show")

    @rule()
    def nobody_came(self) -> None:
        """The job that ends what was never collected."""
        self.do("record_no_shows", "job", lambda: services.record_no_shows(self.now), set())
        for deal in self.deals.values():
            if deal.state in TABLE["no_show"] and deal.last < self.today:
                self.end(deal, "no_show")
