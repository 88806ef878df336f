"""Listings, made by the verbs themselves."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.accounts.models import Site
from app.core.actor import Actor
from app.core.db import db
from app.listings.domain.categories import category as category_of
from app.listings.domain.categories import read_specs
from app.listings.domain.sheet import ListingFields
from app.listings.models import Unit
from app.listings.services import UnitFields, create_listing, publish_listing, set_units
from tests.conftest import NOW

SPECS: dict[str, dict[str, str]] = {
    "video_projector": {"luminous_flux": "5000", "throw_ratio": "1,2", "resolution": "WUXGA", "power": "350"},
    "screen": {"diagonal": "55", "resolution": "3840 x 2160", "power": "120"},
    "media_player": {"player_type": "signage", "max_output": "4K"},
    "loudspeaker": {"amplification": "active", "spl_max": "112"},
    "led_spot": {"power": "25", "beam_angle": "24"},
    "display_case": {"inner_width": "200", "inner_height": "40", "inner_depth": "70"},
    "plinth": {"width": "40", "depth": "40", "height": "100"},
    "picture_wall": {"length": "240", "height": "300"},
}


def a_site_of(institution_id: int) -> int:
    """The first site of an institution."""
    statement = select(Site.id).where(Site.institution_id == institution_id).order_by(Site.id).limit(1)
    return db.session.execute(statement).scalar_one()


def a_listing(
    actor: Actor,
    institution_id: int,
    category: str = "screen",
    quantity: int = 2,
    title: str = "Écran Samsung QM55",
    published: bool = True,
    *,
    specs: Mapping[str, str] | None = None,
    units: Sequence[str] = (),
    site_id: int | None = None,
    photo_ids: Sequence[int] = (),
    now: datetime = NOW,
    **fields: Any,
) -> int:
    """A listing and its units: published unless told otherwise; *specs* as typed, *units* as names.

    Other keyword arguments are those of ``ListingFields`` (mass_kg, turnaround_days, visibility ...).
    """
    sheet = read_specs(category_of(category), {**SPECS.get(category, {}), **(specs or {})})
    assert not sheet.refusals, sheet.refusals
    typed: dict[str, Any] = {"collection_item": False, "mass_confirmed": True, **fields}
    wanted = ListingFields(
        site_id=site_id or a_site_of(institution_id), category=category, title=title, specs=sheet.values, **typed
    )
    count = len(units) or quantity
    listing_id = create_listing(actor, institution_id, wanted, quantity=count, photo_ids=photo_ids, now=now)
    if units:
        ids = unit_ids(listing_id)
        set_units(
            actor,
            listing_id,
            [UnitFields(label, id=id) for label, id in zip(units, ids, strict=True)],
            now=now,
        )
    if published:
        publish_listing(actor, listing_id, now=now)
    return listing_id


def unit_ids(listing_id: int) -> list[int]:
    """The units of a listing, in order."""
    return list(db.session.execute(select(Unit.id).filter_by(listing_id=listing_id).order_by(Unit.id)).scalars())
