"""What left with a loan and came back: objects with their reports, photos and accessories."""

from collections import defaultdict
from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.core.db import db
from app.listings.models import Listing, Unit
from app.loans.domain.papers.facts import FoundFacts, MovedFacts, UnitFacts
from app.loans.domain.words import Moment
from app.loans.models import AccessoryCheck, ConditionPhoto, ConditionReport, LoanLine, LoanUnit
from app.media.queries import photos_by_id

Key = tuple[int, Moment]


def moved_facts(loan_id: int) -> tuple[MovedFacts, ...]:
    """Every object that left, in the order of leaving."""
    rows: Any = db.session.execute(
        select(LoanUnit, Unit, Listing.title)
        .join(LoanLine, LoanLine.id == LoanUnit.line_id)
        .join(Unit, Unit.id == LoanUnit.unit_id)
        .join(Listing, Listing.id == LoanLine.listing_id)
        .where(LoanLine.loan_id == loan_id)
        .order_by(LoanUnit.line_id, LoanUnit.id)
    ).all()
    if not rows:
        return ()
    found = _found([row.LoanUnit.id for row in rows])
    return tuple(
        MovedFacts(
            row.title,
            UnitFacts(row.Unit.label, row.Unit.serial, row.Unit.asset_tag),
            row.LoanUnit.handed_over_at,
            row.LoanUnit.returned_at,
            found.get((row.LoanUnit.id, Moment.HAND_OVER)),
            found.get((row.LoanUnit.id, Moment.RETURN)),
        )
        for row in rows
    )


def _found(ids: list[int]) -> dict[Key, FoundFacts]:
    rows: Any = db.session.execute(
        select(ConditionReport, User.name.label("who"))
        .outerjoin(User, User.id == ConditionReport.made_by)
        .where(ConditionReport.loan_unit_id.in_(ids))
        .order_by(ConditionReport.id)
    ).all()
    photos, ticks = _photos([row.ConditionReport.id for row in rows]), _ticks(ids)
    return {
        (one.loan_unit_id, one.moment): FoundFacts(
            one.condition,
            one.made_at,
            row.who or "",
            one.note,
            photos.get(one.id, ()),
            *ticks.get((one.loan_unit_id, one.moment), ((), ())),
        )
        for row in rows
        for one in (row.ConditionReport,)
    }


def _photos(report_ids: list[int]) -> dict[int, tuple[tuple[int, str], ...]]:
    rows = db.session.execute(
        select(ConditionPhoto.report_id, ConditionPhoto.photo_id)
        .where(ConditionPhoto.report_id.in_(report_ids))
        .order_by(ConditionPhoto.id)
    ).all()
    views = photos_by_id(photo_id for _, photo_id in rows)
    found: dict[int, tuple[tuple[int, str], ...]] = defaultdict(tuple)
    for report_id, photo_id in rows:
        if photo_id in views:
            found[report_id] += ((photo_id, views[photo_id].alt),)
    return found


def _ticks(ids: list[int]) -> dict[Key, tuple[tuple[str, ...], tuple[str, ...]]]:
    """The accessories that were there and those that were not, by loan unit and moment."""
    there: dict[Key, list[str]] = defaultdict(list)
    missing: dict[Key, list[str]] = defaultdict(list)
    rows = db.session.scalars(
        select(AccessoryCheck).where(AccessoryCheck.loan_unit_id.in_(ids)).order_by(AccessoryCheck.id)
    ).all()
    for row in rows:
        (there if row.is_there else missing)[row.loan_unit_id, row.moment].append(f"{row.quantity} × {row.name}")
    return {key: (tuple(there[key]), tuple(missing[key])) for key in {*there, *missing}}
