"""Certificates of a loan: filed, taken away."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from app.core.actor import Actor
from app.core.db import transaction
from app.core.errors import Forbidden, NotFound
from app.core.text import one_line
from app.loans.domain.lifecycle import Side
from app.loans.domain.papers.certificates import FILED_BY, FILED_WHILE, MOST_CERTIFICATES
from app.loans.domain.papers.kinds import CertificateKind
from app.loans.domain.papers.refusals import (
    AmountMissing,
    CertificateNotTheirs,
    CertificateOrder,
    NotToSignNow,
    TooManyCertificates,
    ValidityMissing,
)
from app.loans.domain.papers.signing import SIDES
from app.loans.domain.permissions import sides_of
from app.loans.models import Certificate, Loan
from app.loans.services.common import is_done, locked_loan, note, parties_of
from app.media.documents import attach_document, detach_document, received_document


@dataclass(frozen=True, slots=True)
class CertificateFields:
    """What one says of a certificate. Days are inclusive, the sum insured in cents."""

    kind: CertificateKind
    valid_from: date | None = None
    valid_until: date | None = None
    amount_cents: int | None = None
    note: str = ""


def file_certificate(
    actor: Actor, loan_id: int, document_id: int, said: CertificateFields, now: datetime, *, key: str = ""
) -> None:
    """Put a received document with a loan.

    Raises ``CertificateNotTheirs``, ``NotToSignNow``, ``CertificateOrder``, ``AmountMissing``, ``ValidityMissing``,
    ``TooManyCertificates``, Forbidden, NotFound (no such loan, or document).
    """
    with transaction() as session:
        if is_done(actor, key, "file_certificate", loan_id, [said.kind.value, document_id], now):
            return
        loan = locked_loan(actor, loan_id)
        side = _require_side(actor, loan, said.kind)
        _require_sense(said)
        count = session.scalar(select(func.count(Certificate.id)).where(Certificate.loan_id == loan_id)) or 0
        if count >= MOST_CERTIFICATES:
            raise TooManyCertificates(most=MOST_CERTIFICATES)
        owner = house_of(loan, side)
        if received_document(owner, document_id) is None:
            raise NotFound()
        attach_document(document_id, owner)
        session.add(
            Certificate(
                loan_id=loan_id,
                document_id=document_id,
                kind=said.kind,
                side=SIDES[side],
                valid_from=said.valid_from,
                valid_until=said.valid_until,
                amount_cents=said.amount_cents,
                note=one_line(said.note)[:300],
                added_by=actor.user_id,
                added_at=now,
            )
        )
        note(actor, loan, side, "file_certificate", now, certificate=said.kind.value)


def remove_certificate(actor: Actor, loan_id: int, certificate_id: int, now: datetime) -> None:
    """Take one away that one's own side filed; its file goes a day later.

    Raises ``CertificateNotTheirs``, ``NotToSignNow``, Forbidden, NotFound.
    """
    with transaction() as session:
        loan = locked_loan(actor, loan_id)
        row = session.scalar(select(Certificate).filter_by(id=certificate_id, loan_id=loan_id))
        if row is None:
            raise NotFound()
        mine = sides_of(actor, parties_of(loan)) - {Side.SYSTEM}
        side = next((one for one in mine if SIDES[one] is row.side), None)
        if side is None:
            raise Forbidden() if not mine else CertificateNotTheirs()
        if loan.state not in FILED_WHILE:
            raise NotToSignNow
        detach_document(row.document_id, house_of(loan, side))
        note(actor, loan, side, "remove_certificate", now, certificate=row.kind.value)
        session.delete(row)


def house_of(loan: Loan, side: Side) -> int:
    """The institution of a side."""
    return loan.lender_id if side is Side.LENDER else loan.borrower_id


def _require_side(actor: Actor, loan: Loan, kind: CertificateKind) -> Side:
    mine = sides_of(actor, parties_of(loan)) - {Side.SYSTEM}
    if not mine:
        raise Forbidden()
    if loan.state not in FILED_WHILE:
        raise NotToSignNow
    able = mine & FILED_BY[kind]
    if not able:
        raise CertificateNotTheirs
    return Side.BORROWER if Side.BORROWER in able else Side.LENDER


def _require_sense(said: CertificateFields) -> None:
    if said.kind is CertificateKind.INSURANCE:
        if said.amount_cents is None:
            raise AmountMissing
        if said.valid_until is None:
            raise ValidityMissing
    if said.valid_from and said.valid_until and said.valid_until < said.valid_from:
        raise CertificateOrder
