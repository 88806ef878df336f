"""Pictures and papers that go along when what they show changes owner: a copy of its own for each institution."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import select

from app.core import storage
from app.core.db import db, transaction
from app.media.models import Document, Photo


def copy_photos(photo_ids: Sequence[int], institution_id: int, now: datetime) -> list[int]:
    """The same pictures for another institution, attached and shown to nobody else yet; their ids in that order.

    Called inside the transaction of a verb that has checked who acts.
    """
    with transaction() as session, _copied() as copied:
        known = {one.id: one for one in session.scalars(select(Photo).where(Photo.id.in_(photo_ids)))}
        copies = [
            Photo(
                institution_id=institution_id,
                uploaded_by=None,
                uploaded_at=now,
                file_name=one.file_name,
                alt=one.alt,
                credit=one.credit,
                attached=True,
                small_key=copied(one.small_key),
                medium_key=copied(one.medium_key),
                large_key=copied(one.large_key),
                width=one.width,
                height=one.height,
            )
            for one in (known[id] for id in photo_ids if id in known)
        ]
        session.add_all(copies)
        session.flush()
        return [one.id for one in copies]


def copy_document(document_id: int, institution_id: int, now: datetime) -> int:
    """The same paper for another institution, attached; its id."""
    with transaction(), _copied() as copied:
        one = db.session.get_one(Document, document_id)
        copy = Document(
            institution_id=institution_id,
            uploaded_by=None,
            uploaded_at=now,
            file_name=one.file_name,
            media_type=one.media_type,
            size=one.size,
            file_key=copied(one.file_key),
            attached=True,
        )
        db.session.add(copy)
        db.session.flush()
        return copy.id


class _Copier:
    def __init__(self) -> None:
        self.keys: list[str] = []

    def __call__(self, key: str) -> str:
        self.keys.append(storage.save(storage.read(key), f".{key.rpartition('.')[2]}"))
        return self.keys[-1]


@contextmanager
def _copied() -> Iterator[_Copier]:
    """Copies files; those of a block that fails are deleted again."""
    copier = _Copier()
    try:
        yield copier
    except BaseException:
        for key in copier.keys:
            storage.delete(key)
        raise
