"""The pages of gifts: a refusal beside its field with its reference, what was typed kept, the rules in the open."""

from datetime import datetime

from flask import Flask
from sqlalchemy import select

from app.accounts.models import Institution, User
from app.core.db import db, transaction
from app.listings.domain.states import Offer
from app.loans.domain.gifts.life import GiftState
from app.loans.models import Gift
from tests.given.gifts import a_gift, a_gift_request, two_houses
from tests.pages import Browser


def somebody(app: Flask, actor) -> Browser:  # type: ignore[no-untyped-def]
    return Browser(app).sign_in(db.session.get_one(User, actor.user_id).email)


def test_a_listing_that_may_be_given_has_the_button_and_one_that_is_lent_has_not(app: Flask, now: datetime) -> None:
    houses = two_houses(offer=Offer.GIFT)
    assert "Demander en don" in somebody(app, houses.team).get(f"/annonces/{houses.listing_id}").text
    lent = two_houses(offer=Offer.LOAN)
    assert "Demander en don" not in somebody(app, lent.team).get(f"/annonces/{lent.listing_id}").text


def test_asking_without_a_purpose_says_so_and_keeps_what_was_typed(app: Flask, now: datetime) -> None:
    houses = two_houses()
    team = somebody(app, houses.team)
    path = f"/annonces/{houses.listing_id}/demander-en-don"
    team.get(path)
    typed = {"csrf_token": team.csrf_token(), "recipient_id": houses.recipient_id, "exhibition_id": 0, "quantity": 2}
    answer = team._fetched("POST", path, data={**typed, "purpose": " "})
    assert answer.status_code == 422
    assert 'value="2"' in answer.text
    assert "Dites à quoi l&#39;objet servira" in answer.text
    assert team._fetched("POST", path, data={**typed, "purpose": "Nos expositions"}).status_code == 303
    assert db.session.scalar(select(Gift.quantity)) == 2


def test_a_blocked_gift_says_why_with_the_text_and_keeps_what_was_typed(app: Flask, now: datetime) -> None:
    houses = two_houses()
    gift_id = a_gift_request(houses)
    keeper = somebody(app, houses.technician)
    path, unit = f"/dons/{gift_id}/accorder", houses.units[0]
    keeper.get(path)
    said = {
        "csrf_token": keeper.csrf_token(), "giver": "local", "recipient": "company", "law_case": "7",
        "units": str(unit), f"value_{unit}": "300,01", "valuation": "au prix du neuf", "is_product": "y",
    }  # fmt: skip
    answer = keeper._fetched("POST", path, data=said)
    assert answer.status_code == 422
    for told in ("art. L.3212-2, 7°", "Décret 2022-791", "au prix du neuf", "300,01", "CGCT, art. L.2121-29"):
        assert told in answer.text, told
    fine = {**said, "recipient": "culture_non_profit", f"value_{unit}": "300", "decision": "n° 12 du 3 mars 2027"}
    assert keeper._fetched("POST", path, data=fine).status_code == 303
    db.session.rollback()
    assert db.session.get_one(Gift, gift_id).state is GiftState.APPROVED
    shown = keeper.get(f"/dons/{gift_id}").text
    assert "Pourquoi ce don est possible" in shown
    assert "à vérifier" in shown
    deed = keeper.get(f"/dons/{gift_id}/acte").text
    assert "Engagement du donataire" in deed
    assert keeper._fetched("GET", f"/dons/{gift_id}/acte.pdf").data[:4] == b"%PDF"


def test_a_refusal_without_a_reason_is_asked_for_one(app: Flask, now: datetime) -> None:
    houses = two_houses()
    gift_id = a_gift_request(houses)
    keeper = somebody(app, houses.technician)
    keeper.get(f"/dons/{gift_id}")
    data = {"csrf_token": keeper.csrf_token(), "answer": ""}
    assert keeper._fetched("POST", f"/dons/{gift_id}/refuser", data=data).status_code == 422
    answer = keeper._fetched("POST", f"/dons/{gift_id}/refuser", data={**data, "answer": "Nous le gardons"})
    assert answer.status_code == 303
    assert "Nous le gardons" in somebody(app, houses.team).get(f"/dons/{gift_id}").text


def test_each_side_reads_the_gift_and_the_list_from_its_own_side(app: Flask, now: datetime) -> None:
    houses = two_houses()
    gift_id = a_gift(houses)
    team = somebody(app, houses.team)
    assert "Ouvrir le brouillon" in team.get(f"/dons/{gift_id}").text
    assert "de Musée donateur" in team.get("/dons").text
    keeper = somebody(app, houses.technician)
    assert "Ouvrir le brouillon" not in keeper.get(f"/dons/{gift_id}").text
    assert "à Centre d" in keeper.get("/dons").text


def test_the_rules_are_open_to_everybody_with_references_dates_and_doubts(app: Flask) -> None:
    page = Browser(app).get("/dons/regles").text
    for told in ("L.3212-2, 7°", "L.451-5", "86-207 DC", "300", "à vérifier", "31 décembre 2023"):
        assert told in page, told


def test_an_association_outside_is_entered_by_the_giver(app: Flask, now: datetime) -> None:
    houses = two_houses()
    keeper = somebody(app, houses.technician)
    path = f"/annonces/{houses.listing_id}/donner"
    keeper.get(path)
    typed = {
        "csrf_token": keeper.csrf_token(), "outside_name": "Recyclerie du coin", "outside_number": "12",
        "outside_kind": "culture_non_profit", "quantity": "1", "purpose": "Atelier",
    }  # fmt: skip
    answer = keeper._fetched("POST", path, data=typed)
    assert answer.status_code == 422
    assert "Recyclerie du coin" in answer.text
    answer = keeper._fetched("POST", path, data={**typed, "outside_number": "W751234567"})
    assert answer.status_code == 303
    assert "/accorder" in answer.location
    assert somebody(app, houses.team)._fetched("GET", "/dons/1").status_code == 404


def test_a_private_house_gives_without_a_case(app: Flask, now: datetime) -> None:
    houses = two_houses()
    with transaction() as session:
        session.get_one(Institution, houses.giver_id).is_public = False
    gift_id = a_gift_request(houses)
    keeper = somebody(app, houses.technician)
    path = f"/dons/{gift_id}/accorder"
    assert "Quel cas de la loi" not in keeper.get(path).text
    said = {"csrf_token": keeper.csrf_token(), "giver": "private", "recipient": "public_culture"}
    said |= {"units": str(houses.units[0]), "is_product": "y"}
    assert keeper._fetched("POST", path, data=said).status_code == 303
    assert "Une personne privée donne librement" in keeper.get(f"/dons/{gift_id}").text
    keeper.get(f"/dons/{gift_id}/acte")


def test_no_answer_at_all_is_told_as_no_case(app: Flask, now: datetime) -> None:
    houses = two_houses()
    gift_id = a_gift_request(houses)
    keeper = somebody(app, houses.technician)
    keeper.get(f"/dons/{gift_id}/accorder")
    said = {"csrf_token": keeper.csrf_token(), "giver": "local", "recipient": "public_culture", "is_product": "y"}
    answer = keeper._fetched("POST", f"/dons/{gift_id}/accorder", data={**said, "units": str(houses.units[0])})
    assert "86-207 DC" in answer.text
    assert "Choisissez entre 1 et 1" in keeper._fetched("POST", f"/dons/{gift_id}/accorder", data=said).text
