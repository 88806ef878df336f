"""What would have happened without this object, and how well it is known (R3)."""

from dataclasses import dataclass, field
from decimal import Decimal

from app.impact import checks
from app.impact.credits.domain import method
from app.impact.credits.domain.kinds import Alternative, Evidence
from app.impact.credits.domain.refusals import WeightsDoNotSumToOne
from app.impact.exact import ONE, ZERO

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
