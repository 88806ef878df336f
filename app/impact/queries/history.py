"""What became of one record: what it replaced and why, what was planned, what the staff decided."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.accounts.models import User
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import Forbidden
from app.core.text import N_
from app.impact.exact import exactly
from app.impact.footprint.domain.lines import Phase
from app.impact.models import ImpactRecord, RecordReview, Verdict
from app.impact.queries.rows import RecordRow, records
from app.impact.records.domain.permissions import may_judge_records

FOLLOWS = "follows:"
GRAM = Decimal("0.001")
COMPARED = (
    ("draw_kg", N_("Fabrication évitée")),
    ("burdens_kg", N_("Émissions du prêt")),
    ("net_kg", N_("Émissions évitées")),
    ("low_kg", N_("bas de l'intervalle à 90 %")),
    ("high_kg", N_("haut de l'intervalle à 90 %")),
    ("low_bound_kg", N_("borne basse, rebond de 29 %")),
    ("footprint_kg", N_("Part de l'empreinte")),
)


@dataclass(frozen=True, slots=True)
class Version:
    """One record in a line of records that replaced each other; *follows* is the record whose correction asked it."""

    id: int
    net: Decimal
    at: datetime
    author: str
    reason: str
    follows: int | None


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure as planned and as it was, per object, in kg CO2e; *label* is a message id."""

    label: str
    planned: Decimal
    actual: Decimal


@dataclass(frozen=True, slots=True)
class Comparison:
    """The plan of a line beside one of its objects: days, then figures."""

    planned_id: int
    planned_days: int
    actual_days: int
    figures: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What the staff decided about a strange record, and why."""

    is_released: bool
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A strange record and the last decision about it, None while nobody looked."""

    row: RecordRow
    decision: Decision | None


def versions(record: ImpactRecord) -> tuple[Version, ...]:
    """The records that replaced each other, oldest first; one alone was never corrected."""
    line = [record]
    while (before := line[0].supersedes_id) is not None and record.phase is Phase.ACTUAL:
        line.insert(0, db.session.get_one(ImpactRecord, before))
    while (after := _successor(line[-1].id)) is not None and record.phase is Phase.ACTUAL:
        line.append(after)
    ids = {one.author_id for one in line if one.author_id}
    people = {row.id: row.name for row in db.session.execute(select(User.id, User.name).where(User.id.in_(ids)))}
    return tuple(_version(one, people.get(one.author_id or 0, "")) for one in line)


def _version(record: ImpactRecord, author: str) -> Version:
    follows = record.reason.removeprefix(FOLLOWS) if record.reason.startswith(FOLLOWS) else ""
    cause = int(follows) if follows.isdigit() else None
    return Version(record.id, record.net_kg, record.created_at, author, "" if cause else record.reason, cause)


def _successor(record_id: int) -> ImpactRecord | None:
    return db.session.scalar(select(ImpactRecord).where(ImpactRecord.supersedes_id == record_id))


def comparison(record: ImpactRecord) -> Comparison | None:
    """What was planned for the line beside what this object really did; None for a plan, or when nothing was."""
    if record.phase is not Phase.ACTUAL:
        return None
    mine = (ImpactRecord.line_id == record.line_id) & (ImpactRecord.phase == Phase.PLANNED)
    planned = db.session.scalar(select(ImpactRecord).where(mine).order_by(ImpactRecord.id).limit(1))
    if planned is None:
        return None
    figures = tuple(Compared(label, _each(planned, name), _each(record, name)) for name, label in COMPARED)
    return Comparison(planned.id, _days(planned), _days(record), figures)


def decision_about(record_id: int) -> Decision | None:
    """The last decision of the staff about a record."""
    return _decisions([record_id]).get(record_id)


def records_to_judge(actor: Actor) -> list[Waiting]:
    """Every strange record that stands, undecided ones first. Raises Forbidden for whoever is not staff."""
    if not may_judge_records(actor):
        raise Forbidden()
    later = aliased(ImpactRecord)
    standing = ~select(later.id).where(later.supersedes_id == ImpactRecord.id).exists()
    rows = records(ImpactRecord.phase == Phase.ACTUAL, ImpactRecord.review != "", standing)
    decided = _decisions([row.id for row in rows])
    found = [Waiting(row, decided.get(row.id)) for row in rows]
    return sorted(found, key=lambda one: (one.decision is not None, one.row.id))


def _decisions(record_ids: list[int]) -> dict[int, Decision]:
    statement = (
        select(RecordReview, User.name)
        .outerjoin(User, User.id == RecordReview.by)
        .where(RecordReview.record_id.in_(record_ids))
        .order_by(RecordReview.id)
    )
    return {
        one.record_id: Decision(one.verdict is Verdict.RELEASE, one.reason, name or "", one.at)
        for one, name in db.session.execute(statement)
    }


def _each(record: ImpactRecord, name: str) -> Decimal:
    amount: Decimal = getattr(record, name)
    with exactly():
        return (amount / record.quantity).quantize(GRAM)


def _days(record: ImpactRecord) -> int:
    return (record.ends_on - record.starts_on).days + 1
