"""What impact does when it hears of loans, in the transaction of the event itself."""

from collections.abc import Callable, Mapping
from typing import Any

from app.impact import corrections, own_uses, services
from app.loans.domain.events import (
    EvidenceRefused,
    LoanAccepted,
    LoanCancelled,
    LoanClosed,
    LoanDatesChanged,
    LoanEvent,
    LoanExpired,
    LoanNoShow,
    LoanRefused,
    LoanReturned,
    RunAgreed,
    RunUndone,
)
from app.loans.domain.gifts.again import GiftBoughtAgain
from app.loans.domain.own_uses import OwnUseEnded


def plan(event: LoanAccepted) -> None:
    """Two institutions agree: what the loan should avoid is written as planned."""
    services.plan_loan(event.loan_id, event.at, event.by)


def plan_again(event: LoanDatesChanged) -> None:
    """Other days: what was planned is let go, and planned anew."""
    services.plan_again(event.loan_id, event.at, event.by)


def travel(event: RunAgreed | RunUndone) -> None:
    """The loan shares a journey, or no longer does: its transport is planned anew."""
    services.plan_again(event.loan_id, event.at, event.by, services.TRAVELS_OTHERWISE)


def let_go(event: LoanEvent) -> None:
    """It will not happen: what was pending is void."""
    services.let_go(event.loan_id, type(event).__name__, event.at, event.by)


def count(event: LoanReturned) -> None:
    """Objects are back: what they really avoided is written and posted."""
    services.count_returns(event.loan_id, event.unit_ids, event.is_complete, event.at, event.by)


def close(event: LoanClosed) -> None:
    """The figures are final: whatever was missed is counted."""
    services.count_returns(event.loan_id, None, True, event.at, event.by)


def lower_evidence(event: EvidenceRefused) -> None:
    """The paper does not show it: what was computed at E3 is computed anew at E2."""
    services.plan_again(event.loan_id, event.at, event.by, services.EVIDENCE_REFUSED)
    corrections.lower_evidence(event.loan_id, event.reason, event.by, event.at)


def count_own_use(event: OwnUseEnded) -> None:
    """A given object served its owner's show: what that avoided is written and posted."""
    own_uses.count_own_use(event.own_use_id, event.at, event.by)


def count_backfill(event: GiftBoughtAgain) -> None:
    """The giver bought the same again: the first use of each object bears it, counted already or not."""
    own_uses.count_backfill(event.gift_id, event.at, event.by)


HANDLERS: Mapping[type, tuple[Callable[[Any], None], ...]] = {
    LoanAccepted: (plan,),
    LoanDatesChanged: (plan_again,),
    LoanRefused: (let_go,),
    LoanCancelled: (let_go,),
    LoanExpired: (let_go,),
    LoanNoShow: (let_go,),
    LoanReturned: (count,),
    LoanClosed: (close,),
    EvidenceRefused: (lower_evidence,),
    OwnUseEnded: (count_own_use,),
    GiftBoughtAgain: (count_backfill,),
    RunAgreed: (travel,),
    RunUndone: (travel,),
}
"""Which event is heard by which function; ``app/wiring.py`` reads it."""
