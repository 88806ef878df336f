"""Verbs on photos. Pictures are decoded and written to disk before any transaction, and never inside one."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import journal, storage
from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import Forbidden, NotFound
from app.core.text import one_line
from app.media import pictures
from app.media.domain.permissions import may_send_photos
from app.media.domain.refusals import RefusedFile
from app.media.models import Photo

KEPT_UNATTACHED = timedelta(hours=24)
AT_ONCE = 2  # sandboxes running side by side for one request


class Upload(Protocol):
    """A file as the web server hands it over (werkzeug's FileStorage)."""

    filename: str | None
    stream: IO[bytes]


@dataclass(frozen=True, slots=True)
class RefusedUpload:
    """A file that was not taken, and why."""

    file_name: str
    refusal: RefusedFile


@dataclass(frozen=True, slots=True)
class Received:
    """What became of the files of one form: photos not yet attached to anything, and refusals."""

    photo_ids: tuple[int, ...]
    refusals: tuple[RefusedUpload, ...]


def receive_photos(actor: Actor, institution_id: int, files: Sequence[Upload], now: datetime) -> Received:
    """Check, clean and keep each file for *institution_id*, attached to nothing yet.

    A file that is refused does not stop the others. Raises NotFound or Forbidden for the actor, and
    ``storage.NoRoomLeft``.
    """
    if not actor.belongs_to(institution_id):
        raise NotFound()
    if not may_send_photos(actor, institution_id):
        raise Forbidden()
    names = [one_line(file.filename or "")[:200] for file in files]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = list(pool.map(_picture_or_refusal, files))
    refusals = [RefusedUpload(name, m) for name, m in zip(names, made, strict=True) if isinstance(m, RefusedFile)]
    taken = [(name, m) for name, m in zip(names, made, strict=True) if isinstance(m, pictures.Derivatives)]
    return Received(_keep(actor, institution_id, taken, now), tuple(refusals))


def _picture_or_refusal(file: Upload) -> pictures.Derivatives | RefusedFile:
    try:
        return pictures.derivatives(file.stream.read(pictures.MAX_BYTES + 1))
    except RefusedFile as refusal:
        return refusal


def _keep(
    actor: Actor, institution_id: int, taken: Sequence[tuple[str, pictures.Derivatives]], now: datetime
) -> tuple[int, ...]:
    """Files first, then rows; whatever fails leaves neither."""
    keys: list[str] = []
    try:
        photos = []
        for name, made in taken:
            for picture in (made.small, made.medium, made.large):
                keys.append(storage.save(picture.webp, ".webp"))
            photos.append(_photo(actor, institution_id, name, made, keys[-3:], now))
        with transaction() as session:
            session.add_all(photos)
            session.flush()
            return tuple(photo.id for photo in photos)
    except BaseException:
        _forget(keys)
        raise


def _photo(
    actor: Actor, institution_id: int, name: str, made: pictures.Derivatives, keys: Sequence[str], now: datetime
) -> Photo:
    small, medium, large = keys
    return Photo(
        institution_id=institution_id,
        uploaded_by=actor.user_id,
        uploaded_at=now,
        file_name=name,
        small_key=small,
        medium_key=medium,
        large_key=large,
        width=made.large.width,
        height=made.large.height,
    )


def attach(photo_ids: Iterable[int], institution_id: int, *, is_public: bool) -> None:
    """Say that these photos are in use, and whether anybody may see them. Doing it again changes nothing.

    Called by the package that shows them, inside its transaction, after its own permission check. Raises
    NotFound when one of them is not a photo of *institution_id*.
    """
    with transaction() as session:
        for photo in _locked(session, photo_ids, institution_id):
            photo.attached, photo.is_public = True, is_public


def detach(photo_ids: Iterable[int], institution_id: int) -> None:
    """Say that these photos are no longer in use: :func:`discard_unattached` will delete them.

    The package above drops its own reference in the same transaction.
    """
    with transaction() as session:
        for photo in _locked(session, photo_ids, institution_id):
            photo.attached, photo.is_public = False, False


def _locked(session: Session, photo_ids: Iterable[int], institution_id: int) -> Sequence[Photo]:
    asked = set(photo_ids)
    own = select(Photo).where(Photo.id.in_(asked), Photo.institution_id == institution_id)
    found = session.scalars(own.order_by(Photo.id).with_for_update()).all()
    if len(found) != len(asked):
        raise NotFound()
    return found


def set_alt(actor: Actor, photo_id: int, alt: str, now: datetime) -> None:
    """Describe a photo for those who do not see it (at most 300 characters)."""
    with transaction() as session:
        photo = session.get(Photo, photo_id, with_for_update=True)
        if photo is None or not actor.belongs_to(photo.institution_id):
            raise NotFound()
        if not may_send_photos(actor, photo.institution_id):
            raise Forbidden()
        photo.alt = one_line(alt)[:300]
        journal.record(actor, now, "set_alt", "photo", photo_id, photo.institution_id)


def receive_logo(content: bytes) -> str:
    """Keep a logo (transparency included) and answer its storage key. Raises a RefusedFile."""
    return storage.save(pictures.logo(content).webp, ".webp")


def discard_unattached(now: datetime) -> None:
    """Delete photos that nothing used for 24 hours after they came, files included.

    One transaction each; the files go after the row, so that a row never points at nothing.
    """
    forgotten = db.session.scalars(
        select(Photo.id).where(Photo.attached.is_(False), Photo.uploaded_at <= now - KEPT_UNATTACHED)
    ).all()
    for photo_id in forgotten:
        _forget(_delete_unattached(photo_id))


def _delete_unattached(photo_id: int) -> list[str]:
    with transaction() as session:
        photo = session.get(Photo, photo_id, with_for_update=True, populate_existing=True)
        if photo is None or photo.attached:
            return []
        keys = [photo.small_key, photo.medium_key, photo.large_key]
        session.delete(photo)
    return keys


def _forget(keys: Iterable[str]) -> None:
    for key in keys:
        storage.delete(key)
