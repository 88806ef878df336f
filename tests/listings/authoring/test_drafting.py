"""Photo first, a draft that keeps whatever is typed, and the way from one to a listing."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotFound, Stale
from app.listings.models import DraftPhoto, Listing, ListingDraft, ListingPhoto
from app.listings.services import DraftKey, discard_draft, forget_drafts, save_draft
from app.listings.services.drafts import MOST_LETTERS, TooMuchTyped
from app.media.models import Photo
from app.media.services import discard_unattached
from tests.given.accounts import a_person, an_institution
from tests.given.listings import a_listing, a_site_of
from tests.given.media import a_picture, an_upload, some_photos
from tests.listings.authoring.test_pages import typed
from tests.pages import Browser

HEIC = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 200
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


def begun(browser: Browser, category: str = "screen", **more: Any) -> str:
    """The address of a draft begun on the first page."""
    location: str = browser.post("/annonces/nouvelle", {"category": category, **more}).location
    return location


def kept(browser: Browser, museum_id: int, status: int = 200, **sent: Any) -> Any:
    """What the script is answered."""
    address = f"/annonces/brouillons?etablissement={museum_id}&categorie=screen"
    return browser.post(address, {**typed(museum_id), **sent}, status=status).json


def test_two_plain_pages_make_a_listing_with_its_photo(technician: Browser, museum: int) -> None:
    draft = begun(technician, photos=an_upload())
    page = technician.get(draft).text
    photo = re.search(r'name="photos_kept" value="(\d+)"', page)
    version = re.search(r'name="draft_version"[^>]*value="(\d+)"', page)
    number = draft.rsplit("/", 1)[1]
    assert photo and version
    data = typed(museum, title="", draft=number, draft_version=version[1], photos_kept=photo[1], suite="publier")
    shown = technician.get(technician.post(draft, data).location).text
    assert f"/photos/{photo[1]}/" in shown
    listing = db.session.execute(select(Listing)).scalar_one()
    assert listing.title == "Écran 55\u00a0pouces, 4K UHD"
    assert not db.session.execute(select(ListingDraft.id)).all()
    technician.get(draft, status=404)


def test_the_first_page_reads_typed_words_and_keeps_the_photos_when_it_cannot(
    technician: Browser, museum: int
) -> None:
    page = technician.post("/annonces/nouvelle", {"said": "zzzz", "photos": an_upload()}, status=422).text
    assert "Choisissez une catégorie" in page
    photo = re.search(r'name="photos_kept" value="(\d+)"', page)
    assert photo
    draft = technician.post("/annonces/nouvelle", {"said": "vidéoprojecteurs", "photos_kept": photo[1]}).location
    assert "vidéoprojecteur" in technician.get(draft).text


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (HEIC, "IMG_1.HEIC", "au format HEIC"),
        (SVG, "logo.jpg", "en réalité de type SVG"),
        (a_picture()[:900], "photo.jpg", "abîmée ou incomplète"),
        (b"", "vide.jpg", "est vide"),
    ],
)
def test_a_file_that_is_no_photo_gets_its_answer_and_nothing_is_kept(
    technician: Browser, museum: int, content: bytes, name: str, said: str
) -> None:
    page = technician.post("/annonces/nouvelle", {"category": "screen", "photos": an_upload(content, name)}, 422)
    assert said in page.text
    address = f"/annonces/photos?etablissement={museum}"
    assert said in technician.post(address, {"photos": an_upload(content, name)}, status=422).json["said"]
    assert not db.session.execute(select(Photo.id)).all()
    assert not db.session.execute(select(ListingDraft.id)).all()


def test_a_draft_keeps_what_is_valid_and_what_is_not(technician: Browser, museum: int) -> None:
    answer = kept(technician, museum, spec_diagonal="grande", mass_kg="lourd", spec_inputs=["hdmi", "usb"])
    assert answer["said"].startswith("Brouillon enregistré à ")
    page = technician.get(answer["address"]).text
    for said in ('value="grande"', 'value="lourd"', 'value="hdmi" selected', 'value="3"'):
        assert said in page.replace(" checked", " selected"), said
    assert "Vous avez un brouillon" in technician.get("/annonces/nouvelle").text


def test_a_second_window_is_told_instead_of_overwriting(technician: Browser, museum: int) -> None:
    first = kept(technician, museum, title="Un")
    key = {"draft": str(first["draft"]), "draft_version": str(first["version"])}
    kept(technician, museum, title="Deux", **key)
    told = kept(technician, museum, status=409, title="Trois", **key)
    assert "depuis une autre fenêtre" in told["said"]
    assert 'value="Deux"' in technician.get(first["address"]).text
    stale = technician.post(first["address"], typed(museum, title="Trois", **key), status=422).text
    assert "a changé depuis" in stale and f'name="draft_version" type="hidden" value="{told["version"]}"' in stale
    technician.post(first["address"], typed(museum, title="Trois", **{**key, "draft_version": told["version"]}))
    assert db.session.execute(select(Listing.title)).scalar_one() == "Trois"


def test_another_category_gives_back_what_was_typed_for_the_first(technician: Browser, museum: int) -> None:
    answer = kept(technician, museum, spec_diagonal="65")
    address = answer["address"]
    technician.post(f"{address}/categorie", {"category": "plinth"})
    assert "socle" in technician.get(address).text and 'name="spec_diagonal"' not in technician.get(address).text
    technician.post(f"{address}/categorie", {"category": "screen"})
    assert 'value="65"' in technician.get(address).text


def test_the_next_listing_begins_with_the_terms_of_the_last(technician: Browser, actor: Actor, museum: int) -> None:
    a_listing(actor, museum, lender_conditions="Caisse obligatoire.", turnaround_days=4, offer="both")
    page = technician.get(begun(technician)).text
    assert "Caisse obligatoire." in page and 'value="4"' in page
    assert re.search(r'value="both" checked', page)


def test_a_draft_thrown_away_takes_its_photos_along(
    technician: Browser, actor: Actor, museum: int, now: datetime
) -> None:
    draft = begun(technician, photos=an_upload())
    assert db.session.execute(select(Photo.attached)).scalar_one() is True
    technician.post(f"{draft}/abandonner")
    assert "Vous avez un brouillon" not in technician.get("/annonces/nouvelle").text
    discard_unattached(now + timedelta(days=2))
    assert not db.session.execute(select(Photo.id)).all()


def test_drafts_are_forgotten_after_thirty_days_and_not_before(
    app: Flask, actor: Actor, museum: int, now: datetime
) -> None:
    photos = some_photos(actor, museum, now, 2, attached=False)
    save_draft(actor, museum, category="screen", typed={"title": ["Écran"]}, photo_ids=photos, now=now)
    forget_drafts(now + timedelta(days=29))
    assert db.session.execute(select(DraftPhoto.photo_id)).scalars().all() == list(photos)
    forget_drafts(now + timedelta(days=31))
    assert not db.session.execute(select(ListingDraft.id)).all()
    assert set(db.session.execute(select(Photo.attached)).scalars()) == {False}


def test_a_draft_is_its_author_s_alone(
    browser: Browser, app: Flask, actor: Actor, museum: int, now: datetime
) -> None:
    key = save_draft(actor, museum, category="screen", typed={}, now=now)
    colleague = a_person(museum, email="collegue@exemple.fr")
    with pytest.raises(NotFound):
        discard_draft(colleague, key.id)
    with pytest.raises(NotFound):
        save_draft(colleague, museum, category="screen", typed={}, draft=key, now=now)
    with pytest.raises(Stale):
        save_draft(actor, museum, category="screen", typed={}, draft=DraftKey(key.id, 7), now=now)
    visitor = browser.sign_in("collegue@exemple.fr")
    visitor.get(f"/annonces/brouillons/{key.id}", status=404)
    visitor.post(f"/annonces/brouillons/{key.id}/abandonner", status=404)
    visitor.post(f"/annonces/brouillons?etablissement={museum}&categorie=screen", {"draft": key.id}, status=404)


def test_a_photo_shows_one_thing_only(app: Flask, actor: Actor, museum: int, now: datetime) -> None:
    photos = some_photos(actor, museum, now, 1)
    a_listing(actor, museum, photo_ids=photos)
    with pytest.raises(NotFound):
        save_draft(actor, museum, category="screen", typed={}, photo_ids=photos, now=now)
    elsewhere = an_institution()
    stranger = a_person(elsewhere)
    theirs = some_photos(stranger, elsewhere, now, 1, attached=False)
    with pytest.raises(NotFound):
        save_draft(actor, museum, category="screen", typed={}, photo_ids=theirs, now=now)
    assert not db.session.execute(select(ListingDraft.id)).all()
    assert len(db.session.execute(select(ListingPhoto.id)).all()) == 1


def test_a_library_is_not_kept_as_a_draft(app: Flask, actor: Actor, museum: int, now: datetime) -> None:
    with pytest.raises(TooMuchTyped):
        save_draft(actor, museum, category="screen", typed={"title": ["x" * MOST_LETTERS]}, now=now)


def test_the_same_form_sent_twice_ends_one_draft_in_one_listing(technician: Browser, museum: int) -> None:
    answer = kept(technician, museum)
    data = typed(museum, draft=answer["draft"], draft_version=answer["version"], site_id=str(a_site_of(museum)))
    address = f"/annonces/nouvelle?categorie=screen&etablissement={museum}"
    assert technician.post(address, data).location == technician.post(address, data).location
