"""A result in whole grams. Components are rounded once, totals are sums of what was rounded: all of it adds up.

The draw never exceeds what is left of the object's cap, whatever the rounding and whatever was edited since.
"""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from app.impact.credits.domain import method
from app.impact.credits.domain.results import Result
from app.impact.estimates import Z_90
from app.impact.exact import THOUSAND, exactly, grams

BURDENS = ("transport", "refurbishment", "packaging", "storage", "energy", "wear", "backfill")


@dataclass(frozen=True, slots=True)
class Grams:
    """The figures of one record in grams of CO2e; *burdens* in the order of ``BURDENS``.

    *making*, *moving* and *energy* are the inventory, *footprint* their sum; *reference* is the same boundary
    without reuse. *low* to *high* is the 90 % interval of *net*.
    """

    cap: int
    draw: int
    gross: int
    burdens: tuple[int, ...]
    net: int
    low_bound: int
    u: int
    low: int
    high: int
    making: int
    moving: int
    energy: int
    footprint: int
    reference: int


def settled(result: Result, cap_left: int | None) -> Grams:
    """*result* in grams, its draw within *cap_left* (None: the object's first use, its own cap)."""
    with exactly():
        cap = _floor(result.cap)
        draw = min(grams(result.draw), cap if cap_left is None else cap_left)
        gross = draw + grams(result.gross - result.draw)
        burdens = tuple(grams(getattr(result.burdens, name)) for name in BURDENS)
        net, u = gross - sum(burdens), grams(result.estimate.u)
        inventory = result.inventory
        making, energy = grams(inventory.manufacturing), grams(inventory.energy)
        moving = grams(inventory.logistics + inventory.storage)
        footprint = making + moving + energy
        return Grams(
            cap=cap,
            draw=draw,
            gross=gross,
            burdens=burdens,
            net=net,
            low_bound=net - int((draw * method.RHO_LOW_BOUND.value).to_integral_value()),
            u=u,
            low=net - int((Z_90 * u).to_integral_value()),
            high=net + int((Z_90 * u).to_integral_value()),
            making=making,
            moving=moving,
            energy=energy,
            footprint=footprint,
            reference=grams(result.reference_without_reuse),
        )


def kilograms(amount: int) -> Decimal:
    """Grams as exact kilograms."""
    return Decimal(amount).scaleb(-3)


def as_stored(result: Result, figures: Grams) -> dict[str, Any]:
    """All that a record keeps of a result: exact kilograms, and the grams that the ledger counts."""
    inventory = result.inventory
    return {
        "method": result.method,
        "raw": result.raw,
        "draw": result.draw,
        "gross": result.gross,
        "burdens": {name: getattr(result.burdens, name) for name in BURDENS},
        "net": result.net,
        "low_bound_net": result.low_bound_net,
        "u": result.estimate.u,
        "cap": result.cap,
        "inventory": {
            "manufacturing": inventory.manufacturing,
            "logistics": inventory.logistics,
            "storage": inventory.storage,
            "energy": inventory.energy,
        },
        "reference_without_reuse": result.reference_without_reuse,
        "doubts": [[doubt.u, doubt.source] for doubt in result.doubts],
        "drawn_after": result.account.drawn,
        "life_counted_after": result.account.life_counted,
        "grams": figures,
    }


def _floor(kilograms_of_carbon: Decimal) -> int:
    return int((kilograms_of_carbon * THOUSAND).to_integral_value(ROUND_FLOOR))
