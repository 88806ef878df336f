"""Verbs of a list of needs: add, change, order, copy, delete; and gather what answers it into the basket."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import func, insert, select

from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import Forbidden, NotFound, Stale
from app.core.idempotency import is_repeat
from app.core.journal import record
from app.exhibitions.models import Exhibition
from app.exhibitions.queries import ExhibitionFacts
from app.loans.domain.basket import BasketItem
from app.loans.services import add_to_basket
from app.needs.domain.needs import MOST_LINES, NeedFields, TooManyNeeds, faults_of
from app.needs.domain.permissions import may_write_needs
from app.needs.models import NeedCover, NeedLine
from app.needs.queries.needs import fields_of, show_with_needs
from app.needs.queries.wanted import spec_to_json


def add_needs(actor: Actor, exhibition_id: int, lines: Sequence[NeedFields], key: str = "", *, now: datetime) -> None:
    """Write *lines* at the end of a list. The same *key* again writes nothing.

    Raises NotFound, Forbidden, what is wrong with a line, ``TooManyNeeds``.
    """
    _require_sound(lines)
    with transaction() as session:
        show = _show_to_write(actor, exhibition_id)
        if is_repeat(actor, key, ["add_needs", exhibition_id, repr(lines)], show.id, now):
            return
        at = _last_position(exhibition_id)
        count = db.session.scalar(select(func.count(NeedLine.id)).where(NeedLine.exhibition_id == exhibition_id))
        if (count or 0) + len(lines) > MOST_LINES:
            raise TooManyNeeds(most=MOST_LINES)
        for n, fields in enumerate(lines, start=1):
            row = NeedLine(exhibition_id=exhibition_id, position=at + n, created_by=actor.user_id, created_at=now)
            _fill(row, fields)
            session.add(row)
        _note(actor, show, now)


def edit_need(
    actor: Actor, exhibition_id: int, need_id: int, fields: NeedFields, *, version: int, now: datetime
) -> None:
    """Change a line. Raises ``Stale`` when a colleague changed it meanwhile."""
    _require_sound([fields])
    with transaction():
        show = _show_to_write(actor, exhibition_id)
        row = _line(exhibition_id, need_id)
        if row.version != version:
            raise Stale()
        _fill(row, fields)
        row.version += 1
        _note(actor, show, now)


def move_need(actor: Actor, exhibition_id: int, need_id: int, up: bool) -> None:
    """Let a line change places with the one above, or below; at the end of the list nothing happens."""
    with transaction():
        _show_to_write(actor, exhibition_id)
        rows = _rows(exhibition_id)
        at = next((n for n, row in enumerate(rows) if row.id == need_id), None)
        if at is None:
            raise NotFound()
        other = at - 1 if up else at + 1
        if 0 <= other < len(rows):
            rows[at], rows[other] = rows[other], rows[at]
        for n, row in enumerate(rows, start=1):
            row.position = n


def delete_need(actor: Actor, exhibition_id: int, need_id: int, *, now: datetime) -> None:
    """Take a line off the list; what was put in the basket for it stays there."""
    with transaction() as session:
        show = _show_to_write(actor, exhibition_id)
        session.delete(_line(exhibition_id, need_id))
        _note(actor, show, now)


def copy_needs(actor: Actor, exhibition_id: int, from_id: int, key: str = "", *, now: datetime) -> None:
    """Add the lines of another show of the same institution: days follow the new show, own stock is said anew."""
    with transaction():
        show = _show_to_write(actor, exhibition_id)
        other = show_with_needs(actor, from_id)
        if other.institution_id != show.institution_id:
            raise NotFound()
        lines = [_copied(fields_of(row)) for row in _rows(from_id)]
        add_needs(actor, exhibition_id, lines, key, now=now)


def gather(
    actor: Actor, exhibition_id: int, parts: Mapping[tuple[int, int], int], key: str = "", *, now: datetime
) -> None:
    """Put so many of a listing into the basket for a line: *parts* by (need id, listing id). All or nothing.

    Raises NotFound for a line of another list, and what the basket refuses. The same *key* again changes nothing.
    """
    with transaction():
        show = _show_to_write(actor, exhibition_id)
        needs = {row.id: row for row in _rows(exhibition_id)}
        if any(need_id not in needs for need_id, _ in parts):
            raise NotFound()
        items: dict[tuple[int, date, date], int] = defaultdict(int)
        for (need_id, listing_id), quantity in parts.items():
            if quantity > 0:
                items[listing_id, *_days(needs[need_id], show)] += quantity
        add_to_basket(
            actor,
            exhibition_id,
            [BasketItem(listing_id, quantity, first, last) for (listing_id, first, last), quantity in items.items()],
            key,
            now=now,
        )
        _choose({pair for pair, quantity in parts.items() if quantity > 0})


def _choose(pairs: set[tuple[int, int]]) -> None:
    known = select(NeedCover.need_id, NeedCover.listing_id).where(NeedCover.need_id.in_({need for need, _ in pairs}))
    fresh = pairs - {(row.need_id, row.listing_id) for row in db.session.execute(known)}
    if fresh:
        rows = [{"need_id": need_id, "listing_id": listing_id} for need_id, listing_id in sorted(fresh)]
        db.session.execute(insert(NeedCover), rows)


def _days(row: NeedLine, show: ExhibitionFacts) -> tuple[date, date]:
    first, last = show.loan_period
    return row.first_day or first, row.last_day or last


def _copied(fields: NeedFields) -> NeedFields:
    return NeedFields(
        category=fields.category,
        amount=fields.amount,
        measured_by=fields.measured_by,
        specs=fields.specs,
        text=fields.text,
        radius_km=fields.radius_km,
        note=fields.note,
        is_optional=fields.is_optional,
    )


def _fill(row: NeedLine, fields: NeedFields) -> None:
    row.category, row.amount, row.measured_by = fields.category, fields.amount, fields.measured_by
    row.specs = [spec_to_json(one) for one in fields.specs]
    row.text, row.note, row.is_optional = fields.text.strip(), fields.note.strip(), fields.is_optional
    row.first_day, row.last_day, row.radius_km = fields.first_day, fields.last_day, fields.radius_km
    row.own_amount = fields.own_amount


def _require_sound(lines: Sequence[NeedFields]) -> None:
    for fields in lines:
        for refusal in faults_of(fields):
            raise refusal


def _show_to_write(actor: Actor, exhibition_id: int) -> ExhibitionFacts:
    """The show, its row locked: two colleagues who write one list wait for each other."""
    db.session.execute(select(Exhibition.id).where(Exhibition.id == exhibition_id).with_for_update(key_share=True))
    show = show_with_needs(actor, exhibition_id)
    if not may_write_needs(actor, show.institution_id):
        raise Forbidden()
    return show


def _rows(exhibition_id: int) -> list[NeedLine]:
    statement = select(NeedLine).where(NeedLine.exhibition_id == exhibition_id)
    ordered = statement.order_by(NeedLine.position, NeedLine.id).execution_options(populate_existing=True)
    return list(db.session.scalars(ordered))


def _line(exhibition_id: int, need_id: int) -> NeedLine:
    found = next((row for row in _rows(exhibition_id) if row.id == need_id), None)
    if found is None:
        raise NotFound()
    return found


def _last_position(exhibition_id: int) -> int:
    highest = select(func.max(NeedLine.position)).where(NeedLine.exhibition_id == exhibition_id)
    return db.session.scalar(highest) or 0


def _note(actor: Actor, show: ExhibitionFacts, now: datetime) -> None:
    record(actor, now, "change_needs", "exhibition", show.id, show.institution_id)
