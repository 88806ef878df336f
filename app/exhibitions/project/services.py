"""Verbs on the exhibition as a project: its frame, its lists, the passport of its material."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select

from app.core import journal
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db, transaction
from app.core.errors import Forbidden, Invalid, NotFound, Stale
from app.core.idempotency import made_once, of_content
from app.core.text import N_, one_line
from app.exhibitions.domain.passport import Element, Fate, NotAskedYet, asked_by, element_faults
from app.exhibitions.domain.permissions import may_edit_exhibition
from app.exhibitions.domain.project import (
    Member,
    ProjectDraft,
    Space,
    Venue,
    member_faults,
    project_faults,
    space_faults,
    venue_faults,
)
from app.exhibitions.models import Exhibition
from app.exhibitions.project.models import (
    ElementFate,
    ExhibitionDocument,
    ExhibitionMember,
    ExhibitionProject,
    ExhibitionSpace,
    ExhibitionVenue,
    PassportElement,
)
from app.media import documents as papers

MOST_ROWS = 500


class TooManyRows(Invalid):
    """Params: *most*."""

    message = N_("C'est trop : %(most)s lignes au plus.")


def describe_project(actor: Actor, exhibition_id: int, said: ProjectDraft, version: int, now: datetime) -> None:
    """Say when it was programmed, how many came. *version* 0: the first time.

    Raises NotFound, Forbidden, Stale, or what is wrong with the description.
    """
    with transaction() as session:
        show = _edited(actor, exhibition_id)
        _refuse(project_faults(said, show.opens_on))
        row = session.scalar(select(ExhibitionProject).filter_by(exhibition_id=exhibition_id))
        if (row.version if row else 0) != version:
            raise Stale()
        if row is None:
            row = ExhibitionProject(exhibition_id=exhibition_id, version=0, edited_at=now)
            session.add(row)
        row.programmed_on, row.actual_visitors = said.programmed_on, said.actual_visitors
        row.version, row.edited_at = row.version + 1, now
        journal.record(actor, now, "describe_project", "exhibition", exhibition_id, show.institution_id)


def add_space(actor: Actor, exhibition_id: int, said: Space, now: datetime, key: str = "") -> int:
    """A room more. The same *key* again adds nothing."""
    return _add(actor, exhibition_id, ExhibitionSpace, _said(said), "add_space", now, key)


def add_member(actor: Actor, exhibition_id: int, said: Member, now: datetime, key: str = "") -> int:
    """Somebody more in the team; no right comes from it."""
    return _add(actor, exhibition_id, ExhibitionMember, _said(said), "add_team_member", now, key)


def add_venue(actor: Actor, exhibition_id: int, said: Venue, now: datetime, key: str = "") -> int:
    """A later stage of a touring show."""
    return _add(actor, exhibition_id, ExhibitionVenue, _said(said), "add_venue", now, key)


def edit_row(actor: Actor, exhibition_id: int, row_id: int, said: Space | Member | Venue, now: datetime) -> None:
    """Describe a room, a person or a stage anew: the visitors of a stage are known once it is over.

    Raises NotFound, Forbidden, or what is wrong with the description.
    """
    values = _said(said)
    model = {Space: ExhibitionSpace, Member: ExhibitionMember, Venue: ExhibitionVenue}[type(said)]
    with transaction() as session:
        show = _edited(actor, exhibition_id)
        row = session.scalar(select(model).filter_by(id=row_id, exhibition_id=exhibition_id))
        if row is None:
            raise NotFound()
        for name, value in values.items():
            setattr(row, name, value)
        journal.record(actor, now, "edit_project_row", "exhibition", show.id, show.institution_id)


def file_project_document(
    actor: Actor, exhibition_id: int, document_id: int, title: str, now: datetime, key: str = ""
) -> int:
    """Put a received paper with the project. Raises NotFound for another house's, or one already filed."""

    def attach(show: Exhibition) -> None:
        if papers.received_document(show.institution_id, document_id) is None:
            raise NotFound()
        papers.attach_document(document_id, show.institution_id)

    values = {"document_id": document_id, "title": one_line(title)[:160], "added_at": now}
    return _add(actor, exhibition_id, ExhibitionDocument, values, "file_project_document", now, key, attach)


def add_element(actor: Actor, exhibition_id: int, said: Element, now: datetime, key: str = "") -> int:
    """An element more in the passport: origin, owner, next life."""
    _refuse(element_faults(said))
    return _add(actor, exhibition_id, PassportElement, {**_described(said), "added_at": now}, "add_element", now, key)


def edit_element(actor: Actor, element_id: int, said: Element, version: int, now: datetime) -> None:
    """Describe an element anew. Raises NotFound, Forbidden, Stale, or what is wrong with the description."""
    _refuse(element_faults(said))
    with transaction() as session:
        row = session.get(PassportElement, element_id, with_for_update=True)
        if row is None:
            raise NotFound()
        show = _edited(actor, row.exhibition_id)
        if row.version != version:
            raise Stale()
        for name, value in _described(said).items():
            setattr(row, name, value)
        row.version += 1
        journal.record(actor, now, "edit_element", "exhibition", show.id, show.institution_id, element=element_id)


def remove_row(actor: Actor, exhibition_id: int, kind: str, row_id: int, now: datetime) -> None:
    """Take away a row of a list ("spaces", "members", "venues", "documents", "elements").

    An element whose fate was told stays: Raises NotFound for it, for a stranger's and for an unknown list.
    """
    model = LISTS.get(kind)
    if model is None:
        raise NotFound()
    with transaction() as session:
        show = _edited(actor, exhibition_id)
        row = session.scalar(select(model).filter_by(id=row_id, exhibition_id=exhibition_id))
        if row is None or _was_told(kind, row_id):
            raise NotFound()
        if isinstance(row, ExhibitionDocument):
            papers.detach_document(row.document_id, show.institution_id)
        session.execute(delete(model).where(model.id == row_id))
        journal.record(actor, now, "remove_project_row", "exhibition", show.id, show.institution_id, kind=kind)


def tell_fate(actor: Actor, element_id: int, months: int, outcome: Fate, note: str, now: datetime) -> None:
    """Say what became of an element so many months after the strike. The last answer counts.

    Raises NotFound, Forbidden, NotAskedYet.
    """
    with transaction() as session:
        row = session.get(PassportElement, element_id)
        if row is None:
            raise NotFound()
        show = _edited(actor, row.exhibition_id)
        if months not in asked_by(show.strike_until or show.closes_on, local_day(now)):
            raise NotAskedYet()
        session.add(
            ElementFate(
                element_id=element_id,
                months=months,
                outcome=outcome,
                note=one_line(note)[:300],
                by=actor.user_id,
                at=now,
            )
        )
        journal.record(actor, now, "tell_fate", "exhibition", show.id, show.institution_id, element=element_id)


LISTS: dict[str, Any] = {
    "spaces": ExhibitionSpace,
    "members": ExhibitionMember,
    "venues": ExhibitionVenue,
    "documents": ExhibitionDocument,
    "elements": PassportElement,
}
"""The lists whose rows may be taken away, by the word in the address."""


def _add(
    actor: Actor,
    exhibition_id: int,
    model: Any,
    values: dict[str, Any],
    verb: str,
    now: datetime,
    key: str,
    before: Callable[[Exhibition], None] = lambda _show: None,
) -> int:
    """A row more of a list, once for a *key*; what must come *before* it is done once too."""
    said = [verb, exhibition_id, *(str(value) for name, value in values.items() if name != "added_at")]

    def add() -> int:
        count = select(func.count()).select_from(model).filter_by(exhibition_id=exhibition_id)
        if (db.session.scalar(count) or 0) >= MOST_ROWS:
            raise TooManyRows(most=MOST_ROWS)
        before(show)
        row = model(exhibition_id=exhibition_id, **values)
        db.session.add(row)
        db.session.flush()
        journal.record(actor, now, verb, "exhibition", exhibition_id, show.institution_id)
        made: int = row.id
        return made

    with transaction():
        show = _edited(actor, exhibition_id)
        return made_once(actor, of_content(key, said), said, add, now)


def _said(said: Space | Member | Venue) -> dict[str, Any]:
    """The columns of a row of a list. Raises what is wrong with the description."""
    if isinstance(said, Space):
        _refuse(space_faults(said))
        return {"name": one_line(said.name)[:200], "m2": said.m2}
    if isinstance(said, Member):
        _refuse(member_faults(said))
        return {"name": one_line(said.name)[:200], "role": said.role}
    _refuse(venue_faults(said))
    return {
        "name": one_line(said.name)[:300],
        "city": one_line(said.city)[:120],
        "opens_on": said.opens_on,
        "closes_on": said.closes_on,
        "expected_visitors": said.expected_visitors,
        "actual_visitors": said.actual_visitors,
    }


def _described(said: Element) -> dict[str, Any]:
    return {
        "label": one_line(said.label)[:200],
        "quantity": said.quantity,
        "mass_kg": said.mass_kg,
        "origin": said.origin,
        "origin_detail": one_line(said.origin_detail)[:300],
        "owner": one_line(said.owner)[:200],
        "next_life": said.next_life,
        "next_detail": one_line(said.next_detail)[:300],
    }


def _edited(actor: Actor, exhibition_id: int) -> Exhibition:
    """The show, for somebody who may change it: 403 to its house's others, 404 to strangers."""
    show = db.session.get(Exhibition, exhibition_id, with_for_update=True)
    if show is None or not (actor.belongs_to(show.institution_id) or actor.is_staff):
        raise NotFound()
    if not may_edit_exhibition(actor, show.institution_id):
        raise Forbidden()
    return show


def _was_told(kind: str, row_id: int) -> bool:
    told = select(ElementFate.id).where(ElementFate.element_id == row_id).limit(1)
    return kind == "elements" and db.session.scalar(told) is not None


def _refuse(faults: Iterable[Invalid]) -> None:
    for fault in faults:
        raise fault
