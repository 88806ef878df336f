"""Gifts for tests, made by the verbs themselves: asked, approved, signed, handed over."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.core.actor import Actor, Role
from app.core.db import db
from app.listings.domain.states import Offer
from app.loans.domain.gifts.asking import Approval, GiftWanted, GivenUnit
from app.loans.domain.gifts.life import GiftState
from app.loans.domain.gifts.words import GiftCase, GiverKind, RecipientKind
from app.loans.domain.papers.kinds import Signer
from app.loans.domain.papers.signing import Signing
from app.loans.queries.gifts.deed_page import deed_page
from app.loans.services import gifts as services
from tests.conftest import NOW
from tests.given.accounts import a_person, an_institution
from tests.given.listings import a_listing, unit_ids


@dataclass(frozen=True, slots=True)
class Houses:
    """A town museum that gives plinths, and an art centre that would have them."""

    giver_id: int
    technician: Actor
    listing_id: int
    recipient_id: int
    team: Actor

    @property
    def units(self) -> list[int]:
        """The physical objects."""
        return unit_ids(self.listing_id)


def two_houses(quantity: int = 3, now: datetime = NOW, **listing: Any) -> Houses:
    """Somebody who gives and somebody who asks."""
    giver_id = an_institution("Musée donateur", now=now)
    recipient_id = an_institution("Centre d'art receveur", city="Lille", now=now)
    technician, team = (
        a_person(giver_id, Role.TECHNICIAN, now=now),
        a_person(recipient_id, Role.TECHNICIAN, Role.EXHIBITIONS, now=now),
    )
    typed: dict[str, Any] = {"category": "plinth", "title": "Socle blanc", "offer": Offer.BOTH, **listing}
    listing_id = a_listing(technician, giver_id, quantity=quantity, now=now, **typed)
    return Houses(giver_id, technician, listing_id, recipient_id, team)


def a_gift_request(houses: Houses, quantity: int = 1, now: datetime = NOW, **said: Any) -> int:
    """The art centre asks; the gift's id."""
    wanted = GiftWanted(houses.listing_id, quantity, "Pour nos expositions", recipient_id=houses.recipient_id)
    return services.request_gift(houses.team, replace(wanted, **said), now)


def an_answer(houses: Houses, quantity: int = 1, **said: Any) -> Approval:
    """What the museum says: a town's, scenography, EUR 120 each."""
    units = tuple(GivenUnit(unit_id, 12_000) for unit_id in houses.units[:quantity])
    usual: dict[str, Any] = {
        "case": GiftCase.SCENOGRAPHY,
        "decision": "Délibération 2027-12 du 3 mars 2027",
        "is_product": True,
        "valuation": "prix du neuf, 6 ans sur 10",
    }
    return Approval(GiverKind.LOCAL, RecipientKind.CULTURE_NON_PROFIT, units, **(usual | said))


def sign_both(houses: Houses, gift_id: int, now: datetime = NOW) -> None:
    """Both sides sign the deed as it stands."""
    for side, actor in ((Signer.GIVER, houses.technician), (Signer.RECIPIENT, houses.team)):
        page = deed_page(actor, gift_id, "fr")
        services.sign_deed(actor, gift_id, Signing(side, "Claude Martin", "Régie", True, page.sha256), now)
        db.session.rollback()


def a_gift(
    houses: Houses | None = None, state: GiftState = GiftState.TRANSFERRED, quantity: int = 1, now: datetime = NOW
) -> int:
    """A gift that lived until *state* by its verbs; its id."""
    houses = houses or two_houses(now=now)
    gift_id = a_gift_request(houses, quantity, now)
    if state is GiftState.REQUESTED:
        return gift_id
    services.approve_gift(houses.technician, gift_id, an_answer(houses, quantity), now)
    if state is GiftState.APPROVED:
        return gift_id
    sign_both(houses, gift_id, now)
    if state is GiftState.TRANSFERRED:
        services.hand_over_gift(houses.technician, gift_id, now)
    return gift_id
