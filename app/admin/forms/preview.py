"""What a technician will see of a category that is not saved yet: its fields and its card, with values for show."""

from typing import Any

from app.core.forms import Form
from app.core.i18n import language
from app.listings.domain.categories import Category
from app.listings.domain.categories.examples import drawing_like, example_of
from app.listings.domain.sheet import spec_field
from app.listings.domain.states import Offer
from app.listings.forms.fields import spec_field_of
from app.listings.queries.cards import ListingCard

PREFIX = "preview-"


def preview_fields(of: Category) -> list[tuple[Any, str, bool]]:
    """The fields that publishing asks, in their order, with the unit beside each and whether it must be said."""
    fields = {spec_field(spec.key): spec_field_of(spec) for spec in of.specs}
    made: type[Form] = type("PreviewForm", (Form,), fields)
    form = made(formdata=None, prefix=PREFIX)
    return [(form[spec_field(spec.key)], spec.unit_symbol(language()), spec.required) for spec in of.specs]


def preview_card(of: Category, institution: str, city: str) -> ListingCard:
    """The card of a listing that says an example of everything."""
    own = language()
    return ListingCard(
        id=0,
        title=of.label[own],
        category=drawing_like(of),
        photo=None,
        specs=tuple(spec.format(example_of(spec), own) for spec in of.deciding[:2]),
        free=None,
        quantity=2,
        kind=Offer.LOAN,
        institution=institution,
        city=city,
        distance=None,
    )
