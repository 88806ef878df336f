"""Loans: ask, follow, answer, give up. Hand-over and return happen in front of the objects, on the pages."""

from collections.abc import Callable
from typing import Any

from flask import Response, url_for
from marshmallow import RAISE

from app.api import queries
from app.api.once import Said, once
from app.api.routes.blueprint import blueprint
from app.api.schemas.loans import Loan, LoanAsked, Loans, LoansAsked, Reason, Reply
from app.core import clock
from app.core.access import signed_in
from app.core.context import current_actor
from app.loans import services
from app.loans.domain.lifecycle import Side
from app.loans.domain.proposals import NotAskedHere
from app.loans.domain.request import LineWanted, LoanRequest
from app.loans.domain.words import evidence_for
from app.loans.queries.walk import loans_after

LOAN, LOAN_ASKED = Loan(), LoanAsked()


@blueprint.get("/loans")
@signed_in
@blueprint.doc(summary="Follow loans")
@blueprint.arguments(LoansAsked, location="query", unknown=RAISE)
@blueprint.response(200, Loans)
def find_loans(asked: dict[str, Any]) -> Any:
    """The loans of this person's institutions, by id."""
    found = loans_after(
        current_actor(),
        clock.now(),
        after=asked["after"],
        limit=asked["limit"] + 1,
        side=Side(asked["side"]) if "side" in asked else None,
        state=asked.get("state"),
    )
    return queries.loans_piece(found, asked["limit"])


@blueprint.get("/loans/<int:loan_id>")
@signed_in
@blueprint.doc(summary="Read a loan")
@blueprint.response(200, Loan)
def read_loan(loan_id: int) -> Any:
    """A loan of one of this person's institutions."""
    return queries.loan(current_actor(), loan_id, clock.now())


@blueprint.post("/loans")
@signed_in
@blueprint.doc(summary="Ask for a loan")
@blueprint.arguments(LOAN_ASKED)
@blueprint.response(201, Loan)
def ask_for_loan(asked: dict[str, Any]) -> Response:
    """Ask one lender for one exhibition. Nothing is held until the lender agrees."""
    lines = tuple(LineWanted(line["listing_id"], line["quantity"]) for line in asked["lines"])
    wanted = LoanRequest(
        lines=lines,
        exhibition_id=asked["exhibition_id"],
        first_day=asked["first_day"],
        last_day=asked["last_day"],
        transport=asked["transport"],
        message=asked["message"],
        alternative=asked["alternative"],
        evidence=evidence_for(asked["alternative"], bool(asked["document"])),
        evidence_note=asked["document"],
    )
    actor, now = current_actor(), clock.now()

    def act() -> Said:
        loan_id = services.request_loan(actor, wanted, "", now)
        address = url_for("api.read_loan", loan_id=loan_id)
        return Said(LOAN.dump(queries.loan(actor, loan_id, now)), 201, {"Location": address})

    return once(LOAN_ASKED.dump(asked), act)


@blueprint.post("/loans/<int:loan_id>/accept")
@signed_in
@blueprint.doc(summary="Agree to a loan")
@blueprint.arguments(Reply)
@blueprint.response(200, Loan)
def accept_loan(asked: dict[str, Any], loan_id: int) -> Response:
    """All of it or a part (lender), or what the lender proposes (borrower); 409 when somebody else was faster."""
    actor, now = current_actor(), clock.now()
    given = {line["listing_id"]: line["quantity"] for line in asked["lines"]}

    def verb() -> None:
        lines = queries.line_ids(actor, loan_id, now) if given else {}
        if not given.keys() <= lines.keys():
            raise NotAskedHere()
        quantities = {lines[listing_id]: quantity for listing_id, quantity in given.items()}
        said: Any = {"answer": asked["answer"], "quantities": quantities, "seen": asked["version"]}
        services.accept_loan(actor, loan_id, now, **said)

    return moved(loan_id, asked, verb)


@blueprint.post("/loans/<int:loan_id>/refuse")
@signed_in
@blueprint.doc(summary="Refuse a loan")
@blueprint.arguments(Reason)
@blueprint.response(200, Loan)
def refuse_loan(asked: dict[str, Any], loan_id: int) -> Response:
    """Say no, and why."""
    actor, now = current_actor(), clock.now()
    return moved(loan_id, asked, lambda: services.refuse_loan(actor, loan_id, asked["reason"], now))


@blueprint.post("/loans/<int:loan_id>/cancel")
@signed_in
@blueprint.doc(summary="Give a loan up")
@blueprint.arguments(Reason)
@blueprint.response(200, Loan)
def cancel_loan(asked: dict[str, Any], loan_id: int) -> Response:
    """Give up before the hand-over, and say why."""
    actor, now = current_actor(), clock.now()
    return moved(loan_id, asked, lambda: services.cancel_loan(actor, loan_id, asked["reason"], now))


def moved(loan_id: int, asked: dict[str, Any], verb: Callable[[], None], status: int = 200) -> Response:
    """Do the verb once; the loan as it is then."""

    def act() -> Said:
        verb()
        return Said(LOAN.dump(queries.loan(current_actor(), loan_id, clock.now())), status)

    return once(asked, act)
