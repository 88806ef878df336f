"""What happens to loans, told to the packages above in the same transaction: ids and dates, nothing else."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class LoanEvent:
    """What every event tells: which loan, between whom, for which exhibition, from the first day to the last
    (inclusive), when it happened and who did it (None for a job)."""

    loan_id: int
    lender_id: int
    borrower_id: int
    exhibition_id: int
    starts_on: date
    ends_on: date
    at: datetime
    by: int | None


@dataclass(frozen=True, slots=True)
class LoanRequested(LoanEvent):
    """A borrower asked, or asked again after a proposal; the lender has until *expires_at* to answer."""

    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LoanCountered(LoanEvent):
    """The lender proposed something else and keeps it for the borrower until *expires_at*; the days told are still
    those that were asked."""

    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ProposalWithdrawn(LoanEvent):
    """The lender took its proposal back: the request waits for an answer again, until *expires_at*."""

    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LoanAccepted(LoanEvent):
    """The two sides agree: its units are reserved."""


@dataclass(frozen=True, slots=True)
class LoanRefused(LoanEvent):
    """The lender said no."""


@dataclass(frozen=True, slots=True)
class LoanCancelled(LoanEvent):
    """One side gave up before the hand-over."""


@dataclass(frozen=True, slots=True)
class LoanExpired(LoanEvent):
    """Nobody answered in time."""


@dataclass(frozen=True, slots=True)
class LoanHandedOver(LoanEvent):
    """*unit_ids* left the lender: all that was agreed, or a part of it."""

    unit_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LoanReturned(LoanEvent):
    """*unit_ids* came back; *is_complete* when nothing is out any more."""

    unit_ids: tuple[int, ...]
    is_complete: bool


@dataclass(frozen=True, slots=True)
class LoanClosed(LoanEvent):
    """The return was inspected: the figures of the loan are final."""


@dataclass(frozen=True, slots=True)
class LoanNoShow(LoanEvent):
    """Agreed, but never collected."""


@dataclass(frozen=True, slots=True)
class LoanDatesChanged(LoanEvent):
    """The two sides agree on other days than *old_starts_on* to *old_ends_on*."""

    old_starts_on: date
    old_ends_on: date


@dataclass(frozen=True, slots=True)
class EvidenceRefused(LoanEvent):
    """No paper that stands is left: what the borrower answered before the loan counts as declared, for *reason*."""

    reason: str


@dataclass(frozen=True, slots=True)
class RunAgreed(LoanEvent):
    """All the houses agree: this loan travels with others, in run *run_id*."""

    run_id: int


@dataclass(frozen=True, slots=True)
class RunUndone(LoanEvent):
    """Run *run_id*, which had been agreed, will not be made: this loan travels by itself again."""

    run_id: int


EVENTS: tuple[type[LoanEvent], ...] = (
    LoanRequested,
    LoanCountered,
    ProposalWithdrawn,
    LoanAccepted,
    LoanRefused,
    LoanCancelled,
    LoanExpired,
    LoanHandedOver,
    LoanReturned,
    LoanClosed,
    LoanNoShow,
    LoanDatesChanged,
    EvidenceRefused,
    RunAgreed,
    RunUndone,
)
"""Every event of the package, for the documentation and its test."""
