"""The small, crowded world that the model walks: two lenders, three borrowers, six listings, one a kit, two given."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.accounts.models import Site, SiteClosure
from app.core.actor import Actor, Role
from app.core.db import transaction
from app.listings.domain.states import Offer
from app.listings.models import Unit
from app.listings.services.kits import put_in_kit
from tests.given.accounts import a_person, an_institution
from tests.given.exhibitions import an_exhibition
from tests.given.listings import a_listing, a_site_of
from tests.model.recount import DAY, Counter, Span, Thing

HOLIDAYS = frozenset(
    date(2027, month, day)
    for month, day in ((1, 1), (3, 29), (5, 1), (5, 6), (5, 8), (5, 17), (7, 14), (8, 15), (11, 1), (11, 11))
)
"""Public holidays of 2027: Easter is on 28 March."""
STOCKTAKING = date(2027, 2, 2), date(2027, 2, 4)
"""The first lender is closed then."""


@dataclass(frozen=True)
class Show:
    """An exhibition and whoever borrows for it."""

    id: int
    house: int
    team: Actor


@dataclass(frozen=True)
class World:
    """Who there is, and what they lend."""

    technicians: dict[int, Actor]
    shows: tuple[Show, ...]
    things: dict[int, Thing]
    given: tuple[int, ...]
    units: dict[int, Span]

    def show(self, id: int) -> Show:
        """The exhibition of that id."""
        return next(show for show in self.shows if show.id == id)


def a_world(now: datetime) -> World:
    """Two lenders with other hours and rules, one of them borrows too; all in one town: no loan has a day of road."""
    town, port = (an_institution(name, city=city, now=now) for name, city in (("Ville", "Lyon"), ("Port", "Lyon")))
    people = {house: a_person(house, Role.TECHNICIAN, password=None, now=now) for house in (town, port)}
    counters = {town: _town(town), port: _port(port)}
    borrowers = [an_institution(f"Musée {name}", city="Nantes", now=now) for name in ("des Arts", "de la Mer")]
    shows = []
    for house in (*borrowers, borrowers[0], town):
        team = a_person(house, Role.EXHIBITIONS, password=None, now=now)
        shows.append(Show(an_exhibition(team, house, now, title=f"Exposition {len(shows)}"), house, team))
    things: dict[int, Thing] = {}

    def thing(
        house: int,
        category: str,
        quantity: int,
        turnaround: int,
        units: tuple[str, ...] = (),
        offer: Offer = Offer.LOAN,
    ) -> int:
        title = f"Annonce {len(things) + 1}"
        more: dict[str, Any] = {"turnaround_days": turnaround, "offer": offer}
        id = a_listing(people[house], house, category, quantity, title, units=units, now=now, **more)
        things[id] = Thing(id, house, counters[house], turnaround)
        return id

    screens = thing(town, "screen", 4, 1)
    thing(town, "video_projector", 3, 2, ("Rouge", "Vert", "Bleu"))
    players = thing(town, "media_player", 4, 0)
    kit = thing(town, "screen", 2, 1)
    given = thing(port, "plinth", 3, 0, offer=Offer.BOTH), thing(port, "display_case", 2, 1, offer=Offer.BOTH)
    for member, share in ((screens, 1), (players, 2)):
        put_in_kit(people[town], kit, member, share, now=now)
        things[kit].parts[member] = share
    return World(people, tuple(shows), things, given, units_of(things))


def units_of(listing_ids: Collection[int]) -> dict[int, Span]:
    """The physical objects, as they start."""
    with transaction() as session:
        rows = session.execute(select(Unit.id, Unit.listing_id).where(Unit.listing_id.in_(listing_ids)))
        return {row.id: Span(row.listing_id) for row in rows.all()}


def _town(house: int) -> Counter:
    """Open on weekdays, closed for three days in February, a day of notice, two weeks at most."""
    first, last = STOCKTAKING
    with transaction() as session:
        site = session.get_one(Site, a_site_of(house))
        site.lead_days, site.longest_days = 1, 14
        session.add(SiteClosure(site_id=site.id, first_day=first, last_day=last, reason="Récolement"))
    closed = {first + n * DAY for n in range((last - first).days + 1)}
    return Counter(frozenset(range(5)), HOLIDAYS | closed, lead=1, longest=14)


def _port(house: int) -> Counter:
    """Open every day but public holidays; what comes back in the morning may leave in the afternoon."""
    with transaction() as session:
        site = session.get_one(Site, a_site_of(house))
        site.open_weekdays, site.has_same_day = list(range(1, 8)), True
    return Counter(frozenset(range(7)), HOLIDAYS, same_day=True)
