"""What must be true of gifts at any moment: ``flask verify``. Linear in size."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.core.db import db
from app.listings.domain.availability import HoldState
from app.listings.models import Allocation, Listing, Unit, UnitSuccession
from app.loans.domain.gifts.life import HELD, GiftState
from app.loans.domain.gifts.words import GiverKind
from app.loans.models import Gift, GiftUnit

DECIDED = (*HELD, GiftState.TRANSFERRED)


def kept_while_granted(_now: datetime) -> list[str]:
    """Each object of a granted gift is kept; what ended otherwise keeps nothing."""
    rows = db.session.execute(
        select(
            Gift.id, Gift.state, GiftUnit.unit_id, Allocation.unit_id.label("held"), Allocation.state.label("hold")
        )
        .join(GiftUnit, GiftUnit.gift_id == Gift.id)
        .join(Allocation, Allocation.id == GiftUnit.allocation_id)
        .order_by(GiftUnit.id)
    )
    return [
        f"gift {row.id}: {row.state}, but the hold of unit {row.unit_id} is {row.hold}"
        for row in rows
        if row.unit_id != row.held or (row.hold is HoldState.RESERVED) != (row.state in HELD)
    ]


def granted_with_reason(_now: datetime) -> list[str]:
    """A granted gift says who gives and which objects; a public one under which case, by which decision."""
    units = select(GiftUnit.gift_id, func.count(GiftUnit.id).label("n")).group_by(GiftUnit.gift_id).subquery()
    rows = db.session.execute(
        select(Gift, func.coalesce(units.c.n, 0).label("n"))
        .outerjoin(units, units.c.gift_id == Gift.id)
        .where(Gift.state.in_(DECIDED))
        .order_by(Gift.id)
    )
    return [f"gift {row.Gift.id}: {problem}" for row in rows for problem in _problems(row.Gift, row.n)]


def _problems(gift: Gift, units: int) -> Iterator[str]:
    if not 1 <= units <= gift.quantity:
        yield f"{units} objects, {gift.quantity} asked"
    if gift.giver_kind is None or gift.recipient_kind is None:
        yield "nobody said who gives to whom"
    elif gift.giver_kind is not GiverKind.PRIVATE and (gift.law_case is None or not gift.decision):
        yield "a public gift without its case or its decision"


def given_once(_now: datetime) -> list[str]:
    """What was given left its giver's service, and is the recipient's; its succession says where it came from."""
    new, draft = aliased(Unit), aliased(Listing)
    rows: Any = db.session.execute(
        select(
            Gift.id,
            Gift.recipient_id,
            GiftUnit.unit_id,
            GiftUnit.new_unit_id,
            Unit.out_of_service_from,
            draft.institution_id.label("owner"),
            UnitSuccession.previous_id,
        )
        .join(GiftUnit, GiftUnit.gift_id == Gift.id)
        .join(Unit, Unit.id == GiftUnit.unit_id)
        .outerjoin(new, new.id == GiftUnit.new_unit_id)
        .outerjoin(draft, draft.id == new.listing_id)
        .outerjoin(UnitSuccession, UnitSuccession.unit_id == GiftUnit.new_unit_id)
        .where(Gift.state == GiftState.TRANSFERRED)
        .order_by(GiftUnit.id)
    )
    return [f"gift {row.id}, unit {row.unit_id}: {problem}" for row in rows for problem in _unlike(row)]


def _unlike(row: Any) -> Iterator[str]:
    if row.out_of_service_from is None:
        yield "given, but still in its giver's service"
    if row.owner != row.recipient_id:
        yield f"given to {row.recipient_id}, but {row.owner} has it"
    if row.new_unit_id is not None and row.previous_id != row.unit_id:
        yield f"succeeds {row.previous_id}"


def one_origin(_now: datetime) -> list[str]:
    """A succession goes back to the first unit, which succeeds nothing."""
    before = aliased(UnitSuccession)
    rows = db.session.execute(
        select(
            UnitSuccession.unit_id, UnitSuccession.previous_id, UnitSuccession.origin_id, before.origin_id.label("of")
        )
        .outerjoin(before, before.unit_id == UnitSuccession.previous_id)
        .order_by(UnitSuccession.unit_id)
    )
    return [
        f"unit {row.unit_id}: came from {row.previous_id}, but its origin is {row.origin_id}"
        for row in rows
        if row.origin_id != (row.of or row.previous_id)
    ]


CHECKS = {
    "loans.gifts_kept_while_granted": kept_while_granted,
    "loans.gifts_granted_with_reason": granted_with_reason,
    "loans.gifts_given_once": given_once,
    "loans.gifts_one_origin": one_origin,
}
