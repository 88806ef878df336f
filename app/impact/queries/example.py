"""The worked example of the method's page, computed by the code that computes everything else."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.impact.credits.domain.counterfactual import Counterfactual
from app.impact.credits.domain.evaluation import evaluate
from app.impact.credits.domain.kinds import Alternative, Evidence
from app.impact.credits.domain.results import Result
from app.impact.credits.domain.values import DeclaredBurdens, Reference, Use
from app.impact.exact import shown


@dataclass(frozen=True, slots=True)
class Example:
    """Example 1 (documented) and 2 (declared): the same loan, in kg CO2e to 4 decimals."""

    share: Decimal
    gross: Decimal
    burdens: Decimal
    net: Decimal
    low_bound: Decimal
    declared_gross: Decimal
    declared_net: Decimal


def worked_example() -> Example:
    """A 600 kg projector lent for 120 days of its 5 years, by a van over 2 x 50 km at 0.25 kg/km."""
    documented, declared = _result(Evidence.DOCUMENTED), _result(Evidence.DECLARED)
    return Example(
        share=shown(Decimal(120) / (365 * 5), 6),
        gross=shown(documented.gross),
        burdens=shown(documented.burdens.total),
        net=shown(documented.net),
        low_bound=shown(documented.low_bound_net),
        declared_gross=shown(declared.gross),
        declared_net=shown(declared.net),
    )


def _result(evidence: Evidence) -> Result:
    return evaluate(
        Use(
            id="example",
            object="projector",
            start=date(2026, 3, 1),
            reference=Reference(Decimal(600), life_years=Decimal(5)),
            remaining_life_years=Decimal(5),
            days=Decimal(120),
            counterfactual=Counterfactual.declared(evidence, Alternative.NEW),
            burdens=DeclaredBurdens(transport=Decimal(2 * 50) * Decimal("0.25")),
        )
    )
