"""Certificates that go with a loan: which are asked, of whom, and whether what is there will do.

>>> standing(None, needed_from=date(2027, 3, 8), needed_until=date(2027, 3, 19), today=date(2027, 3, 1))
<Standing.MISSING: 'missing'>
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.loans.domain.lifecycle import Side, State
from app.loans.domain.papers.kinds import CertificateKind, Insurance

MOST_CERTIFICATES = 20

FILED_WHILE = frozenset({State.APPROVED, State.SIGNED, State.OUT, State.RETURNED})
"""In which states of its loan a certificate is filed or taken away."""

FILED_BY = {
    CertificateKind.INSURANCE: frozenset({Side.BORROWER}),
    CertificateKind.DATA_WIPE: frozenset({Side.BORROWER, Side.LENDER}),
}
"""Who files it: the borrower insures; whoever holds the object wipes it."""


class Standing(StrEnum):
    """Whether a certificate will do, best first."""

    VALID = "valid"
    TOO_LOW = "too_low"
    TOO_LATE = "too_late"
    TOO_SOON = "too_soon"
    LAPSED = "lapsed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Cover:
    """What a certificate says: days it holds, both included, and the sum insured in cents."""

    valid_from: date | None = None
    valid_until: date | None = None
    amount_cents: int | None = None


def standing(
    cover: Cover | None, *, needed_from: date, needed_until: date, today: date, value_cents: int = 0
) -> Standing:
    """What to say of a certificate that has to hold from one day to another, for so much."""
    if cover is None:
        return Standing.MISSING
    if cover.valid_until is not None and cover.valid_until < min(today, needed_until):
        return Standing.LAPSED
    if cover.valid_until is not None and cover.valid_until < needed_until:
        return Standing.TOO_SOON
    if cover.valid_from is not None and cover.valid_from > needed_from:
        return Standing.TOO_LATE
    if cover.amount_cents is not None and cover.amount_cents < value_cents:
        return Standing.TOO_LOW
    return Standing.VALID


def best(found: Iterable[Standing]) -> Standing:
    """The best of several; missing when there is none."""
    return min(found, key=list(Standing).index, default=Standing.MISSING)


def asked(insurance: Insurance, wipes_data: bool, state: State) -> tuple[CertificateKind, ...]:
    """Which certificates this loan needs now: cover before the hand-over, a wipe once objects with memory are out."""
    needed = []
    if insurance is Insurance.NAIL_TO_NAIL and state in FILED_WHILE:
        needed.append(CertificateKind.INSURANCE)
    if wipes_data and state in (State.OUT, State.RETURNED):
        needed.append(CertificateKind.DATA_WIPE)
    return tuple(needed)
