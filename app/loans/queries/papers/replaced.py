"""Units that took the place of others: which of the old ones an agreement named, and which stand now."""

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.core.db import db
from app.listings.models import Unit
from app.loans.domain.papers.content import read_content
from app.loans.domain.papers.kinds import PaperKind
from app.loans.models import Loan, LoanLine, LoanUnit, Paper, UnitSwap


def replaced_units(loan: Loan) -> tuple[tuple[str, str], ...]:
    """The swaps of units that the agreement in force named, each as (old, new); in their order."""
    if loan.handed_over_at is None:
        return ()
    old, new = aliased(LoanUnit), aliased(LoanUnit)
    was, becomes = aliased(Unit), aliased(Unit)
    swaps = db.session.execute(
        select(UnitSwap.swapped_at, was, becomes.label.label("instead"))
        .join(old, old.id == UnitSwap.old_id)
        .join(LoanLine, LoanLine.id == old.line_id)
        .join(was, was.id == old.unit_id)
        .join(new, new.id == UnitSwap.new_id)
        .join(becomes, becomes.id == new.unit_id)
        .where(LoanLine.loan_id == loan.id)
        .order_by(UnitSwap.id)
    ).all()
    if not swaps:
        return ()
    papers = db.session.execute(
        select(Paper.made_at, Paper.content)
        .where(Paper.loan_id == loan.id, Paper.kind == PaperKind.AGREEMENT)
        .order_by(Paper.version)
    ).all()
    found = []
    for swapped_at, unit, instead in swaps:
        in_force = [paper.content for paper in papers if paper.made_at < swapped_at][-1:]
        if any(_names(content, unit) for content in in_force):
            found.append((unit.label, instead))
    return tuple(found)


def _names(content: str, unit: Unit) -> bool:
    """Whether a paper's text names *unit*: by its number, as it does where it is certain which ones go."""
    numbers = [one for one in (unit.serial, unit.asset_tag) if one]
    return any(number in text for text in read_content(content).texts() for number in numbers)


def standing_units(loan: Loan) -> dict[int, list[Unit]]:
    """By listing, the units that are the loan's now, for the lines in which one took another's place."""
    if loan.handed_over_at is None:
        return {}
    swapped = select(LoanUnit.line_id).join(UnitSwap, UnitSwap.old_id == LoanUnit.id)
    rows = db.session.execute(
        select(LoanLine.listing_id, Unit)
        .join(LoanUnit, LoanUnit.line_id == LoanLine.id)
        .join(Unit, Unit.id == LoanUnit.unit_id)
        .outerjoin(UnitSwap, UnitSwap.old_id == LoanUnit.id)
        .where(LoanLine.loan_id == loan.id, LoanLine.id.in_(swapped), UnitSwap.id.is_(None))
        .order_by(Unit.id)
    )
    found: dict[int, list[Unit]] = defaultdict(list)
    for listing_id, unit in rows:
        found[listing_id].append(unit)
    return dict(found)
