"""The scale of conditions told over time: where each finding comes from."""

from enum import StrEnum

from app.core.errors import Invalid
from app.core.text import N_
from app.listings.domain.states import Condition

LONGEST_NOTE = 4000


class ConditionSource(StrEnum):
    """On which occasion somebody looked."""

    EDIT = "edit"
    HAND_OVER = "hand_over"
    RETURN = "return"
    INSPECTION = "inspection"


def is_fit(condition: Condition) -> bool:
    """Whether an object in this state may be promised: what is damaged leaves the pool until it is inspected."""
    return condition is not Condition.TO_REPAIR


class NoteTooLong(Invalid):
    """Params: *most*."""

    message = N_("%(most)s caractères au plus.")
    field = "note"
