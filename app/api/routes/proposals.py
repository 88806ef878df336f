"""Proposals about a loan: other terms for a request, other dates for what is agreed; one waits at a time."""

from typing import Any

from flask import Response

from app.api.routes.blueprint import blueprint
from app.api.routes.loans import moved
from app.api.schemas.loans import Declined, Loan, Proposed, VersionRead
from app.core import clock
from app.core.access import signed_in
from app.core.context import current_actor
from app.listings.domain.refusals import NotEnoughUnits, UnitNotFree
from app.loans import services
from app.loans.domain.proposals import LineWished, TermsWished


@blueprint.post("/loans/<int:loan_id>/proposals")
@signed_in
@blueprint.doc(summary="Propose other terms")
@blueprint.arguments(Proposed)
@blueprint.response(201, Loan)
def propose(asked: dict[str, Any], loan_id: int) -> Response:
    """To a request its lender proposes other days, quantities or listings, and keeps them for the borrower. Of an
    agreed loan either side proposes other days; days the borrower gives back are agreed at once."""
    actor, now, wished = current_actor(), clock.now(), _terms(asked)

    def verb() -> None:
        services.propose_terms(actor, loan_id, wished, now, seen=asked["version"])

    try:
        return moved(loan_id, asked, verb, 201)
    except (NotEnoughUnits, UnitNotFree):
        services.tell_terms_in_vain(actor, loan_id, wished, now)
        raise


@blueprint.post("/loans/<int:loan_id>/proposals/<int:proposal_id>/accept")
@signed_in
@blueprint.doc(summary="Accept a proposal")
@blueprint.arguments(VersionRead)
@blueprint.response(200, Loan)
def accept_proposal(asked: dict[str, Any], loan_id: int, proposal_id: int) -> Response:
    """Take what the other side proposes: the loan becomes that."""
    actor, now = current_actor(), clock.now()

    def verb() -> None:
        services.accept_terms(actor, loan_id, proposal_id, now, seen=asked["version"])

    return moved(loan_id, asked, verb)


@blueprint.post("/loans/<int:loan_id>/proposals/<int:proposal_id>/decline")
@signed_in
@blueprint.doc(summary="Decline a proposal")
@blueprint.arguments(Declined)
@blueprint.response(200, Loan)
def decline_proposal(asked: dict[str, Any], loan_id: int, proposal_id: int) -> Response:
    """Turn down what the other side proposes: the request stands again as it was, or asks for something else; dates
    stay as agreed. To give the whole loan up instead, cancel it."""
    actor, now = current_actor(), clock.now()
    instead = _terms(asked["instead"]) if asked["instead"] else None

    def verb() -> None:
        said: Any = {"instead": instead, "seen": asked["version"]}
        services.decline_terms(actor, loan_id, proposal_id, asked["reason"], now, **said)

    return moved(loan_id, asked, verb)


@blueprint.post("/loans/<int:loan_id>/proposals/<int:proposal_id>/withdraw")
@signed_in
@blueprint.doc(summary="Withdraw a proposal")
@blueprint.arguments(VersionRead)
@blueprint.response(200, Loan)
def withdraw_proposal(asked: dict[str, Any], loan_id: int, proposal_id: int) -> Response:
    """Take one's own proposal back; what it kept is free at once."""
    actor, now = current_actor(), clock.now()

    def verb() -> None:
        services.withdraw_terms(actor, loan_id, proposal_id, now, seen=asked["version"])

    return moved(loan_id, asked, verb)


def _terms(said: dict[str, Any]) -> TermsWished:
    lines = tuple(LineWished(**line) for line in said["lines"])
    return TermsWished(said["first_day"], said["last_day"], lines, said["message"])
