"""The papers of a listing, as far as a person may know of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.accounts.domain.states import InstitutionState
from app.accounts.models import Institution
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.listings.domain.availability import HoldState
from app.listings.domain.categories import Travels, categories
from app.listings.domain.documents import (
    DocumentKind,
    DocumentReaders,
    Lapse,
    RequiredPaper,
    lapse_of,
    required_papers,
)
from app.listings.domain.permissions import ListingAccess, may_read_document
from app.listings.models import Allocation, Listing, ListingDocument
from app.media.documents import DocumentFile, document_files

LENT = (HoldState.RESERVED, HoldState.OUT, HoldState.OVERDUE, HoldState.RETURNED)


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A paper and whether it is still worth something; *may_open* draws its link. *size* is in bytes."""

    id: int
    kind: DocumentKind
    title: str
    readers: DocumentReaders
    expires_on: date | None
    lapse: Lapse
    may_open: bool
    file_name: str
    size: int


@dataclass(frozen=True, slots=True)
class Papers:
    """What is filed, and what must travel with an object of this category."""

    filed: tuple[DocumentView, ...] = ()
    required: tuple[RequiredPaper, ...] = ()


def papers_of(
    actor: Actor, listing_id: int, category_id: str, today: date, needed_until: date | None = None
) -> Papers:
    """The papers of a listing that *actor* sees; the institution's own count, unnamed, for what must travel."""
    rows = list(
        db.session.scalars(select(ListingDocument).filter_by(listing_id=listing_id).order_by(ListingDocument.id))
    )
    travels = travels_of(category_id)
    if not rows:
        return Papers((), required_papers(travels, ()))
    access, is_borrower = _access(listing_id), _is_borrower(actor, listing_id)
    lapses = {row.id: lapse_of(row.expires_on, today=today, needed_until=needed_until) for row in rows}
    files = document_files(row.document_id for row in rows)
    views = []
    for row in rows:
        may_open = may_read_document(actor, access, row.readers, is_borrower=is_borrower)
        if may_open or row.readers is not DocumentReaders.OWNER:
            views.append(_view(row, lapses[row.id], files[row.document_id], may_open))
    required = required_papers(travels, ((row.kind, lapses[row.id]) for row in rows))
    return Papers(tuple(views), required)


def travels_of(category_id: str) -> frozenset[Travels]:
    """What must travel with an object of a category."""
    kind = categories().get(category_id)
    return kind.travels if kind else frozenset()


def listings_with_papers(listing_ids: Iterable[int]) -> set[int]:
    """Those of these listings with which something is filed: one query for a page of many."""
    asked = list(listing_ids)
    rows = select(ListingDocument.listing_id).where(ListingDocument.listing_id.in_(asked)).distinct()
    return set(db.session.scalars(rows)) if asked else set()


def document_to_read(actor: Actor, listing_id: int, filed_id: int) -> DocumentFile:
    """The file to send to *actor*. Raises NotFound when it is not there or not for them."""
    row = db.session.scalar(select(ListingDocument).filter_by(id=filed_id, listing_id=listing_id))
    if row is None:
        raise NotFound()
    is_borrower = _is_borrower(actor, listing_id)
    if not may_read_document(actor, _access(listing_id), row.readers, is_borrower=is_borrower):
        raise NotFound()
    return document_files([row.document_id])[row.document_id]


def _access(listing_id: int) -> ListingAccess:
    row = db.session.execute(
        select(Listing.institution_id, Listing.state, Listing.visibility, Institution.state.label("owner"))
        .join(Institution, Institution.id == Listing.institution_id)
        .where(Listing.id == listing_id)
    ).one_or_none()
    if row is None:
        raise NotFound()
    return ListingAccess(row.institution_id, row.state, row.visibility, row.owner is InstitutionState.VERIFIED)


def _is_borrower(actor: Actor, listing_id: int) -> bool:
    if not actor.institution_ids:
        return False
    lent = select(Allocation.id).where(
        Allocation.listing_id == listing_id,
        Allocation.for_institution_id.in_(sorted(actor.institution_ids)),
        Allocation.state.in_(LENT),
    )
    return db.session.scalar(lent.limit(1)) is not None


def _view(row: ListingDocument, lapse: Lapse, file: DocumentFile, may_open: bool) -> DocumentView:
    return DocumentView(
        id=row.id,
        kind=row.kind,
        title=row.title,
        readers=row.readers,
        expires_on=row.expires_on,
        lapse=lapse,
        may_open=may_open,
        file_name=file.file_name,
        size=file.size,
    )
