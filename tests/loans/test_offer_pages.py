"""Pages of offers: line by line, side by side, what was typed stays, and nobody else finds them."""

from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import db
from app.loans import queries, services
from app.loans.domain.lifecycle import State
from app.loans.domain.proposals import CounterOffer, OfferedLine, ProposalState
from app.loans.models import Loan, Proposal
from app.loans.queries.picture import exhibition_picture
from tests.conftest import NOW, Clock
from tests.given.listings import a_listing
from tests.given.loans import FIRST_DAY, LAST_DAY, Museums, a_loan, the_loan
from tests.loans.test_pages import STRANGER, TEAM, TECHNICIAN, browser, museums

__all__ = ["museums"]
LATER, LATER_END = date(2027, 4, 5), date(2027, 4, 16)


@pytest.fixture
def other(museums: Museums) -> int:
    """Another listing of the lender, of the same model: an equivalent."""
    return a_listing(museums.technician, museums.lender_id, quantity=3, title="Écran de la réserve")


def text_of(page: Any) -> str:
    """What it says, with plain blanks."""
    return str(page.text).replace("&#39;", "'").replace("\N{NO-BREAK SPACE}", " ").replace("\u202f", " ")


def countered(museums: Museums, listing_id: int | None = None) -> int:
    loan_id = a_loan(museums, quantity=2)
    line = OfferedLine(listing_id or museums.listing_id, 1, the_loan(loan_id).lines[0].id)
    offer = CounterOffer(LATER, LATER_END, (line,), "Les nôtres sont en salle en mars.")
    services.counter_loan(museums.technician, loan_id, offer, NOW)
    return loan_id


def proposed(loan_id: int, listing_id: int, **said: Any) -> dict[str, Any]:
    line = the_loan(loan_id).lines[0].id
    usual = {"starts_on": LATER.isoformat(), "ends_on": LATER_END.isoformat(), f"item-{line}": str(listing_id)}
    return {"once": "p", **usual, f"quantity-{line}": "2", **said}


def test_a_lender_gives_a_part_and_the_borrower_reads_which(app: Flask, museums: Museums, clock: Clock) -> None:
    loan_id = a_loan(museums, quantity=2)
    line, technician = the_loan(loan_id).lines[0].id, browser(app, TECHNICIAN)
    page = text_of(technician.get(f"/prets/{loan_id}"))
    for words in (
        "Combien d'exemplaires accordez-vous ?",
        "Demandé : 2. Libre à ces dates : 2.",
        "Proposer autre chose",
    ):
        assert words in page
    wrong = {f"line-{line}": "trois", "answer": "Venez tôt."}
    page = text_of(technician.post(f"/prets/{loan_id}/accepter", wrong, status=422))
    assert "Écrivez un nombre entier" in page and "Venez tôt." in page and 'value="trois"' in page
    page = text_of(technician.post(f"/prets/{loan_id}/accepter", {f"line-{line}": "0"}, status=422))
    assert "Accordez au moins un exemplaire" in page
    technician.post(f"/prets/{loan_id}/accepter", {f"line-{line}": "1", "once": "a"})
    page = text_of(browser(app, TEAM).get(f"/prets/{loan_id}"))
    assert "Accepté en partie" in page and "demandé 2, convenu 1" in page and "annuler librement" in page
    assert "Accepté en partie" in text_of(browser(app, TEAM).get("/prets"))


def test_a_page_grown_old_accepts_nothing_unseen(app: Flask, museums: Museums, clock: Clock) -> None:
    loan_id = countered(museums)
    team = browser(app, TEAM)
    services.withdraw_proposal(museums.technician, loan_id, NOW)
    worse = CounterOffer(LATER, LATER, (OfferedLine(museums.listing_id, 1, the_loan(loan_id).lines[0].id),))
    services.counter_loan(museums.technician, loan_id, worse, NOW)
    page = text_of(team.post(f"/prets/{loan_id}/proposition/accepter", {"seen": "2"}, status=409))
    assert "Les termes ont changé" in page
    assert the_loan(loan_id).state is State.COUNTERED
    other, technician = a_loan(museums), browser(app, TECHNICIAN)
    page = text_of(technician.post(f"/prets/{other}/accepter", {"seen": "9", "answer": "Oui."}, status=409))
    assert "Les termes ont changé" in page and "Oui." in page
    assert f'name="seen" type="hidden" value="{the_loan(other).version}"' in page


def test_a_lender_sees_what_a_yes_takes_from_others_for_the_typed_numbers(
    app: Flask, museums: Museums, clock: Clock
) -> None:
    loan_id, rival = a_loan(museums, quantity=2), a_loan(museums, quantity=1)
    line, technician = the_loan(loan_id).lines[0].id, browser(app, TECHNICIAN)
    page = text_of(technician.get(f"/prets/{loan_id}"))
    assert "1 autre demande ne pourra plus être satisfaite" in page
    assert f'href="/prets/{rival}">Musée emprunteur' in page and "demandé 1, il en resterait 0" in page
    fewer = {f"line-{line}": "1", "revoir": "1", "answer": "Un seul."}
    page = text_of(technician.post(f"/prets/{loan_id}/accepter", fewer, status=200))
    assert "toutes les autres demandes peuvent encore être satisfaites" in page and "Un seul." in page
    assert the_loan(loan_id).state is State.REQUESTED
    services.accept_loan(museums.technician, loan_id, NOW)
    page = text_of(browser(app, TEAM).get(f"/prets/{rival}"))
    assert "n'est plus libre tel quel" in page and "La même durée est libre" in page


def test_a_lender_proposes_an_equivalent_and_what_was_typed_stays(
    app: Flask, museums: Museums, other: int, clock: Clock
) -> None:
    loan_id, technician = a_loan(museums, quantity=2), browser(app, TECHNICIAN)
    page = text_of(technician.get(f"/prets/{loan_id}/proposer"))
    assert "Écran de la réserve, 3 libres à ces dates (équivalent)" in page
    many = proposed(loan_id, other, message="Tout un lot.") | {f"quantity-{the_loan(loan_id).lines[0].id}": "9"}
    page = text_of(technician.post(f"/prets/{loan_id}/proposer", many, status=409))
    assert "Exemplaires libres à ces dates" in page and "Tout un lot." in page and 'value="9"' in page
    sunday = proposed(loan_id, other, starts_on="2027-04-04", message="Un dimanche.")
    page = text_of(technician.post(f"/prets/{loan_id}/proposer", sunday, status=409))
    assert "Un dimanche." in page and 'value="2027-04-04"' in page
    page = text_of(technician.post(f"/prets/{loan_id}/proposer", proposed(loan_id, other, revoir="1"), status=200))
    assert "Libre du 5 au 16 avril 2027 : 2" in page
    technician.post(f"/prets/{loan_id}/proposer", proposed(loan_id, other, message="Plus récent."))
    page = text_of(browser(app, TEAM).get(f"/prets/{loan_id}"))
    for words in ("Ce qui est demandé, ce qui est proposé", "un autre objet", "même nombre", "Plus récent."):
        assert words in page
    assert "commence 28 jours plus tard" in page and "Il reste 7 jours pour répondre" in page


def test_a_borrower_accepts_asks_again_or_declines(app: Flask, museums: Museums, other: int, clock: Clock) -> None:
    taken, again, declined = countered(museums, other), countered(museums), countered(museums, other)
    team = browser(app, TEAM)
    assert "Musée prêteur vous propose autre chose" in text_of(team.get("/"))
    version = str(the_loan(taken).version)
    team.post(f"/prets/{taken}/proposition/accepter", {"seen": version, "once": "x"})
    assert "remplacé par « Écran de la réserve »" in text_of(team.get(f"/prets/{taken}"))
    page = text_of(team.get(f"/prets/{again}/redemander"))
    assert 'value="2027-04-05"' in page and "Combien d'exemplaires vous faut-il ?" in page
    asked = {"once": "r", "starts_on": "2027-05-03", "ends_on": "2027-05-07", "message": "Et en mai ?"}
    page = text_of(
        team.post(f"/prets/{again}/redemander", asked | {f"listing-{museums.listing_id}": "7"}, status=409)
    )
    assert "Et en mai ?" in page and 'value="7"' in page
    team.post(f"/prets/{again}/redemander", asked | {f"listing-{museums.listing_id}": "2"})
    assert (the_loan(again).state, the_loan(again).starts_on) == (State.REQUESTED, date(2027, 5, 3))
    team.post(f"/prets/{declined}/annuler", {"reason": "Trop tard pour nous.", "once": "d"})
    assert the_loan(declined).state is State.CANCELLED
    ended = db.session.scalars(select(Proposal.state).order_by(Proposal.id)).all()
    assert ended == [ProposalState.ACCEPTED, ProposalState.DECLINED, ProposalState.DECLINED]


def test_a_lender_takes_its_proposal_back(app: Flask, museums: Museums, clock: Clock) -> None:
    loan_id, technician = countered(museums), browser(app, TECHNICIAN)
    assert "Retirer la proposition" in text_of(technician.get(f"/prets/{loan_id}"))
    technician.post(f"/prets/{loan_id}/proposition/retirer", {"once": "w"})
    assert the_loan(loan_id).state is State.REQUESTED
    technician.get(f"/prets/{loan_id}/proposer")


@pytest.mark.parametrize("path", ["proposer", "redemander"])
def test_the_pages_of_offers_are_for_their_side(app: Flask, museums: Museums, clock: Clock, path: str) -> None:
    loan_id = countered(museums) if path == "redemander" else a_loan(museums)
    browser(app, STRANGER).get(f"/prets/{loan_id}/{path}", status=404)
    wrong = TECHNICIAN if path == "redemander" else TEAM
    browser(app, wrong).get(f"/prets/{loan_id}/{path}", status=403)
    browser(app, wrong).post(f"/prets/{loan_id}/{path}", {}, status=403)
    for verb in ("accepter", "retirer"):
        browser(app, STRANGER).post(f"/prets/{loan_id}/proposition/{verb}", {}, status=404)


def test_a_proposal_is_no_page_where_nothing_waits(app: Flask, museums: Museums, clock: Clock) -> None:
    agreed = a_loan(museums, State.APPROVED)
    browser(app, TECHNICIAN).get(f"/prets/{agreed}/proposer", status=409)
    browser(app, TEAM).get(f"/prets/{agreed}/redemander", status=409)


def test_a_suspended_side_sees_no_button_that_would_be_refused(app: Flask, museums: Museums, clock: Clock) -> None:
    from app.accounts.services import suspend_institution
    from app.core.actor import SYSTEM

    asked, loan_id = a_loan(museums), countered(museums)
    suspend_institution(SYSTEM, museums.borrower_id, "Contrôle en cours.", NOW)
    assert "Proposer autre chose" not in text_of(browser(app, TECHNICIAN).get(f"/prets/{asked}"))
    page = text_of(browser(app, TEAM).get(f"/prets/{loan_id}"))
    assert "Accepter la proposition" not in page and "Décliner la proposition" in page


def test_the_picture_of_a_show_counts_lenders_units_and_deadlines(
    app: Flask, museums: Museums, now: datetime, clock: Clock
) -> None:
    part, waiting = a_loan(museums, quantity=2), a_loan(museums, first_day=LATER, last_day=LATER_END)
    services.accept_loan(museums.technician, part, now, quantities={the_loan(part).lines[0].id: 1})
    picture = exhibition_picture(museums.exhibition_id)
    assert picture is not None
    assert (picture.lenders, picture.yes, picture.waiting, picture.missing) == (1, 1, 1, 1)
    assert picture.next_due == date(2027, 1, 21)
    assert {loan.loan_id: loan.is_in_part for loan in picture.loans} == {part: True, waiting: None}
    page = text_of(browser(app, TEAM).get(f"/expositions/{museums.exhibition_id}"))
    assert "1 prêteur sur 1 a accepté" in page and "1 exemplaire demandé n'est prêté par personne" in page
    panel = queries.exhibition_material(museums.technician, museums.exhibition_id)
    assert panel is not None and panel.picture is None, "a lender does not see what others answer"
    assert db.session.scalar(select(Loan.starts_on).where(Loan.id == part)) == FIRST_DAY < LAST_DAY
