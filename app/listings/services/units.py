"""Units of a listing: how many, their names, when each enters and leaves.

Lowering a stock under what is promised is refused and names the days; a unit that was ever held keeps its past:
it is retired from a date, never deleted.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import delete, insert, select

from app.accounts.models import Institution
from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import Invalid, NotFound, Refusal
from app.core.journal import record
from app.core.text import N_
from app.exhibitions.models import Exhibition
from app.listings.domain.availability import Conflict, Hold, Period, Pool, conflicts
from app.listings.domain.availability.holds import BLOCKING
from app.listings.domain.conditions import ConditionSource
from app.listings.domain.states import Condition
from app.listings.models import Allocation, Listing, Unit
from app.listings.queries.pools import pools
from app.listings.services.conditions import note_condition
from app.listings.services.rows import institution_day, locked_listing
from app.listings.services.tags import Tags, require_distinct, require_free_tags

MOST_UNITS = 1000
FAR = timedelta(days=3660)
ONE_DAY = timedelta(days=1)


class QuantityOutOfRange(Invalid):
    """Params: *most*."""

    message = N_("Indiquez un nombre d'exemplaires entre 1 et %(most)s.")
    field = "quantity"


class UnitsPromised(Refusal):
    """Params: *promised*, *left*, *first*, *last*: on those days more is promised than would be left.

    *lines* names what would have to give way.
    """

    message = N_(
        "%(promised)s exemplaires sont promis du %(first)s au %(last)s (%(lines)s), et il n'en resterait que "
        "%(left)s. Modifiez d'abord ces prêts."
    )
    field = "quantity"


class UnitHeld(Refusal):
    """Params: *unit*. It was lent or promised once."""

    message = N_("L'exemplaire %(unit)s a déjà servi à un prêt : retirez-le à partir d'une date, sans le supprimer.")


class UnitPromised(Refusal):
    """Params: *unit*, *until*. It is promised by name after the day it would leave."""

    message = N_("L'exemplaire %(unit)s est promis jusqu'au %(until)s : il ne peut pas être retiré avant.")


class LabelTwice(Invalid):
    """Params: *label*."""

    message = N_("Deux exemplaires portent le nom « %(label)s ».")


class LabelMissing(Invalid):
    """A unit one could not ask for."""

    message = N_("Donnez un nom à chaque exemplaire.")


class ServiceDatesSwapped(Invalid):
    """It would leave before it enters."""

    message = N_("L'exemplaire %(unit)s serait retiré avant d'être mis en service.")


@dataclass(frozen=True, slots=True)
class UnitFields:
    """What a unit is: *id* None for a new one; in service on ``[in_service_from, out_of_service_from)``.

    *serial* is the maker's number, *asset_tag* the owner's: each names one object of an inventory.
    """

    label: str
    serial: str = ""
    condition: Condition = Condition.GOOD
    in_service_from: date | None = None
    out_of_service_from: date | None = None
    id: int | None = None
    asset_tag: str = ""


def require_quantity(quantity: int) -> None:
    """Refuse a number of units that nobody owns."""
    if not 1 <= quantity <= MOST_UNITS:
        raise QuantityOutOfRange(most=MOST_UNITS)


def numbered_labels(quantity: int, taken: Collection[str] = ()) -> list[str]:
    """The next *quantity* free names "n° 1", "n° 2" ..."""
    labels: list[str] = []
    number = 1
    while len(labels) < quantity:
        if (label := f"n° {number}") not in taken:
            labels.append(label)
        number += 1
    return labels


def add_units(listing: Listing, quantity: int, taken: Collection[str] = ()) -> None:
    """Number *quantity* more units, in the caller's transaction."""
    rows = [
        {"listing_id": listing.id, "label": label, "serial": "", "condition": listing.condition}
        for label in numbered_labels(quantity, taken)
    ]
    if rows:
        db.session.execute(insert(Unit), rows)


def set_quantity(actor: Actor, listing_id: int, quantity: int, *, now: datetime) -> None:
    """Have *quantity* units in service from today on: more are numbered, fewer leave from the end of the list.

    Units that never served are deleted, others retired today. Raises :class:`UnitsPromised`.
    """
    with transaction():
        listing = locked_listing(actor, listing_id)
        require_quantity(quantity)
        today = institution_day(listing.institution_id, now)
        units = _units_of(listing_id)
        serving = [unit for unit in units if unit.out_of_service_from is None or unit.out_of_service_from > today]
        if quantity >= len(serving):
            add_units(listing, quantity - len(serving), {unit.label for unit in units})
        else:
            _lower(serving, len(serving) - quantity, today)
            _require_promises(listing_id, today, now)
        _touched(actor, listing, now, "set_quantity", quantity=quantity)


def set_units(
    actor: Actor, listing_id: int, units: Sequence[UnitFields], *, version: int | None = None, now: datetime
) -> None:
    """Replace the list of units: those without *id* are new, those left out are deleted if they never served.

    Raises :class:`UnitHeld`, :class:`UnitPromised`, :class:`UnitsPromised`, :class:`LabelTwice`, and
    ``SerialTaken``, ``AssetTagTaken`` for a number that another object of the institution has.
    """
    with transaction() as session:
        listing = locked_listing(actor, listing_id, version)
        require_quantity(len(units))
        _check_labels(units)
        rows = {row.id: row for row in _units_of(listing_id)}
        kept = {unit.id for unit in units if unit.id is not None}
        if not kept <= set(rows):
            raise NotFound()
        _require_free_tags(listing.institution_id, rows, units)
        _delete([row for id, row in rows.items() if id not in kept])
        _note_conditions(actor, rows, units, now)
        _rename([(rows[unit.id], unit) for unit in units if unit.id is not None])
        session.add_all(_row(listing_id, unit) for unit in units if unit.id is None)
        session.flush()
        today = institution_day(listing.institution_id, now)
        _require_named_promises(rows[id] for id in kept if id is not None)
        _require_promises(listing_id, today, now)
        _touched(actor, listing, now, "set_units", quantity=len(units))


def _units_of(listing_id: int) -> list[Unit]:
    return list(db.session.execute(select(Unit).filter_by(listing_id=listing_id).order_by(Unit.id)).scalars())


def _held(unit_ids: Iterable[int]) -> set[int]:
    statement = select(Allocation.unit_id).where(Allocation.unit_id.in_(list(unit_ids))).distinct()
    return {unit_id for unit_id in db.session.execute(statement).scalars() if unit_id is not None}


def _lower(serving: list[Unit], by: int, today: date) -> None:
    """Let *by* units go: first those that never served, the last numbers first."""
    held = _held(unit.id for unit in serving)
    leaving = sorted(serving, key=lambda unit: (unit.id in held, -unit.id))[:by]
    _delete([unit for unit in leaving if unit.id not in held])
    retired = [unit for unit in leaving if unit.id in held]
    for unit in retired:
        unit.out_of_service_from = max(today, unit.in_service_from or today)
    db.session.flush()
    _require_named_promises(retired)


def _delete(rows: list[Unit]) -> None:
    held = _held(row.id for row in rows)
    for row in rows:
        if row.id in held:
            raise UnitHeld(unit=row.label)
    if rows:
        db.session.execute(delete(Unit).where(Unit.id.in_([row.id for row in rows])))


def _rename(pairs: list[tuple[Unit, UnitFields]]) -> None:
    """Two units may swap their names: pass through names nobody has."""
    for row, unit in pairs:
        if row.label != unit.label:
            row.label = f"\N{SYMBOL FOR NULL}{row.id}"
    db.session.flush()
    for row, unit in pairs:
        row.label, row.serial, row.asset_tag = unit.label, unit.serial.strip(), unit.asset_tag.strip()
        row.in_service_from, row.out_of_service_from = unit.in_service_from, unit.out_of_service_from


def _note_conditions(actor: Actor, rows: Mapping[int, Unit], units: Sequence[UnitFields], now: datetime) -> None:
    """A condition that was changed by hand is a finding like any other."""
    for unit in units:
        if unit.id is not None and rows[unit.id].condition is not unit.condition:
            note_condition(actor, unit.id, unit.condition, "", ConditionSource.EDIT, now)


def _require_free_tags(institution_id: int, rows: Mapping[int, Unit], units: Sequence[UnitFields]) -> None:
    """Numbers that were there before are nobody's fault today: those that are new or changed are looked up."""
    tags = [Tags(unit.serial.strip(), unit.asset_tag.strip()) for unit in units]
    require_distinct(tags)
    before = {(rows[unit.id].serial, rows[unit.id].asset_tag) for unit in units if unit.id is not None}
    new = [one for one in tags if (one.serial, one.asset_tag) not in before]
    require_free_tags(institution_id, new, but=rows)


def _row(listing_id: int, unit: UnitFields) -> Unit:
    return Unit(
        listing_id=listing_id,
        label=unit.label,
        serial=unit.serial.strip(),
        asset_tag=unit.asset_tag.strip(),
        condition=unit.condition,
        in_service_from=unit.in_service_from,
        out_of_service_from=unit.out_of_service_from,
    )


def _check_labels(units: Sequence[UnitFields]) -> None:
    seen: set[str] = set()
    for unit in units:
        if not unit.label.strip():
            raise LabelMissing()
        if unit.label in seen:
            raise LabelTwice(label=unit.label)
        seen.add(unit.label)
        if unit.in_service_from and unit.out_of_service_from and unit.out_of_service_from < unit.in_service_from:
            raise ServiceDatesSwapped(unit=unit.label)


def _require_named_promises(units: Iterable[Unit]) -> None:
    """Refuse to retire a unit before the end of what it was promised to by name."""
    leaving = {unit.id: unit for unit in units if unit.out_of_service_from is not None}
    statement = select(Allocation).where(Allocation.unit_id.in_(leaving), Allocation.state.in_(BLOCKING))
    for row in db.session.execute(statement).scalars():
        unit = leaving[row.unit_id or 0]
        if unit.out_of_service_from and row.end_on > unit.out_of_service_from:
            raise UnitPromised(unit=unit.label, until=row.end_on - ONE_DAY)


def _require_promises(listing_id: int, today: date, now: datetime) -> None:
    """Refuse a stock under the committed peak, on the one availability formula. What is wrong with the members of
    a kit is no reason to refuse a change of its own units: the caller's lock of the listing itself is enough."""
    db.session.flush()
    pool = replace(pools([listing_id], today, now=now)[listing_id].pool, parts=())
    found = conflicts(pool, Period(today, today + FAR))
    if found:
        raise too_few(found[0], pool)


def too_few(conflict: Conflict[date], pool: Pool[date]) -> UnitsPromised:
    """The refusal of a stock under what is promised: on which days, to whom."""
    period = conflict.stretch.period
    left = pool.stock.steps().at(period.start)
    return UnitsPromised(
        promised=left - conflict.stretch.free,
        left=left,
        first=period.start,
        last=period.last_day,
        lines=_named(conflict.holds),
    )


def _named(lines: Sequence[Hold[date]]) -> str:
    """What the holds are for: "3 × « Tisser la ville », 1 × Musée de l'Imprimerie"."""
    statement = (
        select(Allocation.quantity, Exhibition.title, Institution.name)
        .outerjoin(Exhibition, Exhibition.id == Allocation.exhibition_id)
        .outerjoin(Institution, Institution.id == Allocation.for_institution_id)
        .where(Allocation.id.in_([line.ref for line in lines]))
        .order_by(Allocation.start_on, Allocation.id)
    )
    named = (
        f"{quantity} × {f'« {title} »' if title else name or '—'}"
        for quantity, title, name in db.session.execute(statement)
    )
    return ", ".join(named)


def _touched(actor: Actor, listing: Listing, now: datetime, verb: str, **details: object) -> None:
    listing.updated_at, listing.version = now, listing.version + 1
    record(actor, now, verb, "listing", listing.id, listing.institution_id, **details)
