"""The certificates of a loan: what is asked, what is there, and whether it will do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.listings.domain.categories import Travels, categories
from app.loans.domain.lifecycle import Side
from app.loans.domain.papers.certificates import FILED_BY, FILED_WHILE, Cover, Standing, asked, best, standing
from app.loans.domain.papers.facts import LoanFacts
from app.loans.domain.papers.kinds import CertificateKind, Signer
from app.loans.domain.papers.signing import SIDES
from app.loans.domain.papers.values import total_of
from app.loans.domain.permissions import may_see_loan
from app.loans.models import Certificate, Loan
from app.loans.queries.loan_page import LoanPage
from app.loans.queries.rows import parties_of
from app.media.documents import DocumentFile, document_files


@dataclass(frozen=True, slots=True)
class CertificateView:
    """A certificate that is there. Days are inclusive, money in cents, *size* in bytes."""

    id: int
    kind: CertificateKind
    side: Signer
    valid_from: date | None
    valid_until: date | None
    amount_cents: int | None
    note: str
    file_name: str
    size: int
    added_at: datetime
    standing: Standing
    may_remove: bool


@dataclass(frozen=True, slots=True)
class CertificatesView:
    """Those that are there; those that are asked, each with the best that is there; those one may file."""

    filed: tuple[CertificateView, ...]
    asked: tuple[tuple[CertificateKind, Standing], ...]
    may_file: tuple[CertificateKind, ...]


def certificates_of(loan: Loan, page: LoanPage, facts: LoanFacts) -> CertificatesView:
    """The certificates of the loan on *page*, judged on its own days."""
    rows = db.session.scalars(
        select(Certificate).where(Certificate.loan_id == loan.id).order_by(Certificate.id)
    ).all()
    files = document_files(row.document_id for row in rows)
    is_open = loan.state in FILED_WHILE
    mine = page.sides if is_open else frozenset()
    own = {SIDES[side] for side in mine if side in SIDES}
    value = total_of(facts.lines, facts.first_day).cents
    views = tuple(_view(row, files[row.document_id], page, value, row.side in own) for row in rows)
    wanted = asked(facts.clause.insurance, _wipes(page), loan.state)
    return CertificatesView(
        views,
        tuple((kind, best(one.standing for one in views if one.kind is kind)) for kind in wanted),
        tuple(kind for kind in CertificateKind if mine & FILED_BY[kind] and (kind in wanted or _useful(kind, page))),
    )


def _wipes(page: LoanPage) -> bool:
    kinds = categories()
    return any(line.category in kinds and Travels.DATA_WIPE in kinds[line.category].travels for line in page.lines)


def _useful(kind: CertificateKind, page: LoanPage) -> bool:
    """Whether one may file it though nobody asks: cover always, a wipe where objects have a memory."""
    return kind is CertificateKind.INSURANCE or _wipes(page)


def _view(row: Certificate, file: DocumentFile, page: LoanPage, value: int, may_remove: bool) -> CertificateView:
    cover = Cover(row.valid_from, row.valid_until, row.amount_cents)
    if row.kind is CertificateKind.INSURANCE:
        judged = standing(
            cover,
            needed_from=page.dates.starts_on,
            needed_until=page.dates.last_day,
            today=page.today,
            value_cents=value,
        )
    else:
        judged = Standing.VALID
    return CertificateView(
        row.id,
        row.kind,
        row.side,
        row.valid_from,
        row.valid_until,
        row.amount_cents,
        row.note,
        file.file_name,
        file.size,
        row.added_at,
        judged,
        may_remove,
    )


def certificate_to_read(actor: Actor, loan_id: int, certificate_id: int) -> DocumentFile:
    """The file to send to *actor*. Raises NotFound: not there, or not for them."""
    loan = db.session.get(Loan, loan_id)
    row = db.session.scalar(select(Certificate).filter_by(id=certificate_id, loan_id=loan_id))
    if loan is None or row is None or not may_see_loan(actor, parties_of(loan)):
        raise NotFound()
    return document_files([row.document_id])[row.document_id]


def filing_house(page: LoanPage, kinds: Sequence[CertificateKind], kind: str) -> int:
    """The institution for which this person files a certificate of *kind* (a word): their own side's."""
    sides = FILED_BY[CertificateKind(kind)] if kind in {one.value for one in kinds} else frozenset()
    side = Side.BORROWER if Side.BORROWER in sides & page.sides else Side.LENDER
    return page.borrower.id if side is Side.BORROWER else page.lender.id
