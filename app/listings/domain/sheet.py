"""What a listing says, as plain values, and what is wrong with it.

Nothing is lost at the first mistake: :func:`faults_of` answers every refusal, each naming its form field.
Masses in kg, lengths in cm, money in cents.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.core.errors import Invalid, Refusal
from app.core.text import N_
from app.listings.domain.categories import Category, SpecMissing, SpecValue
from app.listings.domain.handling import Vehicle
from app.listings.domain.states import Condition, Offer, Visibility

PLAUSIBLE_FACTOR = 20
"""A mass beyond 20 times the category's ordinary one, or below a 20th of it, is surely a slip of unit."""
HEAVIEST_KG, LONGEST_CM, MOST_CENTS = Decimal(20_000), Decimal(2_000), 100_000_000
OLDEST_YEAR = 1950
LETTERS = {"title": 200, "brand": 120, "model": 160, "reference": 80, "storage_place": 200, "description": 5000}
LETTERS["lender_conditions"] = 5000


class TitleMissing(Invalid):
    """A listing nobody could name."""

    message = N_("Donnez un titre à l'annonce.")
    field = "title"


class TextTooLong(Invalid):
    """Params: *most*, in characters."""

    message = N_("C'est trop long : %(most)s caractères au plus.")


class OutOfRange(Invalid):
    """Params: *low* and *high*."""

    message = N_("Indiquez une valeur entre %(low)s et %(high)s.")


class MassNotPlausible(Invalid):
    """Params: *mass* and *usual*, in kg. The person may confirm it."""

    message = N_(
        "%(mass)s kg semble peu plausible pour cette catégorie (d'ordinaire %(usual)s kg environ). "
        "Corrigez, ou confirmez la masse."
    )
    field = "mass_kg"


class DatesSwapped(Invalid):
    """It would stop being available before it starts."""

    message = N_("La fin de disponibilité est avant son début.")
    field = "available_until"


class TestedInTheFuture(Invalid):
    """A check that has not happened yet."""

    message = N_("Ce contrôle est daté dans le futur.")
    field = "tested_on"


@dataclass(frozen=True, slots=True)
class ListingFields:
    """What a listing says. *collection_item*: part of a collection inventory or of an artwork (None: not said).

    *mass_confirmed* says that a person looked twice at an unusual mass.
    """

    site_id: int
    category: str
    title: str
    description: str = ""
    brand: str = ""
    model: str = ""
    reference: str | None = None
    specs: Mapping[str, SpecValue] = field(default_factory=dict)
    condition: Condition = Condition.GOOD
    mass_kg: Decimal | None = None
    width_cm: Decimal | None = None
    height_cm: Decimal | None = None
    depth_cm: Decimal | None = None
    made_in_year: int | None = None
    tested_on: date | None = None
    replacement_value_cents: int | None = None
    lender_conditions: str = ""
    storage_place: str = ""
    offer: Offer = Offer.LOAN
    visibility: Visibility = Visibility.NETWORK
    collection_item: bool | None = None
    available_from: date | None = None
    available_until: date | None = None
    turnaround_days: int = 0
    vehicle: Vehicle | None = None
    carriers: int | None = None
    needs_dock: bool = False
    needs_lift: bool = False
    is_crated: bool = False
    mass_confirmed: bool = False


def mass_is_plausible(category: Category, mass_kg: Decimal) -> bool:
    """Whether *mass_kg* could be one such object."""
    usual = category.default_mass_kg
    return usual / PLAUSIBLE_FACTOR <= mass_kg <= usual * PLAUSIBLE_FACTOR


def faults_of(fields: ListingFields, category: Category, today: date) -> tuple[Refusal, ...]:
    """Everything that can't be kept, in the order of the form."""
    return (
        *_text_faults(fields),
        *_mass_faults(fields, category),
        *_number_faults(fields, today),
        *_day_faults(fields, today),
    )


def missing_specs(category: Category, specs: Mapping[str, SpecValue]) -> tuple[Refusal, ...]:
    """The characteristics without which a borrower can't choose."""
    return tuple(
        SpecMissing(field=spec_field(spec.key)) for spec in category.specs if spec.required and spec.key not in specs
    )


def spec_field(key: str) -> str:
    """The form field of a characteristic."""
    return f"spec_{key}"


def derived(category: Category, fields: ListingFields) -> dict[str, Decimal | None]:
    """Columns that a characteristic already answers: the power, and the dimensions of what is its own box."""
    values: dict[str, Decimal | None] = {"power_w": category.watts(fields.specs)}
    for side in ("width", "height", "depth"):
        spec = fields.specs.get(side)
        typed: Decimal | None = getattr(fields, f"{side}_cm")
        values[f"{side}_cm"] = typed if typed is not None or not isinstance(spec, Decimal) else spec
    return values


def _text_faults(fields: ListingFields) -> Iterator[Refusal]:
    if not fields.title.strip():
        yield TitleMissing()
    for name, most in LETTERS.items():
        if len(getattr(fields, name) or "") > most:
            yield TextTooLong(field=name, most=most)


def _mass_faults(fields: ListingFields, category: Category) -> Iterator[Refusal]:
    mass = fields.mass_kg
    if mass is None:
        return
    if not Decimal("0.001") <= mass <= HEAVIEST_KG:
        yield OutOfRange(field="mass_kg", low="0,001 kg", high="20 000 kg")
    elif not fields.mass_confirmed and not mass_is_plausible(category, mass):
        yield MassNotPlausible(mass=_plain(mass), usual=_plain(category.default_mass_kg))


def _number_faults(fields: ListingFields, today: date) -> Iterator[Refusal]:
    for side in ("width_cm", "height_cm", "depth_cm"):
        length = getattr(fields, side)
        if length is not None and not Decimal("0.1") <= length <= LONGEST_CM:
            yield OutOfRange(field=side, low="0,1 cm", high="2 000 cm")
    if fields.made_in_year is not None and not OLDEST_YEAR <= fields.made_in_year <= today.year:
        yield OutOfRange(field="made_in_year", low=OLDEST_YEAR, high=today.year)
    cents = fields.replacement_value_cents
    if cents is not None and not 0 <= cents <= MOST_CENTS:
        yield OutOfRange(field="replacement_value", low="0 €", high="1 000 000 €")
    if fields.carriers is not None and not 1 <= fields.carriers <= 20:
        yield OutOfRange(field="carriers", low=1, high=20)
    if not 0 <= fields.turnaround_days <= 60:
        yield OutOfRange(field="turnaround_days", low=0, high=60)


def _day_faults(fields: ListingFields, today: date) -> Iterator[Refusal]:
    if fields.tested_on and fields.tested_on > today:
        yield TestedInTheFuture()
    if fields.available_from and fields.available_until and fields.available_until < fields.available_from:
        yield DatesSwapped()


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")
