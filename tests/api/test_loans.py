"""Loans through the API: the same verbs as the pages, each request with one effect."""

import json
import threading
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask

from app.api.doors import limiter
from app.core.actor import Role
from app.core.db import db
from app.core.mail import OutboxMail
from app.loans import services
from app.loans.domain.proposals import CounterOffer, OfferedLine
from app.loans.models import Loan
from tests.api.programs import Program, a_program
from tests.conftest import Clock
from tests.given.accounts import a_person, an_institution
from tests.given.loans import FIRST_DAY, LAST_DAY, Museums, State, a_loan, the_loan, two_museums


def _wanted(museums: Museums, quantity: int = 1, **said: Any) -> dict[str, Any]:
    return {
        "exhibition_id": museums.exhibition_id,
        "lines": [{"listing_id": museums.listing_id, "quantity": quantity}],
        "first_day": FIRST_DAY.isoformat(),
        "last_day": LAST_DAY.isoformat(),
        "alternative": "new",
        **said,
    }


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


def test_a_loan_is_asked_for_and_accepted(museums: Museums, lender: Program, borrower: Program) -> None:
    answer = borrower.send("POST", "/loans", 201, json=_wanted(museums, message="Bonjour"))
    made = answer.json
    assert answer.headers["Location"] == f"/api/v1/loans/{made['id']}"
    assert (made["state"], made["evidence"], made["message"]) == ("requested", "E2", "Bonjour")
    assert made["lines"][0]["quantity"] == 1
    assert borrower.get(answer.headers["Location"]) == made
    assert "accept" in lender.get(f"/loans/{made['id']}")["actions"]
    assert "accept" not in made["actions"]
    agreed = lender.post(f"/loans/{made['id']}/accept", {"answer": "Avec plaisir"})
    assert (agreed["state"], agreed["answer"]) == ("approved", "Avec plaisir")
    assert lender.post(f"/loans/{made['id']}/accept", {}, 409)["code"] == "MoveNotAllowed"


def test_no_and_never_mind(museums: Museums, lender: Program, borrower: Program) -> None:
    one, two = (borrower.post("/loans", _wanted(museums), 201)["id"] for _ in range(2))
    assert lender.post(f"/loans/{one}/refuse", {"reason": "Il est promis."})["state"] == "refused"
    assert borrower.post(f"/loans/{two}/cancel", {"reason": "Reporté."})["state"] == "cancelled"
    assert lender.post(f"/loans/{two}/refuse", {"reason": "Non."}, 409)
    assert lender.post(f"/loans/{two}/refuse", {}, 422)["errors"][0]["field"] == "reason"
    assert lender.post(f"/loans/{two}/refuse", {"reason": "  "}, 422)


def test_the_last_units_go_to_one_of_two(museums: Museums, lender: Program, borrower: Program) -> None:
    one, two = (borrower.post("/loans", _wanted(museums, 2), 201)["id"] for _ in range(2))
    lender.post(f"/loans/{one}/accept")
    assert lender.post(f"/loans/{two}/accept", {}, 409)["code"] == "NotEnoughUnits"
    assert lender.get(f"/loans/{two}")["state"] == "requested"


def test_a_part_is_given_line_by_line(museums: Museums, lender: Program, borrower: Program) -> None:
    made = borrower.post("/loans", _wanted(museums, 2), 201)
    path = f"/loans/{made['id']}/accept"
    line = {"listing_id": museums.listing_id, "quantity": 1}
    assert lender.post(path, {"lines": [{**line, "quantity": 3}]}, 422)["code"] == "GrantedTooMany"
    assert lender.post(path, {"lines": [{**line, "quantity": 0}]}, 422)["code"] == "NothingGranted"
    assert lender.post(path, {"lines": [{"listing_id": 999, "quantity": 1}]}, 422)["code"] == "NotAskedHere"
    assert lender.post(path, {"lines": [line], "version": 7}, 409)["code"] == "LoanChanged"
    agreed = lender.post(path, {"lines": [line], "version": made["version"]})
    assert (agreed["state"], agreed["lines"][0]["quantity"]) == ("approved", 1)


def test_a_program_reads_a_proposal_and_takes_the_version_it_read(
    museums: Museums, lender: Program, borrower: Program, now: datetime
) -> None:
    made = borrower.post("/loans", _wanted(museums), 201)
    assert made["proposal"] is None
    days = date(2027, 4, 5), date(2027, 4, 9)
    offer = CounterOffer(*days, (OfferedLine(museums.listing_id, 1, the_loan(made["id"]).lines[0].id),), "En avril.")
    services.counter_loan(museums.technician, made["id"], offer, now)
    read = borrower.get(f"/loans/{made['id']}")
    assert (read["state"], read["proposal"]["first_day"], read["proposal"]["message"]) == (
        "countered",
        "2027-04-05",
        "En avril.",
    )
    assert read["proposal"]["lines"][0]["proposed"]["quantity"] == 1
    stale = borrower.post(f"/loans/{made['id']}/accept", {"version": made["version"]}, 409)
    assert stale["code"] == "LoanChanged"
    taken = borrower.post(f"/loans/{made['id']}/accept", {"version": read["version"]})
    assert (taken["state"], taken["first_day"]) == ("approved", "2027-04-05")


def test_a_borrower_does_not_accept_for_the_lender(museums: Museums, borrower: Program) -> None:
    made = borrower.post("/loans", _wanted(museums), 201)["id"]
    assert borrower.post(f"/loans/{made}/accept", {}, 403)["code"] == "Forbidden"
    assert the_loan(made).state is State.REQUESTED


def test_a_loan_of_others_is_not_there(app: Flask, museums: Museums, borrower: Program) -> None:
    made = borrower.post("/loans", _wanted(museums), 201)["id"]
    third = a_program(app, a_person(an_institution(city="Nantes"), Role.ADMIN))
    third.get(f"/loans/{made}", 404)
    for verb in ("accept", "refuse", "cancel"):
        third.post(f"/loans/{made}/{verb}", {"reason": "Non"} if verb != "accept" else {}, 404)
    assert third.get("/loans") == {"items": [], "next": None}


def test_nobody_borrows_for_the_exhibition_of_others(app: Flask, museums: Museums) -> None:
    third = a_program(app, a_person(an_institution(city="Nantes"), Role.ADMIN))
    third.post("/loans", _wanted(museums), 404)


def test_serial_numbers_stay_with_the_lender(app: Flask, museums: Museums, borrower: Program) -> None:
    loan_id = a_loan(museums, State.OUT)
    told = borrower.get(f"/loans/{loan_id}")
    assert told["lines"][0]["units"][0]["label"]
    assert "serial" not in json.dumps(told)


def test_a_request_sent_twice_is_one_loan(museums: Museums, borrower: Program) -> None:
    first = borrower.send("POST", "/loans", 201, once="k-1", json=_wanted(museums))
    borrower.post(f"/loans/{first.json['id']}/cancel", {"reason": "Erreur."})
    again = borrower.send("POST", "/loans", 201, once="k-1", json=_wanted(museums))
    assert again.data == first.data, "the very words of the first answer, whatever happened since"
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert db.session.query(Loan).count() == 1
    quoted = borrower.send("POST", "/loans", 201, once='"k-1"', json=_wanted(museums))
    assert quoted.data == first.data


def test_a_key_used_for_something_else_is_refused(museums: Museums, borrower: Program) -> None:
    borrower.send("POST", "/loans", 201, once="k-1", json=_wanted(museums))
    reused = borrower.send("POST", "/loans", 422, once="k-1", json=_wanted(museums, message="autre"))
    assert reused.json["code"] == "KeyReused"
    elsewhere = borrower.send("POST", "/loans/1/cancel", 422, once="k-1", json={"reason": "x"})
    assert elsewhere.json["code"] == "KeyReused"


def test_a_write_without_a_usable_key_is_refused(museums: Museums, borrower: Program) -> None:
    for headers in ({}, *({"Idempotency-Key": key} for key in (" ", "x" * 65, "a b", "é"))):
        answer = borrower.send("POST", "/loans", 400, once=None, headers=headers, json=_wanted(museums))
        assert answer.json["code"] == "KeyMissing"
    assert db.session.query(Loan).count() == 0


def test_a_refused_request_may_be_tried_again_with_its_key(museums: Museums, borrower: Program) -> None:
    borrower.send("POST", "/loans", 409, once="k-1", json=_wanted(museums, quantity=9))
    assert borrower.send("POST", "/loans", 201, once="k-1", json=_wanted(museums)).json["state"] == "requested"


def test_fifty_copies_of_a_request_at_once_are_one_loan(app: Flask, museums: Museums, borrower: Program) -> None:
    answers: list[bytes] = []
    gate = threading.Barrier(10)
    limiter().writes = 1000

    def send() -> None:
        gate.wait()
        for _ in range(5):
            answers.append(borrower.send("POST", "/loans", 201, once="same", json=_wanted(museums)).data)

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 50
    assert len(set(answers)) == 1
    assert db.session.query(Loan).count() == 1
    db.session.rollback()
    letters = db.session.query(OutboxMail).filter(OutboxMail.subject.contains("prêt")).count()
    assert letters <= 1


def test_loans_are_walked_by_side_and_state(app: Flask, museums: Museums, lender: Program, borrower: Program) -> None:
    made = [a_loan(museums, State.REFUSED) for _ in range(3)] + [a_loan(museums)]
    assert [one["id"] for one in borrower.get("/loans?side=borrower")["items"]] == made
    assert borrower.get("/loans?side=lender")["items"] == []
    assert [one["id"] for one in lender.get("/loans?state=requested")["items"]] == made[-1:]
    piece = lender.get("/loans?limit=3")
    assert [one["id"] for one in piece["items"]] == made[:3]
    assert [one["id"] for one in lender.get(f"/loans?limit=3&after={piece['next']}")["items"]] == made[3:]
    lender.get("/loans?state=lost", 422)
    lender.get("/loans?side=middle", 422)


IMPOSSIBLE: list[tuple[dict[str, Any], str]] = [
    ({"lines": []}, "lines"),
    ({"lines": [{"listing_id": 1, "quantity": 0}]}, "lines.0.quantity"),
    ({"lines": [{"listing_id": "1"}]}, "lines.0.listing_id"),
    ({"lines": [{"quantity": 1}]}, "lines.0.listing_id"),
    ({"lines": {"listing_id": 1}}, "lines"),
    ({"exhibition_id": 2**31}, "exhibition_id"),
    ({"exhibition_id": True}, "exhibition_id"),
    ({"first_day": "8 mars"}, "first_day"),
    ({"last_day": None}, "last_day"),
    ({"transport": "teleport"}, "transport"),
    ({"alternative": "buy"}, "alternative"),
    ({"message": "x" * 4001}, "message"),
    ({"message": "\ud800"}, "message"),
    ({"borrower_id": 1}, "borrower_id"),
    ({"state": "approved"}, "state"),
]


def test_what_cannot_be_asked_is_named(museums: Museums, borrower: Program) -> None:
    limiter().writes = 1000
    for change, field in IMPOSSIBLE:
        problem = borrower.post("/loans", _wanted(museums) | change, 422)
        assert field in {one["field"] for one in problem["errors"]}, problem
    assert db.session.query(Loan).count() == 0


def test_a_document_makes_the_evidence(museums: Museums, borrower: Program) -> None:
    made = borrower.post("/loans", _wanted(museums, document="Devis du 3 mars 2027"), 201)
    assert made["evidence"] == "E3"


def test_what_is_no_document_is_refused_calmly(borrower: Program) -> None:
    for body in (b"", b"{", b"[", b"null", b"[]", b'"x"', b"\xff\xfe", b"1" * 400_000, b"[" * 200_000):
        answer = borrower.send("POST", "/loans", None, data=body, content_type="application/json")
        assert answer.status_code in {400, 422}, body[:20]


def test_a_form_or_a_novel_is_refused(borrower: Program) -> None:
    borrower.send("POST", "/loans", 415, data={"exhibition_id": "1"})
    borrower.send("POST", "/loans/1/accept", 415, data=b"{}", content_type="text/plain")
    borrower.send("POST", "/loans", 413, data=b'"' + b"x" * 1_000_001 + b'"', content_type="application/json")


def test_days_are_the_lenders_rules(museums: Museums, borrower: Program, clock: Clock) -> None:
    sunday = _wanted(museums, first_day="2027-03-07")
    assert borrower.send("POST", "/loans", None, json=sunday).status_code in {409, 422}
    assert borrower.post("/loans", _wanted(museums, last_day="2027-03-01"), 422)["code"] == "EndBeforeStart"
    assert borrower.post("/loans", _wanted(museums, last_day="9999-12-31"), 422)
