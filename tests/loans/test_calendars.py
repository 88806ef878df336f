"""The calendar of a house: its month, its timeline, who reads what, and what it asks of the database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from app.loans.domain.lifecycle import State
from app.loans.domain.timeline import BarKind, Span, laid_out, lanes_of
from app.loans.queries.timeline import borrowed_kind
from tests.conftest import NOW, Clock
from tests.given.exhibitions import an_exhibition
from tests.given.listings import a_listing
from tests.given.loans import LAST_DAY, Museums, a_loan
from tests.loans.test_day_desk import at
from tests.loans.test_pages import STRANGER, TEAM, TECHNICIAN, museums
from tests.pages import Browser
from tests.queries import count_queries

__all__ = ["museums"]
ONE_DAY = timedelta(days=1)
MONTH, FRIEZE = "/calendrier?mois=2027-03", "/calendrier?mois=2027-03&vue=frise"


def day(number: int) -> date:
    return date(2027, 3, number)


def test_bars_that_meet_stand_on_lanes_of_their_own_and_are_cut_at_the_window() -> None:
    spans = [
        Span(BarKind.OUT, day(1), day(6)),
        Span(BarKind.ASKED, day(6), day(8)),
        Span(BarKind.REPAIR, day(7), day(20)),
        Span(BarKind.TRANSIT, day(25), None),
        Span(BarKind.OUT, day(1), day(2)),
    ]
    bars = laid_out(spans, day(5), day(10))
    assert [(bar.start, bar.days, bar.lane) for bar in bars] == [(0, 2, 0), (1, 3, 1), (2, 4, 0)]
    assert [(bar.began, bar.goes_on) for bar in bars] == [(True, False), (False, False), (False, True)]
    assert lanes_of(bars) == 2
    assert lanes_of(()) == 1


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (State.REQUESTED, BarKind.ASKED),
        (State.COUNTERED, BarKind.ASKED),
        (State.APPROVED, BarKind.PROMISED),
        (State.OUT, BarKind.OUT),
        (State.RETURNED, BarKind.BACK),
    ],
)
def test_a_loan_is_drawn_by_its_state(state: State, kind: BarKind) -> None:
    assert borrowed_kind(state, LAST_DAY, LAST_DAY) == (kind, LAST_DAY)
    late = borrowed_kind(state, LAST_DAY, LAST_DAY + ONE_DAY)
    assert late == ((BarKind.LATE, None) if state is State.OUT else (kind, LAST_DAY))


def test_both_sides_read_the_month_a_stranger_an_empty_one(app: Flask, museums: Museums) -> None:
    a_loan(museums, State.APPROVED)
    lender = Browser(app).sign_in(TECHNICIAN).get(MONTH).text
    assert lender.count("Musée emprunteur</a>") == 2
    assert "Fermé\N{NO-BREAK SPACE}: Lundi de Pâques" in lender
    assert "Musée prêteur</a>" in Browser(app).sign_in(TEAM).get(MONTH).text
    stranger = Browser(app).sign_in(STRANGER).get(MONTH).text
    assert "Rien ne part, rien ne revient ce mois-ci." in stranger
    assert "Musée emprunteur" not in stranger


@pytest.mark.parametrize(
    ("asked", "is_there"),
    [
        ("", True),
        ("&cote=preteur", True),
        ("&cote=emprunteur", False),
        ("&categorie=screen", True),
        ("&categorie=plinth", False),
        ("&lieu=1", True),
        ("&lieu=2", False),
    ],
)
@pytest.mark.parametrize("page", [MONTH, FRIEZE])
def test_filters_narrow_the_month_and_the_timeline(
    app: Flask, museums: Museums, page: str, asked: str, is_there: bool
) -> None:
    a_loan(museums, State.APPROVED)
    read = Browser(app).sign_in(TECHNICIAN).get(page + asked).text
    assert ("Musée emprunteur" in read) == is_there


def test_the_timeline_tells_in_words_what_it_draws(app: Flask, museums: Museums, clock: Clock) -> None:
    listing = a_listing(museums.technician, museums.lender_id, title="Vitrine haute", turnaround_days=2)
    loan_id = a_loan(replace(museums, listing_id=listing), State.APPROVED)
    page = Browser(app).sign_in(TECHNICIAN).get(FRIEZE).text
    assert "1 × promis, Musée emprunteur, « Sous la lave », du 8 au 19 mars 2027" in page
    assert "1 × préparation, du 20 au 23 mars 2027" in page
    assert f'href="/prets/{loan_id}"' in page
    borrower = Browser(app).sign_in(TEAM).get(FRIEZE).text
    assert "1 × promis, Musée prêteur, du 8 au 19 mars 2027" in borrower
    assert "préparation, du" not in borrower
    assert "Vitrine haute" not in Browser(app).sign_in(STRANGER).get(FRIEZE).text


def test_what_is_late_goes_on_until_somebody_knows(app: Flask, museums: Museums, clock: Clock) -> None:
    a_loan(museums, State.OUT)
    clock.at(at(LAST_DAY + 20 * ONE_DAY))
    for email in (TECHNICIAN, TEAM):
        page = Browser(app).sign_in(email).get("/calendrier?mois=2027-04&vue=frise&duree=3").text
        assert "en retard" in page
        assert "depuis le 8 mars 2027, retour inconnu" in page


@pytest.mark.parametrize(
    "typed", ["mois=2027-13", "mois=0001-01", "duree=99&vue=frise", "lieu=-1", "page=0&vue=frise"]
)
def test_an_address_that_makes_no_sense_is_still_a_page(app: Flask, museums: Museums, typed: str) -> None:
    Browser(app).sign_in(TECHNICIAN).get(f"/calendrier?{typed}")


@pytest.mark.parametrize("page", [MONTH, FRIEZE])
def test_five_loans_ask_the_database_no_more_than_one(app: Flask, museums: Museums, page: str) -> None:
    browser, asked = Browser(app).sign_in(TECHNICIAN), []
    for more in (1, 4):
        for _ in range(more):
            listing = a_listing(museums.technician, museums.lender_id)
            a_loan(replace(museums, listing_id=listing), State.APPROVED, asked_at=NOW)
        browser.get(page)
        with count_queries() as said:
            browser.get(page)
        asked.append(len(said))
    assert asked[0] == asked[1]
    assert asked[1] <= 12


def test_a_page_beyond_the_last_is_empty_and_knows_how_many_there_are(app: Flask, museums: Museums) -> None:
    a_loan(museums, State.APPROVED)
    Browser(app).sign_in(TECHNICIAN).get(f"{FRIEZE}&page=9")


def test_a_month_of_a_visitor_is_for_signed_in_people(app: Flask) -> None:
    Browser(app).get("/calendrier", 303)


def test_the_page_of_a_show_says_when_each_thing_leaves_and_comes_back(app: Flask, museums: Museums) -> None:
    a_loan(museums, State.APPROVED)
    page = Browser(app).sign_in(TEAM).get(f"/expositions/{museums.exhibition_id}/calendrier").text
    assert "Quand le matériel part et revient" in page
    assert "1 × promis, Musée prêteur, du 8 au 19 mars 2027" in page
    assert "ouverture" in page
    assert "dernier jour" in page


def test_a_visitor_of_a_public_show_reads_what_is_agreed_and_not_what_is_asked(app: Flask, museums: Museums) -> None:
    show = an_exhibition(museums.team, museums.borrower_id, NOW, is_public=True)
    a_loan(replace(museums, exhibition_id=show))
    assert "Quand le matériel" not in Browser(app).get(f"/expositions/{show}").text
    Browser(app).get(f"/expositions/{show}/calendrier", 404)
    a_loan(replace(museums, exhibition_id=show), State.APPROVED)
    assert f"/expositions/{show}/calendrier" in Browser(app).get(f"/expositions/{show}").text
    page = Browser(app).get(f"/expositions/{show}/calendrier").text
    assert "1 × promis" in page
    assert "demandé, Musée" not in page
