"""The cells of a row read into what it says of a listing; what is wrong stands beside, cell by cell."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from app.core.errors import Refusal
from app.core.text import fold
from app.listings.domain.categories import Category, InvalidSpec, Kind, Spec, SpecValue, Words
from app.listings.domain.spreadsheets import choices
from app.listings.domain.spreadsheets.cells import settled
from app.listings.domain.spreadsheets.days import read_day
from app.listings.domain.spreadsheets.faults import (
    DayNotUnderstood,
    NotAWholeNumber,
    NoYear,
    ReadDayFirst,
    SiteNotKnown,
    YesOrNoExpected,
)
from app.listings.domain.spreadsheets.fields import SPEC
from app.listings.domain.spreadsheets.values import RowFault, Sheet

_MEASURES = {
    name: (Spec(name, Words(name, name, name), Kind.NUMBER, unit=unit), Decimal(1).scaleb(-decimals))
    for name, unit, decimals in (
        ("mass_kg", "kg", 3),
        ("width_cm", "cm", 1),
        ("depth_cm", "cm", 1),
        ("height_cm", "cm", 1),
    )
}
_MONEY = Spec("replacement_value", Words("", "", ""), Kind.NUMBER)
_PIXELS = re.compile(r"\d\s*[x×*]\s*\d", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(19[5-9]\d|20\d{2})(?!\d)")
_TEXTS = ("title", "description", "brand", "model", "reference", "lender_conditions", "storage_place")
_CHOICES = {
    "condition": choices.CONDITION,
    "offer": choices.OFFER,
    "visibility": choices.VISIBILITY,
    "vehicle": choices.VEHICLE,
}
_DAYS = ("tested_on", "available_from", "available_until")
_YES_OR_NO = ("collection_item", "needs_dock", "needs_lift", "is_crated")
_COUNTS = {"turnaround_days": (0, 60), "carriers": (1, 20)}


@dataclass(slots=True)
class Row:
    """A row being read, and what was found so far."""

    line: int
    cells: tuple[str, ...]
    faults: list[RowFault] = field(default_factory=list)
    notes: list[RowFault] = field(default_factory=list)


@dataclass(slots=True)
class Reader:
    """Reads cells under one mapping (our field -> place of the column). What repeats is read once."""

    places: Mapping[str, int]
    sheet: Sheet
    sites: Mapping[str, int]
    _specs: dict[tuple[str, str, str], SpecValue | InvalidSpec] = field(default_factory=dict)

    def text(self, row: Row, name: str) -> str:
        """The cell of a field, empty when it has no column."""
        place = self.places.get(name)
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    def fault(self, row: Row, name: str, refusal: Refusal) -> None:
        """Note what is wrong with a cell."""
        row.faults.append(self._of_cell(row, name, refusal))

    def note(self, row: Row, name: str, refusal: Refusal) -> None:
        """Note what should be known of a cell that was taken."""
        row.notes.append(self._of_cell(row, name, refusal))

    def _of_cell(self, row: Row, name: str, refusal: Refusal) -> RowFault:
        place = self.places.get(name)
        return RowFault(
            row.line, self.sheet.headings[place] if place is not None else "", self.text(row, name), refusal
        )

    def said(self, row: Row) -> dict[str, Any]:
        """The fields of ``ListingFields`` that the row speaks of, but category and characteristics."""
        found: dict[str, Any] = {name: settled(self.text(row, name)) for name in _TEXTS}
        for name, choice in _CHOICES.items():
            found[name] = self._read(row, name, partial(choices.chosen, choice))
        for name in _DAYS:
            found[name] = self._read(row, name, partial(self._day, row, name))
        for name in _YES_OR_NO:
            found[name] = self._read(row, name, _yes_or_no)
        for name, (low, high) in _COUNTS.items():
            found[name] = self._read(row, name, partial(whole, low=low, high=high))
        for name in _MEASURES:
            found[name] = self._read(row, name, partial(_measure, name))
        found["made_in_year"] = self._read(row, "made_in_year", _year)
        found["replacement_value_cents"] = self._read(row, "replacement_value", _cents)
        found["site_id"] = self._read(row, "site_id", self._site)
        return {name: value for name, value in found.items() if value is not None and value != ""}

    def quantity(self, row: Row) -> int | None:
        """How many units the row says, None when it does not."""
        read: int | None = self._read(row, "quantity", partial(whole, low=1, high=1000))
        return read

    def specs(self, row: Row, category: Category) -> dict[str, SpecValue]:
        """The characteristics that the row gives."""
        values: dict[str, SpecValue] = {}
        for spec in category.specs:
            raw = self.text(row, SPEC + spec.key)
            if not raw:
                continue
            read = self._spec(category, spec, raw)
            if isinstance(read, InvalidSpec):
                self.fault(row, SPEC + spec.key, read)
            else:
                values[spec.key] = read
        for spec in category.specs:
            if spec.fills and spec.fills not in values and _PIXELS.search(self.text(row, SPEC + spec.key)):
                values[spec.fills] = category.spec(spec.fills).parse(self.text(row, SPEC + spec.key))
        return values

    def _spec(self, category: Category, spec: Spec, raw: str) -> SpecValue | InvalidSpec:
        key = (category.id, spec.key, raw)
        if key not in self._specs:
            try:
                self._specs[key] = spec.parse(raw)
            except InvalidSpec as refusal:
                self._specs[key] = refusal
        return self._specs[key]

    def _read(self, row: Row, name: str, read: Callable[[str], Any]) -> Any:
        raw = self.text(row, name)
        if not raw:
            return None
        try:
            return read(raw)
        except Refusal as refusal:
            self.fault(row, name, refusal)
            return None

    def _day(self, row: Row, name: str, raw: str) -> Any:
        read = read_day(raw)
        if read.is_guess:
            self.note(row, name, ReadDayFirst(raw=raw, day=read.day.isoformat()))
        return read.day

    def _site(self, raw: str) -> int:
        found = self.sites.get(fold(raw))
        if found is None:
            raise SiteNotKnown(raw=raw)
        return found


def whole(raw: str, low: int, high: int) -> int:
    """A whole number as typed: "2", "2,0", "1 000". Raises :class:`NotAWholeNumber`."""
    number, _point, rest = "".join(raw.split()).replace(",", ".").partition(".")
    if (
        not (number.isascii() and number.isdigit())
        or rest.strip("0")
        or len(number) > 6
        or not low <= int(number) <= high
    ):
        raise NotAWholeNumber(raw=raw, low=low, high=high)
    return int(number)


def _measure(name: str, raw: str) -> Decimal | None:
    spec, step = _MEASURES[name]
    value = spec.parse(raw)
    return value.quantize(step) if isinstance(value, Decimal) and abs(value) < 10**9 else None


def _cents(raw: str) -> int | None:
    bare = raw.replace("€", "").replace("EUR", "").strip()
    value = _MONEY.parse(bare) if bare else None
    return round(value * 100) if isinstance(value, Decimal) else None


def _year(raw: str) -> int:
    years = set(_YEAR.findall(raw))
    if len(years) == 1:
        return int(years.pop())
    try:
        return read_day(raw).day.year
    except DayNotUnderstood as error:
        raise NoYear(raw=raw) from error


def _yes_or_no(raw: str) -> bool:
    answer = choices.yes_or_no(raw)
    if answer is None:
        raise YesOrNoExpected(raw=raw)
    return answer
