"""Make a kit: which listings go out with it, and how many of each.

What was promised stays as it was promised: a kit's holds on its members are written when the kit is
(``services/kit_holds``), and what changes here counts for the next ones.
"""

from datetime import datetime

from sqlalchemy import delete, func, select

from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.journal import record
from app.listings.domain.kits import (
    MOST_MEMBERS,
    KitIsMember,
    MemberIsKit,
    MemberOfItself,
    NotAMember,
    TooManyMembers,
    require_member_quantity,
)
from app.listings.models import KitMember, Listing
from app.listings.services.rows import locked_listing


def put_in_kit(actor: Actor, kit_id: int, member_id: int, quantity: int, *, now: datetime) -> None:
    """Have *quantity* units of a listing of the same institution go out with each unit of the kit.

    Raises NotFound (not of this institution), ``MemberOfItself``, ``MemberIsKit``, ``KitIsMember``,
    ``TooManyMembers``, ``MemberQuantityOutOfRange``, Forbidden.
    """
    with transaction() as session:
        require_member_quantity(quantity)
        kit = _locked_pair(actor, kit_id, member_id)
        _require_flat(kit, member_id)
        row = session.get(KitMember, (kit_id, member_id))
        if row is None:
            count = session.scalar(select(func.count()).select_from(KitMember).where(KitMember.kit_id == kit_id))
            if (count or 0) >= MOST_MEMBERS:
                raise TooManyMembers(most=MOST_MEMBERS)
            session.add(KitMember(kit_id=kit_id, member_id=member_id, quantity=quantity))
        else:
            row.quantity = quantity
        _touched(actor, kit, now, lines={str(member_id): quantity})


def take_out_of_kit(actor: Actor, kit_id: int, member_id: int, *, now: datetime) -> None:
    """Have a listing go out with the kit no more. Doing it again changes nothing."""
    with transaction():
        kit = locked_listing(actor, kit_id)
        gone = delete(KitMember).where(KitMember.kit_id == kit_id, KitMember.member_id == member_id)
        if db.session.execute(gone).rowcount:  # type: ignore[attr-defined]
            _touched(actor, kit, now, lines={str(member_id): 0})


def _locked_pair(actor: Actor, kit_id: int, member_id: int) -> Listing:
    """The kit's row; both are locked, in the order of all locks."""
    if kit_id == member_id:
        raise MemberOfItself()
    lock = select(Listing.id).where(Listing.id.in_((kit_id, member_id))).order_by(Listing.id)
    db.session.execute(lock.with_for_update(key_share=True)).all()
    kit = locked_listing(actor, kit_id)
    owner = db.session.scalar(select(Listing.institution_id).where(Listing.id == member_id))
    if owner != kit.institution_id:
        raise NotAMember()
    return kit


def _require_flat(kit: Listing, member_id: int) -> None:
    inside = db.session.scalar(select(KitMember.kit_id).where(KitMember.kit_id == member_id).limit(1))
    if inside is not None:
        raise MemberIsKit(title=db.session.get_one(Listing, member_id).title)
    above = select(Listing.title).join(KitMember, KitMember.kit_id == Listing.id)
    title = db.session.scalar(above.where(KitMember.member_id == kit.id).limit(1))
    if title is not None:
        raise KitIsMember(title=title)


def _touched(actor: Actor, kit: Listing, now: datetime, **details: object) -> None:
    kit.updated_at, kit.version = now, kit.version + 1
    record(actor, now, "change_kit", "listing", kit.id, kit.institution_id, **details)
