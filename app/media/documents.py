"""Verbs and questions on papers: received, filed, let go. Who may open one is said by the package that files it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.core import storage
from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import Forbidden, NotFound
from app.core.idempotency import made_once, of_content
from app.core.text import one_line
from app.media.domain.permissions import may_send_papers
from app.media.models import Document
from app.media.papers import read_paper
from app.media.pictures import MAX_BYTES
from app.media.services import Upload

KEPT_UNATTACHED = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A paper that is kept. *size* is in bytes."""

    id: int
    file_name: str
    media_type: str
    size: int
    key: str


def receive_document(actor: Actor, institution_id: int, file: Upload, now: datetime, *, key: str = "") -> int:
    """Check and keep a paper for *institution_id*, attached to nothing yet; its id.

    The same paper sent again with the same *key* is the same one. Raises a RefusedFile,
    NotFound or Forbidden for the actor, and ``storage.NoRoomLeft``.
    """
    if not actor.belongs_to(institution_id):
        raise NotFound()
    if not may_send_papers(actor, institution_id):
        raise Forbidden()
    paper = read_paper(file.stream.read(MAX_BYTES + 1))
    row = Document(
        institution_id=institution_id,
        uploaded_by=actor.user_id,
        uploaded_at=now,
        file_name=one_line(file.filename or "")[:200],
        media_type=paper.media_type,
        size=len(paper.content),
    )
    kept: list[str] = []

    def keep() -> int:
        row.file_key = storage.save(paper.content, paper.suffix)
        kept.append(row.file_key)
        db.session.add(row)
        db.session.flush()
        return row.id

    said = [institution_id, "document", hashlib.sha256(paper.content).hexdigest()]
    try:
        with transaction():
            return made_once(actor, of_content(key, said), said, keep, now)
    except BaseException:
        for one in kept:
            storage.delete(one)
        raise


def attach_document(document_id: int, institution_id: int) -> None:
    """Say that a paper is in use, in the caller's transaction. Raises NotFound for another institution's."""
    with transaction():
        _locked(document_id, institution_id).attached = True


def detach_document(document_id: int, institution_id: int) -> None:
    """Say that it is no longer in use: :func:`discard_unattached_documents` will delete it."""
    with transaction():
        _locked(document_id, institution_id).attached = False


def received_document(institution_id: int, document_id: int | None) -> DocumentFile | None:
    """A paper of *institution_id* that waits for its form; None when there is none by this id."""
    row = db.session.get(Document, document_id) if document_id else None
    if row is None or row.institution_id != institution_id or row.attached:
        return None
    return _file(row)


def document_files(ids: Iterable[int]) -> dict[int, DocumentFile]:
    """The papers with these ids, in one query."""
    asked = list(ids)
    rows = db.session.scalars(select(Document).where(Document.id.in_(asked))) if asked else ()
    return {row.id: _file(row) for row in rows}


def discard_unattached_documents(now: datetime) -> None:
    """Delete papers that nothing used for 24 hours after they came: the row first, then its file."""
    waiting = select(Document.id).where(Document.attached.is_(False), Document.uploaded_at <= now - KEPT_UNATTACHED)
    for document_id in db.session.scalars(waiting).all():
        key = _delete_unattached(document_id)
        if key:
            storage.delete(key)


def _delete_unattached(document_id: int) -> str:
    with transaction() as session:
        row = session.get(Document, document_id, with_for_update=True, populate_existing=True)
        if row is None or row.attached:
            return ""
        key = row.file_key
        session.delete(row)
    return key


def _locked(document_id: int, institution_id: int) -> Document:
    row = db.session.get(Document, document_id, with_for_update=True, populate_existing=True)
    if row is None or row.institution_id != institution_id:
        raise NotFound()
    return row


def _file(row: Document) -> DocumentFile:
    return DocumentFile(row.id, row.file_name, row.media_type, row.size, row.file_key)
