"""The letters that accounts write, put in the outbox within the event's own transaction."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.domain.states import InstitutionState
from app.accounts.models import Membership, User
from app.core.actor import Role
from app.core.db import db
from app.core.mail import enqueue_mail


def write(
    to_address: str, subject: str, template: str, now: datetime, *, dedup_key: str | None = None, **facts: Any
) -> None:
    """Put ``templates/mail/<template>.txt`` in the outbox; *dedup_key* makes a second such letter impossible."""
    body = current_app.jinja_env.get_template(f"mail/{template}.txt").render(link=link, **facts)
    enqueue_mail(to_address, subject, body, now, dedup_key=dedup_key)


@contextmanager
def words_for(to_address: str) -> Iterator[None]:
    """Within it, texts are in the language that their reader chose; a stranger reads the writer's."""
    chosen = db.session.scalar(select(User.language).where(User.email == to_address))
    with force_locale(chosen) if chosen else nullcontext():
        yield


def link(endpoint: str, **values: Any) -> str:
    """The public address of a page, also where there is no request (jobs, command line)."""
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return f"{current_app.config['BASE_URL'].rstrip('/')}{path}"


def admin_addresses(institution_id: int) -> list[str]:
    """Where the active admins of an institution read their mail."""
    return list(
        db.session.scalars(
            select(User.email)
            .join(Membership, Membership.user_id == User.id)
            .where(
                Membership.institution_id == institution_id,
                Membership.role == Role.ADMIN,
                User.is_active.is_(True),
            )
            .order_by(User.email)
        )
    )


def staff_addresses() -> list[str]:
    """Where the platform's staff read their mail."""
    chosen = select(User.email).where(User.is_staff.is_(True), User.is_active.is_(True)).order_by(User.email)
    return list(db.session.scalars(chosen))


def tell_admins(institution_id: int, name: str, state: InstitutionState, reason: str, now: datetime) -> None:
    """What the platform's staff decided about an institution."""
    for address in admin_addresses(institution_id):
        with words_for(address):
            subject = _("Votre établissement sur la plateforme : %(name)s", name=name)
            write(address, subject, "institution_decided", now, name=name, state=state.value, reason=reason)
