"""A network ten times the demo: 100 institutions, 2,500 listings, 600 loans that hold days."""

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count

from app.core.actor import Actor, Role
from app.listings.domain.states import Visibility
from app.loans import services
from app.loans.domain.request import LineWanted, LoanRequest
from app.loans.domain.words import Alternative, Evidence
from tests.given.accounts import PLACES, a_person, an_institution
from tests.given.exhibitions import an_exhibition
from tests.given.listings import SPECS, a_listing

INSTITUTIONS, LISTINGS, LOANS = 100, 25, 600
"""How many; listings are for each institution."""

NAMES = {
    "video_projector": "Vidéoprojecteur",
    "screen": "Écran",
    "media_player": "Lecteur",
    "loudspeaker": "Enceinte",
    "led_spot": "Projecteur LED",
    "display_case": "Vitrine",
    "plinth": "Socle",
    "picture_wall": "Cimaise",
}
WORDS = ("hall", "auditorium", "salle rouge", "réserve", "atelier", "grand format", "portrait", "tactile", "4K")


@dataclass(frozen=True, slots=True)
class House:
    """An institution and who acts for it."""

    id: int
    technician: Actor
    team: Actor
    exhibition_id: int
    listing_ids: list[int]


def a_large_network(now: datetime) -> list[House]:
    """Everything through the verbs, so that what is measured is what people would meet."""
    chance = random.Random(1)
    houses = [_a_house(n, chance, now) for n in range(INSTITUTIONS)]
    made = sum(1 for _ in _loans(houses, chance, now))
    print(f"{INSTITUTIONS} institutions, {INSTITUTIONS * LISTINGS} listings, {made} loans", file=sys.stderr)
    return houses


def _a_house(number: int, chance: random.Random, now: datetime) -> House:
    place = list(PLACES)[number % len(PLACES)]
    id = an_institution(f"Musée mesuré {number}", city=place, now=now)
    technician, team = a_person(id, Role.TECHNICIAN, now=now), a_person(id, Role.EXHIBITIONS, now=now)
    categories = list(SPECS)
    listings = [
        a_listing(
            technician,
            id,
            categories[n % len(categories)],
            chance.randrange(1, 6),
            f"{NAMES[categories[n % len(categories)]]} {chance.choice(WORDS)} {n}",
            visibility=Visibility.PUBLIC,
            now=now,
        )
        for n in range(LISTINGS)
    ]
    return House(id, technician, team, an_exhibition(team, id, now), listings)


def _loans(houses: list[House], chance: random.Random, now: datetime) -> Iterator[int]:
    """Loans between two houses, one listing each, on working days of the coming year."""
    for number in count():
        if number == LOANS:
            return
        lender, borrower = chance.sample(houses, 2)
        first = _a_monday(now.date() + timedelta(days=14 + chance.randrange(120)))
        line = LineWanted(chance.choice(lender.listing_ids), 1)
        asked = LoanRequest(
            lines=(line,),
            exhibition_id=borrower.exhibition_id,
            first_day=first,
            last_day=first + timedelta(days=11),
            alternative=Alternative.NEW,
            evidence=Evidence.E2,
        )
        try:
            loan_id = services.request_loan(borrower.team, asked, "", now)
            services.accept_loan(lender.technician, loan_id, now)
        except Exception as refusal:
            print(f"left out: {refusal!r}", file=sys.stderr)
            continue
        yield loan_id


def _a_monday(day: date) -> date:
    return day + timedelta(days=(7 - day.weekday()) % 7)
