"""What is too strange to be shown to everybody before somebody looks: a slip of units, most of the time."""

from collections.abc import Mapping
from decimal import Decimal

from app.core.text import N_
from app.impact.records.domain.inputs import Inputs
from app.listings.domain.categories import categories

KG_PER_KG = (Decimal("0.1"), Decimal(500))
"""Manufacturing emissions per kg of object: from sawn timber to bare electronics, with a wide margin (judgement)."""

KG_PER_EURO = (Decimal("0.005"), Decimal(20))
"""Manufacturing emissions per euro of a new equivalent. The monetary ratios of the Base Carbone run from about 0.1 to
3 kg CO2e per euro; twenty times wider downwards and seven upwards: listings hold prices of any year (judgement)."""

TIMES_USUAL = Decimal(50)
"""An object this many times heavier or lighter than its category's usual one: grams typed as kg, or tonnes."""

HEAVIEST_KG = Decimal(2000)
"""One object heavier than this travels on no van and is surely grams typed as kilograms."""

REVIEWS: Mapping[str, str] = {
    "": "",
    "mass": N_("La masse de l'objet n'est pas plausible : le calcul attend une relecture."),
    "ratio": N_("Les émissions par kilogramme ne sont pas plausibles : le calcul attend une relecture."),
    "value": N_("Les émissions par euro de valeur à neuf ne sont pas plausibles : le calcul attend une relecture."),
    "unverified": N_("L'un des deux établissements n'est pas vérifié : le calcul n'entre pas dans les totaux."),
}


def review(inputs: Inputs, *, both_verified: bool) -> str:
    """Why a record stays out of totals and public pages; "" when nothing speaks against it."""
    if not both_verified:
        return "unverified"
    mass = inputs.journey.mass_kg / inputs.quantity
    if mass > HEAVIEST_KG or not _is_usual(mass, inputs.category):
        return "mass"
    if not _within(inputs.made.value / mass, KG_PER_KG):
        return "ratio"
    if inputs.new_value and not _within(inputs.made.value / inputs.new_value, KG_PER_EURO):
        return "value"
    return ""


def _is_usual(mass: Decimal, category_id: str) -> bool:
    kind = categories().get(category_id)
    usual = kind.default_mass_kg if kind else mass
    return usual / TIMES_USUAL <= mass <= usual * TIMES_USUAL


def _within(ratio: Decimal, bounds: tuple[Decimal, Decimal]) -> bool:
    return bounds[0] <= ratio <= bounds[1]
