"""The units of a row: several names or numbers in one cell, laid on the units that are there.

>>> parts("A1 ; A2", 2)
('A1', 'A2')
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.core.text import fold
from app.listings.domain.spreadsheets.faults import MoreNamesThanUnits, NumberTooLong, TooManyUnits
from app.listings.domain.spreadsheets.values import UnitSaid

NONE = "—"
"""Stands for a unit without a number in a cell that has several, so that each keeps its place."""
LONGEST_LABEL, LONGEST_SERIAL, MOST_UNITS = 80, 120, 1000
_SOFT = re.compile(r"\s*[;|,]\s*|\s+/\s+")


def parts(cell: str, quantity: int | None) -> tuple[str, ...]:
    """The numbers in a cell. Lines part them; so do ; , | and " / " unless the row says that it is one unit."""
    if not cell.strip():
        return ()
    lines = [line.strip() for line in cell.splitlines()]
    if len(lines) == 1:
        lines = [cell.strip()] if quantity == 1 else [part for part in _SOFT.split(cell.strip()) if part]
    return tuple("" if part == NONE else part for part in lines)


def joined(values: Sequence[str]) -> str:
    """The cell that :func:`parts` reads back."""
    return "\n".join(value or NONE for value in values) if any(values) else ""


def number_key(number: str) -> str:
    """Two serials that differ only in case or blanks are one."""
    return "".join(number.split()).casefold()


def merged(
    there: Sequence[UnitSaid],
    labels: Sequence[str],
    serials: Sequence[str],
    tags: Sequence[str],
    quantity: int | None,
) -> tuple[UnitSaid, ...]:
    """The units after the row: those named are found again by name, tag or serial, or filled in, or added.

    Nothing named takes the place of something else; *quantity* adds numbered units or takes unnamed ones away.
    Raises :class:`MoreNamesThanUnits`, :class:`TooManyUnits`, :class:`NumberTooLong`.
    """
    count = max(len(labels), len(serials), len(tags))
    if count > MOST_UNITS or (quantity or 0) > MOST_UNITS:
        raise TooManyUnits(most=MOST_UNITS)
    units, named = list(there), set[int]()
    for place in range(count):
        label, serial, tag = (_at(cell, place) for cell in (labels, serials, tags))
        _require_short(label, serial, tag)
        found = _found(units, named, label, serial, tag)
        if found is None:
            if not (label or serial or tag) and place < len(units):
                continue  # a blank place in the list says nothing of its unit
            found = len(units)
            units.append(UnitSaid(_name(units, label or tag or serial)))
        named.add(found)
        units[found] = _filled(units, found, label, serial, tag)
    return tuple(_as_many(units, named, quantity))


def _at(cell: Sequence[str], place: int) -> str:
    return cell[place] if place < len(cell) else ""


def _require_short(label: str, serial: str, tag: str) -> None:
    for text, most in ((label, LONGEST_LABEL), (tag, LONGEST_LABEL), (serial, LONGEST_SERIAL)):
        if len(text) > most:
            raise NumberTooLong(most=most)


def _found(units: Sequence[UnitSaid], named: set[int], label: str, serial: str, tag: str) -> int | None:
    free = [place for place in range(len(units)) if place not in named]
    for value, name in ((label, "label"), (tag, "asset_tag"), (serial, "serial")):
        if value:
            same = (p for p in free if number_key(getattr(units[p], name)) == number_key(value))
            if (place := next(same, None)) is not None:
                return place
    if label or not (serial or tag):
        return None
    return next((p for p in free if not units[p].serial and not units[p].asset_tag), None)


def _filled(units: Sequence[UnitSaid], place: int, label: str, serial: str, tag: str) -> UnitSaid:
    unit = units[place]
    return replace(unit, serial=serial or unit.serial, asset_tag=tag or unit.asset_tag)


def _as_many(units: list[UnitSaid], named: set[int], quantity: int | None) -> list[UnitSaid]:
    if quantity is None:
        return units
    while len(units) < quantity:
        units.append(UnitSaid(_name(units, "")))
    extra = len(units) - quantity
    idle = [place for place in reversed(range(len(units))) if place not in named]
    nameless = [p for p in idle if not units[p].serial and not units[p].asset_tag]
    leaving = [*nameless, *(p for p in idle if p not in nameless)][:extra]
    if len(leaving) < extra:
        raise MoreNamesThanUnits(names=len(named), quantity=quantity)
    return [unit for place, unit in enumerate(units) if place not in leaving]


def _name(units: Sequence[UnitSaid], wanted: str) -> str:
    """*wanted* if no unit is called that, else the next free number."""
    taken = {fold(unit.label) for unit in units}
    name = wanted[:LONGEST_LABEL]
    if name and fold(name) not in taken:
        return name
    number = len(units) + 1
    while fold(f"n° {number}") in taken:
        number += 1
    return f"n° {number}"
