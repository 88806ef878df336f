"""A correction of one record: what somebody says was otherwise, and the inputs that follow from it. Pure.

Nothing is rewritten: the corrected inputs make a record of their own. The factor keeps the version it had, unless
the mass it is multiplied by was wrong.
"""

from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal

from app.core.errors import Invalid, Refusal
from app.core.text import N_, one_line
from app.impact import checks
from app.impact.credits.domain.kinds import ClaimLabel, Evidence
from app.impact.exact import exactly
from app.impact.records.domain import assumptions
from app.impact.records.domain.added import StatedWeights
from app.impact.records.domain.inputs import Inputs, MadeNew

LONGEST_REASON = 300
NOTHING_MADE = ("none", "own_stock")


class ReasonMissing(Invalid):
    """A correction without a reason: refused, because the next reader would have none either."""

    message = N_("Dites pourquoi : le motif reste écrit à côté du calcul.")
    field = "reason"


class NothingCorrected(Invalid):
    """The same inputs would give the same record."""

    message = N_("Rien n'a changé : il n'y a rien à corriger.")


class OnlyActualRecords(Refusal):
    """A plan is not corrected: the return replaces it."""

    message = N_("Une prévision ne se corrige pas : le retour des objets la remplacera.")
    status = 409


class AlreadyReplaced(Refusal):
    """Somebody corrected it first: the one that stands is the one to correct."""

    message = N_("Ce calcul a déjà été remplacé : corrigez celui qui le remplace.")
    status = 409


@dataclass(frozen=True, slots=True)
class Correction:
    """What was otherwise; None leaves as it was. Masses are kg per object, powers W per object, burdens kg CO2e."""

    alternative: str | None = None
    evidence: str | None = None
    weights: StatedWeights | None = None
    mass_kg: Decimal | None = None
    made_in: int | None = None
    tested: bool | None = None
    watts: Decimal | None = None
    refurbishment: Decimal | None = None
    packaging: Decimal | None = None
    storage: Decimal | None = None
    backfill: Decimal | None = None
    label: str | None = None


def reason_of(text: str) -> str:
    """The reason as it is kept. Raises ReasonMissing."""
    reason = one_line(text)[:LONGEST_REASON]
    if not reason:
        raise ReasonMissing
    return reason


def corrected(inputs: Inputs, change: Correction) -> Inputs:
    """*inputs* as they should have been. Raises NothingCorrected, WeightsDoNotSumToOne, a NegativeQuantity."""
    with exactly():
        found = _said_otherwise(_object_otherwise(inputs, change), change)
    if found == inputs:
        raise NothingCorrected
    return found


def _said_otherwise(inputs: Inputs, change: Correction) -> Inputs:
    alternative = change.alternative or inputs.alternative
    evidence = _level(alternative, change.evidence or inputs.evidence)
    stated = inputs.stated
    weights = change.weights or (stated.weights if change.alternative is None else None)
    if weights is not None:
        weights.weights()
    burdens = {
        name: getattr(change, name)
        for name in ("refurbishment", "packaging", "storage", "backfill")
        if getattr(change, name) is not None
    }
    checks.not_negative(**burdens)
    label = ClaimLabel(change.label or stated.label).value
    added = replace(stated, weights=weights, label=label, **burdens)
    kept = inputs.added if added == stated else added
    return replace(inputs, alternative=alternative, evidence=evidence, added=kept)


def _level(alternative: str, evidence: str) -> str:
    """No level says more than its alternative can: see ``evidence_for`` of the loans."""
    if alternative == "unknown":
        return Evidence.UNKNOWN.value
    if alternative in NOTHING_MADE:
        return Evidence.NONE_NEEDED.value
    return Evidence.DECLARED.value if evidence == Evidence.NONE_NEEDED else Evidence(evidence).value


def _object_otherwise(inputs: Inputs, change: Correction) -> Inputs:
    state = inputs.state
    if change.made_in is not None:
        state = replace(state, made_in=change.made_in)
    if change.tested is not None:
        state = replace(state, tested=change.tested)
    changed = replace(inputs, state=state)
    if change.watts is not None and inputs.electricity is not None:
        checks.not_negative(P_object_W=change.watts)
        if change.watts != inputs.electricity.watts:
            electricity = replace(inputs.electricity, watts=change.watts, watts_is="given")
            changed = replace(changed, electricity=electricity)
    return changed if change.mass_kg is None else _weighing(changed, change.mass_kg)


def _weighing(inputs: Inputs, mass: Decimal) -> Inputs:
    checks.positive(mass=mass)
    journey = inputs.journey
    if mass * inputs.quantity == journey.mass_kg:
        return inputs
    whole_run = mass * max(journey.out_units, journey.back_units)
    vans = max(1, int((whole_run / assumptions.VAN_LOAD_KG.value).to_integral_value(ROUND_CEILING)))
    journey = replace(journey, mass_kg=mass * inputs.quantity, mass_is="given", vans=vans)
    return replace(inputs, journey=journey, made=_made_of(inputs.made, mass))


def _made_of(made: MadeNew, mass: Decimal) -> MadeNew:
    """E of an element counted by mass follows its mass; that of a device does not."""
    if not made.mass_kg or not made.mass_is:
        return made
    times = mass / made.mass_kg
    return replace(
        made,
        value=made.value * times,
        low=made.low * times,
        high=made.high * times,
        mass_kg=mass,
        mass_is="given",
    )
