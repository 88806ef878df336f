"""What a search asks, one criterion after the other, each with the search that goes on without it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from app.listings.domain.categories import Spec
from app.listings.queries.search.criteria import DEFAULT_RADIUS_KM, Criteria, SpecWanted
from app.listings.queries.search.facets import chosen_category, without_category


class Criterion(StrEnum):
    """Which part of a search."""

    TEXT = "text"
    CATEGORY = "category"
    FAMILY = "family"
    SPEC = "spec"
    PLACE = "place"
    REGION = "region"
    DEPARTMENT = "department"
    DATES = "dates"
    QUANTITY = "quantity"
    CONDITION = "condition"
    OFFER = "offer"
    EASY_TO_MOVE = "easy_to_move"


@dataclass(frozen=True, slots=True)
class Asked:
    """A criterion in force. *without* is the search let go of it; *spec* and *wanted* say a characteristic."""

    criterion: Criterion
    without: Criteria
    spec: Spec | None = None
    wanted: SpecWanted | None = None


def asked(criteria: Criteria) -> tuple[Asked, ...]:
    """Every criterion that narrows *criteria*, in the order of a sentence."""
    return tuple(_asked(replace(criteria, page=1)))


def _asked(all: Criteria) -> Iterator[Asked]:
    if all.text:
        yield Asked(Criterion.TEXT, replace(all, text=""))
    if all.category:
        yield Asked(Criterion.CATEGORY, without_category(all))
    elif all.family:
        yield Asked(Criterion.FAMILY, replace(all, family=None))
    yield from _specs(all)
    if all.place:
        yield Asked(Criterion.PLACE, replace(all, place=None, place_text="", radius_km=DEFAULT_RADIUS_KM))
    if all.region:
        yield Asked(Criterion.REGION, replace(all, region=None, department=None))
    if all.department:
        yield Asked(Criterion.DEPARTMENT, replace(all, department=None))
    if all.dates:
        yield Asked(Criterion.DATES, replace(all, first_day=None, last_day=None))
    if all.quantity > 1:
        yield Asked(Criterion.QUANTITY, replace(all, quantity=1))
    if all.condition:
        yield Asked(Criterion.CONDITION, replace(all, condition=None))
    if all.offer:
        yield Asked(Criterion.OFFER, replace(all, offer=None))
    if all.easy_to_move:
        yield Asked(Criterion.EASY_TO_MOVE, replace(all, easy_to_move=False))


def _specs(all: Criteria) -> Iterator[Asked]:
    of = chosen_category(all)
    for one in all.specs if of else ():
        spec = next((spec for spec in of.specs if spec.key == one.key), None) if of else None
        if spec:
            yield Asked(Criterion.SPEC, replace(all, specs=tuple(s for s in all.specs if s is not one)), spec, one)
