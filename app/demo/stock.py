"""What each institution offers: planned from the data files, then written by the verbs of listings."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from app.core.actor import Role
from app.core.clock import local_day
from app.core.db import db
from app.demo.facts import objects, told
from app.demo.network import MAIN, PENDING, House
from app.impact.factors.domain import manufacturing_factor
from app.listings.domain.categories import category, read_specs
from app.listings.domain.sheet import ListingFields
from app.listings.domain.states import Condition, Offer, Visibility
from app.listings.models import Unit
from app.listings.services import UnitFields, create_listing, publish_listing, set_units

TWICE = 56
"""How many objects a second museum offers too: two houses often own the same model."""
OF_THE_MAIN_HOUSE = 46
DRAFTS = 6
NOUNS = {
    "video_projector": "Vidéoprojecteur",
    "screen": "Écran",
    "media_player": "Lecteur multimédia",
    "loudspeaker": "Enceinte",
    "led_spot": "Projecteur LED",
}
QUANTITIES = {
    "video_projector": (1, 4),
    "screen": (1, 8),
    "media_player": (2, 10),
    "loudspeaker": (2, 8),
    "led_spot": (6, 30),
    "display_case": (1, 5),
    "plinth": (3, 20),
    "picture_wall": (4, 18),
}
NEW_PRICES_EUROS = {
    "video_projector": (2500, 9000),
    "screen": (300, 1800),
    "media_player": (300, 800),
    "loudspeaker": (250, 1200),
    "led_spot": (200, 900),
    "display_case": (1800, 7000),
    "plinth": (150, 500),
    "picture_wall": (400, 1200),
}
LIKELY, UNKNOWN_LIFE, EVERYDAY_W = 0.4, 10, 50
KG_A_WH, KG_A_KG_KM, DETOUR = 0.00005, 0.0002, 1.3
SCENOGRAPHY = {"display_case", "plinth", "picture_wall"}


@dataclass(frozen=True, slots=True)
class Plan:
    """A listing to be: *age* in days, *seed* of its own chance."""

    house: House
    row: dict[str, str]
    age: int
    seed: int
    published: bool

    @property
    def category(self) -> str:
        """Its category."""
        return self.row["category"]


@dataclass(frozen=True, slots=True)
class Worth:
    """A rough idea of what borrowing one object avoids and costs: enough to choose as a team would.

    The real figures are those that impact writes. kgCO2e per day of use, per km of a shared lorry and back.
    """

    avoided_a_day: float
    emitted_a_day: float
    emitted_a_km: float

    def net(self, days: int, km: float) -> float:
        """In kgCO2e."""
        return (self.avoided_a_day - self.emitted_a_day) * days - self.emitted_a_km * km


@dataclass(frozen=True, slots=True)
class Offered:
    """A listing that stands, with what a borrower of the demo looks at."""

    id: int
    house: House
    site_id: int
    category: str
    quantity: int
    worth: Worth
    created_at: datetime
    offer: Offer
    has_photo: bool


def plan_stock(houses: Sequence[House], chance: random.Random) -> list[Plan]:
    """Who offers what, oldest first."""
    rows = list(objects())
    twice = chance.sample(rows, TWICE)
    owners = _owners(houses, len(rows), chance)
    plans = [_plan(owner, row, chance) for owner, row in zip(owners, rows, strict=True)]
    for row in twice:
        owner = next(p.house for p in plans if p.row is row)
        other = chance.choice([house for house in houses if house is not owner and house.museofile != PENDING])
        plans.append(_plan(other, row, chance))
    pending = next(house for house in houses if house.museofile == PENDING)
    plans += [Plan(pending, row, 4, chance.randrange(10**6), published=False) for row in rows[:3]]
    drafts = set(chance.sample(range(len(rows)), DRAFTS))
    plans = [Plan(p.house, p.row, p.age, p.seed, p.published and n not in drafts) for n, p in enumerate(plans)]
    return sorted(plans, key=lambda plan: (-plan.age, plan.seed))


def _owners(houses: Sequence[House], count: int, chance: random.Random) -> list[House]:
    main = next(house for house in houses if house.museofile == MAIN)
    others = [house for house in houses if house.museofile not in (MAIN, PENDING)]
    owners = [main] * OF_THE_MAIN_HOUSE + [others[n % len(others)] for n in range(count - OF_THE_MAIN_HOUSE)]
    chance.shuffle(owners)
    return owners


def _plan(house: House, row: dict[str, str], chance: random.Random) -> Plan:
    age = chance.randrange(380, 870) if chance.random() < 0.6 else chance.randrange(3, 380)
    return Plan(house, row, age, chance.randrange(10**6), published=True)


def offer(plan: Plan, photo_ids: Sequence[int], now: datetime) -> Offered:
    """Write one listing and, unless it is a draft, publish it."""
    chance = random.Random(plan.seed)
    created = now - timedelta(days=plan.age, minutes=plan.seed % 600)
    actor = plan.house.actor(Role.TECHNICIAN)
    fields = _fields(plan, chance, created)
    quantity = chance.randint(*QUANTITIES[plan.category])
    listing_id = create_listing(actor, plan.house.id, fields, quantity=quantity, photo_ids=photo_ids, now=created)
    if plan.category in ("video_projector", "screen") and chance.random() < 0.5:
        _name_units(plan, listing_id, created)
    if plan.published:
        publish_listing(actor, listing_id, now=created + timedelta(minutes=9))
    worth = worth_of(fields)
    return Offered(
        listing_id, plan.house, fields.site_id, plan.category, quantity, worth, created, fields.offer, bool(photo_ids)
    )


def worth_of(fields: ListingFields) -> Worth:
    """By the factors of the method, and everyday figures for hours, power, roads and likelihood."""
    made = manufacturing_factor(fields.category, fields.specs, fields.mass_kg)
    kind = category(fields.category)
    watts = float(kind.watts(fields.specs) or (EVERYDAY_W if kind.wattage else 0))
    return Worth(
        avoided_a_day=LIKELY * float(made.value) / 365 / float(made.life_years or UNKNOWN_LIFE),
        emitted_a_day=watts * 7 * KG_A_WH,
        emitted_a_km=float(fields.mass_kg or 0) * KG_A_KG_KM * 2 * DETOUR,
    )


def _fields(plan: Plan, chance: random.Random, created: datetime) -> ListingFields:
    row, of = plan.row, category(plan.category)
    mass = Decimal(row["mass_kg"]) if row.get("mass_kg") else of.default_mass_kg
    low, high = NEW_PRICES_EUROS[of.id]
    conditions = told("phrases")["lender_conditions"]
    return ListingFields(
        site_id=chance.choice(plan.house.site_ids),
        category=of.id,
        title=title_of(row),
        description=_description(of.id, chance),
        brand=row.get("brand", ""),
        model=row.get("model", ""),
        specs=read_specs(of, row).values,
        condition=chance.choice([Condition.VERY_GOOD, Condition.GOOD, Condition.GOOD, Condition.FAIR]),
        mass_kg=mass,
        width_cm=_centimetres(row, "width_mm"),
        height_cm=_centimetres(row, "height_mm"),
        depth_cm=_centimetres(row, "depth_mm"),
        made_in_year=created.year - chance.randint(1, 7),
        tested_on=local_day(created) - timedelta(days=chance.randint(2, 60)),
        replacement_value_cents=chance.randint(low // 50, high // 50) * 5000,
        lender_conditions=chance.choice(conditions) if chance.random() < 0.6 else "",
        storage_place=chance.choice(told("phrases")["storage_places"]),
        offer=_offer(of.id, chance),
        visibility=chance.choice([Visibility.PUBLIC] * 7 + [Visibility.NETWORK] * 3),
        collection_item=False,
        turnaround_days=chance.choice([0, 1, 1, 2]),
        mass_confirmed=True,
    )


def title_of(row: dict[str, str]) -> str:
    """How the demo calls an object: a noun, the brand, the model; or the name of a piece of scenography."""
    if row["category"] in SCENOGRAPHY:
        return row["name"]
    brand, model = row["brand"].strip(), row["model"].strip()
    named = model if model.lower().startswith(brand.lower()) else f"{brand} {model}"
    return f"{NOUNS[row['category']]} {named}"


def _description(category_id: str, chance: random.Random) -> str:
    phrases = told("phrases")
    notice = phrases["fiction_scenography" if category_id in SCENOGRAPHY else "fiction"]
    return f"{chance.choice(phrases['descriptions'][category_id])}\n\n{notice}"


def _offer(category_id: str, chance: random.Random) -> Offer:
    if category_id not in SCENOGRAPHY:
        return Offer.LOAN
    return chance.choice([Offer.LOAN] * 6 + [Offer.GIFT, Offer.BOTH, Offer.BOTH])


def _centimetres(row: dict[str, str], name: str) -> Decimal | None:
    return Decimal(row[name]) / 10 if row.get(name) else None


def _name_units(plan: Plan, listing_id: int, now: datetime) -> None:
    """Serial numbers that no maker ever gave."""
    units = db.session.execute(select(Unit).filter_by(listing_id=listing_id).order_by(Unit.id)).scalars()
    named = [
        UnitFields(unit.label, f"DEMO-{plan.seed:06d}-{n}", unit.condition, id=unit.id)
        for n, unit in enumerate(units, start=1)
    ]
    set_units(plan.house.actor(Role.TECHNICIAN), listing_id, named, now=now)
