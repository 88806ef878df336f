"""All that one record was computed from, and the use of REEMPLOI-1.0 that follows from it.

An ``Inputs`` is stored as it is: computing it again gives the same bytes (P12), whatever has since happened to
the listing, the loan, the people or the factor files.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from app.core.text import N_
from app.impact.credits.domain import equations, method
from app.impact.credits.domain.counterfactual import Counterfactual
from app.impact.credits.domain.evaluation import evaluate
from app.impact.credits.domain.kinds import (
    Alternative,
    ClaimLabel,
    ConsequenceKind,
    Evidence,
    Pool,
    ReferenceMarket,
)
from app.impact.credits.domain.results import ObjectAccount, Result
from app.impact.credits.domain.values import (
    DeclaredBurdens,
    EnergyInUse,
    Parameters,
    Reference,
    RelativeUncertainty,
    RentalPool,
    Use,
    Wear,
)
from app.impact.exact import ONE, ZERO, exactly
from app.impact.records.domain import assumptions
from app.impact.records.domain.added import NOTHING, Added

NOTHING_SAID = N_("Non déclaré : le prêteur n'a signalé aucun achat ni aucune location pour le remplacer.")
NO_ELECTRICITY = N_("Cet objet ne consomme pas d'électricité.")
CALENDAR = N_("La durée de vie retenue se compte en années ou en usages, pas en heures de fonctionnement.")
NO_REFURBISHMENT = N_("Aucune remise en état n'a été déclarée pour ce prêt.")
NO_PACKAGING = N_("Aucun emballage neuf n'a été déclaré pour ce prêt.")


@dataclass(frozen=True, slots=True)
class MadeNew:
    """The new equivalent, per object: E in kgCO2e with its range, L in years or N_ref in uses, and its sources."""

    reference: str
    references: tuple[str, ...]
    value: Decimal
    low: Decimal
    high: Decimal
    u_rel: Decimal
    life_years: Decimal | None
    life_uses: int | None
    life_source: str
    sources: tuple[str, ...]
    mass_kg: Decimal | None
    mass_is: str
    scale: Decimal


@dataclass(frozen=True, slots=True)
class State:
    """What is known of the object when it entered the platform; *is_usable* is false for one to be repaired."""

    entered_in: int
    made_in: int | None
    tested: bool
    is_usable: bool


@dataclass(frozen=True, slots=True)
class Journey:
    """The legs. *straight_km* is the geodesic; a van is shared by *out_units* and *back_units* objects.

    *vans* is how many the whole run needs; *mass_kg* is the mass of this use, all its objects. *out_km* and
    *back_km* stand in the place of a leg's own vehicle kilometres where the loan travels with others: they are what
    it answers for of runs *out_run* and *back_run*.
    """

    mode: str
    straight_km: Decimal
    detour: Decimal
    out_units: int
    back_units: int
    vans: int
    mass_kg: Decimal
    mass_is: str
    factor: str
    factor_value: Decimal
    factor_u_rel: Decimal
    out_km: Decimal | None = None
    back_km: Decimal | None = None
    out_run: int | None = None
    back_run: int | None = None

    @property
    def out_driven_km(self) -> Decimal:
        """Vehicle kilometres of the whole loan's way out."""
        return self._driven_km(self.out_km, self.out_units)

    @property
    def back_driven_km(self) -> Decimal:
        """Vehicle kilometres of the whole loan's way home."""
        return self._driven_km(self.back_km, self.back_units)

    def _driven_km(self, shared: Decimal | None, units: int) -> Decimal:
        if shared is not None or not units:
            return shared or ZERO
        return self.leg_km if self.mode == "shared_freight" else self.vans * self.leg_km

    @property
    def legs(self) -> int:
        """How many: out and back for a loan, one for a gift's first use, none for what is there already."""
        return bool(self.out_units) + bool(self.back_units)

    @property
    def leg_km(self) -> Decimal:
        """The road kilometres of one leg."""
        return max(assumptions.SHORTEST_LEG_KM.value, self.straight_km * self.detour)


@dataclass(frozen=True, slots=True)
class Electricity:
    """The power of one object, the opening hours within the loan, and the factor. *watts_is*: given or default."""

    watts: Decimal
    watts_is: str
    hours_per_day: Decimal
    open_days: int
    factor: str
    factor_value: Decimal
    factor_u_rel: Decimal

    @property
    def hours(self) -> Decimal:
        """Hours switched on."""
        return self.hours_per_day * self.open_days


@dataclass(frozen=True, slots=True)
class Inputs:
    """One use as it was known. Days are inclusive; *drawn_kg* and *life_counted* are the object's earlier uses;
    *cap_left_kg* is what the ledger still holds for it, None before its first use. *seed* is that of the cross-check,
    *new_value* the price of a new equivalent in euros, *added* what people stated at a correction; records written
    before these were kept have none of them."""

    id: str
    object: str
    category: str
    exhibition: str
    quantity: int
    first_day: date
    last_day: date
    made: MadeNew
    state: State
    alternative: str
    evidence: str
    market: str
    public_borrower: bool
    journey: Journey
    electricity: Electricity | None
    has_lamp: bool
    drawn_kg: Decimal
    life_counted: Decimal
    cap_left_kg: Decimal | None
    seed: int | None = None
    new_value: Decimal | None = None
    added: Added | None = None

    @property
    def stated(self) -> Added:
        """What people added; nothing, most of the time."""
        return self.added or NOTHING

    @property
    def days(self) -> int:
        """σ: the days of immobilisation, the first and the last included."""
        return (self.last_day - self.first_day).days + 1


def result_of(inputs: Inputs) -> Result:
    """What REEMPLOI-1.0 makes of these inputs."""
    with exactly():
        account = ObjectAccount(drawn=inputs.drawn_kg, life_counted=inputs.life_counted)
        return evaluate(use_of(inputs), account)


def use_of(inputs: Inputs) -> Use:
    """The use of the method that these inputs describe."""
    with exactly():
        return Use(
            id=inputs.id,
            object=inputs.object,
            start=inputs.first_day,
            quantity=inputs.quantity,
            reference=_reference(inputs.made),
            remaining_life_years=remaining_life(inputs),
            days=Decimal(inputs.days),
            counterfactual=counterfactual(inputs),
            parameters=Parameters(market_reuse=market_reuse(inputs)),
            rental=_rental(inputs),
            burdens=_declared(inputs),
            energy=_energy(inputs),
            wear=_wear(inputs),
            shares={inputs.exhibition: ONE},
            uncertainty=_uncertainty(inputs),
            label=ClaimLabel(inputs.stated.label),
            neglected=_neglected(inputs),
        )


def remaining_life(inputs: Inputs) -> Decimal:
    """R in years. An element counted in uses enters whole when it is usable, and an unusable one not at all."""
    if not inputs.state.is_usable:
        return ZERO
    if inputs.made.life_years is None:
        return ONE
    return method.remaining_life(inputs.made.life_years, age=age(inputs), tested=inputs.state.tested)


def age(inputs: Inputs) -> Decimal | None:
    """The years between its making and its entry, None when nobody knows."""
    if inputs.state.made_in is None:
        return None
    return Decimal(max(0, inputs.state.entered_in - inputs.state.made_in))


def counterfactual(inputs: Inputs) -> Counterfactual:
    """What the borrower said; "unknown" is "new" at the lowest level of evidence. Stated weights win."""
    unknown = inputs.alternative == "unknown"
    evidence = Evidence.UNKNOWN if unknown else Evidence(inputs.evidence)
    alternative = Alternative.NEW if unknown else Alternative(inputs.alternative)
    if inputs.stated.weights is not None:
        return Counterfactual(evidence, alternative, inputs.stated.weights.weights())
    return Counterfactual.declared(evidence, alternative)


def market_reuse(inputs: Inputs) -> Decimal:
    """m for this buyer, in the year in which the use begins."""
    market = ReferenceMarket(inputs.market)
    return method.legal_reuse_share(market, inputs.first_day.year, public_body=inputs.public_borrower)


def transport(inputs: Inputs) -> Decimal:
    """B_t of the legs, in kgCO2e for the whole use."""
    journey = inputs.journey
    if journey.mode == "shared_freight":
        both = journey.out_driven_km + journey.back_driven_km
        return equations.grouped_transport(journey.mass_kg, both, journey.factor_value)
    units = Decimal(inputs.quantity)
    if journey.out_run is None and journey.back_run is None:
        shares = sum((units / sharing for sharing in (journey.out_units, journey.back_units) if sharing), ZERO)
        return equations.dedicated_transport(journey.vans * journey.leg_km * shares, journey.factor_value)
    ways = ((journey.out_driven_km, journey.out_units), (journey.back_driven_km, journey.back_units))
    driven = sum((km * units / sharing for km, sharing in ways if sharing), ZERO)
    return equations.dedicated_transport(driven, journey.factor_value)


def _declared(inputs: Inputs) -> DeclaredBurdens:
    stated = inputs.stated
    return DeclaredBurdens(
        transport=transport(inputs),
        refurbishment=stated.refurbishment,
        packaging=stated.packaging,
        storage=stated.storage,
        backfill=stated.backfill,
        transport_factor=inputs.journey.factor,
    )


def _reference(made: MadeNew) -> Reference:
    uses = None if made.life_uses is None else Decimal(made.life_uses)
    return Reference(made.value, life_years=made.life_years, life_uses=uses, factor=made.reference)


def _rental(inputs: Inputs) -> RentalPool | None:
    if not counterfactual(inputs).weights.rental:
        return None
    life = max(assumptions.RENTAL_LIFE_YEARS.value, inputs.made.life_years or ZERO)
    return RentalPool(life_years=life, utilisation=assumptions.RENTAL_UTILISATION.value)


def alternative_watts(inputs: Inputs) -> Decimal:
    """P_k of what would have been used instead (:data:`assumptions.SAME_GENERATION`).

    An object within its reference life has an equivalent that draws as much; of an older one, or one whose
    age nobody knows, the alternative counts as 0 W, so that all the electricity is a burden (R10).
    """
    years, life = age(inputs), inputs.made.life_years
    if inputs.electricity is None or years is None or life is None or years > life:
        return ZERO
    return inputs.electricity.watts


def _energy(inputs: Inputs) -> EnergyInUse | None:
    electricity, instead = inputs.electricity, alternative_watts(inputs)
    if electricity is None:
        return None
    return EnergyInUse(
        object_watts=electricity.watts,
        hours=electricity.hours,
        factor=electricity.factor_value,
        new_watts=instead,
        refurb_watts=instead,
        rental_watts=instead,
        own_stock_watts=instead,
        factor_id=electricity.factor,
    )


def _wear(inputs: Inputs) -> Wear | None:
    """A lamp wears with hours that nobody counts: the unknown active pool. The rest ages by the calendar."""
    if not inputs.has_lamp or inputs.made.life_years is None:
        return None
    capacity = method.DAYS_PER_YEAR * inputs.made.life_years
    return Wear(method.WEAR[Pool.UNKNOWN_ACTIVE].value, service=Decimal(inputs.days), capacity=capacity)


def _uncertainty(inputs: Inputs) -> RelativeUncertainty:
    electricity = inputs.electricity.factor_u_rel if inputs.electricity else method.U_ELECTRICITY
    return RelativeUncertainty(
        manufacturing=inputs.made.u_rel, transport=inputs.journey.factor_u_rel, electricity=electricity
    )


def _neglected(inputs: Inputs) -> dict[ConsequenceKind, str]:
    reasons = {
        ConsequenceKind.BACKFILL: NOTHING_SAID,
        ConsequenceKind.WEAR: CALENDAR,
        ConsequenceKind.REFURBISHMENT: NO_REFURBISHMENT,
        ConsequenceKind.PACKAGING: NO_PACKAGING,
    }
    if inputs.electricity is None:
        reasons[ConsequenceKind.ENERGY_IN_USE] = NO_ELECTRICITY
    return reasons


def open_days_within(days: int, weekdays: int) -> int:
    """Opening days among *days* calendar days of a house open *weekdays* days a week, rounded up.

    >>> open_days_within(10, 6)
    9
    """
    return int((Decimal(days) * weekdays / 7).to_integral_value(ROUND_CEILING)) if days > 0 else 0
