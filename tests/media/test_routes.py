"""Photos on the wire: who gets them, and how they are boxed in."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO

import pytest
from flask import Flask, url_for
from PIL import Image

from app.accounts.models import Institution
from app.core.actor import Actor, Role
from app.core.db import db, transaction
from app.media import access, services
from app.media.queries import Size, photo_url
from tests.given.accounts import a_person, an_institution
from tests.given.media import a_photo, a_picture
from tests.pages import Browser

OWNER, STRANGER, LOWEST = "proprietaire@exemple.fr", "autre@exemple.fr", "lecteur@exemple.fr"


@pytest.fixture(autouse=True)
def no_rules() -> Iterator[None]:
    """The rules of other packages are theirs to test."""
    kept, access._rules[:] = access._rules[:], []
    yield
    access._rules[:] = kept


@pytest.fixture
def museum(app: Flask) -> int:
    museum, other = an_institution(), an_institution()
    a_person(museum, email=OWNER)
    a_person(museum, Role.READER, email=LOWEST)
    a_person(other, Role.ADMIN, email=STRANGER)
    return museum


def the_owner(museum: int) -> Actor:
    return a_person(museum)


@pytest.mark.parametrize("size", list(Size))
def test_a_public_photo_is_sent_to_anybody_in_a_box(browser: Browser, museum: int, now: datetime, size: Size) -> None:
    photo_id = a_photo(the_owner(museum), museum, now, is_public=True)
    response = browser.get(photo_url(photo_id, size))
    assert response.mimetype == "image/webp"
    assert Image.open(BytesIO(response.data)).format == "WEBP"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["Cache-Control"] == "public, max-age=2592000, immutable"
    assert response.headers["Content-Disposition"] == f'inline; filename="photo-{photo_id}-{size}.webp"'
    again = browser.client.get(photo_url(photo_id, size), headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_a_private_photo_is_sent_to_its_institution_alone(app: Flask, museum: int, now: datetime) -> None:
    address = photo_url(a_photo(the_owner(museum), museum, now), Size.MEDIUM)
    Browser(app).get(address, 404)
    Browser(app).sign_in(STRANGER).get(address, 404)
    for email in (OWNER, LOWEST):
        response = Browser(app).sign_in(email).get(address)
        assert response.headers["Cache-Control"] == "private, max-age=2592000, immutable"


def test_a_photo_not_yet_in_use_is_never_public(app: Flask, museum: int, now: datetime) -> None:
    photo_id = a_photo(the_owner(museum), museum, now, attached=False)
    access.allow(lambda actor, photo: True)
    Browser(app).get(photo_url(photo_id, Size.SMALL), 404)
    Browser(app).sign_in(OWNER).get(photo_url(photo_id, Size.SMALL))


def test_a_package_above_lets_the_other_party_in(app: Flask, museum: int, now: datetime) -> None:
    shared, other = (a_photo(the_owner(museum), museum, now) for _ in range(2))

    def is_party(actor: Actor, photo_id: int) -> bool:
        return actor.is_signed_in and photo_id == shared

    access.allow(is_party)
    access.allow(is_party)
    stranger = Browser(app).sign_in(STRANGER)
    stranger.get(photo_url(shared, Size.LARGE))
    stranger.get(photo_url(other, Size.LARGE), 404)
    Browser(app).get(photo_url(shared, Size.LARGE), 404)


def test_what_is_not_a_photo_is_not_found(browser: Browser, museum: int) -> None:
    for path in (
        "/photos/999999/small.webp",
        "/photos/1/original.webp",
        "/photos/1/small.jpg",
        "/photos/x/small.webp",
    ):
        browser.get(path, 404)


def test_the_addresses_in_views_are_those_of_the_route(app: Flask) -> None:
    with app.test_request_context():
        for size in Size:
            assert url_for("media.photo", photo_id=7, size=size) == photo_url(7, size)


def test_a_logo_is_public_and_absent_until_sent(browser: Browser, museum: int) -> None:
    browser.get(f"/etablissements/{museum}/logo.webp", 404)
    key = services.receive_logo(a_picture(400, 200, "PNG"))
    with transaction():
        db.session.get_one(Institution, museum).logo_key = key
    assert browser.get(f"/etablissements/{museum}/logo.webp").mimetype == "image/webp"
