"""What must always hold of records and ledger: `flask verify` and `flask recompute --check`, linear in size."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, selectinload

from app.core import verification
from app.core.db import db
from app.impact.credits.domain import method
from app.impact.footprint.domain.lines import Phase
from app.impact.models import ImpactRecord, LedgerEntry, LedgerHead, LedgerPosting
from app.impact.records.domain import chain
from app.impact.records.domain.canonical import read, written
from app.impact.records.domain.chain import GENESIS, EntryKind, Leg
from app.impact.records.domain.inputs import Inputs, result_of
from app.impact.records.domain.settling import as_stored, settled
from app.loans.domain.own_uses import OwnUseState
from app.loans.models import LoanUnit, OwnUse

BATCH = 500
SUMMED = (
    *("draw", "gross", "net", "low_bound", "u", "low", "high"),
    *("making", "moving", "energy", "footprint", "reference"),
)


def legs_sum_to_zero(_now: datetime) -> list[str]:
    """Every entry has at least two legs, and they sum to zero."""
    total, legs = func.coalesce(func.sum(LedgerPosting.amount_kg), 0), func.count(LedgerPosting.id)
    statement = (
        select(LedgerEntry.id)
        .outerjoin(LedgerPosting, LedgerPosting.entry_id == LedgerEntry.id)
        .group_by(LedgerEntry.id)
        .having((total != 0) | (legs < 2))
    )
    return [f"entry {id}: legs do not balance" for id in db.session.scalars(statement)]


def chain_is_unbroken(_now: datetime) -> list[str]:
    """Every seal follows from the one before and from what its entry says; the head is the last one."""
    digests = _digests()
    previous, problems = GENESIS, []
    for entry in _entries():
        if entry.prev_hash != previous:
            problems.append(f"entry {entry.id}: does not follow the entry before it")
        if _seal(entry, digests) != entry.hash:
            problems.append(f"entry {entry.id}: its content is not what was sealed")
        previous = entry.hash
    head = db.session.scalar(select(LedgerHead.hash)) or GENESIS
    if head != previous:
        problems.append("the head of the ledger is not its last entry")
    return problems


def caps_are_respected(_now: datetime) -> list[str]:
    """No object gave more than its cap, and each opened it once."""
    left, settling = func.sum(LedgerPosting.amount_kg), aliased(LedgerEntry)
    objects = LedgerPosting.account.like("object:%")
    overdrawn = select(LedgerPosting.account).where(objects).group_by(LedgerPosting.account).having(left < 0)
    opened = (
        select(LedgerPosting.account)
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .outerjoin(settling, settling.settles_id == LedgerEntry.id)
        .where(objects, LedgerEntry.kind == EntryKind.CAP, settling.id.is_(None))
        .group_by(LedgerPosting.account)
        .having(func.count() > 1)
    )
    problems = [f"{account}: drew more than its cap" for account in db.session.scalars(overdrawn)]
    return problems + [f"{account}: its cap was opened twice" for account in db.session.scalars(opened)]


def records_match_the_ledger(_now: datetime) -> list[str]:
    """Each record has its one entry, which says what the record says."""
    credited: defaultdict[int | None, list[int]] = defaultdict(list)
    rows = db.session.execute(
        select(LedgerEntry.record_id, LedgerPosting.amount_kg)
        .join(LedgerPosting, LedgerPosting.entry_id == LedgerEntry.id)
        .where(LedgerEntry.kind.in_((EntryKind.POST, EntryKind.PENDING)), LedgerPosting.account.like("%exhibition:%"))
    )
    for record_id, amount in rows:
        credited[record_id].append(int(amount.scaleb(3)))
    every = db.session.execute(select(ImpactRecord.id, ImpactRecord.net_kg))
    return [
        f"record {id}: {net} kg, but its entries say {credited[id]} g"
        for id, net in every
        if credited[id] != [int(net.scaleb(3))]
    ]


def columns_match_the_results(_now: datetime) -> list[str]:
    """The columns that pages sum hold the grams of the sealed results."""
    columns = [getattr(ImpactRecord, f"{name}_kg") for name in SUMMED]
    statement = select(ImpactRecord.id, ImpactRecord.results, *columns)
    problems = []
    for id, results, *stored in db.session.execute(statement.execution_options(yield_per=BATCH)):
        sealed = json.loads(results)["grams"]
        wrong = [name for name, value in zip(SUMMED, stored, strict=True) if int(value.scaleb(3)) != sealed[name]]
        if wrong:
            problems.append(f"record {id}: {', '.join(wrong)} differ from its results")
    return problems


def posted_after_the_return(_now: datetime) -> list[str]:
    """No credit is posted for an object whose return nobody confirmed."""
    statement = (
        select(ImpactRecord.id)
        .outerjoin(LoanUnit, LoanUnit.id == ImpactRecord.loan_unit_id)
        .outerjoin(OwnUse, (OwnUse.id == ImpactRecord.own_use_id) & (OwnUse.state == OwnUseState.OVER))
        .where(ImpactRecord.phase == Phase.ACTUAL, LoanUnit.returned_at.is_(None), OwnUse.id.is_(None))
    )
    return [f"record {id}: posted, but the object is not back" for id in db.session.scalars(statement)]


def corrections_are_reversals(_now: datetime) -> list[str]:
    """Whatever was replaced after its posting is reversed, whatever stands is not, and each says why."""
    later, post, settling = aliased(ImpactRecord), aliased(LedgerEntry), aliased(LedgerEntry)
    statement = (
        select(ImpactRecord.id, later.id, later.reason, settling.kind, settling.reason)
        .outerjoin(later, later.supersedes_id == ImpactRecord.id)
        .outerjoin(post, (post.record_id == ImpactRecord.id) & (post.kind == EntryKind.POST))
        .outerjoin(settling, settling.settles_id == post.id)
        .where(ImpactRecord.phase == Phase.ACTUAL, (later.id.is_not(None)) | (settling.id.is_not(None)))
    )
    return [
        f"record {id}: replaced by {by}, its entry settled as {kind}, with the reasons {reason!r} and {why!r}"
        for id, by, reason, kind, why in db.session.execute(statement)
        if by is None or kind is not EntryKind.REVERSAL or not reason or reason != why
    ]


def recomputed() -> Iterator[tuple[int, bool]]:
    """(record id, whether its stored inputs give its stored results again, byte for byte)."""
    statement = select(ImpactRecord.id, ImpactRecord.inputs, ImpactRecord.results).order_by(ImpactRecord.id)
    for id, inputs, results in db.session.execute(statement.execution_options(yield_per=BATCH)):
        yield id, results_again(inputs) == results


def results_again(inputs: str) -> str:
    """The results that these stored inputs give, as they would be stored."""
    known = read(Inputs, inputs)
    result = result_of(known)
    left = None if known.cap_left_kg is None else int(known.cap_left_kg.scaleb(3))
    return written(as_stored(replace(result, method=method.VERSION), settled(result, left)))


def _entries() -> Iterator[LedgerEntry]:
    statement = select(LedgerEntry).order_by(LedgerEntry.id).options(selectinload(LedgerEntry.postings))
    yield from db.session.scalars(statement.execution_options(yield_per=BATCH))


def _digests() -> dict[int, str]:
    statement = select(ImpactRecord.id, ImpactRecord.inputs, ImpactRecord.results)
    rows = db.session.execute(statement.execution_options(yield_per=BATCH))
    return {id: chain.digest_of(inputs, results) for id, inputs, results in rows}


def _seal(entry: LedgerEntry, digests: dict[int, str]) -> str:
    try:
        return chain.sealed(
            entry.prev_hash,
            kind=entry.kind.value,
            reason=entry.reason,
            author=entry.author_id,
            at=entry.at.isoformat(),
            record=entry.record_id,
            digest=digests.get(entry.record_id or 0, ""),
            settles=entry.settles_id,
            legs=[Leg(one.account, int(one.amount_kg.scaleb(3))) for one in entry.postings],
        )
    except chain.UnbalancedEntry:
        return ""


def register() -> None:
    """Add these invariants to `flask verify`."""
    verification.register("impact: legs sum to zero", legs_sum_to_zero)
    verification.register("impact: chain is unbroken", chain_is_unbroken)
    verification.register("impact: caps are respected", caps_are_respected)
    verification.register("impact: records match the ledger", records_match_the_ledger)
    verification.register("impact: columns match the results", columns_match_the_results)
    verification.register("impact: posted after the return", posted_after_the_return)
    verification.register("impact: corrections are reversals", corrections_are_reversals)
