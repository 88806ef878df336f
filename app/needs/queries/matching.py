"""What answers a list of needs, over all institutions: one search per line, then a fixed number of questions.

Nothing is asked per result: listings, lenders and calendars of all lines are read together.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.accounts.models import Institution, Site
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db
from app.core.errors import Refusal
from app.core.geo import Point, distance_km
from app.exhibitions.queries import ExhibitionFacts
from app.listings.domain.availability import Period, free_units
from app.listings.domain.rules import failed_rule
from app.listings.models import Listing
from app.listings.queries.cards import deciding_specs
from app.listings.queries.pools import ListingPool, pools
from app.listings.queries.search import Criteria
from app.listings.queries.search import page as search_page
from app.listings.queries.search.finder import Finder
from app.listings.queries.search.nearest import Nearest, nearest
from app.needs.domain.coverage import Coverage, Taken
from app.needs.domain.needs import worth
from app.needs.domain.splitting import Lack, Lendable
from app.needs.queries.needs import Kept, Need, criteria_of, place_of, restored

LOOKED_AT = 40
"""How many listings of a line are weighed, the nearest first."""
SHOWN = 4
HELPED = 5
"""For so many lines that nothing answers, the nearest searches are proposed."""


@dataclass(frozen=True, slots=True)
class Offering:
    """A listing that answers a line: *free* units for it (without those taken for this show already).

    *each* is how much of the line one unit covers; *refusal* the rule of its lender that the days break; *lines*
    how many lines of the list its lender answers.
    """

    listing_id: int
    title: str
    specs: tuple[str, ...]
    lender_id: int
    lender: str
    city: str
    km: float
    free: int
    each: Decimal
    is_own: bool
    refusal: Refusal | None
    lines: int

    @property
    def can_be_asked(self) -> bool:
        """Whether it may go into the basket for these days."""
        return not self.is_own and self.refusal is None and self.free > 0 and self.each > 0


@dataclass(frozen=True, slots=True)
class SharedLender:
    """A lender who answers several lines: one run instead of several."""

    lender_id: int
    lender: str
    city: str
    km: float
    lines: int


@dataclass(frozen=True, slots=True)
class Match:
    """What was found for a line: own stock first, then the nearest. *total* counts listings, *nearest* helps when
    nothing answers."""

    criteria: Criteria
    offers: tuple[Offering, ...]
    total: int
    nearest: tuple[Nearest, ...]


def matches(actor: Actor, kept: Kept, now: datetime, language: str, finder: Finder | None = None) -> dict[int, Match]:
    """What answers each understood line, by its id."""
    back_end = finder or search_page.FINDER
    place = place_of(kept.show)
    asked = {need.id: criteria_of(need, place) for need in kept.needs if need.fields.category}
    found = {need_id: back_end.find(actor, criteria, now, LOOKED_AT) for need_id, criteria in asked.items()}
    ids = {hit.listing_id for one in found.values() for hit in one.hits}
    facts, today = _facts(ids), local_day(now)
    calendars = pools(ids, today, now=now)
    raw = {
        need.id: [
            _offering(need, facts[hit.listing_id], calendars[hit.listing_id], kept, today, language)
            for hit in found[need.id].hits
            if hit.listing_id in facts
        ]
        for need in kept.needs
        if need.id in found
    }
    lines = _lines_of_lenders(raw)
    helped: list[int] = []
    made: dict[int, Match] = {}
    for need_id, offers in raw.items():
        counted = [_with_lines(one, lines[one.lender_id]) for one in offers if one.each > 0]
        ordered = tuple(
            sorted(counted, key=lambda one: (not one.is_own, not one.can_be_asked, one.km, one.listing_id))
        )
        close: tuple[Nearest, ...] = ()
        if not _any_left(kept.coverage[need_id], ordered) and len(helped) < HELPED:
            helped.append(need_id)
            close = nearest(back_end, actor, asked[need_id], found[need_id].words, now)
        made[need_id] = Match(asked[need_id], ordered, found[need_id].total, close)
    return made


def lacks(kept: Kept, found: Mapping[int, Match]) -> list[Lack]:
    """What is still missing, and who could lend it."""
    return [
        Lack(
            need.id,
            kept.coverage[need.id].missing,
            tuple(
                Lendable(one.listing_id, one.lender_id, one.free, one.each, one.km)
                for one in found[need.id].offers
                if one.can_be_asked
            ),
            need.fields.is_optional,
        )
        for need in kept.needs
        if need.id in found and not kept.coverage[need.id].is_covered
    ]


def shared_lenders(found: Collection[Match]) -> tuple[SharedLender, ...]:
    """Who answers several lines, the most first, then the nearest."""
    seen: dict[int, SharedLender] = {}
    for match in found:
        for one in match.offers:
            if one.can_be_asked and one.lines > 1:
                known = seen.get(one.lender_id)
                if known is None or one.km < known.km:
                    seen[one.lender_id] = SharedLender(one.lender_id, one.lender, one.city, one.km, one.lines)
    return tuple(sorted(seen.values(), key=lambda one: (-one.lines, one.km, one.lender_id)))


def _any_left(coverage: Coverage, offers: Sequence[Offering]) -> bool:
    return coverage.is_covered or any(one.can_be_asked for one in offers)


def _lines_of_lenders(raw: Mapping[int, Sequence[Offering]]) -> dict[int, int]:
    lines: dict[int, set[int]] = defaultdict(set)
    for need_id, offers in raw.items():
        for one in offers:
            lines[one.lender_id] |= {need_id} if one.can_be_asked else set()
    return {lender_id: len(some) for lender_id, some in lines.items()}


def _with_lines(one: Offering, lines: int) -> Offering:
    return replace(one, lines=lines)


def _facts(ids: Collection[int]) -> dict[int, Any]:
    if not ids:
        return {}
    statement = (
        select(
            Listing.id,
            Listing.title,
            Listing.category,
            Listing.specs,
            Listing.institution_id,
            Institution.name.label("lender"),
            Site.city,
            Site.latitude,
            Site.longitude,
        )
        .join(Institution, Institution.id == Listing.institution_id)
        .join(Site, Site.id == Listing.site_id)
        .where(Listing.id.in_(ids))
    )
    return {row.id: row for row in db.session.execute(statement)}


def _offering(need: Need, row: Any, calendar: ListingPool, kept: Kept, today: date, language: str) -> Offering:
    period = Period.of_days(need.first_day, need.last_day)
    taken = kept.taken.get(row.id, Taken())
    return Offering(
        listing_id=row.id,
        title=row.title,
        specs=deciding_specs(row.category, row.specs, language),
        lender_id=row.institution_id,
        lender=row.lender,
        city=row.city,
        km=_km(kept.show, row),
        free=max(0, free_units(calendar.pool, period) - taken.basket - taken.asked),
        each=worth(need.fields.measured_by, restored(row.category, row.specs)),
        is_own=row.institution_id == kept.show.institution_id,
        refusal=failed_rule(calendar.rules, period, today),
        lines=0,
    )


def _km(show: ExhibitionFacts, row: Any) -> float:
    return distance_km(Point(show.lat, show.lon), Point(row.latitude, row.longitude))
