"""The second time the borrower is asked: what was really done, once the objects are back.

The answer before the loan decides the credit; this one measures how often such answers come true. It changes no
figure by itself (R20): who finds a difference corrects the record, with a reason.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.core.text import N_

ENOUGH = 100
"""Answers from which a measured rate may be proposed to the staff as a new default (issue 5)."""


class Outcome(StrEnum):
    """What was really done besides the loan."""

    NOTHING_BOUGHT = "nothing_bought"
    BOUGHT_NEW = "bought_new"
    BOUGHT_LESS = "bought_less"
    HIRED = "hired"
    WOULD_HAVE_DONE_WITHOUT = "would_have_done_without"
    UNKNOWN = "unknown"


OUTCOME_LABELS = {
    Outcome.NOTHING_BOUGHT: N_("Rien : le prêt a remplacé ce que nous aurions fait"),
    Outcome.BOUGHT_LESS: N_("Nous avons acheté une partie du matériel malgré le prêt"),
    Outcome.BOUGHT_NEW: N_("Nous avons acheté l'équivalent neuf malgré le prêt"),
    Outcome.HIRED: N_("Nous avons loué l'équivalent malgré le prêt"),
    Outcome.WOULD_HAVE_DONE_WITHOUT: N_("À la réflexion, nous nous en serions passés"),
    Outcome.UNKNOWN: N_("Nous ne savons pas"),
}

DISPLACED = {Outcome.NOTHING_BOUGHT: Decimal(1), Outcome.BOUGHT_LESS: Decimal("0.5")}
"""How much of the declared alternative each answer confirms; the others confirm none of it (R10)."""


@dataclass(frozen=True, slots=True)
class Displacement:
    """The measured rate: how many answered, and the share of declared alternatives that came true (0 to 1)."""

    answers: int
    rate: Decimal | None

    @property
    def is_enough(self) -> bool:
        """Whether there are answers enough to propose it as a default."""
        return self.answers >= ENOUGH


def displacement(outcomes: Iterable[Outcome]) -> Displacement:
    """The rate over these answers, to two decimals; who does not know is not counted."""
    known = [one for one in outcomes if one is not Outcome.UNKNOWN]
    if not known:
        return Displacement(0, None)
    confirmed = sum((DISPLACED.get(one, Decimal(0)) for one in known), Decimal(0))
    return Displacement(len(known), (confirmed / len(known)).quantize(Decimal("0.01")))
