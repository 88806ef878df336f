"""Papers of a listing: filed, taken away."""

from datetime import date, datetime

from sqlalchemy import func, select

from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.core.idempotency import made_once, of_content
from app.core.journal import record
from app.core.text import one_line
from app.listings.domain.documents import MOST_DOCUMENTS, DocumentKind, DocumentReaders, TooManyDocuments
from app.listings.models import ListingDocument
from app.listings.services.rows import locked_listing
from app.media import documents as papers


def file_document(
    actor: Actor,
    listing_id: int,
    document_id: int,
    kind: DocumentKind,
    readers: DocumentReaders,
    *,
    title: str = "",
    expires_on: date | None = None,
    key: str = "",
    now: datetime,
) -> int:
    """Put a received paper with a listing; *expires_on* is the last day on which it is worth something. Its id.

    The same *key* again files nothing and answers the same id. Raises ``TooManyDocuments``, NotFound (not theirs,
    or already filed), Forbidden.
    """

    def file() -> int:
        own = select(func.count()).select_from(ListingDocument).where(ListingDocument.listing_id == listing_id)
        if (db.session.scalar(own) or 0) >= MOST_DOCUMENTS:
            raise TooManyDocuments(most=MOST_DOCUMENTS)
        if papers.received_document(listing.institution_id, document_id) is None:
            raise NotFound()
        papers.attach_document(document_id, listing.institution_id)
        row = ListingDocument(
            listing_id=listing_id,
            document_id=document_id,
            kind=kind,
            title=one_line(title)[:160],
            readers=readers,
            expires_on=expires_on,
            added_at=now,
        )
        db.session.add(row)
        db.session.flush()
        record(actor, now, "file_document", "listing", listing_id, listing.institution_id, kind=kind.value)
        return row.id

    said = ["file_document", listing_id, document_id]
    with transaction():
        listing = locked_listing(actor, listing_id)
        return made_once(actor, of_content(key, said), said, file, now)


def remove_document(actor: Actor, listing_id: int, filed_id: int, *, now: datetime) -> None:
    """Take a paper away; its file goes a day later. Raises NotFound, Forbidden."""
    with transaction() as session:
        listing = locked_listing(actor, listing_id)
        row = db.session.scalar(select(ListingDocument).filter_by(id=filed_id, listing_id=listing_id))
        if row is None:
            raise NotFound()
        papers.detach_document(row.document_id, listing.institution_id)
        record(actor, now, "remove_document", "listing", listing_id, listing.institution_id, kind=row.kind.value)
        session.delete(row)
