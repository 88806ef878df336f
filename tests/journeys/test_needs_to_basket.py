"""From a list of needs to requests at two lenders, in a real browser, with and without scripts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from app.core.db import db
from app.loans.models import Loan
from tests.conftest import Clock
from tests.given.needs import LYON, TEAM, Network, a_lending_network
from tests.journeys.looking import Eyes
from tests.journeys.people import Person, a_person_at
from tests.servers import Server, serving

pytestmark = [pytest.mark.journey, pytest.mark.any_engine]
THREE = "4 vidéoprojecteurs 5000 lumens\n12 socles 40x40x100\n30 m de cimaise"


@pytest.fixture
def network(app: Flask, clock: Clock) -> Network:
    """A show in Lyon, and lenders in Lyon and in Nantes."""
    made = a_lending_network(clock.now)
    db.session.rollback()
    return made


@pytest.fixture
def told(network: Network, environment: dict[str, str], tmp_path: Path) -> Iterator[Server]:
    """The product served on the clock of the story."""
    with serving(environment, tmp_path / "server.log") as running:
        yield running


def test_three_lines_become_two_loans(chromium: Browser, told: Server, network: Network, pictures: Path) -> None:
    eyes = Eyes(pictures)
    with a_person_at(chromium, told) as team, a_person_at(chromium, told) as lender:
        _the_list_is_written(team, eyes)
        _it_is_gathered_in_one_basket(team, eyes)
        _the_requests_are_sent(team, eyes)
        assert _lenders() == sorted([network.lyon_id, network.nantes_id])
        lender.sign_in(LYON).go("/prets").follow("Vidéoprojecteur Epson").press("Accepter")
        team.go(f"/expositions/{network.show_id}").sees("1 prêteur sur 2 a accepté")
        eyes.look(team.page, "n08-exposition-un-accord")
    assert not eyes.faults, "\n".join(eyes.faults)


def test_the_same_without_scripts_on_a_phone(chromium: Browser, told: Server, network: Network) -> None:
    with a_person_at(chromium, told, width=360, scripts=False) as team:
        _the_list_is_written(team, None)
        _it_is_gathered_in_one_basket(team, None)
        _the_requests_are_sent(team, None)
    assert _lenders() == sorted([network.lyon_id, network.nantes_id])


def _the_list_is_written(team: Person, eyes: Eyes | None) -> None:
    team.sign_in(TEAM).go("/expositions").follow("Nuits électriques").follow("Liste de besoins")
    team.sees("De quoi avez-vous besoin")
    _look(eyes, team, "n01-besoins-vide")
    team.write("Ajouter des besoins", THREE).press("Ajouter ces besoins").sees("3 besoins sont ajoutés")
    team.sees("Aucune des 3 lignes", "Un trajet pour plusieurs lignes")
    _look(eyes, team, "n02-besoins")
    team.follow("Modifier 4").sees("Modifier un besoin")
    _look(eyes, team, "n03-besoin-modifier")
    team.press("Enregistrer").sees("Le besoin est modifié")


def _it_is_gathered_in_one_basket(team: Person, eyes: Eyes | None) -> None:
    team.follow("Tout mettre dans le panier").sees("2 prêteurs suffisent", "Musée des Écrans", "Musée des Îles")
    _look(eyes, team, "n04-repartition")
    team.press("Mettre dans le panier").sees("Un panier ne réserve rien")
    _look(eyes, team, "n05-panier")
    team.follow("Revenir à la liste de besoins").sees("3 lignes sur 3 sont couvertes")
    _look(eyes, team, "n06-besoins-couverts")
    team.follow("Voir le panier")


def _the_requests_are_sent(team: Person, eyes: Eyes | None) -> None:
    team.press("Envoyer les demandes").sees("Dites ce que vous auriez fait")
    team.tick("Acheter du neuf").write("Message à tous les prêteurs", "Notre camion passe le 8 mars.")
    team.press("Envoyer les demandes").sees("2 demandes sont parties", "En attente de réponse")
    expect(team.main.get_by_text("2 prêteurs sont sollicités").first).to_be_visible()
    _look(eyes, team, "n07-exposition-demandee")


def _look(eyes: Eyes | None, team: Person, name: str) -> None:
    if eyes is not None:
        eyes.look(team.page, name)


def _lenders() -> list[int]:
    db.session.rollback()
    return sorted(db.session.scalars(select(Loan.lender_id)))
