"""Two museums and what they offer, for the tests of reading."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.core.actor import Actor, Role
from app.core.db import transaction
from app.listings.services.holds import Wanted, ask, promise
from tests.given.accounts import a_person, an_institution
from tests.given.listings import a_listing


@dataclass(frozen=True)
class Museum:
    """An institution, its technician who may also request, and a shorthand for its listings."""

    id: int
    people: Actor

    def offers(
        self, category: str = "screen", quantity: int = 2, title: str = "Écran Samsung QM55", **more: Any
    ) -> int:
        """A published listing of this museum, for all to see unless told otherwise."""
        return a_listing(self.people, self.id, category, quantity, title, **{"visibility": "public", **more})


def a_museum(city: str = "Lyon", email: str = "", now: datetime | None = None, **more: Any) -> Museum:
    """A verified museum with one person of every working role."""
    id = an_institution(f"Musée de {city}", city=city, now=now, **more)
    return Museum(id, a_person(id, Role.TECHNICIAN, Role.EXHIBITIONS, email=email, now=now))


def taken(listing_id: int, quantity: int, first: date, last: date, by: int, now: datetime) -> int:
    """Units promised to institution *by* over both days."""
    with transaction():
        hold = ask(Wanted(listing_id, quantity, first, last, by), now)
        promise([hold], now.date(), now)
    return hold


def asked_for(listing_id: int, quantity: int, first: date, last: date, by: int, now: datetime) -> int:
    """A request that nobody answered yet."""
    with transaction():
        return ask(Wanted(listing_id, quantity, first, last, by), now)
