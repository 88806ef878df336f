"""Institutions and their sites: what is asked, what is derived, what is refused and where."""

from io import BytesIO

import pytest
from flask import Flask
from PIL import Image

from app.accounts import queries, services
from app.accounts.domain.institutions import NotAWebAddress, SiteDraft, checked_siret, checked_website
from app.accounts.domain.states import InstitutionState
from app.core.actor import Role
from app.core.errors import Forbidden, NotFound
from app.core.geocoding import AddressNotFound
from tests.conftest import Clock
from tests.given.accounts import a_person, a_site, a_staff_member, an_institution, the_actor
from tests.pages import Browser

SIRET = "180 046 237 00012"  # the check digits agree; spaces are forgiven

TYPED = {
    "name": "Musée des Tuiles",
    "kind": "museum",
    "is_public": "1",
    "siret": "",
    "website": "https://www.tuiles.exemple.fr",
    "site_name": "Réserves",
    "address": "12 rue Nationale",
    "postcode": "59000",
    "city": "Lille",
    "open_weekdays": ["1", "2", "4"],
    "access_notes": "Quai au fond de la cour",
}


def signed_in(browser: Browser, *roles: Role, house: int | None = None) -> Browser:
    """Somebody in front of their screen."""
    a_person(house, *roles, email="anne@musee.fr", name="Anne Petit")
    return browser.sign_in("anne@musee.fr")


def test_whoever_creates_an_institution_administers_it_and_waits_for_the_staff(
    app: Flask, browser: Browser, clock: Clock
) -> None:
    """Region and department come from the address."""
    signed_in(browser)
    browser.get("/etablissements/nouveau")
    made = browser.post("/etablissements/nouveau", TYPED)
    page = browser.get(made.location).text
    assert "À vérifier" in page
    assert "Hauts-de-France" in page
    institution_id = int(made.location.rsplit("=", 1)[1])
    person = the_actor(queries.person_id("anne@musee.fr") or 0)
    assert person.has_role(institution_id, Role.ADMIN)
    assert not queries.is_institution_verified(institution_id)
    site = queries.sites_of(institution_id)[0]
    assert (site.department, site.region, site.open_weekdays) == ("59", "32", (1, 2, 4))


def test_an_impossible_siret_is_refused_at_its_field_and_everything_typed_is_kept(
    app: Flask, browser: Browser
) -> None:
    """422, the sentence beside the field, the values in theirs."""
    signed_in(browser)
    page = browser.post("/etablissements/nouveau", {**TYPED, "siret": "123 456 789 00012"}, 422).text
    assert 'id="siret-error"' in page
    assert "numéro SIRET n&#39;existe pas" in page
    for typed in ("123 456 789 00012", "Musée des Tuiles", "12 rue Nationale", "59000", "Quai au fond de la cour"):
        assert typed in page
    assert 'name="open_weekdays" value="4" checked' in page
    assert 'name="open_weekdays" value="3" checked' not in page


def test_a_siret_serves_one_institution(app: Flask, browser: Browser) -> None:
    """The second is told to join the first."""
    an_institution(siret=checked_siret(SIRET) or "")
    signed_in(browser)
    page = browser.post("/etablissements/nouveau", {**TYPED, "siret": SIRET}, 409).text
    assert "porte déjà ce numéro SIRET" in page


def test_an_address_nowhere_to_be_found_is_said_at_the_town(app: Flask, browser: Browser) -> None:
    """Neither the BAN nor the gazetteer knows it."""
    signed_in(browser)
    typed = {**TYPED, "postcode": "99999", "city": "Nulle-Part-les-Oies"}
    page = browser.post("/etablissements/nouveau", typed, 422).text
    assert 'id="city-error"' in page
    assert "99999 Nulle-Part-les-Oies" in page


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("website", "javascript:alert(1)", "adresse complète"),
        ("postcode", "5900", "cinq chiffres"),
        ("name", "   ", "Ce champ est nécessaire"),
        ("open_weekdays", [], "Ce champ est nécessaire"),
        ("kind", "castle", "Not a valid choice|choix"),
    ],
)
def test_each_wrong_answer_is_told_at_its_field(
    app: Flask, browser: Browser, field: str, value: object, said: str
) -> None:
    """And nothing is made of it."""
    signed_in(browser)
    page = browser.post("/etablissements/nouveau", {**TYPED, field: value}, 422).text
    assert f'id="{field}-error"' in page
    assert any(one in page for one in said.split("|"))
    assert queries.memberships_of(the_actor(queries.person_id("anne@musee.fr") or 0)) == ()


def test_only_web_addresses_become_links() -> None:
    """http and https, with a host."""
    assert checked_website(" https://www.musee.fr/a ") == "https://www.musee.fr/a"
    for bad in ("www.musee.fr", "ftp://musee.fr", "https://", "https://[", "https://a b.fr"):
        with pytest.raises(NotAWebAddress):
            checked_website(bad)


def test_a_site_without_javascript_is_added_moved_closed_and_opened(app: Flask, browser: Browser) -> None:
    """The whole life of a place."""
    house = an_institution(city="Lyon")
    signed_in(browser, Role.ADMIN, house=house)
    browser.get(f"/mon-etablissement/{house}/sites/nouveau")
    browser.post(f"/mon-etablissement/{house}/sites/nouveau", TYPED)
    first, second = queries.sites_of(house)
    browser.get(f"/sites/{first.id}/modifier")
    browser.post(f"/sites/{first.id}/modifier", {**TYPED, "postcode": "44000", "city": "Nantes"})
    assert queries.institution_refs([house])[house].region_name == "Pays de la Loire"
    page = f"/sites/{second.id}/fermetures"
    browser.get(page)
    days = {"first_day": "2027-08-01", "last_day": "2027-08-15", "reason": "Congés"}
    assert "avant le premier" in browser.post(page, {**days, "last_day": "2027-07-01"}, 422).text
    browser.post(page, days)
    closure = queries.site_of(second.id).closures[0]
    assert "Congés" in browser.get("/mon-etablissement").text
    browser.post(f"{page}/{closure.id}/retirer")
    assert queries.site_of(second.id).closures == ()


def test_the_admin_of_another_institution_finds_nothing_there(app: Flask, browser: Browser) -> None:
    """404, as if it did not exist, for reading and for writing."""
    theirs, mine = an_institution(verified=False), an_institution()
    site = a_site(theirs)
    signed_in(browser, Role.ADMIN, house=mine)
    base = f"/mon-etablissement/{theirs}"
    pages = (
        f"/mon-etablissement?id={theirs}",
        f"/etablissements/{theirs}",
        f"/etablissements/{theirs}/rejoindre",
        *(f"{base}/{name}" for name in ("modifier", "logo", "journal", "inviter", "sites/nouveau")),
        f"/sites/{site}/modifier",
        f"/sites/{site}/fermetures",
        "/sites/999/modifier",
    )
    for page in pages:
        browser.get(page, 404)
    for page in pages[3:]:
        if not page.endswith("journal"):
            browser.post(page, TYPED, 404)
    browser.post(f"{base}/membres/1/donner-un-role", {"role": "admin"}, 404)
    browser.post(f"{base}/membres/1/retirer-un-role", {"role": "admin"}, 404)


def test_a_colleague_who_does_not_administer_sees_but_does_not_change(app: Flask, browser: Browser) -> None:
    """403: the page exists, this is not theirs to do; and no button offers it."""
    house = an_institution()
    signed_in(browser, Role.TECHNICIAN, house=house)
    page = browser.get("/mon-etablissement").text
    assert "Modifier" not in page
    assert "Inviter" not in page
    for name in ("modifier", "inviter", "journal", "sites/nouveau"):
        browser.get(f"/mon-etablissement/{house}/{name}", 403)


def test_anybody_reads_the_list_and_searches_it_without_a_cookie(app: Flask, browser: Browser) -> None:
    """By name without accents, by town, by region; unverified ones are not there."""
    an_institution("Musée des Étoffes", city="Lille")
    an_institution("Musée des Ombres", city="Lyon")
    an_institution("Musée Caché", city="Lille", verified=False)
    listed = browser.get("/etablissements")
    assert "Set-Cookie" not in listed.headers
    assert "Caché" not in listed.text
    assert "Étoffes" in browser.get("/etablissements?q=etoffes").text
    assert "Étoffes" in browser.get("/etablissements?q=lille").text
    assert "Étoffes" not in browser.get("/etablissements?region=84").text
    assert "Aucun établissement" in browser.get("/etablissements?q=zzz").text
    browser.get("/etablissements?region=zz&page=-4")


def test_the_public_page_shows_the_institution_and_no_private_detail(app: Flask, browser: Browser) -> None:
    """Town, kind, region; neither the address of the store nor anybody's name."""
    house = an_institution("Musée des Ombres", city="Lyon")
    a_person(house, name="Anne Petit")
    page = browser.get(f"/etablissements/{house}")
    assert "Auvergne-Rhône-Alpes" in page.text
    assert "Sainte-Catherine" not in page.text
    assert "Anne Petit" not in page.text
    assert "Set-Cookie" not in page.headers


def test_the_staff_verify_refuse_and_suspend(app: Flask, browser: Browser) -> None:
    """Each decision is written in the journal and told to the admins."""
    from tests.accounts.letters import letters_to

    house = an_institution("Musée des Ombres", verified=False)
    a_person(house, Role.ADMIN, email="chef@musee.fr")
    a_staff_member("equipe@plateforme.fr")
    browser.sign_in("equipe@plateforme.fr")
    assert "1 établissement à vérifier" in browser.get("/plateforme").text
    assert "Musée des Ombres" in browser.get("/plateforme/etablissements").text
    decide = f"/plateforme/etablissements/{house}/decider"
    browser.post(decide, {"decision": "verify"})
    assert queries.is_institution_verified(house)
    browser.post(decide, {"decision": "suspend", "reason": "Adresse fausse"})
    assert queries.institution_refs([house])[house].state is InstitutionState.SUSPENDED
    assert "Adresse fausse" in letters_to("chef@musee.fr")[-1].body
    assert "Musée des Ombres" in browser.get("/plateforme/etablissements?etat=suspended").text
    assert "Établissement suspendu" in browser.get("/plateforme/journal").text
    browser.get("/plateforme/etablissements?etat=rien", 404)
    browser.post("/plateforme/etablissements/9999/decider", {"decision": "verify"}, 404)


def test_the_staff_pages_are_for_the_staff(app: Flask, browser: Browser, clock: Clock) -> None:
    """An admin is not staff; neither is the verb theirs."""
    house = an_institution(verified=False)
    signed_in(browser, Role.ADMIN, house=house)
    for page in ("/plateforme", "/plateforme/etablissements", "/plateforme/journal"):
        browser.get(page, 403)
        Browser(app).get(page, 303)
    with pytest.raises(NotFound):
        services.verify_institution(the_actor(queries.person_id("anne@musee.fr") or 0), house, clock.now)


def test_verbs_refuse_strangers_and_colleagues(app: Flask, clock: Clock) -> None:
    """Hidden buttons are refused by the verb itself."""
    house = an_institution()
    colleague, stranger = a_person(house, Role.READER), a_person(an_institution(), Role.ADMIN)
    draft = SiteDraft("Réserves", "1 rue Haute", "59000", "Lille")
    with pytest.raises(Forbidden):
        services.add_site(colleague, house, draft, clock.now)
    with pytest.raises(NotFound):
        services.add_site(stranger, house, draft, clock.now)
    with pytest.raises(AddressNotFound):
        services.add_site(a_staff_member(), house, SiteDraft("X", "y", "00000", "z"), clock.now)


def test_a_logo_is_a_picture_or_is_refused_at_its_field(app: Flask, browser: Browser) -> None:
    """Shown on the public page once received."""
    house = an_institution("Musée des Ombres")
    signed_in(browser, Role.ADMIN, house=house)
    page = f"/mon-etablissement/{house}/logo"
    browser.get(page)
    browser.post(page, {}, 422)
    wrong = browser.post(page, {"logo": (BytesIO(b"ceci n'est pas une image"), "logo.png")}, 422)
    assert 'id="logo-error"' in wrong.text
    picture = BytesIO()
    Image.new("RGBA", (64, 48), "#146c54").save(picture, "PNG")
    picture.seek(0)
    browser.post(page, {"logo": (picture, "logo.png")})
    assert "Logo de Musée des Ombres" in browser.get(f"/etablissements/{house}").text
    assert browser.get(f"/etablissements/{house}/logo.webp").mimetype == "image/webp"
