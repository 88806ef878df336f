"""What is too strange to be shown to everybody before somebody looks: a slip of units, most of the time."""

from collections.abc import Mapping
from decimal import Decimal

from app.core.text import N_
from app.impact.records.domain.inputs import Inputs

KG_PER_KG = (Decimal("0.1"), Decimal(500))
"""Manufacturing emissions per kg of object: from sawn timber to bare electronics, with a wide margin (judgement)."""

HEAVIEST_KG = Decimal(2000)
"""One object heavier than this travels on no van and is surely grams typed as kilograms."""

REVIEWS: Mapping[str, str] = {
    "": "",
    "mass": N_("La masse de l'objet n'est pas plausible : le calcul attend une relecture."),
    "ratio": N_("Les émissions par kilogramme ne sont pas plausibles : le calcul attend une relecture."),
    "unverified": N_("L'un des deux établissements n'est pas vérifié : le calcul n'entre pas dans les totaux."),
}


def review(inputs: Inputs, *, both_verified: bool) -> str:
    """Why a record stays out of totals and public pages; "" when nothing speaks against it."""
    if not both_verified:
        return "unverified"
    mass = inputs.journey.mass_kg / inputs.quantity
    if mass > HEAVIEST_KG:
        return "mass"
    low, high = KG_PER_KG
    return "" if low <= inputs.made.value / mass <= high else "ratio"
