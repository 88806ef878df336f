"""What people added to the usual inputs of a record, at its correction: nothing of it is ever assumed.

Burdens are kg CO2e for the whole use, each at least 0; a credit without them neglects them with a reason.
"""

from dataclasses import dataclass
from decimal import Decimal

from app.impact.credits.domain.counterfactual import Weights
from app.impact.credits.domain.kinds import ClaimLabel
from app.impact.exact import ZERO


@dataclass(frozen=True, slots=True)
class StatedWeights:
    """The shares of one decision, as somebody stated them with a reason; they sum to 1."""

    new: Decimal = ZERO
    refurb: Decimal = ZERO
    rental: Decimal = ZERO
    own_stock: Decimal = ZERO
    none: Decimal = ZERO

    def weights(self) -> Weights:
        """The weights of the method. Raises WeightsDoNotSumToOne and NegativeQuantity."""
        return Weights(self.new, self.refurb, self.rental, self.own_stock, self.none)


@dataclass(frozen=True, slots=True)
class Added:
    """Documented burdens, weights that win over the evidence level's, and what the credit may be called (R9)."""

    refurbishment: Decimal = ZERO
    packaging: Decimal = ZERO
    storage: Decimal = ZERO
    backfill: Decimal = ZERO
    weights: StatedWeights | None = None
    label: str = ClaimLabel.LESSER_INCREASE.value


NOTHING = Added()
