"""The desk: codes, signatures, and what was noted without network and sent later."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import User
from app.core.db import db
from app.core.errors import NotFound, Refusal
from app.core.idempotency import KeyReused
from app.core.journal import JournalEntry
from app.listings.domain.codes import CodeKind, NotACode, code_of
from app.listings.domain.refusals import UnitNotFree
from app.listings.domain.states import Condition
from app.loans import queries, services
from app.loans.domain.desk import KnownUnit, Visit, moment_done, scanned_unit
from app.loans.domain.lifecycle import State
from app.loans.domain.papers.kinds import Signer
from app.loans.domain.papers.refusals import SignerFunctionMissing
from app.loans.domain.papers.signing import Signing
from app.loans.domain.refusals import (
    AlreadyDone,
    NotAUnitCode,
    NotedInTheFuture,
    NotedTooLongAgo,
    NotExpectedHere,
    NotInThisLoan,
    OutOfOrder,
    PromisedElsewhere,
)
from app.loans.domain.request import UnitReport
from app.loans.domain.words import Moment
from app.loans.models import ConditionReport, DeskStep, LoanUnit, Signature
from tests.conftest import Clock
from tests.given.accounts import a_person, an_institution
from tests.given.loans import FIRST_DAY, Museums, a_loan, the_loan, two_museums
from tests.pages import Browser

HOUR = timedelta(hours=1)
KNOWN = {7: KnownUnit("n° 7", False), 8: KnownUnit("n° 8", True)}


def test_a_code_ticks_only_what_is_waited_for() -> None:
    assert scanned_unit("https://exemple.fr/e/" + code_of(CodeKind.UNIT, 5), {5}, KNOWN) == 5
    assert scanned_unit(" e-" + code_of(CodeKind.UNIT, 5)[1:].lower(), {5}, KNOWN) == 5


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ("E0001X", NotACode),
        (code_of(CodeKind.LISTING, 5), NotAUnitCode),
        (code_of(CodeKind.UNIT, 7), PromisedElsewhere),
        (code_of(CodeKind.UNIT, 8), AlreadyDone),
        (code_of(CodeKind.UNIT, 99), NotExpectedHere),
    ],
)
def test_every_other_code_has_its_sentence(typed: str, refused: type[Refusal]) -> None:
    with pytest.raises(refused):
        scanned_unit(typed, {5}, KNOWN)


def test_a_device_is_believed_for_a_week_and_never_ahead(now: datetime) -> None:
    assert moment_done(None, now) == now
    assert moment_done(now - 6 * 24 * HOUR, now) == now - 6 * 24 * HOUR
    assert moment_done(now + timedelta(minutes=1), now) == now
    with pytest.raises(NotedInTheFuture):
        moment_done(now + timedelta(minutes=3), now)
    with pytest.raises(NotedTooLongAgo):
        moment_done(now - timedelta(days=7, seconds=1), now)


@pytest.fixture
def museums(app: Flask, now: datetime) -> Museums:
    return two_museums(quantity=3)


def day_one(now: datetime) -> datetime:
    return now.replace(year=FIRST_DAY.year, month=FIRST_DAY.month, day=FIRST_DAY.day, hour=9)


def leaving(*units: int, key: str = "k1", at: datetime | None = None, **more: object) -> Visit:
    return Visit(Moment.HAND_OVER, tuple(UnitReport(u, Condition.GOOD) for u in units), key, at, **more)  # type: ignore[arg-type]


def coming(*units: int, key: str = "k2", at: datetime | None = None) -> Visit:
    return Visit(Moment.RETURN, tuple(UnitReport(u, Condition.GOOD) for u in units), key, at)


def test_what_was_noted_without_network_keeps_its_hour_and_says_both(museums: Museums, now: datetime) -> None:
    loan_id = a_loan(museums, State.APPROVED, quantity=2)
    noted, arrived = day_one(now), day_one(now) + 5 * HOUR
    assert services.record_visit(museums.technician, loan_id, leaving(*museums.units[:2], at=noted), arrived)
    db.session.expire_all()
    assert set(db.session.scalars(select(LoanUnit.handed_over_at))) == {noted}
    assert set(db.session.scalars(select(ConditionReport.made_at))) == {noted}
    line = db.session.scalars(select(JournalEntry).filter_by(action="hand_over")).one()
    assert (line.at, line.details["done_at"]) == (arrived, noted.isoformat())


def test_the_same_step_twice_has_one_effect(museums: Museums, now: datetime) -> None:
    loan_id = a_loan(museums, State.APPROVED, quantity=2)
    at = day_one(now)
    step = leaving(museums.units[0], at=at)
    assert services.record_visit(museums.technician, loan_id, step, at)
    assert not services.record_visit(museums.technician, loan_id, step, at + 30 * HOUR)
    with pytest.raises(KeyReused):
        services.record_visit(museums.technician, loan_id, leaving(museums.units[1]), at)
    assert db.session.scalar(select(func.count(LoanUnit.id))) == 1
    assert db.session.scalar(select(func.count(DeskStep.id))) == 1


def test_a_late_step_after_somebody_else_changed_the_loan_is_refused_whole(museums: Museums, now: datetime) -> None:
    first = a_loan(museums, State.APPROVED, quantity=2)
    other = a_loan(museums, State.APPROVED, quantity=1)
    at = day_one(now)
    services.record_visit(museums.technician, other, leaving(museums.units[0], key="other"), at + HOUR)
    with pytest.raises(UnitNotFree):
        services.record_visit(museums.technician, first, leaving(*museums.units[:2], at=at), at + 2 * HOUR)
    assert the_loan(first).state is State.APPROVED
    assert db.session.scalar(select(func.count(DeskStep.id)).filter_by(loan_id=first)) == 0
    right = leaving(*museums.units[1:], at=at)
    assert services.record_visit(museums.technician, first, right, at + 3 * HOUR)


def test_what_never_left_does_not_come_back_nor_before_it_left(museums: Museums, now: datetime) -> None:
    loan_id = a_loan(museums, State.APPROVED, quantity=2)
    at = day_one(now)
    services.record_visit(museums.technician, loan_id, leaving(museums.units[0]), at)
    with pytest.raises(NotInThisLoan):
        services.record_visit(museums.technician, loan_id, coming(museums.units[1]), at + HOUR)
    with pytest.raises(OutOfOrder):
        services.record_visit(museums.technician, loan_id, coming(museums.units[0], at=at - HOUR), at + HOUR)
    assert services.record_visit(museums.technician, loan_id, coming(museums.units[0]), at + HOUR)
    assert the_loan(loan_id).state is not State.APPROVED


def test_both_sign_at_the_desk_or_nothing_is_written(museums: Museums, now: datetime) -> None:
    loan_id = a_loan(museums, State.APPROVED, quantity=1)
    at = day_one(now)
    lender = Signing(Signer.LENDER, "Aïcha Ferrand", "Régisseuse", True, "", signed_at=at)
    visitor = Signing(Signer.BORROWER, "Léo Martin", "", True, "", in_person=True)
    with pytest.raises(SignerFunctionMissing):
        services.record_visit(museums.technician, loan_id, leaving(museums.units[0], signings=(lender, visitor)), at)
    assert the_loan(loan_id).state is State.APPROVED
    visitor = Signing(Signer.BORROWER, "Léo Martin", "Transporteur", True, "", in_person=True, signed_at=at)
    services.record_visit(
        museums.technician, loan_id, leaving(museums.units[0], signings=(lender, visitor)), at + HOUR
    )
    signed = {one.side: one for one in db.session.scalars(select(Signature))}
    assert (signed[Signer.BORROWER].user_id, signed[Signer.LENDER].user_id) == (None, museums.technician.user_id)
    assert signed[Signer.BORROWER].signed_at == at


def test_only_the_lender_s_people_stand_at_the_desk(museums: Museums, now: datetime) -> None:
    loan_id = a_loan(museums, State.APPROVED, quantity=1)
    stranger = a_person(an_institution("Musée d'à côté"))
    with pytest.raises(NotFound):
        services.record_visit(stranger, loan_id, leaving(museums.units[0]), day_one(now))
    with pytest.raises(Refusal):
        services.record_visit(museums.team, loan_id, leaving(museums.units[0]), day_one(now))
    assert the_loan(loan_id).state is State.APPROVED


def test_known_units_say_what_left(museums: Museums, now: datetime) -> None:
    loan_id = a_loan(museums, State.APPROVED, quantity=2)
    at = day_one(now)
    services.record_visit(museums.technician, loan_id, leaving(museums.units[0]), at)
    known = queries.known_units(queries.loan_page(museums.technician, loan_id, at))
    assert [known[unit].is_done for unit in museums.units] == [True, False, False]


def test_without_scripts_a_code_ticks_its_object_and_a_wrong_one_says_why(
    app: Flask, museums: Museums, now: datetime, clock: Clock
) -> None:
    loan_id = a_loan(museums, State.APPROVED, quantity=2)
    clock.at(day_one(now))
    email = db.session.scalars(select(User.email).filter_by(id=museums.technician.user_id)).one()
    db.session.rollback()
    browser, desk = Browser(app).sign_in(email), f"/prets/{loan_id}/remise"
    assert "2 sur 2" in browser.get(desk).text
    wanted = {"pointer": "1", "code": code_of(CodeKind.UNIT, museums.units[1])}
    assert "1 sur 2" in browser.post(desk, wanted, status=200).text
    refused = browser.post(desk, {"pointer": "1", "code": code_of(CodeKind.UNIT, 9999)}, status=422)
    assert "pas attendu dans ce prêt" in refused.text
    assert the_loan(loan_id).state is State.APPROVED


def test_a_page_sent_later_is_answered_in_words_for_a_program(
    app: Flask, museums: Museums, now: datetime, clock: Clock
) -> None:
    loan_id = a_loan(museums, State.APPROVED, quantity=1)
    clock.at(day_one(now))
    email = db.session.scalars(select(User.email).filter_by(id=museums.technician.user_id)).one()
    db.session.rollback()
    browser = Browser(app).sign_in(email)
    said = {"csrf_token": browser.csrf_token(), "once": "k", f"u{museums.units[0]}-chosen": "y"}
    said |= {f"u{museums.units[0]}-condition": "good", "done_at": (day_one(now) - 9 * 24 * HOUR).isoformat()}
    ask = {"data": said, "headers": {"X-Desk": "1"}}
    old = browser._fetched("POST", f"/prets/{loan_id}/remise", **ask)
    assert old.status_code == 409 and "7 jours" in old.json["sentence"]
    said["done_at"] = "avant-hier"
    assert browser._fetched("POST", f"/prets/{loan_id}/remise", **ask).status_code == 422
    said["done_at"] = day_one(now).isoformat()
    for _again in range(2):
        assert browser._fetched("POST", f"/prets/{loan_id}/remise", **ask).json == {"location": f"/prets/{loan_id}"}
    assert db.session.scalar(select(func.count(LoanUnit.id))) == 1
