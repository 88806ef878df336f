"""Who belongs where: invitations, requests, roles, and an institution that is never left to nobody."""

from datetime import timedelta

import pytest
from flask import Flask

from app.accounts import queries, services
from app.accounts.domain.people import DeadLink, ForSomebodyElse, LastAdmin, ShortForAdmin
from app.core.actor import Role
from app.core.errors import Forbidden, NotFound
from tests.accounts.letters import letters_to, link_in_last_letter
from tests.conftest import Clock
from tests.given.accounts import PASSWORD, a_person, a_staff_member, an_institution, the_actor
from tests.pages import Browser

SHORT = "vK7!pQ2;xW9?"
"""Enough for a technician, not for an admin."""


def invited(app: Flask, email: str, role: Role = Role.TECHNICIAN) -> tuple[int, str]:
    """An admin invites an address from the page. The institution and the path of the letter's link."""
    house = an_institution("Musée des Ombres")
    a_person(house, Role.ADMIN, email="chef@musee.fr", name="Chef")
    browser = Browser(app).sign_in("chef@musee.fr")
    browser.get(f"/mon-etablissement/{house}/inviter")
    browser.post(f"/mon-etablissement/{house}/inviter", {"email": email, "role": role.value})
    return house, link_in_last_letter(email.lower())


def test_a_newcomer_accepts_an_invitation_and_is_in(app: Flask, browser: Browser) -> None:
    """The account is made for the invited address, whatever else is sent."""
    house, path = invited(app, "Zoe@musee.fr")
    browser.get(path, 303)
    assert "zoe@musee.fr" in browser.get("/invitation").text
    browser.post("/invitation", {"name": "Zoé", "password": "court"}, 422)
    browser.post("/invitation", {"name": "Zoé", "password": PASSWORD, "email": "autre@musee.fr", "role": "admin"})
    assert "Musée des Ombres" in browser.get("/mon-etablissement").text
    person = the_actor(queries.person_id("zoe@musee.fr") or 0)
    assert person.roles == {(house, Role.TECHNICIAN)}
    assert queries.person_id("autre@musee.fr") is None


def test_an_invitation_serves_once(app: Flask, browser: Browser) -> None:
    """The second visitor is told so."""
    _house, path = invited(app, "zoe@musee.fr")
    browser.get(path, 303)
    browser.post("/invitation", {"name": "Zoé", "password": PASSWORD})
    other = Browser(app)
    other.get(path, 303)
    other.get("/invitation", 409)


def test_an_invitation_dies_after_seven_days_or_when_taken_back(app: Flask, browser: Browser, clock: Clock) -> None:
    """Dead links are all alike."""
    house, path = invited(app, "zoe@musee.fr")
    browser.get(path, 303)
    browser.get("/invitation")
    chief = Browser(app).sign_in("chef@musee.fr")
    line = queries.home_page(the_actor(queries.person_id("chef@musee.fr") or 0), house, clock.now).invitations[0]
    chief.post(f"/invitations/{line.id}/annuler")
    browser.get("/invitation", 409)
    chief.post(f"/mon-etablissement/{house}/inviter", {"email": "max@musee.fr", "role": "reader"})
    browser.get(link_in_last_letter("max@musee.fr"), 303)
    clock.at(clock.now + timedelta(days=7, minutes=1))
    browser.get("/invitation", 409)


def test_an_invitation_is_bound_to_its_address(app: Flask, browser: Browser, clock: Clock) -> None:
    """Another person's account gets nothing, and the invitation still waits for its own."""
    house, path = invited(app, "zoe@musee.fr")
    other = a_person(email="max@musee.fr")
    browser.sign_in("max@musee.fr")
    browser.get(path, 303)
    browser.get("/invitation")
    assert "une autre adresse" in browser.post("/invitation", status=403).text
    assert not the_actor(other.user_id or 0).belongs_to(house)
    with pytest.raises(ForSomebodyElse):
        services.accept_invitation(other, path.rsplit("/", 1)[1], clock.now)


def test_somebody_with_an_account_signs_in_and_accepts(app: Flask, browser: Browser) -> None:
    """Through the door with the invitation in hand; one person, two institutions."""
    a_person(an_institution("Musée des Étoffes"), email="zoe@musee.fr")
    house, path = invited(app, "zoe@musee.fr", Role.CSR)
    browser.get(path, 303)
    assert "Connectez-vous" in browser.get("/invitation").text
    browser.sign_in("zoe@musee.fr")
    browser.get("/invitation")
    browser.post("/invitation")
    page = browser.get(f"/mon-etablissement?id={house}").text
    assert "Musée des Étoffes" in page
    assert "Musée des Ombres" in page


def test_only_admins_invite(app: Flask, clock: Clock) -> None:
    """A colleague is refused, a stranger finds nothing."""
    house = an_institution()
    with pytest.raises(Forbidden):
        services.invite(a_person(house, Role.CSR), house, "zoe@musee.fr", Role.READER, clock.now)
    with pytest.raises(NotFound):
        services.invite(a_person(an_institution(), Role.ADMIN), house, "zoe@musee.fr", Role.ADMIN, clock.now)
    with pytest.raises(DeadLink):
        services.accept_invitation(a_person(), "jamais vu", clock.now)


def test_the_last_admin_neither_leaves_nor_is_demoted(app: Flask, browser: Browser, clock: Clock) -> None:
    """Somebody must remain to answer."""
    house = an_institution()
    chief = a_person(house, Role.ADMIN, email="chef@musee.fr")
    browser.sign_in("chef@musee.fr")
    path = f"/mon-etablissement/{house}/membres/{chief.user_id}/retirer-un-role"
    browser.post(path, {"role": "admin"}, 409)
    with pytest.raises(LastAdmin):
        services.revoke_role(a_staff_member(), house, chief.user_id or 0, Role.ADMIN, clock.now)
    second = a_person(house, Role.READER)
    browser.post(f"/mon-etablissement/{house}/membres/{second.user_id}/donner-un-role", {"role": "admin"})
    browser.post(path, {"role": "admin"})
    assert not the_actor(chief.user_id or 0).belongs_to(house)
    assert the_actor(second.user_id or 0).has_role(house, Role.ADMIN)


def test_a_colleague_leaves_when_they_want_and_takes_nobody_along(app: Flask, clock: Clock) -> None:
    """One's own role, not another's."""
    house = an_institution()
    anne, max_ = a_person(house, Role.READER), a_person(house, Role.CSR)
    with pytest.raises(Forbidden):
        services.revoke_role(anne, house, max_.user_id or 0, Role.CSR, clock.now)
    services.revoke_role(anne, house, anne.user_id or 0, Role.READER, clock.now)
    assert the_actor(anne.user_id or 0).roles == frozenset()


def test_a_request_to_join_is_decided_by_an_admin(app: Flask, browser: Browser) -> None:
    """Asked on a page, told by mail, answered on a page."""
    house = an_institution("Musée des Ombres")
    a_person(house, Role.ADMIN, email="chef@musee.fr")
    a_person(email="zoe@musee.fr", name="Zoé Martin")
    browser.sign_in("zoe@musee.fr")
    browser.get(f"/etablissements/{house}/rejoindre")
    asked = {"role": "exhibitions", "message": "Je prépare l'expo d'avril"}
    browser.post(f"/etablissements/{house}/rejoindre", asked)
    assert "déjà partie" in browser.post(f"/etablissements/{house}/rejoindre", asked, 409).text
    assert "attend une réponse" in browser.get("/mon-etablissement").text
    assert "Zoé Martin" in letters_to("chef@musee.fr")[-1].subject
    chief = Browser(app).sign_in("chef@musee.fr")
    assert "expo d&#39;avril" in chief.get("/mon-etablissement").text
    browser.post("/demandes-d-adhesion/1/accepter", status=404)
    chief.post("/demandes-d-adhesion/1/accepter")
    chief.post("/demandes-d-adhesion/1/refuser", status=409)
    assert the_actor(queries.person_id("zoe@musee.fr") or 0).roles == {(house, Role.EXHIBITIONS)}
    assert "Musée des Ombres" in letters_to("zoe@musee.fr")[-1].body


def test_the_staff_decide_where_nobody_administers(app: Flask, browser: Browser, clock: Clock) -> None:
    """And only there."""
    orphan, led = an_institution("Musée Orphelin"), an_institution()
    a_person(led, Role.ADMIN)
    team = a_staff_member("equipe@plateforme.fr")
    zoe = a_person(email="zoe@musee.fr")
    first = services.ask_to_join(zoe, orphan, Role.ADMIN, "", clock.now)
    second = services.ask_to_join(zoe, led, Role.READER, "", clock.now)
    assert letters_to("equipe@plateforme.fr")
    browser.sign_in("equipe@plateforme.fr")
    assert "Musée Orphelin" in browser.get("/plateforme").text
    assert "Accepter" in browser.get(f"/mon-etablissement?id={orphan}").text
    browser.post(f"/demandes-d-adhesion/{first}/accepter")
    assert the_actor(zoe.user_id or 0).has_role(orphan, Role.ADMIN)
    with pytest.raises(Forbidden):
        services.accept_request(team, second, clock.now)


def test_a_short_password_does_not_administer(app: Flask, browser: Browser, clock: Clock) -> None:
    """Sixteen characters, or another password first."""
    house = an_institution()
    zoe = a_person(house, Role.READER, email="zoe@musee.fr", password=SHORT)
    a_person(house, Role.ADMIN, email="chef@musee.fr")
    with pytest.raises(ShortForAdmin):
        services.grant_role(a_staff_member(), house, zoe.user_id or 0, Role.ADMIN, clock.now)
    browser.sign_in("zoe@musee.fr", SHORT)
    browser.get("/compte/mot-de-passe")
    browser.post("/compte/mot-de-passe", {"current_password": SHORT, "password": PASSWORD})
    services.grant_role(a_staff_member(), house, zoe.user_id or 0, Role.ADMIN, clock.now)


def test_every_write_is_in_the_journal_of_the_institution(app: Flask, browser: Browser) -> None:
    """Its admins read it, nobody changes it."""
    house, path = invited(app, "zoe@musee.fr")
    browser.get(path, 303)
    browser.post("/invitation", {"name": "Zoé", "password": PASSWORD})
    page = Browser(app).sign_in("chef@musee.fr").get(f"/mon-etablissement/{house}/journal").text
    for action in ("Établissement inscrit", "Établissement vérifié", "Invitation envoyée", "Invitation acceptée"):
        assert action in page
