"""Receiving, attaching, describing and forgetting photos, on both databases."""

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from app import wiring
from app.core import storage
from app.core.actor import Role
from app.core.db import db, transaction
from app.core.errors import Forbidden, NotFound
from app.core.jobs import tick
from app.media import services
from app.media.domain.refusals import BrokenPicture, OtherKind
from app.media.models import Photo
from app.media.queries import Size, photo_url, photos, photos_by_id
from tests.given.accounts import a_person, an_institution
from tests.given.media import a_photo, a_picture, an_upload, some_photos


def files_kept(app: Flask) -> list[Path]:
    return [path for path in Path(app.config["UPLOAD_DIR"]).rglob("*") if path.is_file()]


def photos_kept() -> int:
    return db.session.scalar(select(func.count()).select_from(Photo)) or 0


def test_each_file_is_taken_or_refused_on_its_own(app: Flask, now: datetime) -> None:
    museum = an_institution()
    actor = a_person(museum)
    uploads = [an_upload(), an_upload(b"%PDF-1.7\n", "photo.jpg"), an_upload(a_picture()[:400], "coupée.jpg")]
    received = services.receive_photos(actor, museum, uploads, now)
    assert len(received.photo_ids) == 1
    assert [(r.file_name, type(r.refusal)) for r in received.refusals] == [
        ("photo.jpg", OtherKind),
        ("coupée.jpg", BrokenPicture),
    ]
    assert len(files_kept(app)) == 3


def test_a_name_of_a_file_is_kept_as_words_never_as_a_path(app: Flask, now: datetime) -> None:
    museum = an_institution()
    actor = a_person(museum)
    hostile = "../../etc/\x00passwd\u202egpj" + "é" * 300
    (photo_id,) = services.receive_photos(actor, museum, [an_upload(name=hostile)], now).photo_ids
    (view,) = photos([photo_id])
    assert "\x00" not in view.file_name
    assert "\u202e" not in view.file_name
    assert len(view.file_name) <= 200
    assert all(path.is_relative_to(app.config["UPLOAD_DIR"]) for path in files_kept(app))


@pytest.mark.parametrize("role", [Role.READER, Role.CSR])
def test_those_who_only_read_send_no_photo(app: Flask, now: datetime, role: Role) -> None:
    museum = an_institution()
    with pytest.raises(Forbidden):
        services.receive_photos(a_person(museum, role), museum, [an_upload()], now)


def test_nobody_sends_photos_for_another_institution(app: Flask, now: datetime) -> None:
    museum, other = an_institution(), an_institution()
    with pytest.raises(NotFound):
        services.receive_photos(a_person(other), museum, [an_upload()], now)


def test_photos_of_another_institution_cannot_be_attached(app: Flask, now: datetime) -> None:
    museum, other = an_institution(), an_institution()
    mine = a_photo(a_person(museum), museum, now, attached=False)
    theirs = a_photo(a_person(other), other, now, attached=False)
    with pytest.raises(NotFound):
        services.attach([mine, theirs], museum, is_public=True)
    assert not db.session.get_one(Photo, mine).attached


def test_attaching_undoes_itself_with_the_rest_of_the_event(app: Flask, now: datetime) -> None:
    museum = an_institution()
    photo_id = a_photo(a_person(museum), museum, now, attached=False)
    with pytest.raises(RuntimeError), transaction():
        services.attach([photo_id], museum, is_public=True)
        raise RuntimeError
    assert not db.session.get_one(Photo, photo_id).attached


def test_a_full_disk_leaves_neither_row_nor_file(app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    museum = an_institution()
    actor = a_person(museum)
    save, saved = storage.save, []

    def full_after_four(content: bytes, suffix: str) -> str:
        if len(saved) == 4:
            raise storage.NoRoomLeft()
        saved.append(save(content, suffix))
        return saved[-1]

    monkeypatch.setattr(storage, "save", full_after_four)
    with pytest.raises(storage.NoRoomLeft):
        services.receive_photos(actor, museum, [an_upload(), an_upload()], now)
    assert files_kept(app) == []
    assert photos_kept() == 0


def test_photos_that_no_form_kept_are_forgotten_after_a_day(app: Flask, now: datetime) -> None:
    museum = an_institution()
    actor = a_person(museum)
    used = a_photo(actor, museum, now)
    some_photos(actor, museum, now, 2, attached=False)
    services.discard_unattached(now + timedelta(hours=23))
    assert photos_kept() == 3
    services.discard_unattached(now + timedelta(hours=24))
    services.discard_unattached(now + timedelta(hours=24))
    assert [photo.id for photo in photos([used])] == [used]
    assert photos_kept() == 1
    assert len(files_kept(app)) == 3


def test_a_photo_taken_off_its_object_is_forgotten_later(app: Flask, now: datetime) -> None:
    museum = an_institution()
    photo_id = a_photo(a_person(museum), museum, now)
    services.detach([photo_id], museum)
    services.discard_unattached(now + timedelta(days=2))
    assert photos([photo_id]) == []


def test_many_photos_are_one_question_in_the_order_asked(app: Flask, now: datetime) -> None:
    museum = an_institution()
    ids = list(some_photos(a_person(museum), museum, now, 3))
    assert [photo.id for photo in photos([ids[2], ids[0], 999_999, ids[1], ids[2]])] == [ids[2], ids[0], ids[1]]
    assert set(photos_by_id(ids)) == set(ids)
    assert photos([]) == []


def test_a_photo_offers_each_width_once(app: Flask, now: datetime) -> None:
    museum = an_institution()
    actor = a_person(museum)
    uploads = [an_upload(a_picture(2000, 1500)), an_upload(a_picture(640, 480)), an_upload(a_picture(200, 100))]
    wide, middling, tiny = photos(services.receive_photos(actor, museum, uploads, now).photo_ids)
    assert [part.split()[1] for part in wide.srcset.split(", ")] == ["320w", "800w", "1280w"]
    assert [part.split()[1] for part in middling.srcset.split(", ")] == ["320w", "640w"]
    assert tiny.srcset == f"{photo_url(tiny.id, Size.SMALL)} 200w"
    assert (wide.width, wide.height) == (1280, 960)
    assert wide.thumbnail.src == wide.small_url
    assert (wide.thumbnail.width, wide.thumbnail.height, wide.thumbnail.srcset) == (320, 240, "")


def test_a_photo_is_described_by_those_who_may_send_photos(app: Flask, now: datetime) -> None:
    museum, other = an_institution(), an_institution()
    actor = a_person(museum)
    photo_id = a_photo(actor, museum, now)
    services.set_alt(actor, photo_id, "  Vitrine haute,\nvue de face ", now)
    assert photos([photo_id])[0].alt == "Vitrine haute, vue de face"
    with pytest.raises(NotFound):
        services.set_alt(a_person(other), photo_id, "x", now)
    with pytest.raises(Forbidden):
        services.set_alt(a_person(museum, Role.READER), photo_id, "x", now)


def test_a_logo_is_kept_small(app: Flask) -> None:
    key = services.receive_logo(a_picture(1200, 600, "PNG"))
    assert Image.open(BytesIO(storage.read(key))).size == (320, 160)
    with pytest.raises(OtherKind):
        services.receive_logo(b"%PDF-1.7\n")


def test_the_scheduler_forgets_photos_once_whoever_ticks(app: Flask, now: datetime) -> None:
    museum = an_institution()
    a_photo(a_person(museum), museum, now, attached=False)
    later = now + timedelta(days=1)
    ours = [job for job in wiring.jobs() if job.name == "discard_unattached_photos"]
    assert [tick(ours, later), tick(ours, later)] == [["discard_unattached_photos"], []]
    assert photos_kept() == 0
