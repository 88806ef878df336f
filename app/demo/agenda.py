"""One listing whose calendar shows everything: loans, a request, rests, a closure, a block, first and last days."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from app.accounts import services as accounts
from app.core.actor import SYSTEM, Role
from app.core.clock import local_day
from app.core.db import transaction
from app.demo.days import ONE_DAY, open_from
from app.demo.network import House
from app.demo.shows import Show
from app.listings.domain.availability.holds import HoldKind
from app.listings.domain.categories import category, read_specs
from app.listings.domain.handling import Vehicle
from app.listings.domain.open_days import OpenDays
from app.listings.domain.sheet import ListingFields
from app.listings.domain.states import Condition, Visibility
from app.listings.queries.pools import pools
from app.listings.services import create_listing
from app.listings.services.holds import Wanted, block
from app.loans import services as loans
from app.loans.domain.request import LineWanted, LoanRequest
from app.loans.domain.words import Alternative, Evidence, TransportMode

QUANTITY = 3
SPECS = {"diagonal": "65", "orientation": "landscape", "height": "95"}
MESSAGE = "Bonjour, cette borne conviendrait à notre parcours. Nous venons la chercher et la rapportons."
ANSWER = "C'est entendu, tout sera prêt et contrôlé."
ACCEPTED = ((8, 20, 2), (28, 40, 1))
"""First and last day from today, and how many."""
REQUESTED = (36, 54, 1)
BLOCKED, CLOSED, FIRST, LAST = (60, 68, 2), (23, 25), -40, 150


def fill_agenda(house: House, shows: Sequence[Show], photo_ids: list[int], now: datetime) -> int:
    """Offer the kiosk and let its calendar fill; the listing's id."""
    today = local_day(now)
    first, last = CLOSED
    closed = (today + first * ONE_DAY, today + last * ONE_DAY)
    accounts.add_closure(SYSTEM, house.site_ids[0], *closed, "Inventaire annuel", now - 90 * ONE_DAY)
    listing_id = _kiosk(house, photo_ids, today, now - 60 * ONE_DAY)
    sites = pools([listing_id], today)[listing_id].open_days
    asking = [show for show in shows if show.house is not house and show.closes_on > today]
    for number, (start, end, quantity) in enumerate((*ACCEPTED, REQUESTED)):
        show = asking[number % len(asking)]
        asked = _request(listing_id, quantity, show, (today + start * ONE_DAY, today + end * ONE_DAY), sites)
        asked_at = now - timedelta(days=3 - number, hours=2)
        loan_id = loans.request_loan(show.house.actor(Role.EXHIBITIONS), asked, "", asked_at)
        if number < len(ACCEPTED):
            loans.accept_loan(house.actor(Role.TECHNICIAN), loan_id, asked_at + timedelta(hours=1), answer=ANSWER)
    start, end, quantity = BLOCKED
    days = (today + start * ONE_DAY, today + end * ONE_DAY)
    with transaction():
        block(Wanted(listing_id, quantity, *days, kind=HoldKind.BLOCKOUT, note="Journées du musée"), today, now)
    return listing_id


def _kiosk(house: House, photo_ids: list[int], today: date, created: datetime) -> int:
    of = category("interactive_kiosk")
    fields = ListingFields(
        site_id=house.site_ids[0],
        category=of.id,
        title="Borne interactive 65 pouces sur pied",
        description="Hauteur pensée pour un fauteuil.\n\nObjet imaginé pour la démonstration.",
        specs=read_specs(of, SPECS).values,
        condition=Condition.GOOD,
        mass_kg=Decimal(62),
        height_cm=Decimal(95),
        visibility=Visibility.PUBLIC,
        collection_item=False,
        available_from=today + FIRST * ONE_DAY,
        available_until=today + LAST * ONE_DAY,
        turnaround_days=3,
        vehicle=Vehicle.TRUCK,
        carriers=2,
        needs_dock=True,
        needs_lift=True,
        mass_confirmed=True,
    )
    actor = house.actor(Role.TECHNICIAN)
    return create_listing(
        actor, house.id, fields, quantity=QUANTITY, photo_ids=photo_ids, then_publish=True, now=created
    )


def _request(listing_id: int, quantity: int, show: Show, days: tuple[date, date], site: OpenDays) -> LoanRequest:
    first, last = (open_from(day, (site,)) for day in days)
    return LoanRequest(
        lines=(LineWanted(listing_id, quantity),),
        exhibition_id=show.id,
        first_day=first,
        last_day=last,
        transport=TransportMode.SHARED_FREIGHT,
        message=MESSAGE,
        alternative=Alternative.NEW,
        evidence=Evidence.E2,
    )
