"""A use of a reused object: all that the equations need to know of it.

Quantities are exact decimals. Masses of carbon are kgCO2e; lives are years; powers are watts. Each value
checks itself: what cannot be is refused by name when it is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.impact import checks
from app.impact.credits.domain import method
from app.impact.credits.domain.counterfactual import SUM_SLACK, Counterfactual
from app.impact.credits.domain.kinds import ClaimLabel, ConsequenceKind
from app.impact.credits.domain.refusals import RefurbishmentAboveNew, SharesDoNotSumToOne
from app.impact.exact import ZERO
from app.impact.refusals import MissingField, NotWhole


@dataclass(frozen=True, slots=True)
class Reference:
    """The new, functionally equivalent object.

    *manufacturing* is E, *refurbished* is E_refurb; the service life is *life_years* (L) or *life_uses* (N_ref).
    *factor* is the id and version of the emission factor behind E: uses that share it share its error.
    """

    manufacturing: Decimal
    life_years: Decimal | None = None
    life_uses: Decimal | None = None
    refurbished: Decimal = ZERO
    factor: str | None = None

    def __post_init__(self) -> None:
        checks.not_negative(E=self.manufacturing, E_refurb=self.refurbished)
        if self.refurbished > self.manufacturing:
            raise RefurbishmentAboveNew(field="E_refurb", name="E_refurb")
        if self.life_years is not None:
            checks.positive(L_years=self.life_years)
        if self.life_uses is not None:
            checks.positive(N_ref=self.life_uses)
        elif self.life_years is None:
            raise MissingField(field="L_years", name="L_years")


@dataclass(frozen=True, slots=True)
class RentalPool:
    """The hire company's pool: how long its objects last (years) and the share of days they are out."""

    life_years: Decimal
    utilisation: Decimal

    def __post_init__(self) -> None:
        checks.positive(L_pool_years=self.life_years, utilisation=self.utilisation)
        checks.share(utilisation=self.utilisation)


@dataclass(frozen=True, slots=True)
class Parameters:
    """κ, τ, ρ and m for one use."""

    cap_multiplier: Decimal = method.KAPPA.value
    utilisation: Decimal = method.TAU.value
    rebound: Decimal = method.RHO.value
    market_reuse: Decimal = ZERO

    def __post_init__(self) -> None:
        checks.not_negative(kappa=self.cap_multiplier)
        checks.positive(tau=self.utilisation)
        checks.share(tau=self.utilisation, rho=self.rebound, m=self.market_reuse)


@dataclass(frozen=True, slots=True)
class EnergyInUse:
    """The power of one object and of its alternatives (W), hours on, and the electricity factor (kgCO2e/kWh).

    The power of an alternative that nobody knows is 0: all the object's consumption then counts (R10).
    """

    object_watts: Decimal
    hours: Decimal
    factor: Decimal
    new_watts: Decimal = ZERO
    refurb_watts: Decimal = ZERO
    rental_watts: Decimal = ZERO
    own_stock_watts: Decimal = ZERO
    factor_id: str | None = None

    def __post_init__(self) -> None:
        checks.not_negative(
            P_object_W=self.object_watts,
            hours=self.hours,
            EF_kg_per_kWh=self.factor,
            P_new_W=self.new_watts,
            P_refurb_W=self.refurb_watts,
            P_rental_W=self.rental_watts,
            P_own_stock_W=self.own_stock_watts,
        )


@dataclass(frozen=True, slots=True)
class Wear:
    """ω, and the share *service* / *capacity* (S) of the lender's object that this use wears off."""

    omega: Decimal
    service: Decimal
    capacity: Decimal

    def __post_init__(self) -> None:
        checks.share(omega=self.omega)
        checks.not_negative(service=self.service)
        checks.positive(S=self.capacity)


@dataclass(frozen=True, slots=True)
class DeclaredBurdens:
    """What was measured or estimated for the whole use, in kgCO2e; *transport_factor* is its factor's id."""

    transport: Decimal = ZERO
    refurbishment: Decimal = ZERO
    packaging: Decimal = ZERO
    storage: Decimal = ZERO
    backfill: Decimal = ZERO
    transport_factor: str | None = None

    def __post_init__(self) -> None:
        checks.not_negative(
            transport=self.transport,
            refurbishment=self.refurbishment,
            packaging=self.packaging,
            storage=self.storage,
            backfill=self.backfill,
        )


@dataclass(frozen=True, slots=True)
class RelativeUncertainty:
    """Relative standard uncertainties. *weight* left out takes the value of the evidence level.

    Refurbishment, packaging and storage have no default in the method: 0 unless their author states one.
    Wear and back-fill are shares of E and take its uncertainty.
    """

    manufacturing: Decimal = method.U_ELECTRONICS
    weight: Decimal | None = None
    share_of_life: Decimal = method.U_SHARE_OF_LIFE
    transport: Decimal = method.U_TRANSPORT
    electricity: Decimal = method.U_ELECTRICITY
    refurbishment: Decimal = ZERO
    packaging: Decimal = ZERO
    storage: Decimal = ZERO

    def __post_init__(self) -> None:
        checks.not_negative(
            E=self.manufacturing,
            w=self.weight or ZERO,
            phi=self.share_of_life,
            transport=self.transport,
            electricity=self.electricity,
            refurbishment=self.refurbishment,
            packaging=self.packaging,
            storage=self.storage,
        )


@dataclass(frozen=True, slots=True)
class Use:
    """One use of one physical object (or of *quantity* identical ones that travel together).

    *days* is σ: immobilisation, set-up, strike and transport included. For a reference counted in uses, days
    of 0 mean that the use did not happen. *start* orders the object's ledger; a use without one comes last.
    *avoided_logistics* is the documented transport of the alternative, outside the cap.
    """

    id: str
    object: str
    reference: Reference
    remaining_life_years: Decimal
    days: Decimal
    start: date | None = None
    quantity: int = 1
    counterfactual: Counterfactual = field(default_factory=Counterfactual)
    parameters: Parameters = Parameters()
    rental: RentalPool | None = None
    avoided_logistics: Decimal = ZERO
    burdens: DeclaredBurdens = DeclaredBurdens()
    energy: EnergyInUse | None = None
    wear: Wear | None = None
    shares: Mapping[str, Decimal] = field(default_factory=lambda: {"exhibition": method.ALPHA.value})
    uncertainty: RelativeUncertainty = RelativeUncertainty()
    label: ClaimLabel = ClaimLabel.LESSER_INCREASE
    neglected: Mapping[ConsequenceKind, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        checks.not_negative(
            R_years=self.remaining_life_years, days=self.days, avoided_logistics=self.avoided_logistics
        )
        if self.quantity < 1:
            checks.not_negative(quantity=Decimal(self.quantity))
            raise NotWhole(field="quantity", name="quantity")
        if self.counterfactual.weights.rental > 0 and self.rental is None:
            raise MissingField(field="rental", name="rental")
        check_shares(self.shares)


def check_shares(shares: Mapping[str, Decimal]) -> None:
    """Refuse α_c that are negative or do not sum to 1."""
    checks.not_negative(**{f"alpha.{exhibition}": share for exhibition, share in shares.items()})
    total = sum(shares.values(), ZERO)
    if abs(total - 1) > SUM_SLACK:
        raise SharesDoNotSumToOne(field="alpha", name="alpha", total=total)
