"""The whole demo, in the order of time, through the verbs alone."""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app

from app.demo.facts import told
from app.demo.network import House, build_network
from app.demo.photos import Wanted, drawing, receive
from app.demo.shows import Show, house_of, open_shows
from app.demo.stock import Offered, Plan, offer, plan_stock

PICTURED = 165
"""Listings with photos; the others show their category's line drawing, as in life."""
PICTURED_TWICE = 14
PHOTOS_TAKEN = timedelta(days=880)
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Demo:
    """What was made."""

    houses: Sequence[House]
    listings: Sequence[Offered]
    shows: Sequence[Show]


def build(seed: int, now: datetime, say: Say) -> Demo:
    """Fill an empty database. The same *seed* at the same *now* gives the same business."""
    chance = random.Random(seed)
    with _offline():
        say("établissements / institutions")
        houses = build_network(chance, now)
    plans = plan_stock(houses, chance)
    pictured = _pictured(plans, chance)
    shown = _show_pictures(houses, chance)
    with drawing([*pictured, *shown]) as drawn:
        say("photos")
        photos = receive({one: drawn[one] for one in pictured}, now - PHOTOS_TAKEN)
        show_photos = receive({one: drawn[one] for one in shown}, now - PHOTOS_TAKEN)
    say("annonces / listings")
    listings = [offer(plan, photos.get(n, ()), now) for n, plan in enumerate(plans)]
    say("expositions / exhibitions")
    shows = open_shows(houses, show_photos, now)
    return Demo(houses, listings, shows)


def _pictured(plans: Sequence[Plan], chance: random.Random) -> list[Wanted]:
    """The newest always have a photo: they are on the first page."""
    newest = set(range(len(plans) - 60, len(plans)))
    others = set(chance.sample(range(len(plans) - 60), PICTURED - 60))
    once = [Wanted(n, plans[n].house, plans[n].category, plans[n].seed) for n in sorted(newest | others)]
    again = [Wanted(one.about, one.house, one.category, one.seed + 1) for one in once[-PICTURED_TWICE:]]
    return [*once, *again]


def _show_pictures(houses: Sequence[House], chance: random.Random) -> list[Wanted]:
    listed = told("exhibitions")["exhibition"]
    return [
        Wanted(n, house_of(facts, houses), "picture_wall", chance.randrange(10**6)) for n, facts in enumerate(listed)
    ]


@contextmanager
def _offline() -> Iterator[None]:
    """The demo asks nobody where its museums are: the same everywhere, and without a network."""
    before = current_app.config["GEOCODER"]
    current_app.config["GEOCODER"] = "offline"
    try:
        yield
    finally:
        current_app.config["GEOCODER"] = before
