"""The job that asks, six and twelve months after the strike, what became of the elements of a show."""

from datetime import datetime

from sqlalchemy import func, select

from app.accounts.models import Membership, User
from app.accounts.services.mails import Reader, notify
from app.core.actor import Role
from app.core.clock import local_day
from app.core.db import db, transaction
from app.core.notices import Said
from app.core.text import N_
from app.core.wishes import NoticeKind
from app.exhibitions.domain.passport import ASKED_AFTER, months_after
from app.exhibitions.models import Exhibition
from app.exhibitions.project.models import PassportElement

ASKED = N_("Que sont devenus les éléments de « %(title)s », %(months)s mois après ?")


def ask_fates(now: datetime) -> None:
    """Tell the exhibition team of every show whose question is due, once each whatever happens."""
    today = local_day(now)
    struck = func.coalesce(Exhibition.strike_until, Exhibition.closes_on)
    with transaction() as session:
        for months in ASKED_AFTER:
            # A question older than a quarter is not asked any more: a show described late asks nobody about 2019.
            rows = session.scalars(
                select(Exhibition)
                .where(
                    struck <= months_after(today, -months),
                    struck > months_after(today, -months - 3),
                    select(PassportElement.id).where(PassportElement.exhibition_id == Exhibition.id).exists(),
                )
                .order_by(Exhibition.id)
            ).all()
            for show in rows:
                _ask(show, months, now)


def _ask(show: Exhibition, months: int, now: datetime) -> None:
    said = Said(
        NoticeKind.DEADLINES,
        ASKED,
        {"title": show.title, "months": months},
        "exhibition",
        show.id,
        "exhibitions.passport",
        {"exhibition_id": show.id},
    )
    readers = _team(show.institution_id)
    notify(readers, said, "fates", now, key=f"fate-{show.id}-{months}", title=show.title, months=months, id=show.id)


def _team(institution_id: int) -> list[Reader]:
    holders = select(Membership.user_id).where(
        Membership.institution_id == institution_id, Membership.role.in_((Role.EXHIBITIONS, Role.ADMIN))
    )
    rows = db.session.execute(
        select(User.id, User.email, User.name, User.language)
        .where(User.id.in_(holders), User.is_active.is_(True))
        .order_by(User.id)
    )
    return [Reader(*row) for row in rows]
