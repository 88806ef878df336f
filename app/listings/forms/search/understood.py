"""A sentence and the fields beside it made one search: what was typed last, the sentence, has the last word."""

from dataclasses import replace

from app.listings.domain.asking import Sentence
from app.listings.domain.asking.place import Where
from app.listings.queries.search.criteria import RADII_KM, Criteria


def with_sentence(criteria: Criteria, said: Sentence) -> Criteria:
    """*criteria* with all that the sentence says; what it doesn't mention stays as it was."""
    found = replace(
        criteria, text=said.rest, page=1, quantity=said.quantity if said.quantity > 1 else criteria.quantity
    )
    if said.category:
        kept = criteria.specs if said.category == criteria.category else ()
        others = tuple(one for one in kept if one.key not in {bound.key for bound in said.bounds})
        found = replace(found, category=said.category, family=None, specs=(*others, *said.bounds))
    if said.first_day:
        found = replace(found, first_day=said.first_day, last_day=said.last_day)
    return _placed(
        replace(found, offer=said.offer or criteria.offer, condition=said.condition or criteria.condition), said.where
    )


def _placed(found: Criteria, where: Where | None) -> Criteria:
    if where is None:
        return found
    anywhere = replace(found, place=None, place_text="", region=None, department=None)
    if where.place is None:
        return replace(anywhere, region=where.region, department=where.department)
    radius = next((km for km in RADII_KM if where.radius_km and km >= where.radius_km), RADII_KM[-1])
    return replace(
        anywhere,
        place=where.place,
        place_text=f"{where.place.name} {where.place.department}",
        radius_km=radius if where.radius_km else found.radius_km,
    )
