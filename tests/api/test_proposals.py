"""Proposals through the API: made, accepted, declined and withdrawn by their number, each request with one effect."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from app.core.actor import Role
from app.core.db import db
from app.core.journal import JournalEntry
from app.core.notices import Notice
from app.loans.domain.lifecycle import State
from app.loans.models import Proposal
from tests.api.programs import Program, a_program
from tests.given.accounts import a_person, an_institution
from tests.given.listings import a_listing
from tests.given.loans import FIRST_DAY, LAST_DAY, Museums, a_loan, the_loan, two_museums

DAY = timedelta(days=1)
LATER = {"first_day": "2027-03-15", "last_day": "2027-03-24"}


@pytest.fixture
def museums(app: Flask) -> Museums:
    """A lender and a borrower."""
    return two_museums()


@pytest.fixture
def lender(app: Flask, museums: Museums) -> Program:
    """The lender's program."""
    return a_program(app, museums.technician)


@pytest.fixture
def borrower(app: Flask, museums: Museums) -> Program:
    """The borrower's program."""
    return a_program(app, museums.team)


def one_proposal(lender: Program, loan_id: int, **said: Any) -> str:
    """The address of what the lender proposes for a request: a week later."""
    made = lender.post(f"/loans/{loan_id}/proposals", {**LATER, **said}, 201)
    return f"/loans/{loan_id}/proposals/{made['proposal']['id']}"


def test_a_lender_proposes_and_the_borrower_accepts(museums: Museums, lender: Program, borrower: Program) -> None:
    loan_id = a_loan(museums, quantity=2)
    line = {"listing_id": museums.listing_id, "quantity": 1}
    address = one_proposal(lender, loan_id, lines=[line], message="Un seul, plus tard.")
    read = borrower.get(f"/loans/{loan_id}")
    told = read["proposal"]
    assert (read["state"], told["kind"], told["side"], told["message"]) == (
        "countered", "counter", "lender", "Un seul, plus tard.",
    )  # fmt: skip
    assert (told["first_day"], told["last_day"]) == (LATER["first_day"], LATER["last_day"])
    assert told["lines"][0]["asked"]["quantity"] == 2
    assert told["lines"][0]["proposed"]["quantity"] == 1
    assert told["actions"] == ["accept", "decline"]
    assert lender.get(f"/loans/{loan_id}")["proposal"]["actions"] == ["withdraw"]
    taken = borrower.post(f"{address}/accept", {"version": read["version"]})
    assert (taken["state"], taken["first_day"], taken["lines"][0]["quantity"]) == ("approved", LATER["first_day"], 1)
    assert taken["proposal"] is None
    assert borrower.post(f"{address}/accept", {}, 409)["code"] == "NoSuchProposal"


def test_another_listing_takes_the_place_of_one(museums: Museums, lender: Program, borrower: Program) -> None:
    other = a_listing(museums.technician, museums.lender_id, title="Écran voisin", quantity=2)
    loan_id = a_loan(museums)
    lines = [{"listing_id": other, "quantity": 1, "instead_of": museums.listing_id}]
    path = f"/loans/{loan_id}/proposals"
    strange = [{"listing_id": other, "quantity": 1, "instead_of": other}]
    assert lender.post(path, {"lines": strange}, 422)["code"] == "NotAskedHere"
    made = lender.post(path, {"lines": lines}, 201)["proposal"]
    assert [(one["asked"]["listing_id"], one["proposed"]["listing_id"]) for one in made["lines"]] == [
        (museums.listing_id, other)
    ]
    assert (made["first_day"], made["last_day"]) == (FIRST_DAY.isoformat(), LAST_DAY.isoformat())
    taken = borrower.post(f"{path}/{made['id']}/accept")
    assert [line["listing_id"] for line in taken["lines"]] == [other]


def test_declined_the_request_stands_again_or_asks_for_something_else(
    museums: Museums, lender: Program, borrower: Program
) -> None:
    loan_id = a_loan(museums)
    first = one_proposal(lender, loan_id)
    again = borrower.post(f"{first}/decline", {"reason": "Nous ouvrons le 10."})
    assert (again["state"], again["first_day"], again["proposal"]) == ("requested", FIRST_DAY.isoformat(), None)
    second = one_proposal(lender, loan_id)
    assert second != first
    assert borrower.post(f"{first}/accept", {}, 409)["code"] == "NoSuchProposal"
    instead = {"last_day": "2027-03-12", "lines": [{"listing_id": museums.listing_id, "quantity": 2}]}
    other = borrower.post(f"{second}/decline", {"instead": instead})
    assert (other["last_day"], other["lines"][0]["quantity"]) == ("2027-03-12", 2)
    wrong = {"instead": {"lines": [{"listing_id": 10**6, "quantity": 1}]}}
    borrower.post(f"{one_proposal(lender, loan_id)}/decline", wrong, 404)
    assert the_loan(loan_id).state is State.COUNTERED


def test_a_lender_withdraws_and_nobody_answers_for_the_other(
    museums: Museums, lender: Program, borrower: Program
) -> None:
    address = one_proposal(lender, loan_id := a_loan(museums))
    for program, verb in ((lender, "accept"), (lender, "decline"), (borrower, "withdraw")):
        program.post(f"{address}/{verb}", {}, 403)
    assert lender.post(f"{address}/withdraw", {"version": 1}, 409)["code"] == "LoanChanged"
    back = lender.post(f"{address}/withdraw")
    assert (back["state"], back["proposal"]) == ("requested", None)
    assert borrower.post(f"/loans/{loan_id}/proposals", LATER, 403)
    assert lender.post(f"/loans/{loan_id}/proposals", {}, 422)["code"] == "SameAsAsked"


def test_other_dates_of_an_agreed_loan(museums: Museums, lender: Program, borrower: Program) -> None:
    loan_id = a_loan(museums, State.APPROVED)
    path = f"/loans/{loan_id}/proposals"
    line = {"listing_id": museums.listing_id, "quantity": 2}
    assert borrower.post(path, {"lines": [line]}, 422)["code"] == "OnlyDatesChange"
    made = borrower.post(path, {"last_day": "2027-03-24", "message": "Prolongée."}, 201)["proposal"]
    assert (made["kind"], made["side"], made["lines"], made["actions"]) == ("extension", "borrower", [], ["withdraw"])
    assert borrower.post(path, {"last_day": "2027-03-25"}, 409)["code"] == "ProposalWaiting"
    address = f"{path}/{made['id']}"
    assert lender.get(f"/loans/{loan_id}")["proposal"]["actions"] == ["accept", "decline"]
    wrong = lender.post(f"{address}/decline", {"instead": {"last_day": "2027-03-22"}}, 422)
    assert wrong["code"] == "DatesAreDeclinedAlone"
    kept = lender.post(f"{address}/decline", {"reason": "Promis ensuite."})
    assert (kept["last_day"], kept["proposal"]) == (LAST_DAY.isoformat(), None)
    second = borrower.post(path, {"last_day": "2027-03-23"}, 201)["proposal"]["id"]
    assert lender.post(f"{path}/{second}/accept")["last_day"] == "2027-03-23"
    given_back = borrower.post(path, {"last_day": "2027-03-18"}, 201)
    assert (given_back["last_day"], given_back["proposal"]) == ("2027-03-18", None), "days given back hold at once"


def test_days_in_vain_are_refused_and_the_lender_is_told(museums: Museums, borrower: Program) -> None:
    loan_id = a_loan(museums, State.APPROVED)
    a_loan(museums, State.APPROVED, 2, first_day=LAST_DAY + 3 * DAY, last_day=LAST_DAY + 5 * DAY)
    before = db.session.query(Notice).count()
    path, asked = f"/loans/{loan_id}/proposals", {"last_day": (LAST_DAY + 4 * DAY).isoformat()}
    for once in ("k-1", "k-1", "k-2"):
        answer = borrower.send("POST", path, 409, once=once, json=asked)
        assert answer.json["code"] in {"NotEnoughUnits", "UnitNotFree"}
    db.session.rollback()
    assert db.session.query(Notice).count() == before + 1, "once for the same days"
    assert db.session.query(JournalEntry).filter_by(action="ask_days_in_vain").count() == 1
    assert db.session.query(Proposal).count() == 0


def test_a_proposal_sent_twice_is_one(museums: Museums, lender: Program) -> None:
    loan_id = a_loan(museums)
    first, again = (lender.send("POST", f"/loans/{loan_id}/proposals", 201, once="k-1", json=LATER) for _ in range(2))
    assert first.data == again.data
    assert again.headers["Idempotency-Replayed"] == "true"
    assert lender.send("POST", f"/loans/{loan_id}/proposals", 422, once="k-1", json={}).json["code"] == "KeyReused"
    assert db.session.query(Proposal).count() == 1


def test_a_proposal_of_another_loan_is_not_there(app: Flask, museums: Museums, lender: Program) -> None:
    loan_id, other = a_loan(museums), a_loan(museums)
    number = one_proposal(lender, loan_id).rsplit("/", 1)[1]
    lender.post(f"/loans/{other}/proposals/{number}/withdraw", {}, 404)
    stranger = a_program(app, a_person(an_institution(city="Nantes"), Role.ADMIN))
    for verb in ("accept", "decline", "withdraw"):
        stranger.post(f"/loans/{loan_id}/proposals/{number}/{verb}", {}, 404)
    stranger.post(f"/loans/{loan_id}/proposals", LATER, 404)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"first_day": "8 mars"}, "first_day"),
        ({"lines": [{"listing_id": 1}]}, "lines.0.quantity"),
        ({"lines": [{"listing_id": 1, "quantity": 0}]}, "lines.0.quantity"),
        ({"state": "approved"}, "state"),
        ({"version": "1"}, "version"),
        ({"message": "\ud800"}, "message"),
    ],
)
def test_what_cannot_be_proposed_is_named(
    museums: Museums, lender: Program, change: dict[str, Any], field: str
) -> None:
    problem = lender.post(f"/loans/{a_loan(museums)}/proposals", {**LATER, **change}, 422)
    assert field in {one["field"] for one in problem["errors"]}


def test_days_that_cannot_be_are_refused(museums: Museums, lender: Program) -> None:
    path = f"/loans/{a_loan(museums)}/proposals"
    assert lender.post(path, {"last_day": date(2027, 3, 1).isoformat()}, 422)["code"] == "EndBeforeStart"
    assert lender.send("POST", path, None, json={"last_day": "9999-12-31"}).status_code in {409, 422}
    twice = [{"listing_id": 1, "quantity": 1}] * 2
    assert lender.post(path, {"lines": twice}, 422)["code"] == "ProposedTwice"
