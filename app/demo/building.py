"""The whole demo, in the order of time, through the verbs alone."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app

from app.core.clock import local_day
from app.demo.agenda import fill_agenda
from app.demo.alerts import look_for
from app.demo.assessing import assess
from app.demo.counting import count_carbon
from app.demo.depth import offer_in_depth
from app.demo.diagnosing import frame_diagnostics
from app.demo.diary import Diary
from app.demo.dismantling import announce
from app.demo.facts import told
from app.demo.inventory import bring_in
from app.demo.kit import make_kit
from app.demo.lives import Lives
from app.demo.needs import list_needs
from app.demo.network import MAIN, House, build_network
from app.demo.photos import Wanted, drawing, receive
from app.demo.projecting import describe_projects
from app.demo.sharing import share_runs
from app.demo.shows import Show, house_of, open_shows
from app.demo.stock import Offered, Plan, offer, plan_stock
from app.demo.stories import End, plan_loans
from app.listings.domain.states import Offer
from app.listings.queries.pools import pools

PICTURED = 150
"""Listings with photos; the others show their category's line drawing, as in life."""
NEWEST = 40
PHOTOS_TAKEN = timedelta(days=880)
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Demo:
    """What was made."""

    houses: Sequence[House]
    listings: Sequence[Offered]
    shows: Sequence[Show]
    loans: Mapping[End, Sequence[int]]
    in_depth: Mapping[str, Sequence[int]]
    special: "Special"


@dataclass(frozen=True, slots=True)
class Special:
    """Ids of what the pictures and other tests look at."""

    kit: int
    calendar: int
    import_id: int
    needs_exhibition: int | None
    wanted_ads: Sequence[int]
    dismantled: Sequence[int]
    described: Sequence[int]
    assessed: Sequence[int]
    counted: Sequence[int]
    diagnosed: Sequence[int]
    shared_runs: Sequence[int]


def build(seed: int, now: datetime, say: Say, pictured: int = PICTURED) -> Demo:
    """Fill an empty database. The same *seed* at the same *now* gives the same business.

    *pictured* listings get a photo, which is most of the work.
    """
    chance = random.Random(seed)
    with _offline():
        say("établissements / institutions")
        houses = build_network(chance, now)
    plans = plan_stock(houses, chance)
    wanted = _pictured(plans, pictured, chance)
    shown = _show_pictures(houses, chance)
    with drawing([*wanted, *shown]) as drawn:
        say("photos")
        photos = receive({one: drawn[one] for one in wanted}, now - PHOTOS_TAKEN)
        show_photos = receive({one: drawn[one] for one in shown}, now - PHOTOS_TAKEN)
    say("annonces / listings")
    listings = [offer(plan, photos.get(n, ()), now) for n, plan in enumerate(plans)]
    in_depth = offer_in_depth(houses, seed, now)
    say("expositions / exhibitions")
    shows = open_shows(houses, show_photos, now)
    say("prêts / loans")
    loans = _lend(listings, plans, shows, chance, now)
    say("avis de recherche / wanted ads")
    special = _specials(houses, shows, listings, now)
    return Demo(houses, listings, shows, loans, in_depth, special)


def _specials(houses: Sequence[House], shows: Sequence[Show], listings: Sequence[Offered], now: datetime) -> Special:
    main = next(house for house in houses if house.museofile == MAIN)
    return Special(
        kit=make_kit(main, [], now),
        calendar=fill_agenda(main, shows, [], now),
        import_id=bring_in(main, now),
        wanted_ads=look_for(houses, now),
        needs_exhibition=list_needs(shows, now),
        dismantled=announce(shows, now),
        described=describe_projects(shows, now),
        assessed=assess(shows, now),
        counted=count_carbon(shows, now),
        diagnosed=frame_diagnostics(shows, now),
        shared_runs=share_runs(houses, shows, listings, now),
    )


def _lend(
    listings: Sequence[Offered], plans: Sequence[Plan], shows: Sequence[Show], chance: random.Random, now: datetime
) -> dict[End, list[int]]:
    lent = [one for one, plan in zip(listings, plans, strict=True) if plan.published and one.offer is not Offer.GIFT]
    today = local_day(now)
    found = pools([one.id for one in lent], today)
    open_days = {one.site_id: found[one.id].open_days for one in lent}
    diary = Diary()
    lives = Lives(diary, chance)
    lives.begin(plan_loans(shows, lent, open_days, chance, today))
    diary.live()
    return lives.ids


def _pictured(plans: Sequence[Plan], count: int, chance: random.Random) -> list[Wanted]:
    """The newest have a photo before all others: they are on the first page. One in ten has a second one."""
    older = chance.sample(range(len(plans) - NEWEST), len(plans) - NEWEST)
    chosen = [*range(len(plans) - 1, len(plans) - NEWEST - 1, -1), *older][:count]
    once = [Wanted(n, plans[n].house, plans[n].category, plans[n].seed) for n in sorted(chosen)]
    again = [Wanted(one.about, one.house, one.category, one.seed + 1) for one in once[::-10]]
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
