"""What must be true of papers and signatures, whoever wrote them: ``flask verify``."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import func, select

from app.core.db import db
from app.loans.domain.lifecycle import State
from app.loans.domain.papers.content import seal
from app.loans.domain.papers.kinds import PaperKind, Signer
from app.loans.models import Loan, Paper, Signature

SIDES = {PaperKind.GIFT_DEED: {Signer.GIVER, Signer.RECIPIENT}}
BATCH = 200


def seals_match(_now: datetime) -> list[str]:
    """Each version carries the SHA-256 of its own text."""
    rows = db.session.execute(
        select(Paper.id, Paper.kind, Paper.version, Paper.content, Paper.sha256)
        .order_by(Paper.id)
        .execution_options(yield_per=BATCH)
    )
    return [
        f"paper {row.id} ({row.kind}, version {row.version}): its text is not what was sealed"
        for row in rows
        if seal(row.content) != row.sha256
    ]


def signatures_match(_now: datetime) -> list[str]:
    """A signature names the seal of the version it stands under, for a side that the paper has, not before it was
    written (the signer's own clock may be earlier)."""
    rows = db.session.execute(
        select(Signature, Paper.kind, Paper.sha256.label("seal"), Paper.made_at)
        .join(Paper, Paper.id == Signature.paper_id)
        .order_by(Signature.id)
    ).all()
    found = []
    for row in rows:
        one: Signature = row.Signature
        if one.sha256 != row.seal:
            found.append(f"signature {one.id}: signed {one.sha256[:12]}, stands under {row.seal[:12]}")
        if one.side not in SIDES.get(row.kind, {Signer.LENDER, Signer.BORROWER}):
            found.append(f"signature {one.id}: a {row.kind} has no side {one.side}")
        if one.received_at < row.made_at:
            found.append(f"signature {one.id}: received before its paper was written")
    return found


def signed_loans_are_signed(_now: datetime) -> list[str]:
    """A loan that is ``signed`` has both signatures on the last version of its agreement."""
    last = (
        select(Paper.loan_id, func.max(Paper.version).label("version"))
        .where(Paper.kind == PaperKind.AGREEMENT, Paper.loan_id.is_not(None))
        .group_by(Paper.loan_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Paper.loan_id, Signature.side)
        .join(last, (last.c.loan_id == Paper.loan_id) & (last.c.version == Paper.version))
        .join(Signature, Signature.paper_id == Paper.id)
        .where(Paper.kind == PaperKind.AGREEMENT)
    )
    signed: dict[int | None, set[Signer]] = defaultdict(set)
    for loan_id, side in rows:
        signed[loan_id].add(side)
    loans = db.session.scalars(select(Loan.id).where(Loan.state == State.SIGNED).order_by(Loan.id))
    both = {Signer.LENDER, Signer.BORROWER}
    return [f"loan {id}: signed, but its agreement is not, by both sides" for id in loans if signed[id] != both]


def versions_follow(_now: datetime) -> list[str]:
    """The versions of a paper are numbered from 1 without a gap."""
    rows = db.session.execute(
        select(
            Paper.loan_id,
            Paper.gift_id,
            Paper.kind,
            func.count(Paper.id).label("count"),
            func.max(Paper.version).label("last"),
        ).group_by(Paper.loan_id, Paper.gift_id, Paper.kind)
    ).all()
    return [
        f"{row.kind} of {f'loan {row.loan_id}' if row.loan_id else f'gift {row.gift_id}'}: "
        f"{row.count} versions, the last is {row.last}"
        for row in rows
        if row.count != row.last
    ]


CHECKS = {
    "papers.seals_match": seals_match,
    "papers.signatures_match": signatures_match,
    "papers.signed_loans_are_signed": signed_loans_are_signed,
    "papers.versions_follow": versions_follow,
}
