"""What was found of the units of a listing, and when."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.accounts.models import Institution, User
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db
from app.core.errors import NotFound
from app.listings.domain.conditions import ConditionSource, is_fit
from app.listings.domain.permissions import may_inspect_unit, may_see_condition_history
from app.listings.domain.states import Condition
from app.listings.models import ConditionEvent, Listing, Unit

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """How a unit looked, on which occasion, who says so. *source_id* is a loan's, of a hand-over or a return."""

    condition: Condition
    note: str
    source: ConditionSource
    source_id: int | None
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One unit for its institution's people, its findings newest first. *waits*: damaged and out of the pool."""

    id: int
    listing_id: int
    title: str
    label: str
    serial: str
    asset_tag: str
    condition: Condition
    out_of_service_from: date | None
    waits: bool
    zone: str
    findings: tuple[Finding, ...]
    may_inspect: bool


@dataclass(frozen=True, slots=True)
class LastFinding:
    """The latest finding on any unit of a listing: its day at the lender's."""

    condition: Condition
    day: date


def unit_page(actor: Actor, listing_id: int, unit_id: int, now: datetime) -> UnitPage:
    """A unit and its history. Raises NotFound for all but its institution's people."""
    row = db.session.execute(
        select(Unit, Listing.title, Listing.institution_id, Institution.time_zone)
        .join(Listing, Listing.id == Unit.listing_id)
        .join(Institution, Institution.id == Listing.institution_id)
        .where(Unit.id == unit_id, Unit.listing_id == listing_id)
    ).one_or_none()
    if row is None or not may_see_condition_history(actor, row.institution_id):
        raise NotFound()
    unit: Unit = row.Unit
    today = local_day(now, row.time_zone)
    is_away = unit.out_of_service_from is not None and unit.out_of_service_from <= today
    return UnitPage(
        id=unit.id,
        listing_id=listing_id,
        title=row.title,
        label=unit.label,
        serial=unit.serial,
        asset_tag=unit.asset_tag,
        condition=unit.condition,
        out_of_service_from=unit.out_of_service_from,
        waits=is_away and not is_fit(unit.condition),
        zone=row.time_zone,
        findings=_findings(unit_id),
        may_inspect=may_inspect_unit(actor, row.institution_id),
    )


def last_finding(listing_id: int, zone: str) -> LastFinding | None:
    """The latest finding on a listing's units; None when nobody ever wrote one."""
    latest = (
        select(ConditionEvent.condition, ConditionEvent.at)
        .join(Unit, Unit.id == ConditionEvent.unit_id)
        .where(Unit.listing_id == listing_id)
        .order_by(ConditionEvent.at.desc(), ConditionEvent.id.desc())
        .limit(1)
    )
    row = db.session.execute(latest).one_or_none()
    return LastFinding(row.condition, local_day(row.at, zone)) if row else None


def _findings(unit_id: int) -> tuple[Finding, ...]:
    rows = db.session.execute(
        select(ConditionEvent, User.name)
        .outerjoin(User, User.id == ConditionEvent.made_by)
        .where(ConditionEvent.unit_id == unit_id)
        .order_by(ConditionEvent.at.desc(), ConditionEvent.id.desc())
        .limit(MOST_SHOWN)
    )
    return tuple(
        Finding(one.condition, one.note, one.source, one.source_id, one.at, name or "") for one, name in rows
    )
