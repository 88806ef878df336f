"""What a copy of a listing takes along: its accessories, the members of its kit, its equivalents.

Documents stay: a certificate is about one object.
"""

from sqlalchemy import insert, select
from sqlalchemy.orm import InstrumentedAttribute

from app.core.db import Model, transaction
from app.listings.models import Accessory, EquivalentModel, KitMember


def copy_depth(from_id: int, to_id: int) -> None:
    """Give the listing *to_id* (of the same institution) what belongs to *from_id*; in the caller's transaction,
    after its permission checks."""
    with transaction():
        _copy(KitMember, KitMember.kit_id, ("member_id", "quantity"), from_id, to_id)
        copy_belongings(from_id, to_id)


def copy_belongings(from_id: int, to_id: int) -> None:
    """Give *to_id* the accessories and equivalents of *from_id*, whoever owns it; in the caller's transaction."""
    with transaction():
        _copy(Accessory, Accessory.listing_id, ("name", "quantity", "is_essential"), from_id, to_id)
        _copy(EquivalentModel, EquivalentModel.listing_id, ("words",), from_id, to_id)


def _copy(
    table: type[Model], owner: InstrumentedAttribute[int], columns: tuple[str, ...], from_id: int, to_id: int
) -> None:
    with transaction() as session:
        rows = session.execute(select(*(getattr(table, name) for name in columns)).where(owner == from_id)).mappings()
        copies = [{**row, owner.key: to_id} for row in rows]
        if copies:
            session.execute(insert(table), copies)
