"""What impact tells loans of journeys: the factors it counts with, and what objects weigh."""

from collections.abc import Collection
from decimal import Decimal

from sqlalchemy import select

from app.core.db import db
from app.core.i18n import language
from app.impact.credits.domain import method
from app.impact.factors.domain import NoFactor, factor, manufacturing_factor
from app.impact.records.domain import assumptions
from app.impact.records.gathering import mass_of, specs_of, straight_km
from app.listings.domain.categories import category
from app.listings.models import Listing
from app.loans.domain.transport.carriage import Carriage, Factor
from app.loans.domain.words import TransportMode
from app.loans.models import LoanLine

FACTORS = {
    TransportMode.DEDICATED_VAN: assumptions.FACTOR_VAN,
    TransportMode.SHARED_FREIGHT: assumptions.FACTOR_FREIGHT,
}


def carriage_in_force() -> Carriage:
    """The same factors, detour and load with which a loan's own transport is counted."""
    return Carriage(
        method=method.VERSION,
        detour=assumptions.DETOUR.value,
        detour_source=assumptions.DETOUR.basis,
        shortest_km=assumptions.SHORTEST_LEG_KM.value,
        van_load_kg=assumptions.VAN_LOAD_KG.value,
        factors={mode: _factor(id) for mode, id in FACTORS.items()},
        straight_km=straight_km,
    )


def _factor(id: str) -> Factor:
    used = factor(id)
    said = used.source.get(language(), used.source["fr"])
    return Factor(used.reference, used.value, used.low, used.high, said)


def masses_of_loans(loan_ids: Collection[int]) -> dict[int, Decimal]:
    """What the objects of each loan weigh, in kg, by the rule of the loan's own record."""
    rows = db.session.execute(
        select(LoanLine.loan_id, LoanLine.quantity, Listing)
        .join(Listing, Listing.id == LoanLine.listing_id)
        .where(LoanLine.loan_id.in_(loan_ids))
        .order_by(LoanLine.id)
    )
    masses: dict[int, Decimal] = {}
    for loan_id, quantity, listing in rows:
        masses[loan_id] = masses.get(loan_id, Decimal(0)) + quantity * _mass(listing)
    return masses


def _mass(listing: Listing) -> Decimal:
    try:
        made = manufacturing_factor(listing.category, specs_of(listing), listing.mass_kg)
    except (NoFactor, KeyError):
        return listing.mass_kg or category(listing.category).default_mass_kg
    return mass_of(listing, made)[0]
