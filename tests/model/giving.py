"""Rules of gifts: asked for, kept for whoever will have them, given up, given away for good."""

import copy

from hypothesis import strategies as st
from hypothesis.stateful import rule

from app.core.actor import Actor
from app.loans.domain.gifts.asking import Approval, GiftWanted, GivenUnit
from app.loans.domain.gifts.words import GiftCase, GiverKind, RecipientKind
from app.loans.domain.papers.kinds import Signer
from app.loans.domain.papers.signing import Signing
from app.loans.queries.gifts.deed_page import deed_page
from app.loans.services import gifts as services
from tests.model.base import few, pick
from tests.model.book import GIFT_ANSWERED_WITHIN, Present
from tests.model.living import Living
from tests.model.recount import DAY, Held

KEPT = ("approved", "signed")


class Giving(Living):
    """What leaves a house for good. One unit of each listing always stays: an empty one would leave the catalogue."""

    @rule(who=pick, what=pick, quantity=few)
    def somebody_would_have(self, who: int, what: int, quantity: int) -> None:
        """A request: it takes nothing."""
        show = self.world.shows[who % len(self.world.shows)]
        offered = [self.world.things[id] for id in self.world.given if self.world.things[id].lender != show.house]
        thing = offered[what % len(offered)]
        of_it = [span for span in self.world.units.values() if span.listing == thing.id]
        left = sum(span.until is None or span.until > self.today for span in of_it)
        open_ones = {(one.listing, one.recipient) for one in self.gifts.values() if one.is_open}
        reasons = {"AskedAlready"} if (thing.id, show.house) in open_ones else set()
        reasons |= set() if quantity <= left else {"TooFewToGive"}
        wanted = GiftWanted(thing.id, quantity, "Pour nos expositions", recipient_id=show.house)
        said = f"show {show.id} would have {quantity} of {thing.id}"
        id = self.do("ask_gift", said, lambda: services.request_gift(show.team, wanted, self.now), reasons)
        if id is not None:
            self.gifts[id] = Present(id, thing.id, show.id, show.house, quantity, self.now + GIFT_ANSWERED_WITHIN)

    @rule(which=pick, turn=pick, careless=pick)
    def giver_keeps_units_for_them(self, which: int, turn: int, careless: int) -> None:
        """These very units, if nobody counts on them."""
        gift = self._some_gift(which, ("requested",))
        chosen = self._chosen(gift, turn, careless % 4 == 0) if gift else []
        if gift is None or not chosen:
            self.ask_something(which)
            return
        reasons = self._against_keeping(gift.listing, chosen) | ({"GiftExpired"} if gift.ends <= self.now else set())
        said = Approval(
            GiverKind.LOCAL,
            RecipientKind.CULTURE_NON_PROFIT,
            tuple(GivenUnit(unit, 12_000) for unit in chosen),
            case=GiftCase.SCENOGRAPHY,
            decision="Délibération 2027-12",
            is_product=True,
            valuation="prix du neuf, 6 ans sur 10",
        )

        def approve() -> None:
            services.approve_gift(self._giver(gift), gift.id, said, self.now)

        if self.do("approve_gift", f"gift {gift.id}, units {chosen}", approve, reasons):
            gift.state = "approved"
            far = self.today + 3659 * DAY
            for unit in chosen:
                gift.kept[unit] = self.calendar.add(Held(gift.listing, 1, self.today, far, unit, rests=False))

    @rule(which=pick, giver=st.booleans())
    def a_gift_is_given_up(self, which: int, giver: bool) -> None:
        """Before it changes hands, by either side; a request by whoever made it. Or nobody answers in time."""
        gift = self._some_gift(which, ("requested", *KEPT))
        if which % 5 == 0:
            self._gifts_expire()
            return
        if gift is None:
            self.ask_something(which)
            return
        actor = self._giver(gift) if giver else self.world.show(gift.show).team
        reasons = {"GiftMoveNotAllowed"} if giver and gift.state == "requested" else set()
        verb = f"gift {gift.id} by {'giver' if giver else 'recipient'}"
        if self.do("cancel_gift", verb, lambda: services.cancel_gift(actor, gift.id, self.now), reasons):
            self._let_gift_go(gift, "cancelled")

    @rule(which=pick)
    def a_gift_changes_hands(self, which: int) -> None:
        """Both sign its deed; the units are another's from that day on."""
        gift = self._some_gift(which, KEPT)
        if gift is None:
            self.ask_something(which)
            return
        giver, team = self._giver(gift), self.world.show(gift.show).team

        def hand_over() -> None:
            for side, actor in ((Signer.GIVER, giver), (Signer.RECIPIENT, team)) if gift.state == "approved" else ():
                seal = deed_page(actor, gift.id, "fr").sha256
                services.sign_deed(actor, gift.id, Signing(side, "Ada Ndiaye", "Régisseuse", True, seal), self.now)
            services.hand_over_gift(giver, gift.id, self.now)

        if self.do("hand_over_gift", f"gift {gift.id}, units {list(gift.kept)}", hand_over, set()):
            for unit in gift.kept:
                span = self.world.units[unit]
                span.until = max(self.today, span.since or self.today)
            self._let_gift_go(gift, "transferred")

    def _gifts_expire(self) -> None:
        self.do("expire_gifts", "job", lambda: services.expire_gifts(self.now), set())
        for gift in self.gifts.values():
            if gift.state == "requested" and gift.ends <= self.now:
                gift.state = "expired"

    def _some_gift(self, which: int, states: tuple[str, ...]) -> Present | None:
        found = [gift for gift in self.gifts.values() if gift.state in states]
        return found[which % len(found)] if found else None

    def _giver(self, gift: Present) -> Actor:
        return self.world.technicians[self.world.things[gift.listing].lender]

    def _chosen(self, gift: Present, turn: int, careless: bool) -> list[int]:
        """As many as were asked for, mostly those that serve; one that serves stays."""
        of_it = [id for id, span in self.world.units.items() if span.listing == gift.listing]
        turned = of_it[turn % len(of_it) :] + of_it[: turn % len(of_it)]
        serving = [
            id for id in turned if self.world.units[id].until is None and self.world.units[id].serves(self.today)
        ]
        given = {unit for one in self.gifts.values() for unit in one.kept if one.state in KEPT}
        most = len([id for id in serving if id not in given]) - 1
        return (turned if careless else serving)[: max(0, min(gift.quantity, most))]

    def _against_keeping(self, listing: int, chosen: list[int]) -> set[str]:
        """Out of service, somebody's by name, or counted on by somebody."""
        spans = {unit: self.world.units[unit] for unit in chosen}
        gone = any(span.until is not None and span.until <= self.today for span in spans.values())
        named = any(one.unit in spans and (one.out or one.last >= self.today) for one in self.calendar.holds)
        for unit, span in spans.items():
            self.world.units[unit] = copy.copy(span)
            self.world.units[unit].until = self.today
        breaks = self.calendar.breaks_promises(listing)
        self.world.units.update(spans)
        return {"units"} if gone or named or breaks else set()

    def _let_gift_go(self, gift: Present, state: str) -> None:
        for held in gift.kept.values():
            self.calendar.drop(held)
        gift.state = state
