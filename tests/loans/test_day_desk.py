"""The desk of the day: what leaves, what comes back, what is late, for whom."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Site
from app.accounts.services import add_closure
from app.core.actor import SYSTEM
from app.core.db import db
from app.listings.domain.codes import CodeKind, code_of
from app.loans.domain.agenda import Move, MoveKind, Stay, moves_of
from app.loans.domain.lifecycle import State
from tests.conftest import Clock
from tests.given.listings import a_listing
from tests.given.loans import FIRST_DAY, LAST_DAY, Museums, a_loan
from tests.loans.test_pages import LENDER_READER, STRANGER, TEAM, TECHNICIAN, museums
from tests.pages import Browser
from tests.queries import count_queries

__all__ = ["museums"]
ONE_DAY = timedelta(days=1)
LEAVES, RETURNS, LATE = MoveKind.LEAVES, MoveKind.RETURNS, MoveKind.LATE


def stay(state: State, expected: date | None = None) -> Stay:
    return Stay(state, FIRST_DAY, LAST_DAY, expected or LAST_DAY)


@pytest.mark.parametrize("state", [State.APPROVED, State.SIGNED])
def test_what_is_agreed_leaves_on_its_day_and_is_waited_for_until_its_last(state: State) -> None:
    before, waiting, after = FIRST_DAY - ONE_DAY, FIRST_DAY + 2 * ONE_DAY, LAST_DAY + ONE_DAY
    assert moves_of(stay(state), before) == (Move(LEAVES, FIRST_DAY), Move(RETURNS, LAST_DAY))
    assert moves_of(stay(state), waiting)[0] == Move(LEAVES, waiting, due=FIRST_DAY)
    assert moves_of(stay(state), after) == ()


def test_what_is_out_comes_back_and_is_late_today_not_on_the_day_it_was_due() -> None:
    left, new_day = Move(LEAVES, FIRST_DAY, is_done=True), LAST_DAY + 5 * ONE_DAY
    late = LAST_DAY + 3 * ONE_DAY
    assert moves_of(stay(State.OUT), LAST_DAY) == (left, Move(RETURNS, LAST_DAY))
    assert moves_of(stay(State.OUT), late) == (left, Move(LATE, late, due=LAST_DAY))
    assert moves_of(stay(State.OUT, new_day), late) == (left, Move(RETURNS, new_day))
    assert moves_of(stay(State.CLOSED), late)[1].is_done


@pytest.mark.parametrize("state", [State.REQUESTED, State.COUNTERED, State.REFUSED, State.EXPIRED, State.NO_SHOW])
def test_what_is_not_agreed_moves_nowhere(state: State) -> None:
    assert moves_of(stay(state), FIRST_DAY) == ()


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, tzinfo=UTC)


def test_the_lender_reads_code_shelf_and_button_the_borrower_neither_shelf_nor_button(
    app: Flask, museums: Museums, clock: Clock
) -> None:
    loan_id = a_loan(museums, State.APPROVED)
    clock.at(at(FIRST_DAY))
    lender = Browser(app).sign_in(TECHNICIAN).get("/prets/aujourdhui").text
    assert "À remettre à Musée emprunteur" in lender
    assert code_of(CodeKind.LISTING, museums.listing_id) in lender
    assert "Réserve B, étagère 4" in lender
    assert f"/prets/{loan_id}/remise" in lender
    borrower = Browser(app).sign_in(TEAM).get("/prets/aujourdhui").text
    assert "À recevoir de Musée prêteur" in borrower
    assert "Réserve B" not in borrower
    assert "/remise" not in borrower
    reader = Browser(app).sign_in(LENDER_READER).get("/prets/aujourdhui").text
    assert "Réserve B" in reader
    assert "/remise" not in reader


def test_what_is_late_is_said_with_its_day_and_the_codes_of_its_objects(
    app: Flask, museums: Museums, clock: Clock
) -> None:
    loan_id = a_loan(museums, State.OUT)
    clock.at(at(LAST_DAY + 3 * ONE_DAY))
    lender = Browser(app).sign_in(TECHNICIAN).get("/prets/aujourdhui").text
    assert "devait rendre le 19 mars 2027" in lender
    assert code_of(CodeKind.UNIT, museums.units[0]) in lender
    assert f"/prets/{loan_id}/retour" in lender
    assert "À rendre à Musée prêteur depuis" in Browser(app).sign_in(TEAM).get("/prets/aujourdhui").text


def test_a_stranger_reads_nothing_of_it(app: Flask, museums: Museums, clock: Clock) -> None:
    a_loan(museums, State.APPROVED)
    clock.at(at(FIRST_DAY))
    page = Browser(app).sign_in(STRANGER).get("/prets/aujourdhui").text
    assert "Rien ne part, rien ne revient." in page
    assert "Musée emprunteur" not in page


def test_tomorrow_and_the_week_are_there_with_what_is_closed_by_name(
    app: Flask, museums: Museums, clock: Clock
) -> None:
    a_loan(museums, State.APPROVED)
    site_id = db.session.scalar(select(Site.id).where(Site.institution_id == museums.lender_id))
    assert site_id is not None
    add_closure(SYSTEM, site_id, FIRST_DAY + 3 * ONE_DAY, FIRST_DAY + 3 * ONE_DAY, "Inventaire", clock.now)
    clock.at(at(FIRST_DAY - ONE_DAY))
    page = Browser(app).sign_in(TECHNICIAN).get("/prets/aujourdhui").text
    assert "Demain, lundi 8 mars" in page
    assert "Fermé\N{NO-BREAK SPACE}: Inventaire" in page
    holiday = Browser(app).sign_in(TECHNICIAN).get("/prets/aujourdhui?jour=2027-03-29").text
    assert "Fermé\N{NO-BREAK SPACE}: Lundi de Pâques" in holiday


@pytest.mark.parametrize("typed", ["", "demain", "2027-02-30", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_today(app: Flask, museums: Museums, typed: str) -> None:
    page = Browser(app).sign_in(TECHNICIAN).get(f"/prets/aujourdhui?jour={typed}").text
    assert "11 janvier 2027" in page


def test_ten_loans_ask_the_database_no_more_than_one(app: Flask, museums: Museums, clock: Clock) -> None:
    asked = []
    for more in (1, 4):
        clock.at(datetime(2027, 1, 11, 9, tzinfo=UTC))
        for _ in range(more):
            listing = a_listing(museums.technician, museums.lender_id)
            a_loan(replace(museums, listing_id=listing), State.APPROVED)
        clock.at(at(FIRST_DAY))
        browser = Browser(app).sign_in(TECHNICIAN)
        browser.get("/prets/aujourdhui")
        with count_queries() as said:
            browser.get("/prets/aujourdhui")
        asked.append(len(said))
    assert asked[0] == asked[1] <= 12
