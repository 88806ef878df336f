"""Lists of needs and baskets for tests, made by the verbs themselves."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.core.actor import Actor, Role
from app.core.clock import local_day
from app.core.db import db
from app.needs.domain.reading import read_lines
from app.needs.models import NeedLine
from app.needs.services.needs import add_needs
from tests.given.accounts import a_person, an_institution
from tests.given.exhibitions import an_exhibition
from tests.given.listings import a_listing

FIRST, LAST = date(2027, 3, 8), date(2027, 6, 23)
"""The loan period of the usual show: a Monday and a Wednesday, open days of every lender."""
TEAM, LYON, NANTES = "expositions@lille.example.org", "regie@lyon.example.org", "regie@nantes.example.org"


@dataclass(frozen=True, slots=True)
class Network:
    """A museum in Lille that shows, and two lenders: Lyon (near the show), with projectors and plinths, and Nantes,
    with projectors and picture walls."""

    borrower_id: int
    team: Actor
    show_id: int
    lyon_id: int
    lyon: Actor
    nantes_id: int
    nantes: Actor
    projectors: int
    plinths: int
    far_projectors: int
    walls: int


def a_lending_network(now: datetime) -> Network:
    """Three museums and four listings; the show is in Lyon, from 8 March to 23 June 2027, build and strike included."""
    borrower = an_institution("Musée de la Lumière", city="Lille", now=now)
    team = a_person(borrower, Role.EXHIBITIONS, email=TEAM, name="Bruno Delmas", now=now)
    lyon_id = an_institution("Musée des Écrans", city="Lyon", now=now)
    lyon = a_person(lyon_id, Role.TECHNICIAN, email=LYON, name="Aïcha Ferrand", now=now)
    nantes_id = an_institution("Musée des Îles", city="Nantes", now=now)
    nantes = a_person(nantes_id, Role.TECHNICIAN, email=NANTES, name="Yann Le Goff", now=now)
    show_id = an_exhibition(team, borrower, now, title="Nuits électriques", build_from=FIRST, strike_until=LAST)
    return Network(
        borrower_id=borrower,
        team=team,
        show_id=show_id,
        lyon_id=lyon_id,
        lyon=lyon,
        nantes_id=nantes_id,
        nantes=nantes,
        projectors=a_listing(lyon, lyon_id, "video_projector", 3, "Vidéoprojecteur Epson", mass_kg=12, now=now),
        plinths=a_listing(lyon, lyon_id, "plinth", 12, "Socle blanc", now=now),
        far_projectors=a_listing(nantes, nantes_id, "video_projector", 2, "Vidéoprojecteur Barco", now=now),
        walls=a_listing(nantes, nantes_id, "picture_wall", 20, "Cimaise autoportante", now=now),
    )


def a_list(network: Network, text: str, now: datetime) -> list[int]:
    """Needs typed one a line into the list of the show; the ids of all its lines, in order."""
    add_needs(network.team, network.show_id, list(read_lines(text, local_day(now))), now=now)
    return need_ids(network.show_id)


def need_ids(show_id: int) -> list[int]:
    """The lines of a list, in order."""
    statement = select(NeedLine.id).where(NeedLine.exhibition_id == show_id)
    return list(db.session.scalars(statement.order_by(NeedLine.position, NeedLine.id)))
