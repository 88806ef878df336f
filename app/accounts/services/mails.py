"""Letters, put in the outbox within the event's own transaction, and the notices that go before them.

``write`` is for what concerns the account itself (an address to confirm, a door tried too often): it always leaves.
``notify`` is for everything else: the notice is in the application, the letter leaves as its reader wishes.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import ColumnElement, select

from app.accounts.domain.states import InstitutionState
from app.accounts.models import Membership, User
from app.core.actor import Role
from app.core.db import db
from app.core.mail import enqueue_mail
from app.core.notices import Said, give_notices, told
from app.core.text import N_
from app.core.unsubscribing import stop_token
from app.core.wishes import SAFETY, NoticeKind, Wish


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody to write to, and in which language."""

    user_id: int
    email: str
    name: str
    language: str


def write(
    to_address: str, subject: str, template: str, now: datetime, *, dedup_key: str | None = None, **facts: Any
) -> None:
    """Put ``templates/mail/<template>.txt`` in the outbox; *dedup_key* makes a second such letter impossible."""
    enqueue_mail(to_address, subject, _body(template, facts), now, dedup_key=dedup_key)


def notify(
    readers: Sequence[Reader], said: Said, template: str, now: datetime, *, key: str | None = None, **facts: Any
) -> None:
    """Tell each reader in the application and, to those who want it at once, by the letter *template*.

    The notice's text is the letter's subject, in each reader's language. With *key*, once each whatever happens.
    """
    wishes = give_notices([reader.user_id for reader in readers], said, now, key=key)
    for reader in readers:
        if wishes.get(reader.user_id) is Wish.NOW:
            with force_locale(reader.language):
                body = _body(template, {"name": reader.name, **facts})
                dedup_key = f"{key}-{reader.user_id}" if key else None
                subject = told(said.text, said.params)
                send_stoppable(reader, subject, body, said.kind, now, dedup_key=dedup_key)


def send_stoppable(
    reader: Reader, subject: str, body: str, kind: NoticeKind | None, now: datetime, *, dedup_key: str | None = None
) -> None:
    """Put a letter in the outbox, with the way to hear less of *kind* (None: of all that the daily letter tells)."""
    url = link("notifications.unsubscribe", token=stop_token(reader.user_id, kind, now))
    foot = _body("_foot", {"stop": url, "is_safety": kind in SAFETY, "is_digest": kind is None})
    enqueue_mail(reader.email, subject, f"{body.rstrip()}\n\n{foot}", now, dedup_key=dedup_key, unsubscribe_url=url)


def _body(template: str, facts: dict[str, Any]) -> str:
    return current_app.jinja_env.get_template(f"mail/{template}.txt").render(link=link, **facts)


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


def admins_of(institution_id: int) -> list[Reader]:
    """The active admins of an institution."""
    admins = select(Membership.user_id).where(
        Membership.institution_id == institution_id, Membership.role == Role.ADMIN
    )
    return _readers(User.id.in_(admins))


def staff_readers() -> list[Reader]:
    """The platform's staff."""
    return _readers(User.is_staff.is_(True))


def reader_of(user_id: int) -> list[Reader]:
    """One person, while their account is open."""
    return _readers(User.id == user_id)


def _readers(chosen: ColumnElement[bool]) -> list[Reader]:
    rows = select(User.id, User.email, User.name, User.language).where(chosen, User.is_active.is_(True))
    return [Reader(*row) for row in db.session.execute(rows.order_by(User.email))]


def tell_admins(institution_id: int, name: str, state: InstitutionState, reason: str, now: datetime) -> None:
    """What the platform's staff decided about an institution."""
    said = Said(
        NoticeKind.MEMBERS,
        N_("Votre établissement sur la plateforme : %(name)s"),
        {"name": name},
        "institution",
        institution_id,
        "accounts.institution_home",
    )
    notify(admins_of(institution_id), said, "institution_decided", now, name=name, state=state.value, reason=reason)
