"""What is ticked when an object leaves and when it comes back: its accessories, and what its kit holds."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Integer, String, literal, select, true, union_all

from app.core.db import db
from app.listings.models import Accessory, KitMember, Listing


@dataclass(frozen=True, slots=True)
class Item:
    """*quantity* of something that goes with each unit."""

    name: str
    quantity: int
    is_essential: bool


def goes_with(listing_ids: Collection[int]) -> dict[int, tuple[Item, ...]]:
    """The items of each listing, members of its kit first, then the essential: one query."""
    members = (
        select(
            KitMember.kit_id.label("listing_id"),
            Listing.title.label("name"),
            KitMember.quantity.label("quantity"),
            true().label("is_essential"),
            literal(0, Integer).label("rank"),
            KitMember.member_id.label("place"),
        )
        .join(Listing, Listing.id == KitMember.member_id)
        .where(KitMember.kit_id.in_(listing_ids))
    )
    accessories = select(
        Accessory.listing_id,
        Accessory.name.cast(String),
        Accessory.quantity,
        Accessory.is_essential,
        literal(1, Integer),
        Accessory.id,
    ).where(Accessory.listing_id.in_(listing_ids))
    found: dict[int, dict[str, Item]] = {}
    rows = db.session.execute(union_all(members, accessories)).all()
    for row in sorted(rows, key=lambda row: (row.rank, not row.is_essential, row.place)):
        name = row.name[:120]
        found.setdefault(row.listing_id, {}).setdefault(name, Item(name, row.quantity, bool(row.is_essential)))
    return {listing_id: tuple(items.values()) for listing_id, items in found.items()}
