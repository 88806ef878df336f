"""The equations of REEMPLOI-1.0, one function each, for one physical object.

Carbon is kgCO2e, lives are years, services are days, powers are watts. The arguments are values already
checked; the results are exact decimals in the caller's context (``exact.exactly``).
"""

from decimal import Decimal

from app.impact import checks
from app.impact.credits.domain.counterfactual import Weights
from app.impact.credits.domain.method import DAYS_PER_YEAR
from app.impact.credits.domain.results import Inventory
from app.impact.credits.domain.values import EnergyInUse, Reference, RentalPool, Wear
from app.impact.exact import ONE, THOUSAND, ZERO


def cap(reference: Reference, remaining_life: Decimal, multiplier: Decimal) -> Decimal:
    """(1) κ·E·min(1, R/L): all that one physical object can ever draw, lent or given.

    An element whose life is counted in uses alone has no L to compare with: it enters whole, or not at all.
    """
    if reference.life_years is None:
        left = ONE if remaining_life > 0 else ZERO
    else:
        left = min(ONE, remaining_life / reference.life_years)
    return multiplier * reference.manufacturing * left


def share_of_life(reference: Reference, days: Decimal, utilisation: Decimal) -> Decimal:
    """(2) φ = min(1, σ/(τ·365·L)), or 1/N_ref for an element whose life is counted in uses; 0 when σ = 0."""
    if days == 0:
        return ZERO
    if reference.life_uses is not None:
        return min(ONE, ONE / reference.life_uses)
    return min(ONE, days / (utilisation * _life_in_days(reference)))


def new_with_market_reuse(reference: Reference, market_reuse: Decimal) -> Decimal:
    """(3) E_new,m = (1-m)·E + m·E_refurb: "new" in a market where a share m is already reused."""
    return (ONE - market_reuse) * reference.manufacturing + market_reuse * reference.refurbished


def rental_manufacturing(manufacturing: Decimal, days: Decimal, pool: RentalPool) -> Decimal:
    """(4) E_rental_mfg = E·σ/(365·L_pool·utilisation_pool): what hiring would have worn off."""
    return manufacturing * days / (DAYS_PER_YEAR * pool.life_years * pool.utilisation)


def raw(
    reference: Reference,
    weights: Weights,
    *,
    share: Decimal,
    market_reuse: Decimal,
    days: Decimal,
    rental: RentalPool | None,
) -> Decimal:
    """(4) What the alternatives would have had manufactured for this use, weighted, before any cap."""
    bought = weights.new * new_with_market_reuse(reference, market_reuse) + weights.refurb * reference.refurbished
    hired = rental_manufacturing(reference.manufacturing, days, rental) if rental and weights.rental else ZERO
    return bought * share + weights.rental * hired


def draw(raw_amount: Decimal, object_cap: Decimal, drawn: Decimal) -> Decimal:
    """(5) min(raw, what is left of the cap), never below 0."""
    return max(ZERO, min(raw_amount, object_cap - drawn))


def gross(drawn: Decimal, rebound: Decimal, avoided_logistics: Decimal) -> Decimal:
    """(6) (1-ρ)·draw + the documented logistics of the alternative, which are outside the cap."""
    return (ONE - rebound) * drawn + avoided_logistics


def avoided_logistics(documented: Decimal, weights: Weights) -> Decimal:
    """(6) The documented logistics count only if something would have been bought or hired (P3)."""
    return documented if weights.displaced > 0 else ZERO


def energy_burden(energy: EnergyInUse, weights: Weights) -> Decimal:
    """(7) B_e = hours·EF·max(0, P_object - Σ w_k·P_k)/1000; doing without consumes nothing."""
    expected = (
        weights.new * energy.new_watts
        + weights.refurb * energy.refurb_watts
        + weights.rental * energy.rental_watts
        + weights.own_stock * energy.own_stock_watts
    )
    return energy.hours * energy.factor * max(ZERO, energy.object_watts - expected) / THOUSAND


def energy_in_use(energy: EnergyInUse) -> Decimal:
    """(15) hours·EF·P_object/1000: all the electricity, as the inventory counts it."""
    return energy.hours * energy.factor * energy.object_watts / THOUSAND


def wear_burden(manufacturing: Decimal, wear: Wear) -> Decimal:
    """(8) B_w = ω·E·σ/S: what this use wears off the lender's object."""
    return wear.omega * manufacturing * wear.service / wear.capacity


def net(gross_amount: Decimal, burdens: Decimal) -> Decimal:
    """(10) gross - B. May be negative, and stays so (R2)."""
    return gross_amount - burdens


def life_counted_by(reference: Reference, days: Decimal) -> Decimal:
    """(13) The share of the life that this use immobilises: σ/(365·L), or one use of N_ref without an L."""
    if days == 0:
        return ZERO
    if reference.life_years is None:
        return share_of_life(reference, days, ONE)
    return days / _life_in_days(reference)


def inventory_manufacturing(manufacturing: Decimal, life_share: Decimal, already_counted: Decimal) -> Decimal:
    """(13) E times the share immobilised, until the whole life has been counted, then 0.

    The convention is the immobilisation share of Carbon'Clap.
    """
    return manufacturing * max(ZERO, min(life_share, ONE - already_counted))


def inventory_of_purchase(reference: Reference, days: Decimal, *, next_use_documented: bool) -> Decimal:
    """(14) A new purchase weighs all of E, or its immobilisation share if a next use is documented."""
    if not next_use_documented:
        return reference.manufacturing
    return inventory_manufacturing(reference.manufacturing, life_counted_by(reference, days), ZERO)


def reference_without_reuse(inventory: Inventory, weighted_alternatives: Decimal) -> Decimal:
    """The second bar: (I - B_t - B_r - B_p) + Σ w_k·E_k, in the same boundary as the first.

    E_k is the share of the alternative's manufacture that this use would have taken, as in (4), before the cap.
    """
    return inventory.total - inventory.logistics + weighted_alternatives


def grouped_transport(mass_kg: Decimal, distance_km: Decimal, factor: Decimal) -> Decimal:
    """B_t of grouped freight: kg times km times kgCO2e/t.km."""
    checks.mass(mass_kg)
    checks.not_negative(distance_km=distance_km, factor=factor)
    return mass_kg / THOUSAND * distance_km * factor


def dedicated_transport(distance_km: Decimal, factor: Decimal) -> Decimal:
    """B_t of a vehicle that drives for this use alone: km (all legs) times kgCO2e/km."""
    checks.not_negative(distance_km=distance_km, factor=factor)
    return distance_km * factor


def _life_in_days(reference: Reference) -> Decimal:
    assert reference.life_years is not None
    return DAYS_PER_YEAR * reference.life_years
