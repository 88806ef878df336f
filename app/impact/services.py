"""Verbs of the impact ledger. Each may be said twice: the second time changes nothing.

``plan_loan`` when two institutions agree, ``let_go`` when the loan will not happen, ``count_returns`` when
objects are back. Rows are only ever added.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.core.db import db, transaction
from app.impact.credits.domain.kinds import Evidence
from app.impact.credits.domain.results import Result
from app.impact.factors.domain import NoFactor, manufacturing_factor
from app.impact.footprint.domain.lines import Phase
from app.impact.models import ImpactRecord, LedgerEntry
from app.impact.records.accounts import object_states
from app.impact.records.domain import chain
from app.impact.records.domain.canonical import written
from app.impact.records.domain.chain import EntryKind, Leg
from app.impact.records.domain.inputs import Inputs, result_of
from app.impact.records.domain.plausible import review
from app.impact.records.domain.settling import Grams, as_stored, kilograms, settled
from app.impact.records.gathering import LoanFacts, actual_inputs, loan_facts, planned_inputs, specs_of
from app.impact.records.ledger import enter, locked_head
from app.listings.models import Unit
from app.loans.models import LoanLine, LoanUnit

RETURNED = "returned"
DATES_CHANGED = "dates_changed"
EVIDENCE_REFUSED = "evidence_refused"
TRAVELS_OTHERWISE = "travels_otherwise"
PENDING = "pending:"


def plan_loan(loan_id: int, at: datetime, author: int | None) -> None:
    """Write what the loan is expected to avoid: one planned record and one pending entry per line."""
    with transaction():
        locked_head()
        facts = loan_facts(loan_id)
        for line in facts.loan.lines:
            _plan(facts, line, line.quantity, at, author, replaces=None)


def plan_again(loan_id: int, at: datetime, author: int | None, reason: str = DATES_CHANGED) -> None:
    """The loan has other days, another evidence or travels otherwise: what is still pending is let go and planned
    anew."""
    with transaction():
        locked_head()
        facts = loan_facts(loan_id)
        for entry, record in _pending(loan_id):
            _void(entry, record, reason, at, author)
            line = next(one for one in facts.loan.lines if one.id == record.line_id)
            _plan(facts, line, record.quantity, at, author, replaces=record.id)


def let_go(loan_id: int, reason: str, at: datetime, author: int | None) -> None:
    """Void what was pending for the loan: it will not happen."""
    with transaction():
        locked_head()
        for entry, record in _pending(loan_id):
            _void(entry, record, reason, at, author)


def count_returns(
    loan_id: int, unit_ids: Iterable[int] | None, is_complete: bool, at: datetime, author: int | None
) -> None:
    """Write what the objects that came back really avoided, and let go of that part of the plan.

    *unit_ids* None means every object of the loan that is back.
    """
    with transaction():
        locked_head()
        facts = loan_facts(loan_id)
        wanted = None if unit_ids is None else set(unit_ids)
        back = [unit for unit in facts.units if unit.returned_at and (wanted is None or unit.unit_id in wanted)]
        for unit in sorted(back, key=lambda one: one.unit_id):
            _count(facts, unit, at, author)
        _plan_the_rest(facts, is_complete, at, author)


def _plan(
    facts: LoanFacts, line: LoanLine, quantity: int, at: datetime, author: int | None, replaces: int | None
) -> None:
    key = f"line:{line.id}:planned:{quantity}" + (f":instead-of-{replaces}" if replaces else "")
    if _is_written(key) or not _is_known(facts, line):
        return
    units = db.session.scalars(select(Unit.id).where(Unit.listing_id == line.listing_id))
    inputs = planned_inputs(facts, line, quantity, key, object_states(units).values())
    record, figures = _record(facts, line, Phase.PLANNED, inputs, at, author, replaces=replaces)
    legs = chain.credit_legs(f"listing:{line.listing_id}", facts.exhibition.id, figures, PENDING)
    enter(EntryKind.PENDING, legs, record=record, at=at, author=author)


def _count(facts: LoanFacts, unit: LoanUnit, at: datetime, author: int | None) -> None:
    key = f"loan-unit:{unit.id}:actual"
    if _is_written(key) or not _is_known(facts, unit.line):
        return
    state = object_states([unit.unit_id])[unit.unit_id]
    object_id = state.object_id or unit.unit_id
    inputs = actual_inputs(facts, unit, key, state)
    record, figures = _record(facts, unit.line, Phase.ACTUAL, inputs, at, author, unit=unit)
    if state.cap_left_kg is None:
        opened = chain.cap_legs(object_id, figures.cap)
        enter(EntryKind.CAP, opened, record=record, at=at, author=author)
    legs = chain.credit_legs(chain.object_account(object_id), facts.exhibition.id, figures)
    enter(EntryKind.POST, legs, record=record, at=at, author=author)


def _is_known(facts: LoanFacts, line: LoanLine) -> bool:
    """Whether anything is known of how such an object is made: else nothing is counted, and the loan goes on."""
    listing = facts.listings[line.listing_id]
    try:
        manufacturing_factor(listing.category, specs_of(listing), listing.mass_kg)
    except (NoFactor, KeyError):
        return False
    return True


def _plan_the_rest(facts: LoanFacts, is_complete: bool, at: datetime, author: int | None) -> None:
    for entry, record in _pending(facts.loan.id):
        line = next(one for one in facts.loan.lines if one.id == record.line_id)
        back = sum(unit.returned_at is not None for unit in line.standing)
        rest = 0 if is_complete else line.quantity - back
        if rest == record.quantity:
            continue
        _void(entry, record, RETURNED, at, author)
        if rest:
            _plan(facts, line, rest, at, author, replaces=record.id)


def _record(
    facts: LoanFacts,
    line: LoanLine,
    phase: Phase,
    inputs: Inputs,
    at: datetime,
    author: int | None,
    *,
    unit: LoanUnit | None = None,
    replaces: int | None = None,
) -> tuple[ImpactRecord, Grams]:
    result = result_of(inputs)
    left = None if inputs.cap_left_kg is None else int(inputs.cap_left_kg.scaleb(3))
    figures = settled(result, left)
    strange = review(inputs, both_verified=facts.both_verified)
    record = ImpactRecord(
        key=inputs.id,
        phase=phase,
        **_subject(facts, line, unit),
        **computed_columns(inputs, result, figures),
        verified=phase is Phase.ACTUAL and not strange,
        review=strange,
        inputs=written(inputs),
        results=written(as_stored(result, figures)),
        supersedes_id=replaces,
        author_id=author,
        created_at=at,
    )
    db.session.add(record)
    db.session.flush()
    return record, figures


def _subject(facts: LoanFacts, line: LoanLine, unit: LoanUnit | None) -> dict[str, object]:
    """What the record is about."""
    return {
        "loan_id": facts.loan.id,
        "line_id": line.id,
        "loan_unit_id": unit.id if unit else None,
        "unit_id": unit.unit_id if unit else None,
        "listing_id": line.listing_id,
        "exhibition_id": facts.exhibition.id,
        "lender_id": facts.lender.id,
        "borrower_id": facts.borrower.id,
        "alternative": facts.loan.alternative,
    }


def computed_columns(inputs: Inputs, result: Result, figures: Grams) -> dict[str, object]:
    """The columns of a record that follow from its inputs alone."""
    sign = {"sign_established": not figures.low <= 0 <= figures.high}
    return {**_use(inputs, result), **_kilograms(figures), **sign}


def _use(inputs: Inputs, result: Result) -> dict[str, object]:
    """What the method was asked, in the columns that pages choose by."""
    return {
        "category": inputs.category,
        "quantity": inputs.quantity,
        "starts_on": inputs.first_day,
        "ends_on": inputs.last_day,
        "method": result.method,
        "factor": inputs.made.reference,
        "evidence": Evidence(result.use.counterfactual.evidence),
        "label": result.label,
        "internal_only": result.internal_only,
    }


def _kilograms(figures: Grams) -> dict[str, object]:
    named = {
        "draw": figures.draw,
        "gross": figures.gross,
        "burdens": sum(figures.burdens),
        "net": figures.net,
        "low_bound": figures.low_bound,
        "u": figures.u,
        "low": figures.low,
        "high": figures.high,
        "making": figures.making,
        "moving": figures.moving,
        "energy": figures.energy,
        "footprint": figures.footprint,
        "reference": figures.reference,
    }
    return {f"{name}_kg": kilograms(amount) for name, amount in named.items()}


def _void(entry: LedgerEntry, record: ImpactRecord, reason: str, at: datetime, author: int | None) -> None:
    legs = chain.opposite([Leg(one.account, int(one.amount_kg.scaleb(3))) for one in entry.postings])
    enter(EntryKind.VOID, legs, record=record, at=at, author=author, reason=reason, settles=entry.id)


def _pending(loan_id: int) -> Sequence[tuple[LedgerEntry, ImpactRecord]]:
    """What waits for the loan's return and was not let go."""
    settling = aliased(LedgerEntry)
    statement = (
        select(LedgerEntry, ImpactRecord)
        .join(ImpactRecord, ImpactRecord.id == LedgerEntry.record_id)
        .outerjoin(settling, settling.settles_id == LedgerEntry.id)
        .where(ImpactRecord.loan_id == loan_id, LedgerEntry.kind == EntryKind.PENDING, settling.id.is_(None))
        .order_by(LedgerEntry.id)
    )
    return [(entry, record) for entry, record in db.session.execute(statement)]


def _is_written(key: str) -> bool:
    return db.session.scalar(select(ImpactRecord.id).where(ImpactRecord.key == key)) is not None
