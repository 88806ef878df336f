"""One computation: what it was made from, step by step, and the ledger entries that seal it."""

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import aliased, selectinload

from app.accounts.models import User
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.i18n import language
from app.exhibitions.models import Exhibition
from app.exhibitions.queries import is_shown_to_all, may_open_exhibition
from app.impact.credits.domain.consequences import Consequence, consequences
from app.impact.footprint.domain.lines import Phase
from app.impact.models import ImpactRecord, LedgerEntry
from app.impact.queries.doubts import Doubts, doubts_of
from app.impact.queries.explain import Step, steps
from app.impact.queries.factors import FactorLink, attributions, factor_links
from app.impact.queries.history import Comparison, Decision, Version, comparison, decision_about, versions
from app.impact.queries.rows import RecordRow, is_standing, records
from app.impact.records.domain.canonical import read
from app.impact.records.domain.chain import EntryKind
from app.impact.records.domain.inputs import Inputs, result_of
from app.impact.records.domain.permissions import (
    RecordAccess,
    may_correct,
    may_judge_records,
    may_read_report,
    may_see_record,
)
from app.impact.records.domain.settling import settled


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry of the ledger; *legs* are (account, kg CO2e)."""

    id: int
    kind: EntryKind
    at: datetime
    hash: str
    prev_hash: str
    legs: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A computation as it was made. *superseded_by* is the id of the record that replaced it.

    *parties* tells whether the reader belongs to the loan: only they see who wrote it and the raw inputs.
    """

    row: RecordRow
    may_open_exhibition: bool
    inputs: Inputs
    steps: tuple[Step, ...]
    consequences: tuple[Consequence, ...]
    factors: tuple[FactorLink, ...]
    attributions: tuple[str, ...]
    entries: tuple[EntryView, ...]
    is_standing: bool
    superseded_by: int | None
    supersedes: int | None
    author: str
    created_at: datetime
    parties: bool
    use_json: str
    u: Decimal
    doubts: Doubts
    comparison: Comparison | None
    versions: tuple[Version, ...]
    decision: Decision | None
    may_correct: bool
    may_judge: bool


def record_page(actor: Actor, record_id: int) -> RecordPage:
    """The computation, told again from its stored inputs. Raises NotFound when not there or not for *actor*."""
    record = db.session.get(ImpactRecord, record_id)
    if record is None or not may_see_record(actor, _access(record)):
        raise NotFound()
    (row,) = records(ImpactRecord.id == record_id)
    inputs = read(Inputs, record.inputs)
    result = result_of(inputs)
    left = None if inputs.cap_left_kg is None else int(inputs.cap_left_kg.scaleb(3))
    electricity = (inputs.electricity.factor,) if inputs.electricity else ()
    stands = _stands(record_id)
    is_current = stands and record.phase is Phase.ACTUAL
    links = factor_links((*inputs.made.references, inputs.journey.factor, *electricity), language())
    return RecordPage(
        row=row,
        may_open_exhibition=may_open_exhibition(actor, record.exhibition_id),
        inputs=inputs,
        steps=tuple(steps(inputs, result, settled(result, left))),
        consequences=consequences(result),
        factors=links,
        attributions=attributions(links),
        entries=_entries(record_id),
        is_standing=stands,
        superseded_by=db.session.scalar(select(ImpactRecord.id).where(ImpactRecord.supersedes_id == record_id)),
        supersedes=record.supersedes_id,
        author=_author(record),
        created_at=record.created_at,
        parties=any(may_read_report(actor, party) for party in (record.lender_id, record.borrower_id)),
        use_json=json.dumps(json.loads(record.inputs), indent=1, ensure_ascii=False, sort_keys=True),
        u=record.u_kg,
        doubts=doubts_of(inputs, result, record.net_kg),
        comparison=comparison(record),
        versions=versions(record),
        decision=decision_about(record_id),
        may_correct=is_current and may_correct(actor, record.borrower_id),
        may_judge=is_current and bool(record.review) and may_judge_records(actor),
    )


def _access(record: ImpactRecord) -> RecordAccess:
    exhibition = db.session.get_one(Exhibition, record.exhibition_id)
    is_public = (
        record.phase is Phase.ACTUAL
        and record.verified
        and not record.internal_only
        and is_shown_to_all(exhibition)
        and _stands(record.id)
    )
    return RecordAccess(record.lender_id, record.borrower_id, is_public)


def _stands(record_id: int) -> bool:
    statement = select(ImpactRecord.id).where(ImpactRecord.id == record_id, is_standing())
    return db.session.scalar(statement) is not None


def _entries(record_id: int) -> tuple[EntryView, ...]:
    settling = aliased(LedgerEntry)
    own = select(LedgerEntry.id).where(LedgerEntry.record_id == record_id)
    about = select(settling.id).where(settling.settles_id.in_(own))
    found = db.session.scalars(
        select(LedgerEntry)
        .where(LedgerEntry.id.in_(own.union(about)))
        .order_by(LedgerEntry.id)
        .options(selectinload(LedgerEntry.postings))
    )
    return tuple(
        EntryView(
            entry.id,
            entry.kind,
            entry.at,
            entry.hash,
            entry.prev_hash,
            tuple((leg.account, leg.amount_kg) for leg in entry.postings),
        )
        for entry in found
    )


def _author(record: ImpactRecord) -> str:
    return db.session.scalar(select(User.name).where(User.id == record.author_id)) or ""
