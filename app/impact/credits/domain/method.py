"""REEMPLOI-1.0 as data: the version, and every default with its basis.

Emission factors are not here: they are data of their own, with sources and versions. A change of any number
on this page is a new version of the method (R20).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.impact.credits.domain.kinds import Evidence, Pool, ReferenceMarket

VERSION = "REEMPLOI-1.0"
DAYS_PER_YEAR = Decimal(365)


@dataclass(frozen=True, slots=True)
class Default:
    """A parameter's default value and where it comes from."""

    symbol: str
    value: Decimal
    basis: str


KAPPA = Default("κ", Decimal(1), "conservative: an object never earns more than one manufacture")
TAU = Default("τ", Decimal(1), "conservative: the new object would have been used every day")
RHO = Default("ρ", Decimal(0), "central run: no rebound")
RHO_LOW_BOUND = Default(
    "ρ low bound", Decimal("0.29"), "Makov and Font Vivanco 2018: the run shown beside the central one"
)
ALPHA = Default("α", Decimal(1), "the borrower's exhibition alone claims the credit")
N_REF = Default(
    "N_ref",
    Decimal(3),
    "modular picture walls, cases and plinths: 3 to 4 exhibitions targeted for Rosa Bonheur, Orsay",
)
N_REF_ONE_OFF = Default("N_ref one-off", Decimal(1), "only with written proof of a one-off build")
TESTED_PAST_LIFE_YEARS = Default(
    "R tested", Decimal(2), "judgement: test passed although the age exceeds the service life"
)

# What the declared alternative weighs; the rest goes to "none".
EVIDENCE_WEIGHTS: Mapping[Evidence, Default] = {
    Evidence.DOCUMENTED: Default(
        "w E3",
        Decimal(1),
        "ISO 14064-2, functional equivalence: a dated quote, purchase order or tender line cancelled",
    ),
    Evidence.DECLARED: Default("w E2", Decimal("0.65"), "WRAP 2025: 64.6 % of resale purchases displaced new"),
    Evidence.UNKNOWN: Default(
        "w E1", Decimal("0.27"), "WRAP 2013: 27 % would have bought new; ITU-T L.1480 tier rule"
    ),
    Evidence.NONE_NEEDED: Default("w E0", Decimal(0), "would have done without, or used own stock"),
}

# First year of validity, then the share. Décret 2024-134 (AGEC art. 58) binds public buyers only.
LEGAL_REUSE: Mapping[ReferenceMarket, tuple[tuple[int, Decimal], ...]] = {
    ReferenceMarket.IT_AND_TELEPHONY: ((2030, Decimal("0.30")), (2027, Decimal("0.25")), (0, Decimal("0.20"))),
    ReferenceMarket.FURNITURE: ((0, Decimal("0.20")),),
    ReferenceMarket.OTHER: ((0, Decimal(0)),),
}

WEAR: Mapping[Pool, Default] = {
    Pool.DORMANT: Default("ω", Decimal(0), "dormant, or limited by the calendar and not by hours"),
    Pool.UNKNOWN_ACTIVE: Default("ω", Decimal("0.5"), "an active pool of which nothing is known"),
    Pool.HOUR_LIMITED: Default("ω", Decimal(1), "life limited by hours of use"),
}

# Relative standard uncertainties (1σ), judgement; a factor's own value wins where the data has one.
U_ELECTRONICS = Decimal("0.50")
U_MATERIALS = Decimal("0.30")
U_SHARE_OF_LIFE = Decimal("0.30")
U_TRANSPORT = Decimal("0.25")
U_ELECTRICITY = Decimal("0.10")
U_WEIGHT: Mapping[Evidence, Decimal] = {
    Evidence.DOCUMENTED: Decimal("0.10"),
    Evidence.DECLARED: Decimal("0.40"),
    Evidence.UNKNOWN: Decimal("0.60"),
    Evidence.NONE_NEEDED: Decimal(0),
}


def legal_reuse_share(market: ReferenceMarket, year: int, *, public_body: bool) -> Decimal:
    """m: the share of reuse that the law already asks of this buyer in this year; 0 for a private body.

    >>> legal_reuse_share(ReferenceMarket.IT_AND_TELEPHONY, 2028, public_body=True)
    Decimal('0.25')
    """
    if not public_body:
        return Decimal(0)
    return next(share for since, share in LEGAL_REUSE[market] if year >= since)


def remaining_life(
    service_life: Decimal, *, age: Decimal | None, tested: bool, declared: Decimal | None = None
) -> Decimal:
    """R in years, when the object enters the platform; *declared* counts only with a functional test.

    Without a test it is what the calendar leaves, and nothing when the age is unknown (R10).
    """
    if tested and declared is not None:
        return declared
    left = max(Decimal(0), service_life - age) if age is not None else Decimal(0)
    if tested and left == 0:
        return TESTED_PAST_LIFE_YEARS.value
    return left
