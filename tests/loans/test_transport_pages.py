"""The pages on which transports are proposed and answered."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from app.core.db import db
from app.listings.domain.availability.roads import Way
from app.loans import services
from app.loans.domain.lifecycle import State
from app.loans.domain.transport.carriage import RunState
from app.loans.models import LoanRoad, TransportRun
from tests.conftest import NOW, Clock
from tests.given.loans import Museums, a_loan
from tests.given.transports import two_far_loans
from tests.loans.test_pages import STRANGER, TEAM, TECHNICIAN, browser, museums

__all__ = ["museums"]
PAGE = "/prets/transports"


def text_of(page: Any) -> str:
    """What it says, with plain blanks."""
    return str(page.text).replace("&#39;", "'").replace("\N{NO-BREAK SPACE}", " ").replace("\u202f", " ")


def the_run() -> TransportRun:
    """The one that was proposed, as it stands."""
    db.session.expire_all()
    return db.session.execute(select(TransportRun)).scalar_one()


def ways(loans: list[int]) -> str:
    """The ways out of these loans, as the form sends them."""
    return " ".join(f"{loan_id}.out" for loan_id in loans)


def test_a_run_is_proposed_and_accepted_on_the_page(app: Flask, museums: Museums, clock: Clock) -> None:
    loans = two_far_loans(museums, NOW)
    technician, team = browser(app, TECHNICIAN), browser(app, TEAM)
    page = text_of(technician.get(PAGE))
    for words in ("Tournée du 2 août 2027", "kg CO2e", "van_dedicated_km@1", "REEMPLOI-1.0", "Proposer ce trajet"):
        assert words in page
    said = {"once": "p", "house_id": str(museums.lender_id), "ways": ways(loans)}
    technician.post(PAGE, said)
    assert the_run().state is RunState.OPEN
    assert "déjà" not in text_of(technician.post(PAGE, said))
    refused = technician.post(PAGE, {**said, "once": "q"}, status=409)
    assert "n'est plus possible" in text_of(refused)
    assert "Accepter pour Musée emprunteur" in text_of(team.get(PAGE))
    answer = {"once": "a", "house_id": str(museums.borrower_id), "accepter": "1"}
    team.post(f"{PAGE}/{the_run().id}/reponse", answer)
    assert the_run().state is RunState.AGREED
    assert "Trajet commun convenu" in text_of(team.get(f"/prets/{loans[0]}"))
    again = team.post(f"{PAGE}/{the_run().id}/reponse", {**answer, "once": "b"}, status=409)
    assert "a déjà reçu votre réponse" in text_of(again)


def test_a_refusal_is_read_with_its_reason(app: Flask, museums: Museums, clock: Clock) -> None:
    loans = two_far_loans(museums, NOW)
    services.propose_run(museums.technician, museums.lender_id, [(id, Way.OUT) for id in loans], NOW)
    answer = {"once": "a", "house_id": str(museums.borrower_id), "refuser": "1", "reason": "Nous venons en train."}
    browser(app, TEAM).post(f"{PAGE}/{the_run().id}/reponse", answer)
    page = text_of(browser(app, TECHNICIAN).get(PAGE))
    assert "Nous venons en train." in page
    assert "Trajets refusés ou défaits" in page


def test_nothing_to_share_says_when_there_would_be(app: Flask, museums: Museums, clock: Clock) -> None:
    assert "Aucun trajet à partager" in text_of(browser(app, TECHNICIAN).get(PAGE))


def test_days_of_road_are_set_on_the_page_of_the_loan(app: Flask, museums: Museums, clock: Clock) -> None:
    loan_id = a_loan(museums, State.APPROVED)
    technician, address = browser(app, TECHNICIAN), f"/prets/{loan_id}"
    assert "La route se fait le premier et le dernier jour" in text_of(technician.get(address))
    technician.post(f"{address}/route", {"once": "r", "before": "1", "after": "2"})
    assert db.session.get_one(LoanRoad, loan_id).days_after == 2
    assert "1 avant le prêt, 2 après" in text_of(technician.get(address))
    refused = text_of(technician.post(f"{address}/route", {"once": "s", "before": "99", "after": "2"}, status=422))
    assert "de 0 à 30 jours de route" in refused
    assert 'value="99"' in refused
    assert "Régler les jours de route" not in text_of(browser(app, TEAM).get(address))


def test_a_stranger_finds_no_run(app: Flask, museums: Museums, clock: Clock) -> None:
    loans = two_far_loans(museums, NOW)
    run_id = services.propose_run(museums.technician, museums.lender_id, [(id, Way.OUT) for id in loans], NOW)
    stranger = browser(app, STRANGER)
    for house in (museums.lender_id, 999_999):
        said = {"once": f"s{house}", "house_id": str(house)}
        stranger.post(f"{PAGE}/{run_id}/reponse", {**said, "accepter": "1"}, status=404)
        stranger.post(PAGE, {**said, "ways": ways(loans)}, status=404)
    assert "Tournée" not in text_of(stranger.get(PAGE))


def test_what_names_no_way_is_not_found(app: Flask, museums: Museums, clock: Clock) -> None:
    technician = browser(app, TECHNICIAN)
    for wrong in ("", "x", "1.up", "1.out 1.out", "0.out", "999999.out"):
        said = {"once": f"w{wrong}", "house_id": str(museums.lender_id), "ways": wrong}
        technician.post(PAGE, said, status=404)
