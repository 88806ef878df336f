"""Which assumption moves a result most: each one alone from its low to its high value, the others as they were.

What has a standard uncertainty moves by 1.645 of it either way (90 %, as the interval); what is a choice of the
method moves to the other choice one could defend: the rebound of the low-bound run, half of the remaining life, an
alternative that draws no power.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from app.core.text import N_
from app.impact.credits.domain import method
from app.impact.credits.domain.counterfactual import Weights
from app.impact.credits.domain.evaluation import UNTOUCHED, evaluate
from app.impact.credits.domain.results import ObjectAccount
from app.impact.credits.domain.values import Use
from app.impact.estimates import Z_90
from app.impact.exact import ONE, ZERO, exactly

HALF = Decimal("0.5")


class Assumption(StrEnum):
    """What a result rests on."""

    MANUFACTURING = "E"
    WEIGHT = "w"
    SHARE_OF_LIFE = "phi"
    REMAINING_LIFE = "R"
    TRANSPORT = "B_t"
    ELECTRICITY = "EF"
    OTHER_POWER = "P_k"
    REBOUND = "rho"


ASSUMPTION_LABELS = {
    Assumption.MANUFACTURING: N_("Fabriquer l'équivalent neuf (E)"),
    Assumption.WEIGHT: N_("Ce que l'emprunteur aurait fait (w)"),
    Assumption.SHARE_OF_LIFE: N_("Part de la vie utilisée (φ)"),
    Assumption.REMAINING_LIFE: N_("Vie restante de l'objet (R), réduite de moitié"),
    Assumption.TRANSPORT: N_("Transport (B_t)"),
    Assumption.ELECTRICITY: N_("Électricité (EF)"),
    Assumption.OTHER_POWER: N_("Puissance de l'alternative (P_k), ramenée à zéro"),
    Assumption.REBOUND: N_("Rebond (ρ), de 0 à 0,29"),
}


@dataclass(frozen=True, slots=True)
class Swing:
    """One assumption alone: the nets at its two ends, lowest first, in kg CO2e."""

    assumption: Assumption
    low: Decimal
    high: Decimal

    @property
    def width(self) -> Decimal:
        """How far the result moves."""
        return self.high - self.low


def swings(use: Use, account: ObjectAccount = UNTOUCHED) -> tuple[Swing, ...]:
    """Every assumption that moves the net of *use*, the one that moves it most first."""
    with exactly():
        found = [_swing(assumption, ends, account) for assumption, ends in _ends(use)]
        return tuple(sorted((one for one in found if one.width), key=lambda one: -one.width))


def _swing(assumption: Assumption, ends: tuple[Use, Use], account: ObjectAccount) -> Swing:
    low, high = sorted(evaluate(end, account).net for end in ends)
    return Swing(assumption, low, high)


def _ends(use: Use) -> Iterator[tuple[Assumption, tuple[Use, Use]]]:
    relative = use.uncertainty
    weight = method.U_WEIGHT[use.counterfactual.evidence] if relative.weight is None else relative.weight
    yield Assumption.MANUFACTURING, _both(use, relative.manufacturing, _made)
    yield Assumption.WEIGHT, _both(use, weight, _weighted)
    yield Assumption.SHARE_OF_LIFE, _both(use, relative.share_of_life, _lasting)
    yield Assumption.REMAINING_LIFE, (use, replace(use, remaining_life_years=use.remaining_life_years * HALF))
    yield Assumption.TRANSPORT, _both(use, relative.transport, _carried)
    if use.energy is not None:
        yield Assumption.ELECTRICITY, _both(use, relative.electricity, _powered)
        yield Assumption.OTHER_POWER, (use, _alone(use))
    rebound = max(use.parameters.rebound, method.RHO_LOW_BOUND.value)
    yield Assumption.REBOUND, (use, replace(use, parameters=replace(use.parameters, rebound=rebound)))


def _both(use: Use, relative: Decimal, changed: Callable[[Use, Decimal], Use]) -> tuple[Use, Use]:
    return changed(use, max(ZERO, ONE - Z_90 * relative)), changed(use, ONE + Z_90 * relative)


def _made(use: Use, times: Decimal) -> Use:
    reference = use.reference
    made, refurbished = reference.manufacturing * times, reference.refurbished * times
    return replace(use, reference=replace(reference, manufacturing=made, refurbished=refurbished))


def _weighted(use: Use, times: Decimal) -> Use:
    """The alternatives that displace something, together; what they leave goes to "none", never below 0."""
    weights = use.counterfactual.weights
    room = ONE - weights.own_stock
    most = min(times, room / weights.displaced) if weights.displaced else ONE
    new, refurb, rental = weights.new * most, weights.refurb * most, weights.rental * most
    changed = Weights(new, refurb, rental, weights.own_stock, max(ZERO, room - new - refurb - rental))
    return replace(use, counterfactual=replace(use.counterfactual, weights=changed))


def _lasting(use: Use, times: Decimal) -> Use:
    """The reference service life, shorter or longer: a share of it is used in proportion. R stays."""
    reference = use.reference
    least = max(times, Decimal("0.01"))
    years = None if reference.life_years is None else reference.life_years / least
    uses = None if reference.life_uses is None else reference.life_uses / least
    return replace(use, reference=replace(reference, life_years=years, life_uses=uses))


def _carried(use: Use, times: Decimal) -> Use:
    return replace(use, burdens=replace(use.burdens, transport=use.burdens.transport * times))


def _powered(use: Use, times: Decimal) -> Use:
    assert use.energy is not None
    return replace(use, energy=replace(use.energy, factor=use.energy.factor * times))


def _alone(use: Use) -> Use:
    assert use.energy is not None
    energy = replace(use.energy, new_watts=ZERO, refurb_watts=ZERO, rental_watts=ZERO, own_stock_watts=ZERO)
    return replace(use, energy=energy)
