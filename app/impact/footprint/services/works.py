"""The works list: each row a line, with a question where a mass or a place could not be read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import delete, select

from app.core import idempotency, journal
from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.geo import Point
from app.core.text import fold
from app.exhibitions.models import Exhibition
from app.impact.footprint.activities import activities, activities_of, proposed_factor
from app.impact.footprint.domain.activity import Activity
from app.impact.footprint.domain.components import Component
from app.impact.footprint.domain.drafts import LineDraft
from app.impact.footprint.domain.lines import Phase, ValueSource
from app.impact.footprint.domain.works import (
    ACTIVITY_OF,
    Mode,
    Work,
    WorksList,
    read_works,
    rounded_km,
    rounded_mass,
    tonne_km,
    travelled_km,
)
from app.impact.footprint.models import CarbonJourney, CarbonLine
from app.impact.footprint.places import straight_from
from app.impact.footprint.services.common import locked_show, show_of
from app.impact.footprint.services.lines import forget_estimate, put_line, require_room
from app.impact.refusals import NotPositive
from app.listings.domain.spreadsheets import Sheet

MADE_BY = "works:"


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a list."""

    lines: int
    without_mass: int
    unknown_places: tuple[str, ...]
    unread_modes: tuple[str, ...]
    supposed_air: int


def import_works(
    actor: Actor,
    exhibition_id: int,
    sheet: Sheet,
    phase: Phase,
    legs: int,
    replace: bool,
    now: datetime,
    once: str = "",
) -> Imported:
    """Write a line for each work of *sheet*; with *replace*, in the place of those of an earlier list.

    A double click, told by the form's one-shot key *once*, imports once.

    Raises NotFound, Forbidden, TooManyLines, or what is wrong with the columns. A row that can't be read whole is
    kept without a value: it widens the range and waits for its answer.
    """
    show = show_of(exhibition_id)  # distances are computed before anything is locked
    read = read_works(sheet.headings, sheet.rows, straight_from(Point(show.latitude, show.longitude)))
    made = Imported(
        len(read.works),
        sum(one.mass_kg is None for one in read.works),
        read.unknown_places,
        read.unread_modes,
        read.supposed_air,
    )
    asked = ["import_works", exhibition_id, phase, legs, replace, sheet.headings, sheet.rows]
    with transaction():
        show = locked_show(actor, exhibition_id)
        if idempotency.is_repeat(actor, idempotency.of_content(once, asked), asked, exhibition_id, now):
            return made
        forget_estimate(exhibition_id, phase, [one.id for one in activities_of(Component.WORKS_TRANSPORT)])
        if replace:
            _forget(exhibition_id, phase)
        require_room(exhibition_id, len(read.works))
        _put(actor, show, read, phase, legs, now)
        journal.record(
            actor, now, "import_works", "exhibition", exhibition_id, show.institution_id, lines=len(read.works)
        )
    return made


def answer_place(actor: Actor, exhibition_id: int, place: str, meant: str, km: Decimal | None, now: datetime) -> int:
    """Say where *place* of the list is: by another name (*meant*), or by the *km* of one way; how many it fills.

    0 when the other name is not known either. Raises NotFound, Forbidden, NotPositive.
    """
    if km is not None and not 0 < km <= 40_000:
        raise NotPositive(field="km", name="km")
    show = show_of(exhibition_id)
    straight = None if km is not None else straight_from(Point(show.latitude, show.longitude))(meant)
    if km is None and straight is None:
        return 0
    with transaction():
        show = locked_show(actor, exhibition_id)
        waiting = [one for one in _waiting(exhibition_id) if fold(one[1].origin) == fold(place)]
        for line, journey in waiting:
            journey.km = (
                travelled_km(journey.mode, straight) if straight is not None else rounded_km(km or Decimal(0))
            )
            if straight is not None:
                journey.origin = meant[:120]
            fill(line, journey)
        journal.record(
            actor, now, "answer_place", "exhibition", exhibition_id, show.institution_id, place=place[:120]
        )
        return len(waiting)


def answer_masses(actor: Actor, exhibition_id: int, masses: Mapping[int, Decimal], now: datetime) -> int:
    """Say what some works weigh, in kg, by line id; how many were filled. Raises NotFound, Forbidden, NotPositive."""
    if any(mass <= 0 for mass in masses.values()):
        raise NotPositive(field="mass", name="mass")
    with transaction() as session:
        show = locked_show(actor, exhibition_id)
        rows = session.execute(
            select(CarbonLine, CarbonJourney)
            .join(CarbonJourney, CarbonJourney.line_id == CarbonLine.id)
            .where(CarbonLine.exhibition_id == exhibition_id, CarbonLine.id.in_(masses))
        ).all()
        for line, journey in rows:
            journey.mass_kg = rounded_mass(masses[line.id])
            fill(line, journey)
        journal.record(actor, now, "answer_masses", "exhibition", exhibition_id, show.institution_id, lines=len(rows))
        return len(rows)


def fill(line: CarbonLine, journey: CarbonJourney) -> None:
    """Compute a line's value when both its mass and its distance are known."""
    if journey.mass_kg is not None and journey.km is not None:
        line.value = tonne_km(journey.mass_kg, journey.km, journey.legs)
        line.version += 1


def _put(actor: Actor, show: Exhibition, read: WorksList, phase: Phase, legs: int, now: datetime) -> None:
    factors = {mode: proposed_factor(_activity(mode), now.date()) for mode in Mode}
    made = [(put_line(actor, show, _draft(work, phase, legs, factors), now), work) for work in read.works[:1]]
    rows = [_row(actor, show, _draft(work, phase, legs, factors), now) for work in read.works[1:]]
    db.session.add_all(rows)
    db.session.flush()
    made += zip(rows, read.works[1:], strict=True)
    db.session.add_all(
        CarbonJourney(
            line_id=line.id, origin=work.origin, mode=work.mode, mass_kg=work.mass_kg, km=work.km, legs=legs
        )
        for line, work in made
    )
    db.session.flush()


def _row(actor: Actor, show: Exhibition, draft: LineDraft, now: datetime) -> CarbonLine:
    """As `put_line`, for one of thousands whose factor was checked with the first."""
    return CarbonLine(
        exhibition_id=show.id,
        phase=draft.phase,
        component=draft.component,
        activity=draft.activity,
        label=draft.label,
        value=draft.value,
        unit=draft.unit,
        factor=draft.factor,
        is_proposed=True,
        source=draft.source,
        origin=draft.origin,
        uses=1,
        made_by=draft.made_by,
        written_by=actor.user_id,
        written_at=now,
    )


def _draft(work: Work, phase: Phase, legs: int, factors: Mapping[Mode, str]) -> LineDraft:
    activity = _activity(work.mode)
    known = work.mass_kg is not None and work.km is not None
    return LineDraft(
        phase=phase,
        component=activity.component,
        activity=activity.id,
        label=work.title,
        value=tonne_km(work.mass_kg, work.km, legs) if known and work.mass_kg and work.km else None,
        unit=activity.unit,
        factor=factors[work.mode],
        source=ValueSource.ESTIMATED,
        is_proposed=True,
        made_by=f"{MADE_BY}{work.row}",
    )


def _activity(mode: Mode) -> Activity:
    return activities()[ACTIVITY_OF[mode]]


def _waiting(exhibition_id: int) -> Iterable[tuple[CarbonLine, CarbonJourney]]:
    rows = db.session.execute(
        select(CarbonLine, CarbonJourney)
        .join(CarbonJourney, CarbonJourney.line_id == CarbonLine.id)
        .where(CarbonLine.exhibition_id == exhibition_id, CarbonJourney.km.is_(None))
        .order_by(CarbonLine.id)
    )
    return [(line, journey) for line, journey in rows]


def _forget(exhibition_id: int, phase: Phase) -> None:
    """The lines of an earlier list that nobody changed by hand; theirs hold no papers."""
    old = select(CarbonLine.id).where(
        CarbonLine.exhibition_id == exhibition_id,
        CarbonLine.phase == phase,
        CarbonLine.made_by.like(f"{MADE_BY}%"),
        CarbonLine.document_id.is_(None),
    )
    ids = list(db.session.scalars(old))
    db.session.execute(delete(CarbonJourney).where(CarbonJourney.line_id.in_(old)))
    for start in range(0, len(ids), 500):
        db.session.execute(delete(CarbonLine).where(CarbonLine.id.in_(ids[start : start + 500])))
