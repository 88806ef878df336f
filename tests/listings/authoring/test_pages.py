"""The pages that write listings: each valid, each keeping what was typed, each closed to who may not."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.core.actor import Actor, Role
from app.core.db import db
from app.listings.domain.states import ListingState
from app.listings.models import Listing, Unit
from app.listings.queries.authoring import work_page
from tests.given.accounts import a_person, an_institution
from tests.given.listings import a_listing, a_site_of, unit_ids
from tests.given.media import an_upload, some_photos
from tests.pages import Browser


def typed(museum: int, **more: Any) -> dict[str, Any]:
    """A complete form for a screen."""
    return {
        "title": "Écran Samsung QM55",
        "quantity": "3",
        "condition": "good",
        "spec_diagonal": "55 pouces",
        "spec_resolution": "UHD-4K",
        "spec_inputs": ["hdmi", "usb"],
        "mass_kg": "18,5 kg",
        "site_id": str(a_site_of(museum)),
        "offer": "loan",
        "visibility": "network",
        "turnaround_days": "1",
        "collection_item": "non",
        "once": "k1",
        **more,
    }


def test_a_technician_writes_and_publishes_a_listing(technician: Browser, museum: int) -> None:
    chooser = technician.get("/annonces/nouvelle").text
    assert 'value="screen"' in chooser and "Prendre une photo" in chooser
    page = technician.get("/annonces/nouvelle?categorie=screen").text
    assert "Publier l'annonce" in page.replace("&#39;", "'")
    answer = technician.post("/annonces/nouvelle?categorie=screen", typed(museum, suite="publier"))
    assert re.search(r"/annonces/\d+/apercu$", answer.location)
    shown = technician.get(answer.location).text
    assert "18,5 kg" in shown
    assert "L'annonce est publiée" in shown.replace("&#39;", "'")
    listing = db.session.execute(select(Listing)).scalar_one()
    assert (listing.state, listing.specs["diagonal"], listing.turnaround_days) == (ListingState.PUBLISHED, "55", 1)
    mine = technician.get("/mes-annonces").text
    assert "Publiée (1)" in mine


def test_a_draft_is_kept_with_almost_nothing(technician: Browser, museum: int) -> None:
    answer = technician.post(
        "/annonces/nouvelle?categorie=plinth",
        {
            "title": "Socle",
            "quantity": "1",
            "condition": "good",
            "site_id": a_site_of(museum),
            "offer": "loan",
            "visibility": "network",
        },
    )
    shown = technician.get(answer.location).text
    assert "il manque" in shown
    assert "Publier l'annonce" not in shown
    assert "Publier les annonces cochées" not in technician.get("/mes-annonces?etat=draft").text


def test_what_is_wrong_is_said_at_its_field_and_everything_typed_is_kept(technician: Browser, museum: int) -> None:
    wrong = typed(
        museum,
        title="",
        quantity="beaucoup",
        spec_diagonal="grande",
        mass_kg="lourd",
        made_in_year="2099",
        brand="Samsung",
    )
    page = technician.post("/annonces/nouvelle?categorie=screen", wrong, status=422).text
    for said in ("nombre entier", "« lourd » n"):
        assert said in page.replace("&#39;", "'")
    assert 'value="Samsung"' in page
    right = {**wrong, "title": "Écran", "quantity": "1", "mass_kg": "18"}
    page = technician.post("/annonces/nouvelle?categorie=screen", right, status=422).text
    assert "« grande » n" in page
    page = technician.post("/annonces/nouvelle?categorie=screen", {**right, "spec_diagonal": "55"}, status=422).text
    assert "entre 1950 et 2027" in page
    assert not db.session.execute(select(Listing.id)).all()


def test_an_unusual_mass_is_confirmed_on_the_page(technician: Browser, museum: int) -> None:
    page = technician.post("/annonces/nouvelle?categorie=screen", typed(museum, mass_kg="18500"), status=422).text
    assert 'name="mass_confirmed"' in page
    technician.post("/annonces/nouvelle?categorie=screen", typed(museum, mass_kg="18500", mass_confirmed="y"))


def test_a_photo_survives_a_refused_form(technician: Browser, museum: int) -> None:
    data = typed(museum, quantity="", photos=an_upload())
    page = technician.post("/annonces/nouvelle?categorie=screen", data, status=422).text
    kept = re.search(r'name="photos_kept" value="(\d+)"', page)
    assert kept
    answer = technician.post("/annonces/nouvelle?categorie=screen", typed(museum, photos_kept=kept[1]))
    assert f"/photos/{kept[1]}/" in technician.get(answer.location).text


def test_a_file_that_is_no_photo_is_refused_at_its_field(technician: Browser, museum: int) -> None:
    data = typed(museum, photos=an_upload(b"<svg onload='x'/>", "dessin.svg"))
    assert "dessin.svg" in technician.post("/annonces/nouvelle?categorie=screen", data, status=422).text


def test_a_double_click_makes_one_listing(technician: Browser, museum: int) -> None:
    one = technician.post("/annonces/nouvelle?categorie=screen", typed(museum)).location
    assert technician.post("/annonces/nouvelle?categorie=screen", typed(museum)).location == one


def test_editing_shows_what_is_there_and_saves_what_changed(
    technician: Browser, actor: Actor, museum: int, now: datetime
) -> None:
    listing_id = a_listing(actor, museum, mass_kg=Decimal("18.5"))
    photos = some_photos(actor, museum, now, 2, attached=False)
    page = technician.get(f"/annonces/{listing_id}/modifier").text
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert version
    assert 'value="18,5"' in page
    assert 'value="55"' in page
    data = typed(museum, title="Nouveau titre", version=version[1], photos_kept=[str(id) for id in photos])
    assert 'name="quantity"' not in page
    del data["quantity"]  # a browser sends what the page shows
    technician.post(f"/annonces/{listing_id}/modifier", data)
    technician.post(f"/annonces/{listing_id}/photos/{photos[1]}/couverture")
    assert [photo.id for photo in work_page(actor, listing_id, now).photos] == [photos[1], photos[0]]
    assert "Nouveau titre" in technician.get(f"/annonces/{listing_id}/modifier").text
    stale = technician.post(f"/annonces/{listing_id}/modifier", data, status=422).text
    assert "a changé depuis" in stale
    assert "la vôtre la remplacera" in stale
    present = re.search(r'name="version"[^>]*value="(\d+)"', stale)
    assert present
    technician.post(f"/annonces/{listing_id}/modifier", {**data, "version": present[1]})


def test_publishing_and_withdrawing_by_buttons(technician: Browser, actor: Actor, museum: int) -> None:
    listing_id = a_listing(actor, museum, published=False)
    assert "Publier l'annonce" in technician.get(f"/annonces/{listing_id}/apercu").text.replace("&#39;", "'")
    technician.post(f"/annonces/{listing_id}/publier")
    technician.post(f"/annonces/{listing_id}/retirer")
    assert db.session.get_one(Listing, listing_id, populate_existing=True).state is ListingState.WITHDRAWN
    once = re.search(
        r'dupliquer.*?name="once" value="(\w+)"', technician.get(f"/annonces/{listing_id}/apercu").text, re.S
    )
    assert once is not None
    copy = technician.post(f"/annonces/{listing_id}/dupliquer", {"once": once[1]}).location
    assert technician.post(f"/annonces/{listing_id}/dupliquer", {"once": once[1]}).location == copy
    assert "copie en brouillon" in technician.get(copy).text


def test_several_drafts_are_published_at_once(technician: Browser, actor: Actor, museum: int) -> None:
    ids = [a_listing(actor, museum, title=f"Écran {n}", published=False) for n in range(3)]
    page = technician.get("/mes-annonces").text
    assert all(f'name="annonce" value="{id}"' in page for id in ids)
    technician.post("/mes-annonces/publier", {"annonce": [str(ids[0]), str(ids[1])], "etablissement": museum})
    assert "2 annonces publiées" in technician.get("/mes-annonces").text
    technician.post("/mes-annonces/publier", {"toutes": "1", "etablissement": museum})
    assert "Publiée (3)" in technician.get("/mes-annonces").text


def test_units_are_named_counted_and_retired(technician: Browser, actor: Actor, museum: int) -> None:
    listing_id = a_listing(actor, museum, quantity=2)
    one, two = unit_ids(listing_id)
    page = technician.get(f"/annonces/{listing_id}/exemplaires").text
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert version
    line = {"serial": "", "condition": "good", "in_service_from": "", "out_of_service_from": ""}
    data = {"version": version[1]}
    for n, (id, label) in enumerate([(one, "Gauche"), (two, "Droite"), ("", "Centre")]):
        data |= {f"units-{n}-{key}": value for key, value in {**line, "id": str(id), "label": label}.items()}
    technician.post(f"/annonces/{listing_id}/exemplaires", data)
    labels = db.session.execute(select(Unit.label).order_by(Unit.id)).scalars().all()
    assert labels == ["Gauche", "Droite", "Centre"]
    twice = {**data, "version": str(int(version[1]) + 1), "units-1-label": "Gauche", "units-2-label": ""}
    assert (
        "Deux exemplaires portent" in technician.post(f"/annonces/{listing_id}/exemplaires", twice, status=422).text
    )
    technician.post(f"/annonces/{listing_id}/quantite", {"quantity": "5"})
    assert len(unit_ids(listing_id)) == 5
    page = technician.post(f"/annonces/{listing_id}/quantite", {"quantity": "0"}, status=422).text
    assert "entre 1 et 1000" in page


def test_others_find_nothing_at_these_addresses(browser: Browser, actor: Actor, museum: int) -> None:
    listing_id = a_listing(actor, museum)
    a_person(an_institution(), email="ailleurs@exemple.fr")
    visitor = browser.sign_in("ailleurs@exemple.fr")
    for page in ("modifier", "exemplaires", "apercu"):
        visitor.get(f"/annonces/{listing_id}/{page}", status=404)
    visitor.get(f"/mes-annonces?etablissement={museum}", status=404)
    visitor.get(f"/annonces/nouvelle?etablissement={museum}", status=404)
    visitor.post(f"/annonces/{listing_id}/dupliquer", status=403)
    visitor.post("/mes-annonces/publier", {"annonce": "999999"}, status=404)


def test_a_reader_sees_the_inventory_without_buttons(browser: Browser, actor: Actor, museum: int) -> None:
    listing_id = a_listing(actor, museum, published=False)
    a_person(museum, Role.READER, email="lecture@exemple.fr")
    reader = browser.sign_in("lecture@exemple.fr")
    page = reader.get("/mes-annonces").text
    assert "Ajouter une annonce" not in page
    assert 'name="annonce"' not in page
    assert "Publier" not in reader.get(f"/annonces/{listing_id}/apercu").text
    for path in (f"/annonces/{listing_id}/modifier", "/annonces/nouvelle", "/annonces/importer"):
        reader.get(path, status=403)
    reader.post(f"/annonces/{listing_id}/publier", status=403)


def test_strangers_sign_in_first(browser: Browser, museum: int) -> None:
    for path in ("/mes-annonces", "/annonces/nouvelle", "/annonces/importer"):
        assert "/connexion" in browser.get(path, status=303).location


def test_an_empty_inventory_says_what_to_do(technician: Browser) -> None:
    assert "Aucune annonce ici" in technician.get("/mes-annonces").text


def test_an_unverified_institution_is_told_why_it_cannot_publish(browser: Browser) -> None:
    museum = an_institution(verified=False)
    a_person(museum, email="attente@exemple.fr")
    page = browser.sign_in("attente@exemple.fr").get("/annonces/nouvelle?categorie=screen").text
    assert "pas encore vérifié" in page
    assert 'value="publier"' not in page


@pytest.mark.parametrize(
    "category",
    ["video_projector", "media_player", "loudspeaker", "led_spot", "display_case", "plinth", "picture_wall"],
)
def test_every_category_has_its_form(technician: Browser, actor: Actor, museum: int, category: str) -> None:
    technician.get(f"/annonces/nouvelle?categorie={category}")
    listing_id = a_listing(actor, museum, category=category, title="Objet", available_from=date(2027, 2, 1))
    technician.get(f"/annonces/{listing_id}/modifier")
    technician.get(f"/annonces/{listing_id}/apercu")
