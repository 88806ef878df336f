"""The words that a loan's choices are kept in."""

from enum import StrEnum


class Alternative(StrEnum):
    """What the borrower would have done without this loan (the counterfactual of the impact method)."""

    NEW = "new"
    REFURB = "refurb"
    RENTAL = "rental"
    OWN_STOCK = "own_stock"
    NONE = "none"
    UNKNOWN = "unknown"


class Evidence(StrEnum):
    """How well the counterfactual is known: E3 dated document, E2 declared before the loan, E1 unknown, E0 none."""

    E0 = "E0"
    E1 = "E1"
    E2 = "E2"
    E3 = "E3"


class TransportMode(StrEnum):
    """How the objects travel."""

    DEDICATED_VAN = "dedicated_van"
    SHARED_FREIGHT = "shared_freight"


class Moment(StrEnum):
    """When a condition report was made."""

    HAND_OVER = "hand_over"
    RETURN = "return"


def evidence_for(alternative: Alternative, has_document: bool) -> Evidence:
    """The level that an answer given before the loan earns.

    A dated document earns more than a word; who would have done without, or used their own, avoids nothing.
    """
    if alternative is Alternative.UNKNOWN:
        return Evidence.E1
    if alternative in (Alternative.NONE, Alternative.OWN_STOCK):
        return Evidence.E0
    return Evidence.E3 if has_document else Evidence.E2
