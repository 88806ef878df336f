"""A form with photos that comes back with errors loses none of them."""

from datetime import datetime

import pytest
from flask import Flask, get_flashed_messages, render_template_string, request
from werkzeug.datastructures import MultiDict
from wtforms.validators import InputRequired

from app.core.actor import Actor, Role
from app.core.errors import NotFound
from app.core.forms import Form, TextField
from app.media.forms import PhotosField, received_photos
from tests.given.accounts import a_person, an_institution
from tests.given.media import a_photo, an_upload, some_photos
from tests.pages import check

PAGE = """{% from "media/photos_field.html" import photos_field %}<!doctype html><html lang="fr"><head>
<title>Essai</title></head><body><h1>Essai</h1><form method="post" enctype="multipart/form-data">
<input type="hidden" name="csrf_token" value="x">{{ photos_field(form.photos) }}<button>Envoyer</button></form>
</body></html>"""


class TryForm(Form):
    class Meta(Form.Meta):
        csrf = False

    title = TextField("Titre", [InputRequired()])
    photos = PhotosField("Photos", most=3)


class OnePhotoForm(Form):
    class Meta(Form.Meta):
        csrf = False

    photos = PhotosField("Photo", most=1)


@pytest.fixture
def museum(app: Flask) -> int:
    return an_institution()


@pytest.fixture
def actor(museum: int) -> Actor:
    return a_person(museum)


def sent(app: Flask, actor: Actor, museum: int, now: datetime, **fields: object) -> tuple[TryForm, bool, str]:
    """The form after one sending, whether it is valid, and the page it would come back on."""
    with app.test_request_context(method="POST", data=MultiDict(_pairs(fields))):
        assert request.form is not None
        form = TryForm()
        received_photos(form.photos, actor, museum, now)
        valid = form.validate()
        page = render_template_string(PAGE, form=form)
        get_flashed_messages()
    check(page)
    return form, valid, page


def _pairs(fields: dict[str, object]) -> list[tuple[str, object]]:
    return [(name, one) for name, value in fields.items() for one in (value if isinstance(value, list) else [value])]


def test_received_photos_stay_when_another_answer_is_wrong(
    app: Flask, actor: Actor, museum: int, now: datetime
) -> None:
    form, valid, page = sent(app, actor, museum, now, title="", photos=[an_upload(), an_upload()])
    assert not valid
    assert not form.photos.errors
    kept = [str(photo_id) for photo_id in form.photos.data]
    assert len(kept) == 2
    for photo_id in kept:
        assert f'name="photos_kept" value="{photo_id}"' in page
        assert f"/photos/{photo_id}/small.webp" in page
    again, valid, _ = sent(app, actor, museum, now, title="Vitrine", photos_kept=kept)
    assert valid
    assert [str(photo_id) for photo_id in again.photos.data] == kept


def test_a_refused_file_is_named_and_the_others_are_kept(
    app: Flask, actor: Actor, museum: int, now: datetime
) -> None:
    uploads = [an_upload(), an_upload(b"%PDF-1.7\n", "devis.jpg")]
    form, valid, page = sent(app, actor, museum, now, title="Vitrine", photos=uploads)
    assert not valid
    assert len(form.photos.data) == 1
    assert "devis.jpg : Ce fichier est en réalité de type PDF." in page
    assert 'aria-invalid="true"' in page


def test_a_photo_struck_out_is_gone(app: Flask, actor: Actor, museum: int, now: datetime) -> None:
    first, second = map(str, some_photos(actor, museum, now, 2))
    form, valid, page = sent(
        app, actor, museum, now, title="Vitrine", photos_kept=[first, second], photos_removed=first
    )
    assert valid
    assert form.photos.data == [int(second)]
    assert f"/photos/{first}/" not in page


def test_no_more_photos_than_announced(app: Flask, actor: Actor, museum: int, now: datetime) -> None:
    kept = [str(photo_id) for photo_id in some_photos(actor, museum, now, 2)]
    uploads = [an_upload(name="a.jpg"), an_upload(name="b.jpg")]
    form, valid, page = sent(app, actor, museum, now, title="Vitrine", photos_kept=kept, photos=uploads)
    assert not valid
    assert len(form.photos.data) == 3
    assert "b.jpg : 3 photos au plus" in page


def test_where_one_photo_is_the_most_a_new_one_replaces_it(
    app: Flask, actor: Actor, museum: int, now: datetime
) -> None:
    before = a_photo(actor, museum, now)
    with app.test_request_context(method="POST", data={"photos": an_upload(), "photos_kept": str(before)}):
        form = OnePhotoForm()
        received_photos(form.photos, actor, museum, now)
        assert form.validate()
        assert form.photos.data != [before]
        assert len(form.photos.data) == 1
        page = render_template_string(PAGE, form=form)
    check(page)
    assert "Remplacer la photo" in page
    assert " multiple" not in page
    refused = {"photos": an_upload(b"rien", "x.jpg"), "photos_kept": str(before)}
    with app.test_request_context(method="POST", data=refused):
        form = OnePhotoForm()
        received_photos(form.photos, actor, museum, now)
        assert not form.validate()
        assert form.photos.data == [before]


def test_an_id_of_another_institution_is_not_found(app: Flask, actor: Actor, museum: int, now: datetime) -> None:
    other = an_institution()
    theirs = a_photo(a_person(other), other, now)
    with pytest.raises(NotFound):
        sent(app, actor, museum, now, title="Vitrine", photos_kept=str(theirs))


def test_a_photo_received_for_another_of_my_institutions_is_asked_again(
    app: Flask, actor: Actor, museum: int, now: datetime
) -> None:
    second = an_institution()
    photo_id = a_photo(a_person(second), second, now, attached=False)
    both = Actor(actor.user_id, actor.name, roles=actor.roles | {(second, Role.TECHNICIAN)})
    form, valid, page = sent(app, both, museum, now, title="Vitrine", photos_kept=str(photo_id))
    assert not valid
    assert form.photos.data == []
    assert "autre établissement" in page


def test_an_object_begins_with_its_photos(app: Flask, museum: int, now: datetime) -> None:
    ids = list(some_photos(a_person(museum, Role.EXHIBITIONS), museum, now, 2))
    with app.test_request_context():
        form = TryForm(data={"photos": ids})
        assert form.photos.data == ids
        assert TryForm().photos.data == []
        check(render_template_string(PAGE, form=form))


def test_a_name_with_markup_is_shown_as_text(app: Flask, actor: Actor, museum: int, now: datetime) -> None:
    hostile = '"><img src=x onerror=alert(1)>.jpg'
    _, _, page = sent(app, actor, museum, now, title="x", photos=[an_upload(b"rien", hostile)])
    assert "<img src=x" not in page
