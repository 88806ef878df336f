"""What a listing needs before others may see it. Each missing point is named at its field."""

from app.core.errors import Invalid, Refusal
from app.core.text import N_
from app.listings.domain.categories import Category
from app.listings.domain.sheet import ListingFields, missing_specs


class InstitutionNotVerified(Refusal):
    """The staff have not checked it yet."""

    status = 422
    message = N_("Votre établissement doit être vérifié par la plateforme avant de publier. Le brouillon est gardé.")


class CollectionNotAnswered(Invalid):
    """The question that stops collection items was left open."""

    message = N_("Dites si l'objet fait partie d'un inventaire de collection ou d'une œuvre.")
    field = "collection_item"


class CollectionItem(Invalid):
    """Collections are inalienable, and lent under other rules: never here."""

    message = N_(
        "Un objet inscrit à un inventaire de collection, ou qui fait partie d'une œuvre, ne se prête pas et ne se "
        "donne pas ici."
    )
    field = "collection_item"


class NoUnit(Invalid):
    """Nothing to lend."""

    message = N_("Ajoutez au moins un exemplaire en service.")
    field = "quantity"


def not_ready(
    fields: ListingFields, category: Category, *, units_in_service: int, institution_verified: bool
) -> tuple[Refusal, ...]:
    """Every reason not to publish yet; empty when it may be."""
    found: list[Refusal] = []
    if not institution_verified:
        found.append(InstitutionNotVerified())
    if fields.collection_item is None:
        found.append(CollectionNotAnswered())
    elif fields.collection_item:
        found.append(CollectionItem())
    if units_in_service < 1:
        found.append(NoUnit())
    return (*found, *missing_specs(category, fields.specs))
