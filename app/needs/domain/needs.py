"""One line of a list of needs: so many units of a category, or so many metres of one of its lengths. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from app.core.errors import Invalid, Refusal
from app.core.text import N_
from app.listings.domain.categories import Category, Kind, Spec, SpecValue
from app.listings.domain.spec_wanted import SpecWanted

MOST = 999
MOST_LINES = 200
LONGEST_TEXT, LONGEST_NOTE = 200, 2000
CM = Decimal(100)
"""Centimetres in a metre: lengths of categories are kept in cm, people count walls in metres."""


class NeedAmount(Invalid):
    """Params: *most*."""

    message = N_("Indiquez une quantité entre 1 et %(most)s.")
    field = "amount"


class NeedNotWhole(Invalid):
    """Half a projector."""

    message = N_("Indiquez un nombre entier d'exemplaires.")
    field = "amount"


class NeedDates(Invalid):
    """Two days or none, in their order."""

    message = N_("Indiquez les deux jours, la fin après le début, ou laissez les deux vides.")
    field = "last_day"


class NeedTooLong(Invalid):
    """Params: *most*, in characters."""

    message = N_("C'est trop long : %(most)s caractères au plus.")
    field = "note"


class TooManyNeeds(Refusal):
    """Params: *most*."""

    message = N_("Une liste compte %(most)s lignes au plus.")


@dataclass(frozen=True, slots=True)
class NeedFields:
    """What a line says. *category* None: not understood yet, kept as *text*. Without days it follows its show.

    *amount* counts units, or metres of *measured_by*; *own_amount* of it comes from one's own stores.
    """

    category: str | None
    amount: Decimal = Decimal(1)
    measured_by: str | None = None
    specs: tuple[SpecWanted, ...] = ()
    text: str = ""
    first_day: date | None = None
    last_day: date | None = None
    radius_km: int | None = None
    note: str = ""
    is_optional: bool = False
    own_amount: Decimal = Decimal(0)


def faults_of(fields: NeedFields) -> Iterator[Refusal]:
    """Everything that can't be kept, in the order of the form."""
    for name in ("amount", "own_amount"):
        value = getattr(fields, name)
        if not (0 if name == "own_amount" else Decimal("0.01")) <= value <= MOST:
            yield NeedAmount(field=name, most=MOST)
        elif fields.measured_by is None and value != value.to_integral_value():
            yield NeedNotWhole(field=name)
    days = fields.first_day, fields.last_day
    if (days[0] is None) != (days[1] is None) or (days[0] and days[1] and days[1] < days[0]):
        yield NeedDates()
    if len(fields.text) > LONGEST_TEXT:
        yield NeedTooLong(field="text", most=LONGEST_TEXT)
    if len(fields.note) > LONGEST_NOTE:
        yield NeedTooLong(most=LONGEST_NOTE)


def lengths_of(category: Category) -> tuple[Spec, ...]:
    """The characteristics of which one may count metres: lengths and widths kept in cm."""
    return tuple(
        spec
        for spec in category.specs
        if spec.kind is Kind.NUMBER and spec.unit == "cm" and spec.key.split("_")[-1] in ("length", "width")
    )


def worth(measured_by: str | None, values: Mapping[str, SpecValue]) -> Decimal:
    """How much of a line one unit covers: 1, or its metres; 0 when its length is not known.

    >>> worth("length", {"length": Decimal(240)})
    Decimal('2.4')
    """
    if measured_by is None:
        return Decimal(1)
    value = values.get(measured_by)
    return value / CM if isinstance(value, Decimal) else Decimal(0)


def units_for(missing: Decimal, each: Decimal) -> int:
    """How many units worth *each* it takes to cover *missing*: 30 m in panels of 2.40 m are 13."""
    return int((missing / each).to_integral_value(ROUND_CEILING)) if each > 0 and missing > 0 else 0


def answers(wanted: SpecWanted, values: Mapping[str, SpecValue]) -> bool:
    """Whether what is known of an object meets *wanted*; what is not known does not."""
    value = values.get(wanted.key)
    if isinstance(value, bool):
        return not wanted.options or ("yes" if value else "no") in wanted.options
    if isinstance(value, Decimal):
        low = wanted.low is None or value >= wanted.low
        return low and (wanted.high is None or value <= wanted.high)
    keys = value if isinstance(value, tuple) else (value,)
    return value is not None and (not wanted.options or bool(wanted.options.intersection(keys)))


def is_answer(fields: NeedFields, category: str, values: Mapping[str, SpecValue]) -> bool:
    """Whether an object of *category* with these characteristics meets the whole line."""
    return fields.category == category and all(answers(one, values) for one in fields.specs)
