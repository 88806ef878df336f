"""The catalogue in depth: one object of many more categories, with what it takes to move it."""

import csv
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache

from app.core.actor import Role
from app.core.clock import local_day
from app.demo.facts import DATA, told
from app.demo.network import MAIN, PENDING, House
from app.listings.domain.categories import category, read_specs
from app.listings.domain.handling import Vehicle
from app.listings.domain.sheet import ListingFields
from app.listings.domain.states import Condition, Offer, Visibility
from app.listings.services import create_listing

Row = dict[str, str]
OFTEN_TWO, GIVEN = 0.5, 0.15
"""How often a second museum offers the like, and how often a thing may be given away."""
BIG = frozenset({Vehicle.VAN, Vehicle.TRUCK})


@cache
def things() -> tuple[Row, ...]:
    """Every thing of the data file, one row each."""
    with (DATA / "depth.csv").open(encoding="utf-8", newline="") as lines:
        return tuple({key: value or "" for key, value in row.items()} for row in csv.DictReader(lines))


def specs_of(row: Row) -> dict[str, str]:
    """What a thing is, as somebody would type it in the form."""
    return dict(pair.split("=", 1) for pair in row["specs"].split(";"))


def offer_in_depth(houses: Sequence[House], seed: int, now: datetime) -> dict[str, list[int]]:
    """Offer every thing at one museum or two; the ids of the listings by category."""
    chance = random.Random(f"depth-{seed}")
    lenders = [house for house in houses if house.museofile != PENDING]
    lenders.sort(key=lambda house: house.museofile != MAIN)
    made: dict[str, list[int]] = {}
    for number, row in enumerate(things()):
        owner = lenders[(number * 3) % len(lenders)]
        others = [house for house in lenders if house is not owner]
        for house in [owner, *([chance.choice(others)] if chance.random() < OFTEN_TWO else [])]:
            created = now - timedelta(days=chance.randrange(12, 700), minutes=chance.randrange(600))
            fields = fields_of(row, house, chance, created)
            most = int(row["quantity"])
            listing_id = create_listing(
                house.actor(Role.TECHNICIAN),
                house.id,
                fields,
                quantity=chance.randint((most + 1) // 2, most),
                then_publish=True,
                now=created,
            )
            made.setdefault(row["category"], []).append(listing_id)
    return made


def fields_of(row: Row, house: House, chance: random.Random, created: datetime) -> ListingFields:
    """What the listing of a thing says."""
    of, vehicle = category(row["category"]), Vehicle(row["vehicle"])
    specs = read_specs(of, specs_of(row)).values
    size = {name: specs.get(name) for name in ("width", "height", "depth")}
    lengths = {name: value if isinstance(value, Decimal) else None for name, value in size.items()}
    return ListingFields(
        site_id=chance.choice(house.site_ids),
        category=of.id,
        title=row["name"],
        description=f"{row['told']}\n\n{told('phrases')['fiction_scenography']}",
        specs=specs,
        condition=chance.choice([Condition.VERY_GOOD, Condition.GOOD, Condition.GOOD, Condition.FAIR]),
        mass_kg=Decimal(row["mass_kg"]),
        width_cm=lengths["width"],
        height_cm=lengths["height"],
        depth_cm=lengths["depth"],
        made_in_year=created.year - chance.randint(1, 7),
        tested_on=local_day(created) - timedelta(days=chance.randint(2, 60)),
        replacement_value_cents=int(row["euros"]) * 100,
        storage_place=chance.choice(told("phrases")["storage_places"]),
        offer=Offer.BOTH if chance.random() < GIVEN else Offer.LOAN,
        visibility=chance.choice([Visibility.PUBLIC] * 7 + [Visibility.NETWORK] * 3),
        collection_item=False,
        turnaround_days=chance.choice([0, 1, 2]) if vehicle in BIG else 0,
        vehicle=vehicle,
        carriers=int(row["carriers"]),
        needs_dock=bool(row["dock"]),
        needs_lift=bool(row["lift"]),
        is_crated=bool(row["crated"]),
        mass_confirmed=True,
    )
