"""People and institutions for tests, made by the verbs themselves."""

from datetime import datetime
from itertools import count

from app.accounts import queries, services
from app.accounts.domain.institutions import InstitutionDraft, SiteDraft
from app.accounts.domain.states import InstitutionKind
from app.core import clock
from app.core.actor import SYSTEM, Actor, Role

PASSWORD = "tambour violet ondule seize grenades lentes hier"
"""The password of every person made here."""

PLACES = {
    "Lyon": ("2 rue Sainte-Catherine", "69001"),
    "Lille": ("12 rue Nationale", "59000"),
    "Nantes": ("3 place du Change", "44000"),
    "Paris": ("4 rue de Sévigné", "75004"),
    "Marseille": ("8 quai du Port", "13002"),
    "Toulouse": ("5 rue de Metz", "31000"),
    "Strasbourg": ("1 place du Château", "67000"),
}

_numbers = count(1)


def number_from(first: int) -> None:
    """Whoever is not named from here on is numbered from *first*: the same story then has the same people."""
    global _numbers
    _numbers = count(first)


def an_institution(
    name: str = "",
    *,
    city: str = "Lyon",
    postcode: str = "",
    address: str = "",
    kind: InstitutionKind = InstitutionKind.MUSEUM,
    is_public: bool = True,
    siret: str = "",
    verified: bool = True,
    now: datetime | None = None,
) -> int:
    """An institution with one site, open Monday to Friday; verified unless told otherwise. Its id."""
    at = now or clock.now()
    street, code = PLACES.get(city, ("1 place de la Mairie", postcode))
    draft = InstitutionDraft(name or f"Musée d'essai {next(_numbers)}", kind, is_public, siret)
    site = SiteDraft(city, address or street, postcode or code, city)
    institution_id = services.create_institution(SYSTEM, draft, site, at)
    if verified:
        services.verify_institution(SYSTEM, institution_id, at)
    return institution_id


def a_site(institution_id: int, *, name: str = "Réserves", city: str = "Lyon", now: datetime | None = None) -> int:
    """One more place of an institution. Its id."""
    street, code = PLACES[city]
    return services.add_site(SYSTEM, institution_id, SiteDraft(name, street, code, city), now or clock.now())


def a_person(
    institution_id: int | None = None,
    *roles: Role,
    email: str = "",
    name: str = "",
    password: str | None = PASSWORD,
    is_staff: bool = False,
    now: datetime | None = None,
) -> Actor:
    """A person with *roles* in an institution (technician unless told otherwise)."""
    at, number = now or clock.now(), next(_numbers)
    user_id = services.create_person(
        email or f"personne{number}@exemple.fr", name or f"Camille {number}", password, at, is_staff=is_staff
    )
    if institution_id is not None:
        for role in roles or (Role.TECHNICIAN,):
            services.grant_role(SYSTEM, institution_id, user_id, role, at)
    return the_actor(user_id)


def a_staff_member(email: str = "", name: str = "", now: datetime | None = None) -> Actor:
    """One of the platform's own people."""
    return a_person(email=email, name=name or "Équipe", is_staff=True, now=now)


def the_actor(user_id: int) -> Actor:
    """The person as they stand now, with every role they hold."""
    actor = queries.actor_of(user_id)
    assert actor is not None
    return actor
