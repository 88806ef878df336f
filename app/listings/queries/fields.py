"""From a row to what the listing says."""

from collections.abc import Mapping
from dataclasses import fields as dataclass_fields

from app.core.errors import Invalid
from app.core.text import N_
from app.listings.domain.categories import Category, categories
from app.listings.domain.categories.spec import Stored
from app.listings.domain.sheet import ListingFields
from app.listings.models import Listing

COLUMNS = {field.name for field in dataclass_fields(ListingFields)} - {"specs", "mass_confirmed"}
"""The columns of a listing that are typed as they are kept."""


class UnknownCategory(Invalid):
    """Not one of ours."""

    message = N_("Choisissez une catégorie de la liste.")
    field = "category"


def category_of(category_id: str) -> Category:
    """The category, or :class:`UnknownCategory`."""
    found = categories().get(category_id)
    if found is None:
        raise UnknownCategory()
    return found


def forgotten_specs(category: Category, stored: Mapping[str, Stored]) -> dict[str, Stored]:
    """What a row holds under names that its category no longer has."""
    known = {spec.key for spec in category.specs}
    return {key: value for key, value in stored.items() if key not in known}


def fields_of(listing: Listing) -> ListingFields:
    """What *listing* says now; a spec its category no longer has stays in the row (`forgotten_specs`)."""
    category = categories().get(listing.category)
    known = {spec.key: spec for spec in category.specs} if category else {}
    typed = {name: getattr(listing, name) for name in COLUMNS}
    specs = {key: known[key].restore(value) for key, value in listing.specs.items() if key in known}
    return ListingFields(**typed, specs=specs, mass_confirmed=True)
