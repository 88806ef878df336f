"""A carbon budget and who arbitrates when it is passed."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.core.text import N_
from app.impact.exact import exactly
from app.impact.refusals import Impossible


class Scope(StrEnum):
    """Whether the budget includes the travel of visitors, which dwarfs the rest and is hardly decided by the team."""

    WITHOUT_VISITORS = "without_visitors"
    EVERYTHING = "everything"


SCOPE_LABELS = {
    Scope.WITHOUT_VISITORS: N_("sans les déplacements des visiteurs"),
    Scope.EVERYTHING: N_("avec les déplacements des visiteurs"),
}


class NoArbiter(Impossible):
    """A budget that nobody defends is no budget."""

    message = N_("Dites qui arbitre quand le budget est dépassé.")
    field = "arbiter"


class Standing(StrEnum):
    """Where a footprint stands against its budget: the interval decides, not the central value."""

    WITHIN = "within"
    PERHAPS = "perhaps"
    BEYOND = "beyond"


STANDING_LABELS = {
    Standing.WITHIN: N_("dans le budget, doute compris"),
    Standing.PERHAPS: N_("autour du budget : le doute ne permet pas de trancher"),
    Standing.BEYOND: N_("au-delà du budget, doute compris"),
}


@dataclass(frozen=True, slots=True)
class Budget:
    """*kg* CO2e for one *scope*, and the person who decides when it is passed."""

    kg: Decimal
    scope: Scope
    arbiter: str

    def __post_init__(self) -> None:
        if not self.arbiter.strip():
            raise NoArbiter()


def standing(budget_kg: Decimal, low: Decimal, high: Decimal | None) -> Standing:
    """Within when even the upper end is; beyond when even the lower end is not. An open upper end is never within.

    >>> standing(Decimal(100), Decimal(60), Decimal(90)).value, standing(Decimal(100), Decimal(60), None).value
    ('within', 'perhaps')
    """
    with exactly():
        if low > budget_kg:
            return Standing.BEYOND
        return Standing.WITHIN if high is not None and high <= budget_kg else Standing.PERHAPS
