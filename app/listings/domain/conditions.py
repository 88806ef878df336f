"""The scale of conditions told over time: where each finding comes from."""

from enum import StrEnum

from app.listings.domain.states import Condition


class ConditionSource(StrEnum):
    """On which occasion somebody looked."""

    EDIT = "edit"
    HAND_OVER = "hand_over"
    RETURN = "return"
    INSPECTION = "inspection"


def is_fit(condition: Condition) -> bool:
    """Whether an object in this state may be promised: what is damaged leaves the pool until it is inspected."""
    return condition is not Condition.TO_REPAIR
