"""The daily letter: one to each person and day, at eight on the wall of their institution, of what waits for it.

What is told at eight is what was written before eight. The row of each notice says whether it was bundled, and the
letter's key is the person and the day: of three schedulers one writes it, and after three days without any, one
letter tells everything.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import force_locale, gettext, ngettext
from sqlalchemy import exists, select, update

from app.accounts.models import Institution, Membership, User
from app.accounts.services.mails import Reader, link, send_stoppable
from app.core.db import db, transaction
from app.core.mail import OutboxMail
from app.core.notices import Notice, told
from app.core.points import reach
from app.core.wishes import NoticeKind, NoticeMail, last_digest
from app.notifications.labels import KINDS

DEFAULT_ZONE = "Europe/Paris"


def send_daily_letters(now: datetime) -> None:
    """Job: write the letter of each person who has something waiting since before their last eight o'clock."""
    waiting = list(db.session.scalars(select(Notice.user_id).where(Notice.mail == NoticeMail.WAITING).distinct()))
    zones = _zones(waiting)
    for user_id in sorted(waiting):
        zone = zones.get(user_id, DEFAULT_ZONE)
        _bundle(user_id, last_digest(now, zone), zone, now)


def _bundle(user_id: int, due: datetime, zone: str, now: datetime) -> None:
    """One transaction: the notices are marked and the letter written, or neither."""
    mine = select(Notice).where(Notice.user_id == user_id, Notice.mail == NoticeMail.WAITING, Notice.at < due)
    key = f"notices-{user_id}-{due.astimezone(ZoneInfo(zone)).date().isoformat()}"
    if db.session.scalar(select(mine.exists())) is not True:
        return
    with transaction() as session:
        locked = mine.order_by(Notice.id).with_for_update().execution_options(populate_existing=True)
        notices = list(session.scalars(locked))
        if not notices or session.scalar(select(exists().where(OutboxMail.dedup_key == key))):
            return
        person = session.get_one(User, user_id)
        fresh = [notice for notice in notices if notice.read_at is None]
        if fresh and person.is_active:
            _write(Reader(person.id, person.email, person.name, person.language), fresh, zone, key, now)
        marked = update(Notice).where(Notice.id.in_([notice.id for notice in notices]))
        session.execute(marked.values(mail=NoticeMail.BUNDLED))
        reach("digest.written")
    reach("digest.committed")


def _write(reader: Reader, notices: Sequence[Notice], zone: str, key: str, now: datetime) -> None:
    with force_locale(reader.language):
        subject = ngettext("%(num)s avis à lire", "%(num)s avis à lire", len(notices))
        template = current_app.jinja_env.get_template("mail/notices.txt")
        body = template.render(link=link, name=reader.name, sections=_sections(notices), zone=zone)
        send_stoppable(reader, subject, body, None, now, dedup_key=key)


def _sections(notices: Iterable[Notice]) -> list[dict[str, Any]]:
    """By kind in the order of the page of wishes, then as they came."""
    order = list(NoticeKind)
    ranked = sorted(notices, key=lambda notice: (order.index(notice.kind), notice.id))
    return [
        {
            "title": gettext(KINDS[kind].name),
            "lines": [
                {"text": told(one.text, one.params), "at": one.at, "href": link(one.endpoint, **one.address)}
                for one in found
            ],
        }
        for kind, found in groupby(ranked, key=lambda notice: notice.kind)
    ]


def _zones(user_ids: Sequence[int]) -> dict[int, str]:
    """The wall clock of each person: that of the first institution they joined."""
    rows = db.session.execute(
        select(Membership.user_id, Institution.time_zone)
        .join(Institution, Institution.id == Membership.institution_id)
        .where(Membership.user_id.in_(user_ids))
        .order_by(Membership.id.desc())
    )
    return dict(rows.all())
