"""Proposals by their number, whatever they are about: other terms for a request, other dates for what is agreed.

A program names the proposal it read; one that was answered, or made way for another meanwhile, is open no more. Each
verb is the one of the pages: ``proposing``, ``asking_again``, ``deciding`` or ``dates``.
"""

from datetime import datetime

from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.loans.domain.dates import NoSuchProposal
from app.loans.domain.lifecycle import LIVE
from app.loans.domain.proposals import (
    AskedAgain,
    DatesAreDeclinedAlone,
    OnlyDatesChange,
    ProposalKind,
    ProposalState,
    TermsWished,
    offer_of,
)
from app.loans.models import Loan, Proposal
from app.loans.services.asking_again import ask_again
from app.loans.services.common import locked_loan, require_seen
from app.loans.services.dates import accept_dates, decline_dates, propose_dates, tell_in_vain, withdraw_dates
from app.loans.services.deciding import accept_loan
from app.loans.services.proposing import counter_loan, terms_of, withdraw_proposal


def propose_terms(actor: Actor, loan_id: int, wished: TermsWished, now: datetime, *, seen: int | None = None) -> None:
    """Propose other days, quantities or items for a request (its lender), other days for what is agreed (either
    side; at once where the borrower gives days back).

    Raises ``OnlyDatesChange``, ``NotAskedHere``, ``LoanChanged``, what ``counter_loan`` and ``propose_dates`` raise.
    """
    with transaction():
        loan = locked_loan(actor, loan_id)
        require_seen(loan, seen)
        if loan.state not in LIVE:
            lines = {line.listing_id: line.id for line in loan.lines}
            counter_loan(actor, loan_id, offer_of(wished, terms_of(loan), lines), now)
            return
        if wished.lines:
            raise OnlyDatesChange
        first, last = wished.first_day or loan.starts_on, wished.last_day or loan.ends_on
        propose_dates(actor, loan_id, first, last, wished.message, now)


def tell_terms_in_vain(actor: Actor, loan_id: int, wished: TermsWished, now: datetime) -> None:
    """After days of an agreed loan were refused because others were promised them: its lender learns of it.

    Call it once the transaction of ``propose_terms`` is undone. Raises NotFound.
    """
    with transaction():
        loan = locked_loan(actor, loan_id)
        if loan.state in LIVE:
            first, last = wished.first_day or loan.starts_on, wished.last_day or loan.ends_on
            tell_in_vain(actor, loan_id, first, last, now)


def accept_terms(actor: Actor, loan_id: int, proposal_id: int, now: datetime, *, seen: int | None = None) -> None:
    """Take what the other side proposes. Raises ``NoSuchProposal``, ``LoanChanged`` and what ``accept_loan`` and
    ``accept_dates`` raise."""
    with transaction():
        loan = locked_loan(actor, loan_id)
        require_seen(loan, seen)
        if _kind(loan, proposal_id) is ProposalKind.COUNTER:
            accept_loan(actor, loan_id, now)
        else:
            accept_dates(actor, loan_id, proposal_id, now)


def decline_terms(
    actor: Actor,
    loan_id: int,
    proposal_id: int,
    reason: str,
    now: datetime,
    *,
    instead: TermsWished | None = None,
    seen: int | None = None,
) -> None:
    """Turn down what the other side proposes.

    A request then stands again as it was asked, or asks for *instead*: the lender decides on it as on any. Agreed
    dates stay as they are. Raises ``DatesAreDeclinedAlone``, ``NoSuchProposal``, ``LoanChanged``, and what
    ``ask_again`` and ``decline_dates`` raise.
    """
    with transaction():
        loan = locked_loan(actor, loan_id)
        require_seen(loan, seen)
        if _kind(loan, proposal_id) is ProposalKind.COUNTER:
            ask_again(actor, loan_id, _asked(loan, instead or TermsWished(), reason), now)
        elif instead is not None:
            raise DatesAreDeclinedAlone
        else:
            decline_dates(actor, loan_id, proposal_id, reason, now)


def withdraw_terms(actor: Actor, loan_id: int, proposal_id: int, now: datetime, *, seen: int | None = None) -> None:
    """Take one's own proposal back. Raises ``NoSuchProposal``, ``LoanChanged`` and what ``withdraw_proposal`` and
    ``withdraw_dates`` raise."""
    with transaction():
        loan = locked_loan(actor, loan_id)
        require_seen(loan, seen)
        if _kind(loan, proposal_id) is ProposalKind.COUNTER:
            withdraw_proposal(actor, loan_id, now)
        else:
            withdraw_dates(actor, loan_id, proposal_id, now)


def _kind(loan: Loan, proposal_id: int) -> ProposalKind:
    """What an open proposal of *loan* is about. Raises ``NoSuchProposal``, NotFound."""
    proposal = db.session.get(Proposal, proposal_id, populate_existing=True)
    if proposal is None or proposal.loan_id != loan.id:
        raise NotFound()
    if proposal.state is not ProposalState.OPEN:
        raise NoSuchProposal
    return proposal.kind


def _asked(loan: Loan, instead: TermsWished, reason: str) -> AskedAgain:
    terms = terms_of(loan)
    wanted = {line.listing_id: line.quantity for line in instead.lines} or dict(terms.quantities)
    first, last = instead.first_day or terms.first_day, instead.last_day or terms.last_day
    return AskedAgain(first, last, wanted, instead.message or reason)
