"""What is said when a gift is asked for, and when it is approved."""

import re
from dataclasses import dataclass

from app.loans.domain.gifts.refusals import OutsideNameMissing, OutsideNumberWrong, PurposeMissing, TooFewToGive
from app.loans.domain.gifts.words import GiftCase, GiverKind, RecipientKind

LONGEST = 2000
_NUMBER = re.compile(r"W\d{9}|\d{9}|\d{14}")


@dataclass(frozen=True, slots=True)
class GiftWanted:
    """*quantity* of a listing, for *recipient_id* or for an association outside the platform."""

    listing_id: int
    quantity: int
    purpose: str
    recipient_id: int | None = None
    exhibition_id: int | None = None
    outside_name: str = ""
    outside_number: str = ""
    outside_kind: RecipientKind | None = None


@dataclass(frozen=True, slots=True)
class GivenUnit:
    """A unit that would be given, and what it is worth on that day (cents; None: nobody said)."""

    unit_id: int
    residual_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """What the giver answers: under which law and case, to what kind of recipient, which units at what value.

    *valuation* says how the values were found, *wiped* how data went.
    """

    giver: GiverKind
    recipient: RecipientKind
    units: tuple[GivenUnit, ...]
    case: GiftCase | None = None
    decision: str = ""
    domaine: str = ""
    has_cooperation: bool = False
    is_product: bool = False
    valuation: str = ""
    wiped: str = ""
    answer: str = ""


def check_wanted(wanted: GiftWanted, left: int) -> None:
    """Raise what is missing of a request for a listing of which *left* units serve."""
    if not 1 <= wanted.quantity <= left:
        raise TooFewToGive(left=left)
    if not wanted.purpose.strip():
        raise PurposeMissing
    if wanted.recipient_id is None:
        if not wanted.outside_name.strip():
            raise OutsideNameMissing
        if not _NUMBER.fullmatch(plain_number(wanted.outside_number)):
            raise OutsideNumberWrong


def plain_number(typed: str) -> str:
    """A number without blanks, letters in capitals.

    >>> plain_number("w751 234 567")
    'W751234567'
    """
    return "".join(typed.split()).upper()
