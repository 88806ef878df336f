"""The units of a listing changed by a row, through the verb that guards them, and put back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.core.actor import Actor
from app.core.db import attempt, db
from app.listings.domain.spreadsheets import UnitSaid
from app.listings.domain.states import Condition
from app.listings.models import Allocation, Listing, Unit
from app.listings.services.rows import institution_day
from app.listings.services.units import UnitFields, set_units


def lay_units(actor: Actor, listing_id: int, said: Sequence[UnitSaid], now: datetime) -> list[dict[str, Any]]:
    """Have the units in service be *said*; what they were, to be put back one day.

    One that leaves is deleted, or retired today if it ever served. All or nothing, inside the caller's transaction:
    raises what :func:`set_units` refuses.
    """
    rows = _rows(listing_id)
    listing = db.session.get_one(Listing, listing_id)
    today = institution_day(listing.institution_id, now)
    by_id = {unit.id: unit for unit in said if unit.id is not None}
    held = _held(listing_id)
    wanted: list[UnitFields] = []
    for row in rows:
        fields_now = _fields(row)
        if row.id in by_id:
            unit = by_id[row.id]
            wanted.append(replace(fields_now, label=unit.label, serial=unit.serial, asset_tag=unit.asset_tag))
        elif row.out_of_service_from is not None and row.out_of_service_from <= today:
            wanted.append(fields_now)
        elif row.id in held:
            wanted.append(replace(fields_now, out_of_service_from=max(today, row.in_service_from or today)))
    for unit in said:
        if unit.id is None:
            condition = listing.condition
            wanted.append(UnitFields(unit.label, serial=unit.serial, condition=condition, asset_tag=unit.asset_tag))
    before = [_kept(row) for row in rows]
    version = listing.version
    with attempt():
        set_units(actor, listing_id, wanted, now=now)
    listing.version = version  # the caller counts one change for the whole row
    return before


def put_back_units(actor: Actor, listing_id: int, before: Sequence[dict[str, Any]], now: datetime) -> None:
    """The units as they were: those that came since leave, those that left come back under their names."""
    ids = {row.id for row in _rows(listing_id)}
    wanted = []
    for kept in before:
        id = kept["id"] if kept["id"] in ids else None
        wanted.append(
            UnitFields(
                label=kept["label"],
                serial=kept["serial"],
                asset_tag=kept["asset_tag"],
                condition=Condition(kept["condition"]),
                in_service_from=_day(kept["in_service_from"]),
                out_of_service_from=_day(kept["out_of_service_from"]),
                id=id,
            )
        )
    set_units(actor, listing_id, wanted, now=now)


def _rows(listing_id: int) -> list[Unit]:
    own = select(Unit).filter_by(listing_id=listing_id).order_by(Unit.id)
    return list(db.session.execute(own.execution_options(populate_existing=True)).scalars())


def _held(listing_id: int) -> set[int | None]:
    held = select(Allocation.unit_id).where(Allocation.listing_id == listing_id, Allocation.unit_id.is_not(None))
    return set(db.session.execute(held.distinct()).scalars())


def _fields(row: Unit) -> UnitFields:
    return UnitFields(
        label=row.label,
        serial=row.serial,
        condition=row.condition,
        in_service_from=row.in_service_from,
        out_of_service_from=row.out_of_service_from,
        id=row.id,
        asset_tag=row.asset_tag,
    )


def _kept(row: Unit) -> dict[str, Any]:
    days = {name: getattr(row, name) for name in ("in_service_from", "out_of_service_from")}
    return {
        "id": row.id,
        "label": row.label,
        "serial": row.serial,
        "asset_tag": row.asset_tag,
        "condition": row.condition.value,
        **{name: day.isoformat() if day else None for name, day in days.items()},
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
