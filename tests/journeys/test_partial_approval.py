"""A basket over three lenders: one gives all of it, one a part, one proposes something else, which the team takes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import select

from app.core.actor import Role
from app.core.db import db
from app.loans import services
from app.loans.domain.basket import BasketItem
from app.loans.domain.lifecycle import State
from app.loans.models import Loan
from app.loans.queries.checks import CHECKS
from tests.conftest import Clock
from tests.given.accounts import a_person, an_institution
from tests.given.listings import a_listing
from tests.given.needs import FIRST, LAST, LYON, NANTES, TEAM, Network, a_lending_network
from tests.journeys.looking import Eyes
from tests.journeys.people import Person, a_person_at
from tests.servers import Server, serving

pytestmark = [pytest.mark.journey, pytest.mark.any_engine]
PARIS = "regie@paris.example.org"


@pytest.fixture
def network(app: Flask, clock: Clock) -> Network:
    """A show in Lyon, and lenders in Lyon, Nantes and Paris; what the three have is in its basket."""
    made = a_lending_network(clock.now)
    paris_id = an_institution("Musée du Fer", city="Paris", now=clock.now)
    paris = a_person(paris_id, Role.TECHNICIAN, email=PARIS, name="Lou Meyer", now=clock.now)
    screens = a_listing(paris, paris_id, quantity=2, title="Écran Samsung", now=clock.now)
    a_listing(paris, paris_id, quantity=4, title="Écran de la réserve", now=clock.now)
    items = [(made.projectors, 3), (made.walls, 20), (screens, 2)]
    services.add_to_basket(
        made.team,
        made.show_id,
        [BasketItem(listing_id, quantity, FIRST, LAST) for listing_id, quantity in items],
        now=clock.now,
    )
    db.session.rollback()
    return made


@pytest.fixture
def told(network: Network, environment: dict[str, str], tmp_path: Path) -> Iterator[Server]:
    """The product served on the clock of the story."""
    with serving(environment, tmp_path / "server.log") as running:
        yield running


def test_partial_approval(chromium: Browser, told: Server, network: Network, pictures: Path, clock: Clock) -> None:
    eyes = Eyes(pictures, widths=(360, 1280), sees_crowding=True)
    with a_person_at(chromium, told) as team, a_person_at(chromium, told, width=360) as phone:
        _the_basket_is_sent(team)
        phone.sign_in(LYON).go("/prets").follow("Vidéoprojecteur Epson").press("Accepter")
        phone.sees("Accepté")
        _a_part_is_given(chromium, told, eyes)
        _something_else_is_proposed(chromium, told, eyes)
        team.go(f"/expositions/{network.show_id}")
        team.sees("2 prêteurs sur 3 ont accepté", "Accepté en partie", "1 réponse est attendue", "12 sur 20")
        eyes.look(team.page, "o05-exposition-deux-sur-trois")
        _the_proposal_is_taken(team, eyes)
        team.go(f"/expositions/{network.show_id}").sees("3 prêteurs sur 3 ont accepté", "remplacé par")
        eyes.look(team.page, "o08-exposition-trois-sur-trois")
        team.go("/prets").sees("Accepté en partie", "Accepté, autrement que demandé")
        eyes.look(team.page, "o09-prets")
    db.session.rollback()
    assert set(db.session.scalars(select(Loan.state))) == {State.APPROVED}
    assert {name: found for name, check in CHECKS.items() if (found := check(clock.now))} == {}
    assert not eyes.faults, "\n".join(eyes.faults)


def _the_basket_is_sent(team: Person) -> None:
    team.sign_in(TEAM).go("/expositions").follow("Nuits électriques").follow("Panier")
    team.tick("Acheter du neuf").write("Message à tous les prêteurs", "Notre camion passe le 8 mars.")
    team.press("Envoyer les demandes").sees("3 demandes sont parties", "3 prêteurs sont sollicités")


def _a_part_is_given(chromium: Browser, told: Server, eyes: Eyes) -> None:
    """With a finger and without scripts: 12 of the 20 walls."""
    with a_person_at(chromium, told, width=360, scripts=False) as nantes:
        nantes.sign_in(NANTES).go("/prets").follow("Cimaise autoportante")
        nantes.sees("Combien d'exemplaires accordez-vous ?", "Libre à ces dates")
        walls = nantes.main.get_by_role("textbox", name="Cimaise autoportante")
        walls.fill("21")
        nantes.press("Accepter").sees("pour donner plus ou autre chose")
        walls.fill("12")
        nantes.write("Un mot pour l'emprunteur", "Les autres sont en travaux.")
        nantes.press("Voir l'effet").sees("toutes les autres demandes peuvent encore être satisfaites")
        nantes.press("Accepter").sees("Accepté en partie", "demandé 20, convenu 12")
    with a_person_at(chromium, told) as again:
        again.sign_in(NANTES).go("/prets?onglet=a-remettre").follow("Cimaise autoportante")
        eyes.look(again.page, "o01-accepte-en-partie")


def _something_else_is_proposed(chromium: Browser, told: Server, eyes: Eyes) -> None:
    with a_person_at(chromium, told, width=360) as paris:
        paris.sign_in(PARIS).go("/prets").follow("Écran Samsung")
        eyes.look(paris.page, "o02-repondre")
        paris.follow("Proposer autre chose").sees("Libre du 8 mars au 23 juin 2027")
        paris.press("Envoyer la proposition").sees("C'est exactement ce qui est demandé")
        lists = paris.main.get_by_label("Objet proposé").first
        named = lists.locator("option").all_inner_texts()
        lists.select_option(label=next(one for one in named if one.startswith("Écran de la réserve")))
        paris.write("Nombre d'exemplaires", "3").write("Un mot pour l'expliquer", "Les Samsung partent en révision.")
        eyes.look(paris.page, "o03-proposer")
        paris.press("Envoyer la proposition").sees("Votre proposition est partie", "un autre objet", "1 de plus")
        paris.sees("Il reste 7 jours pour répondre", "Retirer la proposition")
        eyes.look(paris.page, "o04-proposee")


def _the_proposal_is_taken(team: Person, eyes: Eyes) -> None:
    team.follow("Répondre").sees("Ce qui est demandé, ce qui est proposé", "mêmes dates", "un autre objet")
    team.sees("Les Samsung partent en révision.")
    eyes.look(team.page, "o06-comparer")
    team.follow("Demander autre chose").sees("Combien d'exemplaires vous faut-il ?")
    eyes.look(team.page, "o07-redemander")
    team.follow("Revenir à la proposition").press("Accepter la proposition")
    team.sees("La proposition est acceptée", "Accepté, autrement que demandé", "remplacé par")
