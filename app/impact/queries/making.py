"""How the manufacture of a kind of object is counted, for whoever reads or writes categories."""

from dataclasses import dataclass
from decimal import Decimal

from app.impact.factors.domain import NoFactor, manufacturing_factor, per_kg_factors
from app.impact.factors.table import loaded
from app.impact.queries.factors import FactorLink, factor_links
from app.listings.domain.categories import Category, categories


@dataclass(frozen=True, slots=True)
class Making:
    """*like* is the plural of the category that stands for this one, "" when it has its own figure or none.

    *link* is None when nothing is known: then no figure is shown anywhere.
    """

    like: str
    link: FactorLink | None
    life_years: Decimal | None
    life_uses: int | None


def making_of(of: Category, language: str) -> Making:
    """Which factor stands for one object of this category when nothing else is said of it."""
    chosen = of.factor.like if of.factor else ""
    like = categories()[chosen].plural[language] if chosen in categories() else ""
    try:
        made = manufacturing_factor(of.id, {}, None)
    except (NoFactor, KeyError):
        return Making("", None, None, None)
    links = factor_links((made.reference,), language)
    return Making(like, links[0] if links else None, made.life_years, made.life_uses)


def per_kg_choices(language: str) -> tuple[tuple[str, str], ...]:
    """The factors by mass that may stand for a category nobody measured: their name and what they are called."""
    found = ((id, loaded().factor(id)) for id in per_kg_factors())
    return tuple((id, f"{one.label[language[:2]]} : {one.value} kg CO2e/kg") for id, one in found)
