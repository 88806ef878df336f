"""Pages of loans: asking, answering, handing over, taking back, for each side and for strangers."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app.accounts.services import suspend_institution
from app.core.actor import SYSTEM, Role
from app.core.db import db
from app.core.journal import JournalEntry
from app.exhibitions.queries import exhibition_facts
from app.loans import services
from app.loans.domain.lifecycle import State
from app.loans.models import Loan, LoanUnit
from tests.conftest import NOW, Clock
from tests.given.accounts import a_person, an_institution
from tests.given.exhibitions import an_exhibition
from tests.given.listings import a_listing
from tests.given.loans import FIRST_DAY, LAST_DAY, Museums, a_loan, the_loan, units_out
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
    back = {
        "once": "c",
        f"u{second}-chosen": "y",
        f"u{second}-condition": "to_repair",
        f"u{second}-note": "Ne s'allume plus.",
    }
    technician.post(f"{address}/retour", back)
    page = text_of(technician.get(address))
    assert "Ne s'allume plus." in page
    assert "À réparer" in page
    technician.post(f"{address}/clore", {"once": "d"})
    assert "Terminé" in text_of(browser(app, BORROWER_READER).get(address))
    assert "Écran Samsung QM55" in text_of(technician.get("/prets/activite"))
    assert "Écran Samsung QM55" in text_of(browser(app, TEAM).get(f"/expositions/{museums.exhibition_id}"))


def test_a_request_that_cannot_be_had_comes_back_409_with_what_to_do_instead(app: Flask, museums: Museums) -> None:
    a_loan(museums, State.APPROVED, 2)
    team, ask = browser(app, TEAM), f"/annonces/{museums.listing_id}/demander"
    page = text_of(team.post(ask, typed(museums, quantity="2"), status=409))
    assert "Exemplaires libres à ces dates : 0. Vous en demandez : 2." in page
    for kept in ('value="2027-03-08"', "Devis du 3 janvier 2027", "merci.", 'value="rental" checked', "À la place"):
        assert kept in page, kept
    proposal = re.search(r'name="proposition" value="([^"]+)"', page)
    assert proposal
    page = text_of(team.post(ask, typed(museums, quantity="2", proposition=proposal[1]), status=200))
    assert "Libre du" in page
    assert "merci." in page
    assert db.session.query(Loan).count() == 1


def test_the_same_sending_twice_leads_to_the_same_loan(app: Flask, museums: Museums) -> None:
    team, ask = browser(app, TEAM), f"/annonces/{museums.listing_id}/demander"
    first, second = (team.post(ask, typed(museums)).headers["Location"] for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"exhibition_id": "0"}, "exhibition_id", "Choisissez l'exposition"),
        ({"exhibition_id": "9999"}, "exhibition_id", ""),
        ({"starts_on": "31/02/2027"}, "starts_on", "Cette date n'existe pas"),
        ({"starts_on": ""}, "starts_on", "Indiquez le premier jour"),
        ({"ends_on": "2027-03-01"}, "ends_on", "La date de fin est avant"),
        ({"ends_on": "9999-12-31"}, "ends_on", ""),
        ({"quantity": "0"}, "quantity", "au moins un"),
        ({"quantity": "-1"}, "quantity", "nombre entier"),
        ({"quantity": "deux"}, "quantity", "nombre entier"),
        ({"quantity": ""}, "quantity", "combien"),
        ({"alternative": ""}, "alternative", "Nous ne savons pas"),
        ({"alternative": "steal"}, "alternative", ""),
        ({"transport": "rocket"}, "transport", ""),
        ({"evidence": "E3", "evidence_note": " "}, "evidence_note", "de quel document"),
    ],
)
def test_a_wrong_answer_comes_back_at_its_field_with_everything_typed(
    app: Flask, museums: Museums, wrong: dict[str, str], field: str, words: str
) -> None:
    page = text_of(
        browser(app, TEAM).post(f"/annonces/{museums.listing_id}/demander", typed(museums, **wrong), status=422)
    )
    assert words in page
    assert f'id="{field}-error"' in page
    assert "merci." in page
    assert db.session.query(Loan).count() == 0


@pytest.mark.parametrize(("day", "status"), [("2027-03-07", 409), ("2027-01-04", 422)])
def test_a_day_that_the_lender_refuses_is_named_at_its_field(
    app: Flask, museums: Museums, day: str, status: int
) -> None:
    ask = f"/annonces/{museums.listing_id}/demander"
    page = text_of(browser(app, TEAM).post(ask, typed(museums, starts_on=day), status=status))
    assert 'id="starts_on-error"' in page


def test_who_has_no_exhibition_is_led_to_create_one_and_who_may_not_is_refused(app: Flask, museums: Museums) -> None:
    ask = f"/annonces/{museums.listing_id}/demander"
    assert "/expositions/nouvelle" in browser(app, STRANGER).get(ask).text
    browser(app, BORROWER_READER).get(ask, 403)
    browser(app, TECHNICIAN).get(ask, 403)
    browser(app, TEAM).get("/annonces/9999/demander", 404)
    assert "/connexion" in Browser(app).client.get(ask).headers["Location"]


def test_the_address_of_a_show_fills_its_loan_period_in(app: Flask, museums: Museums) -> None:
    page = browser(app, TEAM).get(f"/annonces/{museums.listing_id}/demander?exposition={museums.exhibition_id}")
    for day in exhibition_facts([museums.exhibition_id])[museums.exhibition_id].loan_period:
        assert f'value="{day}"' in page.text
    browser(app, TEAM).get(f"/annonces/{museums.listing_id}/demander?exposition=x&du=hier&quantite=beaucoup")


POSTS = ("accepter", "refuser", "annuler", "clore", "non-retire", "nouveau-retour", "remise", "retour")
SENT = {"reason": "Parce que.", "expected_on": "2027-04-01", "once": "x"}


@pytest.mark.parametrize("move", POSTS)
def test_strangers_find_nothing_and_readers_may_do_nothing(app: Flask, museums: Museums, move: str) -> None:
    address = f"/prets/{a_loan(museums)}"
    browser(app, STRANGER).get(address, 404)
    browser(app, STRANGER).post(f"{address}/{move}", SENT, status=404)
    browser(app, STRANGER).post(f"/prets/9999/{move}", SENT, status=404)
    for email in (LENDER_READER, BORROWER_READER):
        page = text_of(browser(app, email).get(address))
        assert "<form" not in page.split("</header>")[1].split("</main>")[0]
        browser(app, email).post(f"{address}/{move}", SENT, status=403)
    assert the_loan(int(address.rsplit("/", 1)[1])).state is State.REQUESTED


@pytest.mark.parametrize("move", POSTS)
def test_a_move_that_the_state_does_not_allow_has_its_sentence_and_changes_nothing(
    app: Flask, museums: Museums, move: str
) -> None:
    loan_id = a_loan(museums, State.REFUSED)
    unit = {f"u{museums.units[0]}-chosen": "y", f"u{museums.units[0]}-condition": "good"}
    page = text_of(browser(app, TECHNICIAN).post(f"/prets/{loan_id}/{move}", {**SENT, **unit}, status=409))
    assert "n'en est plus à cette étape" in page
    assert the_loan(loan_id).state is State.REFUSED


def test_an_answer_without_a_reason_comes_back_422_with_the_page(app: Flask, museums: Museums) -> None:
    asked, agreed = a_loan(museums), a_loan(museums, State.APPROVED)
    technician = browser(app, TECHNICIAN)
    assert 'id="refuser-reason-error"' in technician.post(f"/prets/{asked}/refuser", {"reason": " "}, status=422).text
    assert 'id="annuler-reason-error"' in technician.post(f"/prets/{agreed}/annuler", {"reason": ""}, status=422).text
    late = technician.post(f"/prets/{asked}/accepter", {"answer": "x" * 5000}, status=422).text
    assert "x" * 5000 in late


def test_an_approval_too_late_or_of_what_is_gone_is_a_409(app: Flask, museums: Museums, clock: Clock) -> None:
    first, second = a_loan(museums, quantity=2), a_loan(museums)
    technician = browser(app, TECHNICIAN)
    page = text_of(technician.get(f"/prets/{first}"))
    assert "Si vous accordez ces quantités, 1 autre demande" in page
    technician.post(f"/prets/{first}/accepter", {})
    page = text_of(technician.post(f"/prets/{second}/accepter", {"answer": "Venez."}, status=409))
    assert "Vous en demandez : 1." in page
    assert "Venez." in page
    services.cancel_loan(museums.team, first, "Reporté.", clock.now)
    clock.at(clock.now + timedelta(days=12))
    page = text_of(browser(app, TECHNICIAN).post(f"/prets/{second}/accepter", {}, status=409))
    assert "Cette demande a expiré" in page


def test_a_double_click_on_any_button_has_one_effect(app: Flask, museums: Museums, clock: Clock) -> None:
    loan_id = a_loan(museums)
    technician, address = browser(app, TECHNICIAN), f"/prets/{loan_id}"
    for _ in range(2):
        technician.post(f"{address}/accepter", {"once": "a"})
    clock.at(clock.now.replace(year=2027, month=3, day=8))
    technician = browser(app, TECHNICIAN)
    unit = museums.units[0]
    said = {f"u{unit}-chosen": "y", f"u{unit}-condition": "good", f"u{unit}-note": "Rien."}
    for move, key in (("remise", "b"), ("retour", "c"), ("clore", "d")):
        for _ in range(2):
            technician.post(f"{address}/{move}", {"once": key, **said})
    actions = [
        row.action
        for row in db.session.query(JournalEntry)
        .filter_by(object_type="loan", object_id=loan_id)
        .order_by(JournalEntry.id)
    ]
    assert actions == ["request_loan", "accept_loan", "hand_over", "take_back", "close_loan"]
    assert db.session.query(LoanUnit).count() == 1


def test_at_the_desk_nothing_typed_or_chosen_is_lost(app: Flask, museums: Museums, clock: Clock) -> None:
    loan_id = a_loan(museums, State.APPROVED)
    clock.at(clock.now.replace(year=2027, month=3, day=8))
    technician, (one, two) = browser(app, TECHNICIAN), museums.units
    nothing = text_of(technician.post(f"/prets/{loan_id}/remise", {f"u{one}-note": "À voir."}, status=422))
    assert "Cochez au moins un exemplaire." in nothing
    assert "À voir." in nothing
    both = {f"u{unit}-chosen": "y" for unit in (one, two)} | {f"u{unit}-condition": "good" for unit in (one, two)}
    page = text_of(technician.post(f"/prets/{loan_id}/remise", {**both, f"u{two}-photos": an_upload()}, status=422))
    assert "il reste 1 à remettre, vous en cochez 2" in page
    assert re.search(rf'name="u{two}-photos_kept" value="\d+"', page)
    bad = {
        f"u{one}-chosen": "y",
        f"u{one}-condition": "good",
        f"u{one}-photos": an_upload(b"%PDF-1.7", "constat.jpg"),
    }
    page = text_of(technician.post(f"/prets/{loan_id}/remise", bad, status=422))
    assert "constat.jpg : Ce fichier est en réalité de type PDF." in page
    assert units_out(loan_id) == []


def test_a_unit_that_left_with_somebody_else_meanwhile_is_named(app: Flask, museums: Museums, clock: Clock) -> None:
    loan_id, other = a_loan(museums, State.APPROVED), a_loan(museums, State.OUT)
    clock.at(clock.now.replace(year=2027, month=3, day=8))
    unit = units_out(other)[0]
    sent = {f"u{unit}-chosen": "y", f"u{unit}-condition": "good"}
    page = text_of(browser(app, TECHNICIAN).post(f"/prets/{loan_id}/remise", sent, status=409))
    assert "n'est pas libre à ces dates" in page
    assert units_out(loan_id) == []


def test_late_is_said_and_a_new_day_can_be_entered(app: Flask, museums: Museums, clock: Clock) -> None:
    loan_id = a_loan(museums, State.OUT)
    clock.at(clock.now.replace(year=2027, month=3, day=23))
    technician, address = browser(app, TECHNICIAN), f"/prets/{loan_id}"
    for email in (TECHNICIAN, TEAM):
        assert "En retard" in text_of(browser(app, email).get("/prets?onglet=en-retard"))
    assert "en retard de 4 jours" in text_of(technician.get(address))
    assert (
        'id="expected_on-error"'
        in technician.post(f"{address}/nouveau-retour", {"expected_on": "2027-03-01"}, status=422).text
    )
    technician.post(f"{address}/nouveau-retour", {"expected_on": "2027-03-26"})
    page = text_of(browser(app, TEAM).get(address))
    assert "26 mars 2027" in page
    assert "en retard" not in page.split("Journal")[0].lower()


@pytest.mark.parametrize(
    "tab", ["a-decider", "a-remettre", "dehors", "en-retard", "a-clore", "mes-demandes", "termines", "x"]
)
def test_each_tab_opens_for_everybody(app: Flask, museums: Museums, tab: str) -> None:
    for state in (State.REQUESTED, State.APPROVED, State.REFUSED):
        a_loan(museums, state)
    for email in (TECHNICIAN, TEAM, LENDER_READER, STRANGER):
        browser(app, email).get(f"/prets?onglet={tab}&page=2")
        browser(app, email).get(f"/prets?onglet={tab}")


def test_what_waits_stands_on_the_home_page(app: Flask, museums: Museums) -> None:
    a_loan(museums)
    assert "Musée emprunteur demande un prêt" in text_of(browser(app, TECHNICIAN).get("/"))
    assert "demande un prêt" not in text_of(browser(app, LENDER_READER).get("/"))


def test_the_show_names_what_it_borrows_to_each_as_they_may_know(app: Flask, museums: Museums, clock: Clock) -> None:
    from app.exhibitions.services import edit_exhibition
    from tests.given.exhibitions import a_draft

    edit_exhibition(museums.team, museums.exhibition_id, a_draft(is_public=True), 1, clock.now)
    loan_id = a_loan(museums)
    show = f"/expositions/{museums.exhibition_id}"
    assert f"/prets/{loan_id}" in browser(app, TEAM).get(show).text
    assert "Écran Samsung" not in Browser(app).get(show).text
    services.accept_loan(museums.technician, loan_id, clock.now)
    page = Browser(app).get(show).text
    assert "Écran Samsung" in page
    assert f"/prets/{loan_id}" not in page


def test_pages_ask_the_database_little_however_many_loans_there_are(
    app: Flask, museums: Museums, clock: Clock
) -> None:
    for _ in range(3):
        a_loan(museums)
    asked, out = a_loan(museums), a_loan(museums, State.OUT)
    technician, team = browser(app, TECHNICIAN), browser(app, TEAM)
    few = {path: _queries(technician, path) for path in ("/prets", f"/prets/{asked}", "/prets/activite")}
    for _ in range(12):
        a_loan(museums)
    for path, count in few.items():
        assert _queries(technician, path) <= max(count, 14), path
    for path in ("/prets", f"/prets/{out}/retour", "/prets/activite"):
        assert _queries(technician, path) <= 16, path
    # Dates, papers and messages ask once or twice each; a request also shows who else asks for the same.
    assert _queries(technician, f"/prets/{out}") <= 26
    assert _queries(technician, f"/prets/{asked}") <= 28
    assert _queries(team, f"/annonces/{museums.listing_id}/demander?du=2027-05-10&au=2027-05-14") <= 13
    assert _queries(team, "/prets?onglet=mes-demandes") <= 12


def _queries(visitor: Browser, path: str) -> int:
    count = 0

    def seen(*_args: object) -> None:
        nonlocal count
        count += 1

    event.listen(db.engine, "before_cursor_execute", seen)
    try:
        visitor.get(path)
    finally:
        event.remove(db.engine, "before_cursor_execute", seen)
    return count


def test_a_technician_without_a_show_is_sent_to_no_closed_door(app: Flask, museums: Museums) -> None:
    other = an_institution("Musée sans exposition", city="Nantes", now=NOW)
    a_person(other, Role.TECHNICIAN, email="regie-seule@exemple.fr", now=NOW)
    a_person(other, Role.EXHIBITIONS, email="expositions-seules@exemple.fr", now=NOW)
    path = f"/annonces/{museums.listing_id}/demander"
    assert "/expositions/nouvelle" not in Browser(app).sign_in("regie-seule@exemple.fr").get(path).text
    assert "/expositions/nouvelle" in Browser(app).sign_in("expositions-seules@exemple.fr").get(path).text


@pytest.mark.parametrize("side", ["lender", "borrower"])
def test_while_a_side_is_suspended_a_sentence_stands_where_the_button_was(
    app: Flask, museums: Museums, side: str
) -> None:
    loan_id = a_loan(museums)
    suspended = museums.lender_id if side == "lender" else museums.borrower_id
    suspend_institution(SYSTEM, suspended, "Contrôle en cours.", NOW)
    page = text_of(browser(app, TECHNICIAN).get(f"/prets/{loan_id}"))
    assert f"/prets/{loan_id}/accepter" not in page
    assert "cette demande ne peut pas être acceptée en ce moment" in page
    assert f"/prets/{loan_id}/refuser" in page
