"""Whether a hand-over waits for signatures, and whose."""

from sqlalchemy import select

from app.core.db import db
from app.loans.domain.lifecycle import Side, State
from app.loans.domain.papers.kinds import PaperKind, Signer
from app.loans.models import Loan, Paper, PaperSetting, Signature


def awaited_signature(loan: Loan) -> Side | None:
    """The side that has to sign before anything is handed over; None where the lender asks for no agreement."""
    if loan.state is not State.APPROVED:
        return None
    asked = select(PaperSetting.requires_agreement).where(PaperSetting.institution_id == loan.lender_id)
    if not db.session.scalar(asked):
        return None
    last = (
        select(Paper.id)
        .where(Paper.loan_id == loan.id, Paper.kind == PaperKind.AGREEMENT)
        .order_by(Paper.version.desc())
        .limit(1)
        .scalar_subquery()
    )
    done = set(db.session.scalars(select(Signature.side).where(Signature.paper_id == last)))
    return Side.BORROWER if done == {Signer.LENDER} else Side.LENDER
