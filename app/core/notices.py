"""Notices: what each person should know, kept in the application and, as they wish, sent by mail.

    wishes = give_notices(ids, Said(NoticeKind.REQUESTS, N_("Demande de %(who)s"), {"who": "..."}, ...), now)
    # -> for each person to whom this is new, how they want to hear of it by mail; the caller writes the letters

A notice holds a message id and its parameters, not a sentence: it is read in the language one has on that day.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext
from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime, db, insert_once, run, transaction, word
from app.core.mail import OutboxMail
from app.core.wishes import BECOMES, NoticeKind, NoticeMail, Wish, kept

KEPT = timedelta(days=180)
"""How long a notice is kept, read or not: the objects themselves remember what happened."""
MOST_COUNTED = 100
"""Counting stops there: « 99+ » says enough."""
_NAMED = re.compile(r"%\((\w+)\)")


class Notice(Model):
    """One thing one person should know. *text* is a message id, *params* what it names; *endpoint* and *address*
    lead to the object. *dedup_key* makes the same reminder impossible twice."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_unread", "user_id", "read_at"),
        Index("ix_notice_mail", "mail", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    kind: Mapped[NoticeKind] = mapped_column(word(NoticeKind))
    object_type: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text)
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    endpoint: Mapped[str] = mapped_column(String(80))
    address: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mail: Mapped[NoticeMail] = mapped_column(word(NoticeMail))
    dedup_key: Mapped[str | None] = mapped_column(String(200), unique=True)


class NoticeWish(Model):
    """How somebody wants to hear of one kind by mail; no row: the default."""

    __tablename__ = "notice_wish"
    __table_args__ = (UniqueConstraint("user_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    kind: Mapped[NoticeKind] = mapped_column(word(NoticeKind))
    wish: Mapped[Wish] = mapped_column(word(Wish))


_GIVEN = insert(Notice)
_WISHES = select(NoticeWish.user_id, NoticeWish.wish).where(
    NoticeWish.user_id.in_(bindparam("user_ids", expanding=True)), NoticeWish.kind == bindparam("kind")
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a notice says, about what, and where that is read. Only the *params* that *text* names are kept."""

    kind: NoticeKind
    text: str
    params: Mapping[str, Any]
    object_type: str
    object_id: int | None
    endpoint: str
    address: Mapping[str, Any] = field(default_factory=dict)


def told(text: str, params: Mapping[str, Any]) -> str:
    """The sentence, in the language of the moment; a text whose parameters were lost is read as it stands."""
    try:
        return str(gettext(text)) % params if params else str(gettext(text))
    except (KeyError, TypeError, ValueError):
        return text


def give_notices(user_ids: Sequence[int], said: Said, now: datetime, *, key: str | None = None) -> dict[int, Wish]:
    """Write the notice to each person and answer how each wants the mail, those left out who have it already.

    With *key* it is given once each, whatever happens. In the caller's transaction.
    """
    fresh = _without(user_ids, key)
    if not fresh:
        return {}
    wishes = wishes_for(fresh, said.kind)
    named = set(_NAMED.findall(said.text))
    common: dict[str, Any] = {
        "kind": said.kind, "text": said.text, "params": {k: v for k, v in said.params.items() if k in named},
        "object_type": said.object_type, "object_id": said.object_id,
        "endpoint": said.endpoint, "address": dict(said.address), "at": now,
    }  # fmt: skip
    rows = [
        common | {"user_id": one, "mail": BECOMES[wish], "dedup_key": f"{key}-{one}" if key else None}
        for one, wish in wishes.items()
    ]
    run(_GIVEN, rows)
    return wishes


def given_keys(keys: Iterable[str]) -> set[str]:
    """Which of these keys were obeyed: as a notice, or as a letter of the time before notices."""
    asked = list(keys)
    notices = select(Notice.dedup_key).where(Notice.dedup_key.in_(asked))
    letters = select(OutboxMail.dedup_key).where(OutboxMail.dedup_key.in_(asked))
    return {key for key in db.session.scalars(notices.union(letters)) if key} if asked else set()


def _without(user_ids: Sequence[int], key: str | None) -> list[int]:
    """Those of *user_ids*, once each, who were not told under *key* yet."""
    people = list(dict.fromkeys(user_ids))
    if key is None:
        return people
    known = given_keys(f"{key}-{one}" for one in people)
    return [one for one in people if f"{key}-{one}" not in known]


def wishes_for(user_ids: Sequence[int], kind: NoticeKind) -> dict[int, Wish]:
    """How each of these people wants to hear of *kind*."""
    made = {row.user_id: row.wish for row in run(_WISHES, {"user_ids": list(user_ids), "kind": kind})}
    return {one: kept(kind, made.get(one)) for one in user_ids}


def wishes_of(user_id: int) -> dict[NoticeKind, Wish]:
    """Everything one person wishes, defaults included."""
    rows = select(NoticeWish.kind, NoticeWish.wish).where(NoticeWish.user_id == user_id)
    made: dict[NoticeKind, Wish] = dict(db.session.execute(rows).all())
    return {kind: kept(kind, made.get(kind)) for kind in NoticeKind}


def set_wish(user_id: int, kind: NoticeKind, wish: Wish) -> None:
    """Remember a wish, in the caller's transaction; what waits for the daily letter is dropped by « never »."""
    holds = kept(kind, wish)
    if insert_once(NoticeWish, ["user_id", "kind"], user_id=user_id, kind=kind, wish=holds) is None:
        mine = update(NoticeWish).where(NoticeWish.user_id == user_id, NoticeWish.kind == kind)
        db.session.execute(mine.values(wish=holds))
    if holds is Wish.NEVER:
        waiting = update(Notice).where(
            Notice.user_id == user_id, Notice.kind == kind, Notice.mail == NoticeMail.WAITING
        )
        db.session.execute(waiting.values(mail=NoticeMail.NONE))


def unread_count(user_id: int) -> int:
    """How many notices wait for this person's eyes; counting stops at a hundred."""
    some = select(Notice.id).where(Notice.user_id == user_id, Notice.read_at.is_(None)).limit(MOST_COUNTED)
    return db.session.scalar(select(func.count()).select_from(some.subquery())) or 0


def mark_read(user_id: int, now: datetime, *, object_type: str | None = None, object_id: int | None = None) -> None:
    """Note that a person saw what waits for them: about one object, or everything."""
    with transaction() as session:
        unread = update(Notice).where(Notice.user_id == user_id, Notice.read_at.is_(None))
        if object_type is not None:
            unread = unread.where(Notice.object_type == object_type, Notice.object_id == object_id)
        session.execute(unread.values(read_at=now))


def forget_old(now: datetime) -> None:
    """Delete notices older than 180 days: by then no reminder could repeat them."""
    with transaction() as session:
        session.execute(delete(Notice).where(Notice.at < now - KEPT))
