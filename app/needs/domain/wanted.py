"""What a wanted ad says, and what is wrong with it. Pure: the day is an argument."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.core.errors import Invalid, Refusal
from app.core.gazetteer import Place
from app.core.text import N_
from app.listings.domain.asking import read_sentence
from app.listings.domain.categories import Category, Kind, categories
from app.listings.domain.spec_wanted import SpecWanted
from app.listings.domain.states import Offer

LONGEST_TEXT, LONGEST_TITLE = 2000, 200
MOST_UNITS = 999
FARTHEST = timedelta(days=1100)


class WantedTitleMissing(Invalid):
    """An ad nobody could name."""

    message = N_("Dites en quelques mots ce que vous cherchez.")
    field = "title"


class WantedDatesSwapped(Invalid):
    """It would end before it begins."""

    message = N_("La date de fin est avant la date de début.")
    field = "last_day"


class WantedIsOver(Invalid):
    """Nobody can lend for days that have passed."""

    message = N_("Ces dates sont déjà passées.")
    field = "last_day"


class WantedTooFar(Invalid):
    """Beyond three years nobody answers for a storage room."""

    message = N_("Cette date est trop lointaine : trois ans au plus.")
    field = "last_day"


class WantedQuantity(Invalid):
    """Params: *most*."""

    message = N_("Indiquez une quantité entre 1 et %(most)s.")
    field = "quantity"


class WantedTooLong(Invalid):
    """Params: *most*, in characters."""

    message = N_("C'est trop long : %(most)s caractères au plus.")
    field = "description"


class WishOfAnotherCategory(Invalid):
    """What is asked has no meaning for what is looked for."""

    message = N_("Une exigence ne concerne pas cette catégorie : décochez-la.")
    field = "wishes"


@dataclass(frozen=True, slots=True)
class WantedFields:
    """What an ad says: so many of a category, as *specs* want them, on days both included, around *place*.

    *offer* None takes a loan or a gift; *radius_km* None every distance.
    """

    institution_id: int
    category: str
    title: str
    quantity: int
    first_day: date
    last_day: date
    place: Place
    radius_km: int | None = None
    description: str = ""
    specs: tuple[SpecWanted, ...] = ()
    offer: Offer | None = None
    exhibition_id: int | None = None


def with_wishes_of_title(fields: WantedFields, today: date) -> WantedFields:
    """*fields* with what their title asks ("4 projecteurs 5000 lumens"), where no wish says otherwise."""
    said = read_sentence(fields.title, today)
    if said is None or said.category != fields.category:
        return fields
    known = {one.key for one in fields.specs}
    read = (SpecWanted(one.key, one.low, one.high, frozenset(one.options)) for one in said.bounds)
    return replace(fields, specs=(*fields.specs, *(one for one in read if one.key not in known)))


def may_be_wished(category: Category, one: SpecWanted) -> bool:
    """Whether *category* has this characteristic, of this nature, with these options."""
    spec = next((spec for spec in (*category.specs, *category.gone) if spec.key == one.key), None)
    if spec is None:
        return False
    if spec.kind is Kind.NUMBER:
        return not one.options
    known = {"yes", "no"} if spec.kind is Kind.BOOL else {option.key for option in spec.options}
    return one.low is None and one.high is None and one.options <= known


def faults_of(fields: WantedFields, today: date) -> Iterator[Refusal]:
    """Everything that can't be kept, in the order of the form."""
    known = categories().get(fields.category)
    if known is not None and not all(may_be_wished(known, one) for one in fields.specs):
        yield WishOfAnotherCategory()
    if not fields.title.strip():
        yield WantedTitleMissing()
    if len(fields.title) > LONGEST_TITLE:
        yield WantedTooLong(field="title", most=LONGEST_TITLE)
    if not 1 <= fields.quantity <= MOST_UNITS:
        yield WantedQuantity(most=MOST_UNITS)
    if fields.last_day < fields.first_day:
        yield WantedDatesSwapped()
    elif fields.last_day < today:
        yield WantedIsOver()
    elif fields.last_day > today + FARTHEST:
        yield WantedTooFar()
    if len(fields.description) > LONGEST_TEXT:
        yield WantedTooLong(most=LONGEST_TEXT)
