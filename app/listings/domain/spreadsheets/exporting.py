"""An inventory as a table: every column that an import reads, so that what goes out comes back the same.

A value is written in the first form that reads back to exactly that value.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeAlias

from app.listings.domain.categories import Category, InvalidSpec, Kind, Spec, SpecValue, categories
from app.listings.domain.categories.standing import turn
from app.listings.domain.spreadsheets import choices
from app.listings.domain.spreadsheets.cells import settled
from app.listings.domain.spreadsheets.columns import category_called, specs_of
from app.listings.domain.spreadsheets.fields import COMMON, STATE
from app.listings.domain.spreadsheets.units import joined
from app.listings.domain.spreadsheets.values import Known

Cell: TypeAlias = str | Decimal | int | date | None


@dataclass(frozen=True, slots=True)
class Told:
    """A listing on its way out: *site* as it is called, *state* as the reader knows it."""

    listing: Known
    site: str
    state: str


def headings_of(listings: Sequence[Told]) -> list[str]:
    """The headings: what every listing has, then the characteristics that one of these has."""
    return [*(heading for heading, _ in _columns()), *(_named(spec) for spec in _used(listings).values())]


def cells_of(listings: Sequence[Told]) -> Iterator[list[Cell]]:
    """A row for each listing, under :func:`headings_of`."""
    keys = list(_used(listings))
    units = {key: spec.unit for key, spec in _used(listings).items()}
    for one in listings:
        fields = one.listing.fields
        category = categories().get(fields.category)
        specs = [
            _spec_cell(category, key, fields.specs[key], units[key]) if category and key in fields.specs else None
            for key in keys
        ]
        yield [*(read(one) for _, read in _columns()), *specs]


def _used(listings: Sequence[Told]) -> dict[str, Spec]:
    there = {one.listing.fields.category for one in listings}
    used = {key for one in listings for key in one.listing.fields.specs}
    every = specs_of(category for id, category in categories().items() if id in there)
    return {key: spec for key, spec in every.items() if key in used}


def _named(spec: Spec) -> str:
    unit = spec.unit_symbol()
    return f"{spec.label.fr} ({unit}) [{spec.key}]" if unit else f"{spec.label.fr} [{spec.key}]"


Read: TypeAlias = Callable[[Told], Cell]


def _columns() -> list[tuple[str, Read]]:
    read: dict[str, Read] = {
        "sheet_id": lambda one: one.listing.id,
        "category": lambda one: _category_cell(one.listing.fields.category),
        "quantity": lambda one: len(one.listing.units) or None,
        "labels": lambda one: joined([unit.label for unit in one.listing.units]),
        "serials": lambda one: joined([unit.serial for unit in one.listing.units]),
        "tags": lambda one: joined([unit.asset_tag for unit in one.listing.units]),
        "replacement_value": lambda one: _euros(one.listing.fields.replacement_value_cents),
        "site_id": lambda one: one.site,
        **{name: _choice(name, words) for name, words in _CHOICES.items()},
        **{name: _yes_or_no(name) for name in ("collection_item", "needs_dock", "needs_lift", "is_crated")},
    }
    columns = [(str(label), read.get(name) or _plain(name)) for name, (label, _) in COMMON.items()]
    return [*columns, (STATE, lambda one: one.state)]


_CHOICES: Mapping[str, choices.Choices] = {
    "condition": choices.CONDITION,
    "offer": choices.OFFER,
    "visibility": choices.VISIBILITY,
    "vehicle": choices.VEHICLE,
}


def _plain(name: str) -> Read:
    def read(one: Told) -> Cell:
        value: Any = getattr(one.listing.fields, name)
        if isinstance(value, Decimal):
            return value.normalize()
        return settled(value) if isinstance(value, str) else value

    return read


def _choice(name: str, words: choices.Choices) -> Read:
    def read(one: Told) -> Cell:
        value: StrEnum | None = getattr(one.listing.fields, name)
        return words[value][0] if value is not None else None

    return read


def _yes_or_no(name: str) -> Read:
    def read(one: Told) -> Cell:
        value: bool | None = getattr(one.listing.fields, name)
        return None if value is None else choices.YES if value else choices.NO

    return read


def _euros(cents: int | None) -> Decimal | None:
    return None if cents is None else (Decimal(cents) / 100).normalize()


def _category_cell(id: str) -> str:
    category = categories().get(id)
    label = category.label.fr if category else id
    found = category_called(label)
    return label if found is not None and found.id == id else id


def _spec_cell(category: Category, key: str, value: SpecValue, unit: str) -> Cell:
    return _spelled(category.id, key, value, category.spec(key).unit == unit, turn())


@lru_cache(maxsize=20_000)
def _spelled(category_id: str, key: str, value: SpecValue, is_usual_unit: bool, _turn: int) -> Cell:
    spec = categories()[category_id].spec(key)
    if isinstance(value, Decimal):
        return _number(spec, value, is_usual_unit)
    if isinstance(value, bool):
        return choices.YES if value else choices.NO
    if isinstance(value, tuple):
        labels = [option.label.fr for chosen in value for option in spec.options if option.key == chosen]
        return _first(spec, value, (" | ".join(labels), " | ".join(value)))
    if spec.kind is Kind.ENUM:
        return _first(spec, value, (*(option.label.fr for option in spec.options if option.key == value), value))
    return _first(spec, value, (settled(value),))


def _number(spec: Spec, value: Decimal, is_usual_unit: bool) -> Cell:
    plain = f"{value:f}"
    bare = plain.rstrip("0").rstrip(".") if "." in plain else plain
    if is_usual_unit and all(_reads(spec, text, value) for text in (bare.replace(".", ","), bare)):
        return Decimal(bare)
    longer = f"{bare}0" if "." in bare else f"{bare}.0"
    with_unit = f"{bare.replace('.', ',')} {spec.unit_symbol() or spec.unit}"
    return _first(spec, value, (with_unit, longer.replace(".", ","), longer))


def _first(spec: Spec, value: SpecValue, forms: Sequence[str]) -> str:
    return next((form for form in forms if _reads(spec, form, value)), forms[-1])


def _reads(spec: Spec, text: str, value: SpecValue) -> bool:
    try:
        return bool(text) and spec.parse(text) == value
    except InvalidSpec:
        return False
