"""Serial numbers and asset tags: each names one object of an inventory, so none is there twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.core.db import db
from app.core.errors import Invalid
from app.core.text import N_
from app.listings.models import Listing, Unit
from app.listings.services.rows import lock_inventory


class SerialTaken(Invalid):
    """Params: *serial*, *unit*, *title*: where it already is."""

    message = N_("Le numéro de série « %(serial)s » est déjà celui de l'exemplaire %(unit)s, « %(title)s ».")


class AssetTagTaken(Invalid):
    """Params: *tag*, *unit*, *title*: where it already is."""

    message = N_("Le numéro d'inventaire « %(tag)s » est déjà celui de l'exemplaire %(unit)s, « %(title)s ».")


class SerialTwice(Invalid):
    """Params: *serial*: on two lines of what was sent."""

    message = N_("Deux exemplaires portent le numéro de série « %(serial)s ».")


class AssetTagTwice(Invalid):
    """Params: *tag*: on two lines of what was sent."""

    message = N_("Deux exemplaires portent le numéro d'inventaire « %(tag)s ».")


@dataclass(frozen=True, slots=True)
class Tags:
    """What is written on one object; blank where nothing is."""

    serial: str = ""
    asset_tag: str = ""


def require_distinct(tags: Iterable[Tags]) -> None:
    """Refuse a number that comes twice in what was sent."""
    read = list(tags)
    if serial := _twice(one.serial for one in read):
        raise SerialTwice(serial=serial)
    if tag := _twice(one.asset_tag for one in read):
        raise AssetTagTwice(tag=tag)


def require_free_tags(institution_id: int, tags: Sequence[Tags], but: Iterable[int] = ()) -> None:
    """Refuse a serial number or an asset tag that another unit of the institution has, or that comes twice here.

    Capitals make no difference, blanks are no number. *but* are the units that *tags* are of. Call it inside the
    transaction that writes them: one inventory is written by one at a time.
    """
    require_distinct(tags)
    serials, assets = [one.serial for one in tags], [one.asset_tag for one in tags]
    if not any((*serials, *assets)):
        return
    lock_inventory(institution_id)
    left_out = set(but)
    if found := _elsewhere(institution_id, Unit.serial, serials, left_out):
        raise SerialTaken(serial=found[0], unit=found[1], title=found[2])
    if found := _elsewhere(institution_id, Unit.asset_tag, assets, left_out):
        raise AssetTagTaken(tag=found[0], unit=found[1], title=found[2])


def _twice(values: Iterable[str]) -> str:
    seen: set[str] = set()
    for value in values:
        if value and value.casefold() in seen:
            return value
        seen.add(value.casefold())
    return ""


def _elsewhere(
    institution_id: int, column: InstrumentedAttribute[str], values: Sequence[str], but: set[int]
) -> tuple[str, str, str] | None:
    """(value, unit, title) of the first that another unit has."""
    wanted = sorted({value.lower() for value in values if value})
    if not wanted:
        return None
    rows = db.session.execute(
        select(column, Unit.label, Listing.title, Unit.id)
        .join(Listing, Listing.id == Unit.listing_id)
        .where(Listing.institution_id == institution_id, func.lower(column).in_(wanted))
        .order_by(Unit.id)
    )
    return next(((value, label, title) for value, label, title, id in rows if id not in but), None)
