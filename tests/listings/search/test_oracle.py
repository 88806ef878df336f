"""The index answers as the oracle does, whatever is asked."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from flask import Flask

from app.core.actor import ANONYMOUS
from app.core.db import transaction
from app.core.gazetteer import find_place
from app.listings.domain.states import Condition, Offer
from app.listings.models import KitMember
from app.listings.queries.search import Criteria, Sort
from app.listings.queries.search.criteria import SpecWanted
from app.listings.queries.search.finder import Found
from app.listings.queries.search.index import IndexFinder
from app.listings.queries.search.shifted import shifted
from tests.listings.reading.museums import Museum, a_museum, asked_for, taken
from tests.listings.search.oracle import Oracle

TITLES = {
    "screen": "Écran Samsung QM55",
    "plinth": "Socle blanc",
    "display_case": "Vitrine haute",
    "video_projector": "Projecteur 4K écran",
}
SPECS = {
    "screen": [SpecWanted("diagonal", Decimal(50), Decimal(60)), SpecWanted("resolution", options=frozenset({"UHD-4K"}))],
    "plinth": [SpecWanted("width", high=Decimal(40)), SpecWanted("height", Decimal("100.5"))],
    "video_projector": [SpecWanted("luminous_flux", Decimal(5000)), SpecWanted("unknown", Decimal(1))],
}  # fmt: skip


def a_network(chance: random.Random, now: datetime) -> list[Museum]:
    museums = [a_museum(city) for city in ("Lyon", "Lille", "Marseille")]
    made = []
    for number in range(30):
        category = chance.choice(list(TITLES))
        made.append(
            chance.choice(museums).offers(
                category, chance.randint(1, 4), f"{TITLES[category]} {number}", turnaround_days=chance.choice((0, 0, 2)),
                condition=chance.choice(list(Condition)), offer=chance.choice(list(Offer)),
                visibility=chance.choice(("public", "public", "network", "institution")),
                available_from=chance.choice((None, None, date(2027, 2, 10))),
                available_until=chance.choice((None, None, date(2027, 5, 10))),
                now=now - timedelta(hours=chance.randrange(9)),
                specs={"diagonal": "65"} if category == "screen" and number % 2 else None,
            )
        )  # fmt: skip
    for listing_id in made:
        if chance.random() < 0.6:
            first = date(2027, 1, 20) + timedelta(days=chance.randrange(60))
            hold = taken if chance.random() < 0.8 else asked_for
            hold(listing_id, 1, first, first + timedelta(days=chance.randrange(20)), museums[1].id, now)
    with transaction() as session:
        session.add(KitMember(kit_id=made[0], member_id=made[5], quantity=2))
        session.add(KitMember(kit_id=made[1], member_id=made[6], quantity=1))
    return museums


def asked(chance: random.Random) -> Criteria:
    category = chance.choice((None, None, *TITLES))
    first = date(2027, 1, 15) + timedelta(days=chance.randrange(90))
    has_days = chance.random() < 0.6
    return Criteria(
        text=chance.choice(("", "", "écran", "ecrans 4k", "samsnug", "socle blanc", "vitrines", "introuvable")),
        category=category,
        family=None if category else chance.choice((None, None, "screens", "Écrans")),
        specs=tuple(one for one in SPECS.get(category or "", ()) if chance.random() < 0.5),
        place=chance.choice((None, find_place("Lyon")[0])),
        radius_km=chance.choice((None, 50, 200)),
        region=chance.choice((None, None, "84")),
        department=chance.choice((None, None, None, "69")),
        first_day=first if has_days else None,
        last_day=first + timedelta(days=chance.randrange(25)) if has_days else None,
        quantity=chance.choice((1, 1, 2, 3)),
        condition=chance.choice((None, None, Condition.GOOD)),
        offer=chance.choice((None, None, Offer.LOAN, Offer.GIFT)),
        easy_to_move=chance.random() < 0.1,
        sort=chance.choice((None, *Sort)),
        page=chance.choice((1, 1, 2)),
    )


def said(found: Found) -> Found:
    """Without what the oracle leaves out, and without zeros."""
    return replace(
        found,
        hits=tuple(replace(hit, distance_km=hit.distance_km and round(hit.distance_km, 6)) for hit in found.hits),
        categories={key: count for key, count in found.categories.items() if count},
        regions={key: count for key, count in found.regions.items() if count},
        departments={key: count for key, count in found.departments.items() if count},
        conditions={key: count for key, count in found.conditions.items() if count},
        offers={key: count for key, count in found.offers.items() if count},
        spec_options={},
        spec_spreads={},
    )


def test_the_index_answers_as_the_oracle_does(app: Flask, now: datetime) -> None:
    chance = random.Random(11)
    museums = a_network(chance, now)
    readers = [ANONYMOUS, museums[0].people, museums[2].people]
    found = 0
    for turn in range(40):
        criteria, reader = asked(chance), chance.choice(readers)
        told, wanted = IndexFinder().find(reader, criteria, now, 6), Oracle().find(reader, criteria, now, 6)
        assert said(told) == said(wanted), (turn, criteria)
        found += bool(told.total)
        assert IndexFinder().count(reader, [criteria], now, told.words) == [wanted.total]
    assert found > 15


def test_the_nearest_days_are_those_of_the_oracle(app: Flask, now: datetime) -> None:
    chance = random.Random(11)
    museums = a_network(chance, now)
    later = 0
    for _ in range(16):
        loose = Criteria(category=chance.choice((None, *TITLES)), quantity=chance.choice((2, 3, 4)))
        first = date(2027, 1, 15) + timedelta(days=chance.randrange(60))
        criteria = replace(loose, first_day=first, last_day=first + timedelta(days=chance.randrange(25)))
        told, wanted = (shifted(one, museums[0].people, criteria, (), now) for one in (IndexFinder(), Oracle()))
        assert told == wanted, criteria
        later += told is not None and told.first_day != criteria.first_day
    assert later >= 2
