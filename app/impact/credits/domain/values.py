"""A use of a reused object, and what evaluating it gives.

Quantities are exact decimals. Masses of carbon are kgCO2e; lives are years; powers are watts. Each value
checks itself: what cannot be is refused by name when it is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.impact import checks
from app.impact.credits.domain import method
from app.impact.credits.domain.kinds import Alternative, ClaimLabel, ConsequenceKind, Evidence
from app.impact.credits.domain.refusals import RefurbishmentAboveNew, SharesDoNotSumToOne, WeightsDoNotSumToOne
from app.impact.estimates import Doubt, Estimate
from app.impact.exact import ONE, ZERO
from app.impact.refusals import MissingField, NotWhole

# Programs that write thirds send a sum of 0.9999999999: the slack of ten digits, and no more.
SUM_SLACK = Decimal("1e-9")


@dataclass(frozen=True, slots=True)
class Weights:
    """w_k: how likely each alternative was, summing to 1."""

    new: Decimal = ZERO
    refurb: Decimal = ZERO
    rental: Decimal = ZERO
    own_stock: Decimal = ZERO
    none: Decimal = ZERO

    def __post_init__(self) -> None:
        checks.not_negative(
            new=self.new, refurb=self.refurb, rental=self.rental, own_stock=self.own_stock, none=self.none
        )
        total = self.new + self.refurb + self.rental + self.own_stock + self.none
        if abs(total - 1) > SUM_SLACK:
            raise WeightsDoNotSumToOne(field="weights", name="weights", total=total)

    @property
    def displaced(self) -> Decimal:
        """The weight of the alternatives for which something would have been made or moved."""
        return self.new + self.refurb + self.rental


def weights_of(evidence: Evidence, alternative: Alternative) -> Weights:
    """The weights that this evidence gives to this alternative; the rest goes to "none"."""
    weight = method.EVIDENCE_WEIGHTS[evidence].value
    if alternative is Alternative.NONE or weight == 0:
        return Weights(none=ONE)
    return Weights(**{alternative.value: weight, Alternative.NONE.value: ONE - weight})


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """What the borrower would have done, and how well it is known. Explicit *weights* win."""

    evidence: Evidence = Evidence.UNKNOWN
    alternative: Alternative = Alternative.NEW
    weights: Weights = field(default_factory=lambda: weights_of(Evidence.UNKNOWN, Alternative.NEW))

    @classmethod
    def declared(cls, evidence: Evidence, alternative: Alternative) -> "Counterfactual":
        """The counterfactual with the weights of its evidence level."""
        return cls(evidence, alternative, weights_of(evidence, alternative))

    @property
    def internal_only(self) -> bool:
        """Whether the credit stays out of public pages and reports (R14)."""
        return self.evidence is Evidence.UNKNOWN


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
    counterfactual: Counterfactual = Counterfactual()
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


@dataclass(frozen=True, slots=True)
class ObjectAccount:
    """What one object already gave, per unit: kgCO2e drawn, and the share of its life counted in inventories."""

    drawn: Decimal = ZERO
    life_counted: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Burdens:
    """B: what the use itself emitted, in kgCO2e; each at least 0."""

    transport: Decimal
    refurbishment: Decimal
    packaging: Decimal
    storage: Decimal
    energy: Decimal
    wear: Decimal
    backfill: Decimal

    @property
    def total(self) -> Decimal:
        """Equation (9)."""
        return (
            self.transport
            + self.refurbishment
            + self.packaging
            + self.storage
            + self.energy
            + self.wear
            + self.backfill
        )


@dataclass(frozen=True, slots=True)
class Inventory:
    """The use in the exhibition's footprint: an account of its own, independent of the counterfactual."""

    manufacturing: Decimal
    logistics: Decimal
    storage: Decimal
    energy: Decimal

    @property
    def total(self) -> Decimal:
        """Equation (15)."""
        return self.manufacturing + self.logistics + self.storage + self.energy


@dataclass(frozen=True, slots=True)
class Result:
    """One use evaluated, in kgCO2e for all its units. *account* is the object's, after this use.

    *low_bound_net* is the run with the rebound ρ = 0.29, always shown beside *net*.
    """

    use: Use
    raw: Decimal
    draw: Decimal
    gross: Decimal
    burdens: Burdens
    net: Decimal
    low_bound_net: Decimal
    cap: Decimal
    remaining_cap: Decimal
    inventory: Inventory
    reference_without_reuse: Decimal
    claims: Mapping[str, Decimal]
    doubts: tuple[Doubt, ...]
    estimate: Estimate
    account: ObjectAccount
    method: str = method.VERSION

    @property
    def internal_only(self) -> bool:
        """Whether it stays out of public pages and reports, for want of evidence (R14)."""
        return self.use.counterfactual.internal_only

    @property
    def label(self) -> ClaimLabel:
        """What the credit may be called (R9)."""
        return self.use.label
