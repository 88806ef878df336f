"""A gift refused and a gift allowed, in a browser: the rules say why, then the objects change owner."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from app.accounts.models import User
from app.core.db import db
from tests.given.gifts import two_houses
from tests.journeys.conftest import new_context
from tests.journeys.looking import keep, overflow, violations
from tests.journeys.people import Person
from tests.servers import Server

pytestmark = [pytest.mark.journey, pytest.mark.any_engine]
PHONE = 360


def look(person: Person, name: str, pictures: Path) -> None:
    for width in (PHONE, 1280):
        person.page.set_viewport_size({"width": width, "height": 900})
        assert overflow(person.page) <= 0, f"{name} at {width}"
        keep(person.page, pictures / f"gifts_{name}_{width}.png", full_page=True)
    assert violations(person.page) == []
    person.page.set_viewport_size({"width": PHONE, "height": 900})


def test_a_gift_is_refused_by_the_rules_then_allowed(
    app: Flask, server: Server, chromium: Browser, pictures: Path
) -> None:
    houses = two_houses(now=datetime.now(UTC), replacement_value_cents=60_000, made_in_year=2020)
    emails = [db.session.get_one(User, actor.user_id).email for actor in (houses.team, houses.technician)]
    db.session.remove()
    team, keeper = (Person(new_context(chromium, server, PHONE).new_page()).sign_in(email) for email in emails)

    team.go(f"/annonces/{houses.listing_id}")
    look(team, "listing", pictures)
    team.follow("Demander en don").write("À quoi servira", "Nos expositions d'été")
    look(team, "ask", pictures)
    team.press("Envoyer la demande").sees("En attente de réponse")

    keeper.go("/dons").follow("Socle blanc").follow("Vérifier et accorder")
    unit = houses.units[0]
    keeper.tick("Une collectivité").choose("Qu'est le bénéficiaire", "Entreprise").tick("Biens de scénographie")
    keeper.write("Valeur au jour du don, n° 1", "300,01").write("Comment la valeur", "prix du neuf, sept ans")
    keeper.tick("Ces objets peuvent resservir").press("Accorder le don")
    keeper.sees("Le cas choisi ne permet pas de donner à ce bénéficiaire.", "L'objet vaut plus que le plafond")
    look(keeper, "blocked", pictures)
    assert keeper.page.locator(f"#value_{unit}").input_value() == "300,01"
    keeper.choose("Qu'est le bénéficiaire", "Organisme sans but lucratif, culture ou développement durable")
    keeper.write("Valeur au jour du don, n° 1", "300").write("Délibération", "2027-12 du 3 mars 2027")
    look(keeper, "approve", pictures)
    keeper.press("Accorder le don").sees("Pourquoi ce don est possible")
    look(keeper, "gift", pictures)

    for person in (keeper, team):
        person.go("/dons").follow("Socle blanc").follow("Lire et signer l'acte")
        person.write("Prénom et nom", "Claude Martin").write("Fonction", "Régie").tick("J'ai lu ce papier")
        person.press("Signer").sees("C'est signé.")
    look(team, "signed", pictures)
    keeper.go("/dons").follow("Socle blanc").press("Remettre").sees("Remis : la propriété est transférée")
    team.go("/dons").follow("Socle blanc").follow("Ouvrir le brouillon")
    look(team, "draft", pictures)
    team.go("/dons/regles")
    look(team, "rules", pictures)
    keeper.go("/dons")
    look(keeper, "list", pictures)
