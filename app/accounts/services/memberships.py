"""Verbs about who holds which role where: grant, revoke, ask to join, decide."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.accounts.domain.people import LastAdmin
from app.accounts.domain.permissions import may_decide_request, may_revoke_role, may_see_members
from app.accounts.domain.states import AskState
from app.accounts.models import Institution, Membership, MembershipRequest, User
from app.accounts.services.institutions import require_long_password
from app.accounts.services.mails import admins_of, notify, reader_of, staff_readers
from app.accounts.services.sites import require_admin
from app.core import journal
from app.core.actor import Actor, Role
from app.core.db import db, insert_once, transaction
from app.core.errors import Forbidden, NotFound, Refusal
from app.core.notices import Said
from app.core.text import N_
from app.core.wishes import NoticeKind


class AlreadyMember(Refusal):
    """The person holds this role there."""

    message = N_("Cette personne a déjà ce rôle dans cet établissement.")
    field = "role"


class AlreadyAsked(Refusal):
    """A request is waiting."""

    message = N_("Votre demande est déjà partie : elle attend une réponse.")


class AlreadyDecided(Refusal):
    """Somebody answered before."""

    message = N_("Cette demande a déjà reçu une réponse.")


def grant_role(actor: Actor, institution_id: int, user_id: int, role: Role, now: datetime) -> None:
    """Give a person a role in an institution; giving it twice changes nothing."""
    require_admin(actor, institution_id)
    with transaction():
        insert_membership(user_id, institution_id, role, now)
        journal.record(actor, now, "grant_role", "person", user_id, institution_id, role=role.value)


def insert_membership(user_id: int, institution_id: int, role: Role, now: datetime) -> None:
    """The row of a role; inside the caller's transaction. Raises :class:`ShortForAdmin`."""
    if db.session.get(User, user_id) is None:
        raise NotFound()
    if role is Role.ADMIN:
        require_long_password(user_id)
    columns = ["user_id", "institution_id", "role"]
    insert_once(Membership, columns, user_id=user_id, institution_id=institution_id, role=role, since=now)


def revoke_role(actor: Actor, institution_id: int, user_id: int, role: Role, now: datetime) -> None:
    """Take a role away, or leave. Raises :class:`LastAdmin` rather than leave an institution to nobody."""
    _require_may_revoke(actor, institution_id, user_id)
    with transaction() as session:
        session.get_one(Institution, institution_id, with_for_update=True)
        membership = session.scalar(
            select(Membership).filter_by(user_id=user_id, institution_id=institution_id, role=role)
        )
        if membership is None:
            raise NotFound()
        if role is Role.ADMIN and admin_count(institution_id) == 1:
            raise LastAdmin()
        session.delete(membership)
        journal.record(actor, now, "revoke_role", "person", user_id, institution_id, role=role.value)


def admin_count(institution_id: int) -> int:
    """How many people administer the institution."""
    chosen = select(func.count()).select_from(Membership)
    return db.session.scalar(chosen.filter_by(institution_id=institution_id, role=Role.ADMIN)) or 0


def ask_to_join(actor: Actor, institution_id: int, role: Role, message: str, now: datetime) -> int:
    """Ask an institution for a role in it; its admins are told, or the staff when it has none. The request's id."""
    if actor.user_id is None or db.session.get(Institution, institution_id) is None:
        raise NotFound()
    with transaction() as session:
        institution = session.get_one(Institution, institution_id, with_for_update=True)
        _require_new(actor.user_id, institution_id, role)
        asked = MembershipRequest(
            user_id=actor.user_id,
            institution_id=institution_id,
            role=role,
            message=message.strip(),
            asked_at=now,
        )
        session.add(asked)
        session.flush()
        journal.record(actor, now, "ask_to_join", "membership_request", asked.id, institution_id, role=role.value)
        facts = {"name": actor.name, "institution": institution.name}
        readers = admins_of(institution_id) or staff_readers()
        asks = N_("%(name)s demande à rejoindre %(institution)s")
        notify(readers, _about(institution_id, asks, facts), "join_request", now, **facts)
        return asked.id


def accept_request(actor: Actor, request_id: int, now: datetime) -> int:
    """Let somebody in with the role they asked for. The institution's id."""
    return _decide(actor, request_id, AskState.ACCEPTED, "accept_request", now)


def refuse_request(actor: Actor, request_id: int, now: datetime) -> int:
    """Turn a request down. The institution's id."""
    return _decide(actor, request_id, AskState.REFUSED, "refuse_request", now)


def _decide(actor: Actor, request_id: int, state: AskState, action: str, now: datetime) -> int:
    with transaction() as session:
        asked = session.get(MembershipRequest, request_id, with_for_update=True)
        if asked is None or not may_see_members(actor, asked.institution_id):
            raise NotFound()
        if not may_decide_request(actor, asked.institution_id, admin_count(asked.institution_id) > 0):
            raise Forbidden()
        if asked.state is not AskState.PENDING:
            raise AlreadyDecided()
        asked.state, asked.decided_at, asked.decided_by = state, now, actor.user_id
        if state is AskState.ACCEPTED:
            insert_membership(asked.user_id, asked.institution_id, asked.role, now)
        journal.record(actor, now, action, "membership_request", request_id, asked.institution_id)
        person, institution = session.get_one(User, asked.user_id), session.get_one(Institution, asked.institution_id)
        facts: dict[str, Any] = {
            "name": person.name,
            "institution": institution.name,
            "yes": state is AskState.ACCEPTED,
        }
        said = _about(institution.id, N_("Votre demande pour rejoindre %(institution)s"), facts)
        notify(reader_of(asked.user_id), said, "join_decided", now, **facts)
        return institution.id


def _about(institution_id: int, text: str, facts: dict[str, Any]) -> Said:
    return Said(NoticeKind.MEMBERS, text, facts, "institution", institution_id, "accounts.institution_home")


def _require_new(user_id: int, institution_id: int, role: Role) -> None:
    held = select(Membership.id).filter_by(user_id=user_id, institution_id=institution_id, role=role)
    if db.session.scalar(held) is not None:
        raise AlreadyMember()
    waiting = select(MembershipRequest.id).filter_by(
        user_id=user_id, institution_id=institution_id, state=AskState.PENDING
    )
    if db.session.scalar(waiting) is not None:
        raise AlreadyAsked()


def _require_may_revoke(actor: Actor, institution_id: int, user_id: int) -> None:
    if may_revoke_role(actor, institution_id, user_id):
        return
    raise Forbidden() if actor.belongs_to(institution_id) else NotFound()
