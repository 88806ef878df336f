"""Verbs on lines: written, changed, removed, and the plan taken over as the beginning of what really happened."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select

from app.core import idempotency, journal
from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import Invalid, NotFound, Stale
from app.core.text import N_, one_line
from app.exhibitions.models import Exhibition
from app.impact.footprint.activities import activities, chosen_factor, line_factor
from app.impact.footprint.domain.drafts import LineDraft, own_as_factor
from app.impact.footprint.domain.lines import Factor, Phase, ValueSource
from app.impact.footprint.models import CarbonAbsence, CarbonJourney, CarbonLine, CarbonVariant
from app.impact.footprint.queries.written import ESTIMATE, rows_of, written_lines
from app.impact.footprint.services.common import locked_show
from app.media.documents import attach_document, detach_document, received_document

MOST_LINES = 20_000
COPIED = (
    *("exhibition_id", "component", "activity", "label", "value", "unit", "factor", "is_proposed"),
    *("own_value", "own_unit", "own_source", "value_u_rel", "origin", "uses", "next_use", "note"),
)


class TooManyLines(Invalid):
    """More lines than anybody can answer for."""

    message = N_("Cette exposition a déjà %(most)s lignes : regroupez-en avant d'en ajouter.")


class ActualAlreadyBegun(Invalid):
    """The plan is copied once: a second copy would count everything twice."""

    message = N_("Le réalisé est déjà commencé : corrigez ses lignes une à une.")


def write_line(actor: Actor, exhibition_id: int, draft: LineDraft, now: datetime, once: str = "") -> int:
    """Add a line; its id. With the form's one-shot key *once*, a double click adds one.

    Raises NotFound, Forbidden, TooManyLines, or what is wrong with the factor or the units.
    """
    asked = ["write_carbon_line", exhibition_id, repr(draft)]
    with transaction():
        show = locked_show(actor, exhibition_id)
        return idempotency.made_once(
            actor, idempotency.of_content(once, asked), asked, lambda: _added(actor, show, draft, now), now
        )


def _added(actor: Actor, show: Exhibition, draft: LineDraft, now: datetime) -> int:
    require_room(show.id, 1)
    if draft.activity and draft.variant_id is None:
        forget_estimate(show.id, draft.phase, [draft.activity])
    line = put_line(actor, show, draft, now)
    journal.record(actor, now, "write_carbon_line", "exhibition", show.id, show.institution_id)
    return line.id


def put_line(actor: Actor, show: Exhibition, draft: LineDraft, now: datetime) -> CarbonLine:
    """The row of a line, in the caller's transaction."""
    line = CarbonLine(exhibition_id=show.id, written_by=actor.user_id, written_at=now)
    _describe(line, show, draft, now.date())
    db.session.add(line)
    db.session.execute(
        delete(CarbonAbsence).where(
            CarbonAbsence.exhibition_id == show.id, CarbonAbsence.component == draft.component
        )
    )  # what has a line exists
    db.session.flush()
    return line


def change_line(actor: Actor, line_id: int, draft: LineDraft, version: int, now: datetime) -> None:
    """Say a line anew. Raises NotFound, Forbidden, Stale, or what is wrong with the factor or the units."""
    with transaction() as session:
        line, show = _locked(actor, line_id)
        if line.version != version:
            raise Stale()
        _describe(line, show, draft, now.date())
        line.made_by = ""  # from now on it is somebody's, no list and no estimate takes it away
        session.execute(delete(CarbonJourney).where(CarbonJourney.line_id == line_id))
        line.version += 1
        line.written_by, line.written_at = actor.user_id, now
        session.flush()
        journal.record(actor, now, "change_carbon_line", "exhibition", show.id, show.institution_id, line=line_id)


def remove_line(actor: Actor, line_id: int, now: datetime) -> int:
    """Take a line away; the id of its exhibition. Raises NotFound or Forbidden."""
    with transaction() as session:
        line, show = _locked(actor, line_id)
        if line.document_id is not None:
            detach_document(line.document_id, show.institution_id)
        session.execute(delete(CarbonJourney).where(CarbonJourney.line_id == line_id))
        session.delete(line)
        journal.record(actor, now, "remove_carbon_line", "exhibition", show.id, show.institution_id, line=line_id)
        return show.id


def begin_actual(actor: Actor, exhibition_id: int, variant_id: int | None, now: datetime) -> int:
    """Copy the plan (the common lines and those of one variant) as the beginning of what happened; how many lines.

    A copy is at best an estimate of what happened: a value that was measured on a plan is not. Papers stay with the
    plan. Raises NotFound, Forbidden, ActualAlreadyBegun.
    """
    with transaction() as session:
        show = locked_show(actor, exhibition_id)
        _require_variant(exhibition_id, variant_id)
        own = CarbonLine.exhibition_id == exhibition_id
        if session.scalar(select(CarbonLine.id).where(own, CarbonLine.phase == Phase.ACTUAL).limit(1)) is not None:
            raise ActualAlreadyBegun()
        wanted = {row.id for row in rows_of(written_lines(exhibition_id), Phase.PLANNED, variant_id)}
        rows = session.scalars(
            select(CarbonLine).where(own, CarbonLine.phase == Phase.PLANNED).order_by(CarbonLine.id)
        )
        plan = [line for line in rows if line.id in wanted]
        require_room(exhibition_id, len(plan))
        copies = [(line, _copied(line, actor, now)) for line in plan]
        session.add_all(copy for _, copy in copies)
        session.flush()
        _copy_journeys(exhibition_id, {line.id: copy.id for line, copy in copies})
        journal.record(actor, now, "begin_carbon_actual", "exhibition", show.id, show.institution_id, lines=len(plan))
        return len(plan)


def forget_estimate(exhibition_id: int, phase: Phase, wanted: Sequence[str]) -> None:
    """What is known takes the place of what the quick estimate supposed of these activities: never both."""
    db.session.execute(
        delete(CarbonLine).where(
            CarbonLine.exhibition_id == exhibition_id,
            CarbonLine.phase == phase,
            CarbonLine.activity.in_(wanted),
            CarbonLine.made_by.like(f"{ESTIMATE}%"),
        )
    )


def require_room(exhibition_id: int, more: int) -> None:
    """Raises TooManyLines when *more* would be too many."""
    count = db.session.scalar(select(func.count(CarbonLine.id)).where(CarbonLine.exhibition_id == exhibition_id))
    if (count or 0) + more > MOST_LINES:
        raise TooManyLines(most=MOST_LINES)


def _copied(line: CarbonLine, actor: Actor, now: datetime) -> CarbonLine:
    said: dict[str, Any] = {name: getattr(line, name) for name in COPIED}
    source = ValueSource.DEFAULT if line.source is ValueSource.DEFAULT else ValueSource.ESTIMATED
    return CarbonLine(
        **said, phase=Phase.ACTUAL, source=source, made_by=f"plan:{line.id}", written_by=actor.user_id, written_at=now
    )


def _copy_journeys(exhibition_id: int, copies: Mapping[int, int]) -> None:
    """The journeys of the copied lines, so that a place unknown then can still be answered."""
    statement = (
        select(CarbonJourney)
        .join(CarbonLine, CarbonLine.id == CarbonJourney.line_id)
        .where(CarbonLine.exhibition_id == exhibition_id)
    )
    db.session.add_all(
        CarbonJourney(
            line_id=copies[one.line_id],
            origin=one.origin,
            mode=one.mode,
            mass_kg=one.mass_kg,
            km=one.km,
            legs=one.legs,
        )
        for one in db.session.scalars(statement).all()
        if one.line_id in copies
    )
    db.session.flush()


def _locked(actor: Actor, line_id: int) -> tuple[CarbonLine, Exhibition]:
    found = db.session.scalar(select(CarbonLine.exhibition_id).where(CarbonLine.id == line_id))
    if found is None:
        raise NotFound()
    show = locked_show(actor, found)
    line = db.session.get(CarbonLine, line_id, with_for_update=True, populate_existing=True)
    if line is None:
        raise NotFound()
    return line, show


def _describe(line: CarbonLine, show: Exhibition, draft: LineDraft, on: date) -> None:
    _require_variant(show.id, draft.variant_id)
    reference = _checked_factor(line, draft, on)
    _attach(line, show.institution_id, draft.document_id)
    line.phase, line.component, line.activity = draft.phase, draft.component, draft.activity
    line.variant_id = draft.variant_id
    line.label, line.note = one_line(draft.label)[:200], draft.note.strip()[:1000]
    line.value, line.unit = draft.value, draft.unit
    line.factor, line.is_proposed = reference, draft.is_proposed
    own = draft.own
    line.own_value = None if own is None else own.value
    line.own_unit, line.own_source = ("", "") if own is None else (own.unit, one_line(own.source)[:300])
    line.source, line.value_u_rel = draft.source, draft.value_u_rel
    line.origin, line.uses, line.next_use = draft.origin, draft.uses, one_line(draft.next_use)[:200]
    line.made_by = draft.made_by


def _checked_factor(line: CarbonLine, draft: LineDraft, on: date) -> str:
    """The reference to keep, pinned to its version; the units must fit.

    A line keeps the version it has: a newer one does not change a calculation in the middle of a project.
    """
    activity = activities().get(draft.activity)
    factor: Factor | None = None
    reference = ""
    if draft.own is not None:
        factor = own_as_factor(draft.own)
    elif draft.factor:
        found = chosen_factor(draft.factor, activity, on)
        reference = found.reference
        factor = line_factor(found, activity, draft.component)
    draft.check_units(factor)
    return reference


def _attach(line: CarbonLine, institution_id: int, document_id: int | None) -> None:
    if document_id == line.document_id:
        return
    if line.document_id is not None:
        detach_document(line.document_id, institution_id)
    if document_id is not None:
        if received_document(institution_id, document_id) is None:
            raise NotFound()
        attach_document(document_id, institution_id)
    line.document_id = document_id


def _require_variant(exhibition_id: int, variant_id: int | None) -> None:
    if variant_id is None:
        return
    owner = db.session.scalar(select(CarbonVariant.exhibition_id).where(CarbonVariant.id == variant_id))
    if owner != exhibition_id:
        raise NotFound()
