"""Institutions with their places, and the people who work there."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import select

from app.accounts import queries, services
from app.accounts.domain.institutions import InstitutionDraft, SiteDraft
from app.accounts.domain.states import InstitutionKind
from app.accounts.models import Site
from app.core.actor import SYSTEM, Actor, Role
from app.core.clock import local_day
from app.core.db import db
from app.core.geo import Point
from app.core.text import fold
from app.demo.days import ONE_DAY
from app.demo.facts import told

PASSWORD = "sept vitrines voyagent sous une lampe douce"  # noqa: S105  (printed, and never made in production)
DOMAIN = "example.org"
MAIN = "M7042"
"""The museum whose five accounts are printed."""
PENDING = "M7053"
"""The one that the platform has yet to verify."""
BORROWERS = ("M7042", "M0720", "M0212", "M0634", "M0476", "M1070")
"""Those that show an exhibition of the demo."""
MAILBOXES = {
    Role.ADMIN: "direction",
    Role.TECHNICIAN: "regie",
    Role.EXHIBITIONS: "expositions",
    Role.CSR: "rse",
    Role.READER: "lecture",
}
STAFF = f"plateforme@{DOMAIN}"


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the demo, invented."""

    user_id: int
    name: str
    email: str
    role: Role


@dataclass(frozen=True, eq=False)
class House:
    """An institution of the demo, with its sites and its people by role."""

    id: int
    museofile: str
    name: str
    town: str
    region: str
    point: Point
    site_ids: tuple[int, ...]
    members: dict[Role, Member]

    def actor(self, role: Role) -> Actor:
        """The person who holds *role*, as they stand."""
        return self._actors[role]

    @cached_property
    def _actors(self) -> dict[Role, Actor]:
        found = {role: queries.actor_of(member.user_id) for role, member in self.members.items()}
        return {role: actor for role, actor in found.items() if actor is not None}


class Names:
    """First and last names put together, each pair once."""

    def __init__(self, chance: random.Random) -> None:
        people = told("people")
        pairs = [f"{first} {last}" for first in people["first_names"] for last in people["last_names"]]
        chance.shuffle(pairs)
        self._left = iter(pairs)

    def next(self) -> str:
        """Nobody's name."""
        return next(self._left)


def build_network(chance: random.Random, now: datetime) -> list[House]:
    """Every institution of the data file, two and a half years ago; one of them joined last week."""
    names = Names(chance)
    services.create_person(STAFF, names.next(), PASSWORD, now - timedelta(days=920), is_staff=True)
    return [
        _house(facts, number, names, chance, now) for number, facts in enumerate(told("institutions")["institution"])
    ]


def _house(facts: dict[str, Any], number: int, names: Names, chance: random.Random, now: datetime) -> House:
    is_pending = facts["museofile"] == PENDING
    joined = now - (timedelta(days=6) if is_pending else timedelta(days=900 - number))
    draft = InstitutionDraft(
        facts["name"],
        InstitutionKind.MUSEUM,
        facts.get("status") != "private",
        website=facts["website"],
        museofile_id=facts["museofile"],
    )
    institution_id = services.create_institution(SYSTEM, draft, _museum(facts), joined)
    if number % 2 == 0 and not is_pending:
        reserve_id = services.add_site(SYSTEM, institution_id, _reserve(facts), joined + ONE_DAY)
        first = local_day(now) + timedelta(days=chance.randrange(70, 100))
        services.add_closure(SYSTEM, reserve_id, first, first + 4 * ONE_DAY, "Récolement annuel", joined + ONE_DAY)
    if not is_pending:
        services.verify_institution(SYSTEM, institution_id, joined + ONE_DAY)
    sites = (
        db.session.execute(select(Site).filter_by(institution_id=institution_id).order_by(Site.id)).scalars().all()
    )
    return House(
        id=institution_id,
        museofile=facts["museofile"],
        name=facts["name"],
        town=facts["town"],
        region=sites[0].region,
        point=Point(sites[0].latitude, sites[0].longitude),
        site_ids=tuple(site.id for site in sites),
        members={role: _member(institution_id, facts, role, names, joined) for role in _roles(facts["museofile"])},
    )


def _roles(museofile: str) -> tuple[Role, ...]:
    if museofile == MAIN:
        return tuple(MAILBOXES)
    if museofile in BORROWERS:
        return (Role.TECHNICIAN, Role.EXHIBITIONS, Role.CSR)
    return (Role.ADMIN, Role.TECHNICIAN) if museofile == PENDING else (Role.TECHNICIAN, Role.EXHIBITIONS)


def _museum(facts: dict[str, Any]) -> SiteDraft:
    return SiteDraft(
        "Bâtiment principal",
        facts["address"],
        facts["postcode"],
        facts["town"],
        tuple(facts["opening_days"]),
        "Entrée des livraisons à gauche du bâtiment. Jours d'ouverture imaginés pour la démonstration.",
    )


def _reserve(facts: dict[str, Any]) -> SiteDraft:
    return SiteDraft(
        "Réserves",
        "",
        facts["postcode"],
        facts["town"],
        (1, 2, 3, 4, 5),
        "Quai de chargement, hayon possible. Lieu imaginé pour la démonstration.",
    )


def _member(institution_id: int, facts: dict[str, Any], role: Role, names: Names, joined: datetime) -> Member:
    name = names.next()
    email = f"{MAILBOXES[role]}@{fold(facts['town']).replace(' ', '-')}.{DOMAIN}"
    user_id = services.create_person(email, name, PASSWORD, joined)
    services.grant_role(SYSTEM, institution_id, user_id, role, joined)
    title = next(person["title"]["fr"] for person in told("people")["person"] if person["role"] == role.value)
    actor = queries.actor_of(user_id)
    assert actor is not None
    services.change_profile(actor, name, title, joined)
    return Member(user_id, name, email, role)
