"""Questions about notices, wishes, and mail that does not leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import Select, func, select

from app.accounts.models import Institution, Membership
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db
from app.core.errors import Forbidden, NotFound
from app.core.mail import MailState, OutboxMail
from app.core.notices import Notice, told, wishes_of
from app.core.paging import Page
from app.core.wishes import NoticeKind, Wish, allowed

PAGE_SIZE = 50
DEFAULT_ZONE = "Europe/Paris"


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice in the reader's language; its link marks it read."""

    id: int
    kind: NoticeKind
    text: str
    at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class NoticesPage:
    """A person's notices, by the days of their institution's calendar, the newest first."""

    days: tuple[tuple[date, tuple[NoticeLine, ...]], ...]
    page: Page[NoticeLine]
    kind: NoticeKind | None
    only_new: bool
    zone: str
    has_new: bool


@dataclass(frozen=True, slots=True)
class WishLine:
    """A kind, what holds, what may be chosen."""

    kind: NoticeKind
    wish: Wish
    choices: tuple[Wish, ...]


@dataclass(frozen=True, slots=True)
class MailLine:
    """A letter that does not leave: to whom, about what, what the server said. Its text is nobody's business."""

    id: int
    to_address: str
    subject: str
    written_at: datetime
    attempts: int
    error: str


@dataclass(frozen=True, slots=True)
class OutboxPage:
    """How the outbox does: what waits and since when, what the first that waits was told, what was given up."""

    waiting: int
    oldest: datetime | None
    trouble: str
    dead: Page[MailLine]


def notices_page(actor: Actor, kind: NoticeKind | None, only_new: bool, number: int) -> NoticesPage:
    """What this person was told, of one kind or of all. Raises Forbidden for a visitor."""
    if actor.user_id is None:
        raise Forbidden()
    zone = _zone(actor.user_id)
    mine = select(Notice).where(Notice.user_id == actor.user_id)
    mine = mine.where(Notice.kind == kind) if kind else mine
    mine = mine.where(Notice.read_at.is_(None)) if only_new else mine
    page = _lines(mine, max(1, number))
    days = groupby(page.items, key=lambda line: local_day(line.at, zone))
    has_new = select(Notice.id).where(Notice.user_id == actor.user_id, Notice.read_at.is_(None))
    return NoticesPage(
        days=tuple((day, tuple(lines)) for day, lines in days),
        page=page,
        kind=kind,
        only_new=only_new,
        zone=zone,
        has_new=bool(db.session.scalar(select(has_new.exists()))),
    )


def _lines(mine: Select[Notice], number: int) -> Page[NoticeLine]:
    total = db.session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    cut = mine.order_by(Notice.at.desc(), Notice.id.desc()).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    lines = [
        NoticeLine(one.id, one.kind, told(one.text, one.params), one.at, one.read_at is None)
        for one in db.session.scalars(cut if number <= 10_000 else cut.offset(0).limit(0))
    ]
    return Page(lines, number, total, PAGE_SIZE)


def wish_lines(actor: Actor) -> Sequence[WishLine]:
    """What this person wishes for each kind. Raises Forbidden for a visitor."""
    if actor.user_id is None:
        raise Forbidden()
    return [WishLine(kind, wish, allowed(kind)) for kind, wish in wishes_of(actor.user_id).items()]


def outbox_page(actor: Actor, number: int) -> OutboxPage:
    """How the outbox does, for the platform's staff. Raises NotFound."""
    if not actor.is_staff:
        raise NotFound()
    number = min(max(1, number), 10_000)
    pending = OutboxMail.state == MailState.PENDING
    waiting, oldest = db.session.execute(select(func.count(), func.min(OutboxMail.created_at)).where(pending)).one()
    first = select(OutboxMail.last_error).where(pending, OutboxMail.last_error.is_not(None)).order_by(OutboxMail.id)
    dead = select(OutboxMail).where(OutboxMail.state == MailState.DEAD)
    total = db.session.scalar(select(func.count()).select_from(dead.subquery())) or 0
    cut = dead.order_by(OutboxMail.id.desc()).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    lines = [
        MailLine(row.id, row.to_address, row.subject, row.created_at, row.attempts, row.last_error or "")
        for row in db.session.scalars(cut)
    ]
    trouble = db.session.scalar(first.limit(1)) or ""
    return OutboxPage(waiting, oldest, trouble, Page(lines, number, total, PAGE_SIZE))


def dead_mail_count() -> int:
    """How many letters were given up: something for the staff to look at."""
    return db.session.scalar(select(func.count(OutboxMail.id)).where(OutboxMail.state == MailState.DEAD)) or 0


def _zone(user_id: int) -> str:
    zone = (
        select(Institution.time_zone)
        .join(Membership, Membership.institution_id == Institution.id)
        .where(Membership.user_id == user_id)
        .order_by(Membership.id)
        .limit(1)
    )
    return db.session.scalar(zone) or DEFAULT_ZONE
