"""Pages of loans: asking, answering, handing over, taking back, for each side and for strangers."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app.core.actor import Actor, Role
from app.core.db import db
from app.core.journal import JournalEntry
from app.core.mail import OutboxMail
from app.listings.domain.states import Condition
from app.listings.models import Unit
from app.loans import services
from app.loans.domain.lifecycle import State
from app.loans.models import Loan, LoanUnit
from tests.conftest import Clock
from tests.given.accounts import a_person, an_institution
from tests.given.exhibitions import an_exhibition
from tests.given.listings import a_listing
from tests.given.loans import FIRST_DAY, LAST_DAY, Museums, a_loan, a_request, the_loan, two_museums, units_out
from tests.given.media import an_upload
from tests.pages import Browser

TECHNICIAN, TEAM, STRANGER = "technique@exemple.fr", "expo@exemple.fr", "autre@exemple.fr"
LENDER_READER, BORROWER_READER = "lecteur-p@exemple.fr", "lecteur-e@exemple.fr"


@pytest.fixture
def museums(app: Flask) -> Museums:
    lender_id, borrower_id = an_institution("Musée prêteur"), an_institution("Musée emprunteur", city="Lille")
    technician = a_person(lender_id, Role.TECHNICIAN, email=TECHNICIAN, name="Tania Technique")
    team = a_person(borrower_id, Role.EXHIBITIONS, email=TEAM, name="Elio Expo")
    a_person(lender_id, Role.READER, email=LENDER_READER)
    a_person(borrower_id, Role.READER, email=BORROWER_READER)
    a_person(an_institution("Musée tiers", city="Nantes"), Role.ADMIN, email=STRANGER)
    listing_id = a_listing(technician, lender_id, quantity=2, storage_place="Réserve B, étagère 4")
    from tests.conftest import NOW

    show = an_exhibition(team, borrower_id, NOW, title="Sous la lave")
    return Museums(lender_id, technician, listing_id, borrower_id, team, show)


def typed(museums: Museums, **said: Any) -> dict[str, Any]:
    return {
        "once": "une-clef",
        "exhibition_id": museums.exhibition_id,
        "starts_on": FIRST_DAY.isoformat(),
        "ends_on": LAST_DAY.strftime("%d/%m/%Y"),
        "quantity": "1",
        "transport": "shared_freight",
        "alternative": "rental",
        "evidence": "E3",
        "evidence_note": "Devis du 3 janvier 2027",
        "message": "Pour la salle 2,\nmerci.",
        **said,
    }


def text_of(page: Any) -> str:
    return str(page.text).replace("&#39;", "'")


def browser(app: Flask, email: str) -> Browser:
    return Browser(app).sign_in(email)


def test_a_team_asks_and_the_lender_answers_hands_over_and_takes_back(
    app: Flask, museums: Museums, clock: Clock
) -> None:
    team, technician = browser(app, TEAM), browser(app, TECHNICIAN)
    ask = f"/annonces/{museums.listing_id}/demander"
    page = text_of(team.get(f"{ask}?du={FIRST_DAY}&au={LAST_DAY}&quantite=2"))
    for words in ('value="2027-03-08"', "Libre du 8 au 19 mars 2027", "2 exemplaires libres sur 2", "Sous la lave"):
        assert words in page
    address = team.post(ask, typed(museums)).headers["Location"]
    page = text_of(team.get(address))
    for words in ("En attente de réponse", "Devis du 3 janvier 2027", "document daté", "merci.", "transport partagé"):
        assert words in page
    assert "Accepter" not in page
    assert "Retirer cette demande" in page

    assert "1 × Écran Samsung QM55" in text_of(technician.get("/prets"))
    page = text_of(technician.get(address))
    for words in ("À vous : répondre à la demande", "Elio Expo", "2 exemplaires libres sur 2", "mars 2027"):
        assert words in page
    technician.post(f"{address}/accepter", {"once": "a", "answer": "Quai 3, demandez Tania."})
    assert "Quai 3, demandez Tania." in text_of(team.get(address))
    assert "/remise" not in text_of(team.get(address))

    clock.at(clock.now.replace(year=2027, month=3, day=8))
    technician = browser(app, TECHNICIAN)
    page = text_of(technician.get(f"{address}/remise"))
    assert "Réserve B, étagère 4" in page
    first, second = museums.units
    assert re.search(rf'<input checked[^>]*name="u{first}-chosen"', page)
    assert not re.search(rf'<input checked[^>]*name="u{second}-chosen"', page)
    left = {
        "once": "b",
        f"u{second}-chosen": "y",
        f"u{second}-condition": "very_good",
        f"u{second}-note": "Coin rayé.",
        f"u{second}-photos": an_upload(),
    }
    technician.post(f"{address}/remise", left)
    assert units_out(int(address.rsplit("/", 1)[1])) == [second]
    page = text_of(browser(app, TEAM).get(address))
    assert "Coin rayé." in page
    photo = re.search(r"/photos/(\d+)/small.webp", page)
    assert photo
    browser(app, BORROWER_READER).get(f"/photos/{photo[1]}/large.webp")
    browser(app, STRANGER).get(f"/photos/{photo[1]}/large.webp", 404)

    page = text_of(technician.get(f"{address}/retour"))
    assert "Coin rayé." in page
    back = {"once": "c", f"u{second}-chosen": "y", f"u{second}-condition": "to_repair", f"u{second}-note": "Ne s'allume plus."}
    technician.post(f"{address}/retour", back)
    page = text_of(technician.get(address))
    assert "Ne s'allume plus." in page
    assert "À réparer" in page
    technician.post(f"{address}/clore", {"once": "d"})
    assert "Terminé" in text_of(browser(app, BORROWER_READER).get(address))
    assert "Écran Samsung QM55" in text_of(technician.get("/prets/activite"))
    assert "Écran Samsung QM55" in text_of(browser(app, TEAM).get(f"/expositions/{museums.exhibition_id}"))
