"""Six exhibitions that never took place, around the day the demo is loaded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.accounts.models import Site
from app.core.actor import Role
from app.core.clock import local_day
from app.core.db import db
from app.core.geo import regions
from app.demo.facts import told
from app.demo.network import BORROWERS, House
from app.exhibitions.domain.draft import ExhibitionDraft
from app.exhibitions.services import create_exhibition

OPENED_AHEAD = timedelta(days=260)
NOTICE = "Exposition imaginée pour la démonstration."


@dataclass(frozen=True, slots=True)
class Show:
    """An exhibition of the demo."""

    id: int
    slug: str
    house: House
    build_from: date
    opens_on: date
    closes_on: date
    strike_until: date
    wanted: tuple[str, ...]


def house_of(facts: Mapping[str, Any], houses: Sequence[House]) -> House:
    """The museum of the region where the show is set."""
    named = {region.code: region.name for region in regions().values()}
    return next(
        house for house in houses if house.museofile in BORROWERS and named[house.region] == facts["venue_region"]
    )


def open_shows(houses: Sequence[House], photos: Mapping[int, Sequence[int]], now: datetime) -> list[Show]:
    """Every exhibition of the data file; *photos* by its place in the file."""
    listed = told("exhibitions")["exhibition"]
    return [_open(facts, house_of(facts, houses), photos.get(n, ()), now) for n, facts in enumerate(listed)]


def _open(facts: dict[str, Any], house: House, photos: Sequence[int], now: datetime) -> Show:
    opens = local_day(now) + timedelta(days=facts["opens_in_days"])
    closes = opens + timedelta(days=facts["lasts_days"])
    site = db.session.get_one(Site, house.site_ids[0])
    draft = ExhibitionDraft(
        title=facts["title"],
        venue=house.name,
        address=f"{site.postcode} {site.city}",
        opens_on=opens,
        closes_on=closes,
        build_from=opens - timedelta(days=18),
        strike_until=closes + timedelta(days=12),
        summary=f"{facts['subtitle']}.\n\n{NOTICE}",
        surface_m2=facts["area_m2"],
        expected_visitors=facts["area_m2"] * facts["lasts_days"] // 4,
        hours_per_day=Decimal(8),
        open_weekdays_count=6,
        is_public=True,
        photo_id=photos[0] if photos else None,
    )
    created = min(now - timedelta(days=30), now + timedelta(days=facts["opens_in_days"]) - OPENED_AHEAD)
    show_id = create_exhibition(house.actor(Role.EXHIBITIONS), house.id, draft, created)
    return Show(
        show_id,
        facts["slug"],
        house,
        opens - timedelta(days=18),
        opens,
        closes,
        closes + timedelta(days=12),
        tuple(facts["wanted"]) if facts["with_reuse"] else (),
    )
