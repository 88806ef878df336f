"""Verbs on records that are wrong or strange: corrected by a new one, released or kept out by the staff.

No row is changed. A correction posts the reversal of the old entry and a new entry; the later uses of the same
object whose figures depend on it are made again behind it, so that its cap is drawn in the order of its uses (P13).
"""

import json
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import aliased, selectinload

from app.accounts.domain.permissions import is_verified
from app.accounts.models import Institution
from app.core import journal
from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import Forbidden, NotFound
from app.impact.credits.domain.kinds import Evidence
from app.impact.exact import ONE, ZERO, exactly
from app.impact.footprint.domain.lines import Phase
from app.impact.models import ImpactRecord, LedgerEntry, LedgerPosting, RecordReview, Verdict
from app.impact.records.accounts import share_counted
from app.impact.records.domain import chain
from app.impact.records.domain.canonical import read, written
from app.impact.records.domain.chain import EntryKind, Leg, object_account
from app.impact.records.domain.correcting import (
    AlreadyReplaced,
    Correction,
    OnlyActualRecords,
    corrected,
    reason_of,
)
from app.impact.records.domain.inputs import Inputs, result_of
from app.impact.records.domain.permissions import may_correct, may_judge_records, may_read_report
from app.impact.records.domain.plausible import review
from app.impact.records.domain.settling import as_stored, kilograms, settled
from app.impact.records.ledger import enter, locked_head
from app.impact.services import computed_columns
from app.listings.queries.succession import lives_of, origins
from app.loans.domain.words import Alternative

FOLLOWS = "follows:"
INSTEAD = ":instead-of-"
SUBJECT = (
    *("phase", "loan_id", "line_id", "own_use_id", "loan_unit_id", "unit_id", "listing_id"),
    *("exhibition_id", "lender_id", "borrower_id"),
)


def correct_record(actor: Actor, record_id: int, change: Correction, reason: str, now: datetime) -> int:
    """Replace a posted record by one with the corrected inputs; the id of the new one.

    Raises NotFound, Forbidden, ReasonMissing, NothingCorrected, OnlyActualRecords, AlreadyReplaced, and what the
    method refuses of the new inputs.
    """
    why = reason_of(reason)
    with transaction():
        locked_head()
        record = _posted(actor, record_id)
        if not may_correct(actor, record.borrower_id):
            raise Forbidden()
        inputs = corrected(read(Inputs, record.inputs), change)
        strange = review(inputs, both_verified=_both_verified(record))
        made = _Replay(record, inputs, strange, why, actor.user_id, now).made()
        journal.record(actor, now, "correct_record", "impact_record", made, record.borrower_id, reason=why)
        return made


def lower_evidence(loan_id: int, reason: str, author: int | None, now: datetime) -> None:
    """A document was refused: every posted record of the loan that rests on it is replaced by one at E2."""
    later = aliased(ImpactRecord)
    statement = (
        select(ImpactRecord)
        .outerjoin(later, later.supersedes_id == ImpactRecord.id)
        .where(
            ImpactRecord.loan_id == loan_id,
            ImpactRecord.phase == Phase.ACTUAL,
            ImpactRecord.evidence == Evidence.DOCUMENTED,
            later.id.is_(None),
        )
        .order_by(ImpactRecord.id)
    )
    with transaction() as session:
        locked_head()
        for record in session.scalars(statement).all():
            replace_record(record, Correction(evidence=Evidence.DECLARED.value), reason, author, now)


def replace_record(record: ImpactRecord, change: Correction, reason: str, author: int | None, now: datetime) -> int:
    """Under the lock of the ledger: a posted record that stands is replaced by one with *change*; its id. Raises as
    ``corrected`` does."""
    inputs = corrected(read(Inputs, record.inputs), change)
    strange = review(inputs, both_verified=_both_verified(record))
    return _Replay(record, inputs, strange, reason_of(reason), author, now).made()


def release_record(actor: Actor, record_id: int, reason: str, now: datetime) -> int:
    """Let a record that waited for a second look into the totals: a new record says so; its id.

    Raises NotFound, Forbidden, ReasonMissing, AlreadyReplaced.
    """
    why = reason_of(reason)
    with transaction() as session:
        locked_head()
        record = _under_review(actor, record_id)
        made = _supersede(record, read(Inputs, record.inputs), "", why, actor.user_id, now)
        session.add(RecordReview(record_id=record.id, verdict=Verdict.RELEASE, reason=why, by=actor.user_id, at=now))
        journal.record(actor, now, "release_record", "impact_record", made.id, record.borrower_id, reason=why)
        return made.id


def keep_record_out(actor: Actor, record_id: int, reason: str, now: datetime) -> None:
    """Leave a strange record out of totals and public pages, and say why. Raises as :func:`release_record`."""
    why = reason_of(reason)
    with transaction() as session:
        locked_head()
        record = _under_review(actor, record_id)
        session.add(RecordReview(record_id=record.id, verdict=Verdict.KEEP, reason=why, by=actor.user_id, at=now))
        journal.record(actor, now, "keep_record_out", "impact_record", record.id, record.borrower_id, reason=why)


def _posted(actor: Actor, record_id: int) -> ImpactRecord:
    record = db.session.get(ImpactRecord, record_id)
    if record is None or not any(may_read_report(actor, one) for one in (record.lender_id, record.borrower_id)):
        raise NotFound()
    if db.session.scalar(select(ImpactRecord.id).where(ImpactRecord.supersedes_id == record_id)) is not None:
        raise AlreadyReplaced
    if record.phase is not Phase.ACTUAL:
        raise OnlyActualRecords
    return record


def _under_review(actor: Actor, record_id: int) -> ImpactRecord:
    if not may_judge_records(actor):
        raise Forbidden()
    record = _posted(actor, record_id)
    if not record.review:
        raise NotFound()
    return record


def _both_verified(record: ImpactRecord) -> bool:
    states = db.session.scalars(
        select(Institution.state).where(Institution.id.in_((record.lender_id, record.borrower_id)))
    )
    return all(is_verified(state) for state in states)


class _Replay:
    """One correction and what follows from it for the later uses of the same object."""

    def __init__(
        self, record: ImpactRecord, inputs: Inputs, strange: str, reason: str, author: int | None, at: datetime
    ) -> None:
        assert record.unit_id is not None
        self.record, self.inputs, self.strange, self.reason = record, inputs, strange, reason
        self.author, self.at = author, at
        self.origin = origins({record.unit_id})[record.unit_id]
        self.uses = _uses_of(self.origin)
        self.opening = _cap_entry(self.origin)

    def made(self) -> int:
        """Write the new records in the order of the object's uses; the id of the corrected one."""
        cap, start = self._cap()
        drawn, life, done = ZERO, ZERO, self.record.id
        for place, use in enumerate(self.uses):
            is_it = use.id == self.record.id
            known = self.inputs if is_it else read(Inputs, use.inputs)
            left = None if known.cap_left_kg is None and not drawn else cap - drawn
            known = replace(known, drawn_kg=drawn, life_counted=life, cap_left_kg=left)
            if is_it:
                use = _supersede(use, known, self.strange, self.reason, self.author, self.at)
                self._reopen(use, cap)
                done = use.id
            elif place >= start and not _is_same(use, known):
                follows = f"{FOLLOWS}{self.record.id}"
                use = _supersede(use, known, use.review, follows, self.author, self.at)
            with exactly():
                drawn += use.draw_kg
                life = min(ONE, life + share_counted(use.inputs, use.results))
        return done

    def _cap(self) -> tuple[Decimal, int]:
        """The object's cap in kg once this is corrected, and the first use that may be made again."""
        place = next(place for place, use in enumerate(self.uses) if use.id == self.record.id)
        known = next(leg.amount_kg for leg in self.opening.postings if leg.account == object_account(self.origin))
        if self.opening.record_id != self.record.id:
            return known, place
        cap = kilograms(settled(result_of(self.inputs), None).cap)
        return cap, place if cap == known else 0

    def _reopen(self, made: ImpactRecord, cap: Decimal) -> None:
        """The record that opened the cap was wrong about it: the cap is reversed and opened anew."""
        opened = chain.cap_legs(self.origin, int(cap.scaleb(3)))
        if self.opening.record_id != self.record.id or _legs(self.opening) == list(opened):
            return
        _reverse(self.opening, self.record, self.reason, self.author, self.at)
        enter(EntryKind.CAP, opened, record=made, at=self.at, author=self.author, reason=self.reason)


def _supersede(
    old: ImpactRecord, inputs: Inputs, strange: str, reason: str, author: int | None, at: datetime
) -> ImpactRecord:
    """A record with these inputs in the place of *old*, whose entry is reversed."""
    assert old.unit_id is not None
    inputs = replace(inputs, id=f"{old.key.split(INSTEAD)[0]}{INSTEAD}{old.id}")
    result = result_of(inputs)
    figures = settled(result, None if inputs.cap_left_kg is None else int(inputs.cap_left_kg.scaleb(3)))
    made = ImpactRecord(
        key=inputs.id,
        **{name: getattr(old, name) for name in SUBJECT},
        **computed_columns(inputs, result, figures),
        alternative=Alternative(inputs.alternative),
        verified=not strange,
        review=strange,
        inputs=written(inputs),
        results=written(as_stored(result, figures)),
        supersedes_id=old.id,
        reason=reason,
        author_id=author,
        created_at=at,
    )
    db.session.add(made)
    db.session.flush()
    _reverse(_post_of(old), old, reason, author, at)
    origin = origins({old.unit_id})[old.unit_id]
    legs = chain.credit_legs(object_account(origin), old.exhibition_id, figures)
    enter(EntryKind.POST, legs, record=made, at=at, author=author, reason=reason)
    return made


def _reverse(entry: LedgerEntry, record: ImpactRecord, reason: str, author: int | None, at: datetime) -> None:
    legs = chain.opposite(_legs(entry))
    enter(EntryKind.REVERSAL, legs, record=record, at=at, author=author, reason=reason, settles=entry.id)


def _legs(entry: LedgerEntry) -> list[Leg]:
    return [Leg(one.account, int(one.amount_kg.scaleb(3))) for one in entry.postings]


def _is_same(use: ImpactRecord, known: Inputs) -> bool:
    """Whether these inputs give the grams that the record says."""
    left = None if known.cap_left_kg is None else int(known.cap_left_kg.scaleb(3))
    now = json.loads(written(settled(result_of(known), left)))
    before = json.loads(use.results)["grams"]
    # What was left of the cap limits the draw; only what is drawn and counted is told.
    return all(now[name] == before[name] for name in now if name != "cap")


def _uses_of(origin: int) -> list[ImpactRecord]:
    """The standing uses of an object, under whatever owner, in the order of its ledger."""
    later = aliased(ImpactRecord)
    statement = (
        select(ImpactRecord)
        .outerjoin(later, later.supersedes_id == ImpactRecord.id)
        .where(ImpactRecord.unit_id.in_(lives_of({origin})), ImpactRecord.phase == Phase.ACTUAL, later.id.is_(None))
        .order_by(ImpactRecord.starts_on, ImpactRecord.id)
    )
    return list(db.session.scalars(statement))


def _cap_entry(origin: int) -> LedgerEntry:
    """The entry that opened the cap of an object and was not reversed."""
    settling = aliased(LedgerEntry)
    statement = (
        select(LedgerEntry)
        .join(LedgerPosting, LedgerPosting.entry_id == LedgerEntry.id)
        .outerjoin(settling, settling.settles_id == LedgerEntry.id)
        .where(
            LedgerEntry.kind == EntryKind.CAP,
            LedgerPosting.account == object_account(origin),
            settling.id.is_(None),
        )
        .options(selectinload(LedgerEntry.postings))
    )
    return db.session.scalars(statement).one()


def _post_of(record: ImpactRecord) -> LedgerEntry:
    statement = select(LedgerEntry).where(LedgerEntry.record_id == record.id, LedgerEntry.kind == EntryKind.POST)
    return db.session.scalars(statement.options(selectinload(LedgerEntry.postings))).one()
