"""Verbs of invitations: seven days, once, for one address and one institution."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.domain.passwords import SHORTEST_FOR_ADMINS
from app.accounts.domain.people import AlreadyRegistered, DeadLink, ForSomebodyElse, plain_email
from app.accounts.models import Institution, Invitation, User
from app.accounts.services.hashing import digest, new_token, password_hash
from app.accounts.services.mails import write
from app.accounts.services.memberships import insert_membership
from app.accounts.services.people import insert_person, require_good_password
from app.accounts.services.sites import require_admin
from app.core import journal
from app.core.actor import SYSTEM, Actor, Role
from app.core.db import db, transaction
from app.core.errors import NotFound

INVITATION_LIVES = timedelta(days=7)


def invite(actor: Actor, institution_id: int, email: str, role: Role, now: datetime) -> int:
    """Invite an address to hold a role; whether it has an account changes nothing here. The invitation's id."""
    require_admin(actor, institution_id)
    email, token = plain_email(email), new_token()
    with transaction() as session:
        name = session.get_one(Institution, institution_id).name
        invitation = Invitation(
            institution_id=institution_id,
            email=email,
            role=role,
            token_hash=digest(token),
            invited_by=actor.user_id,
            invited_at=now,
            expires_at=now + INVITATION_LIVES,
        )
        session.add(invitation)
        session.flush()
        subject = _("%(institution)s vous invite à la rejoindre", institution=name)
        write(email, subject, "invitation", now, institution=name, inviter=actor.name, token=token)
        journal.record(actor, now, "invite", "invitation", invitation.id, institution_id, role=role.value)
        return invitation.id


def revoke_invitation(actor: Actor, invitation_id: int, now: datetime) -> int:
    """Take an invitation back; its link dies. The institution's id."""
    invitation = db.session.get(Invitation, invitation_id)
    if invitation is None:
        raise NotFound()
    institution_id = invitation.institution_id
    require_admin(actor, institution_id)
    with transaction() as session:
        still = session.get_one(Invitation, invitation_id, with_for_update=True)
        still.revoked_at = still.revoked_at or now
        journal.record(actor, now, "revoke_invitation", "invitation", invitation_id, institution_id)
    return institution_id


def accept_invitation(actor: Actor, token: str, now: datetime) -> int:
    """Take the role one was invited to, with the account of that very address. The institution's id.

    Raises :class:`DeadLink`, :class:`ForSomebodyElse`, :class:`ShortForAdmin`.
    """
    if actor.user_id is None:
        raise NotFound()
    with transaction() as session:
        invitation = locked_invitation(token, now)
        person = session.get_one(User, actor.user_id)
        if person.email != invitation.email:
            raise ForSomebodyElse()
        return _take(invitation, person.id, actor, now)


def accept_invitation_as_new(token: str, name: str, password: str, now: datetime) -> int:
    """Make an account for the invited address and take the role. The person's id.

    Following the link proves the address. Raises :class:`DeadLink`, :class:`AlreadyRegistered` and the refusals
    of the password rule.
    """
    invitation = _live(token, now)
    if invitation is None:
        raise DeadLink()
    email, for_admin = invitation.email, invitation.role is Role.ADMIN
    require_good_password(password, name=name, email=email, for_admin=for_admin)
    kept, is_long = password_hash(password), len(password) >= SHORTEST_FOR_ADMINS
    with transaction() as session:
        invitation = locked_invitation(token, now)
        if session.scalar(select(User.id).where(User.email == email)) is not None:
            raise AlreadyRegistered()
        user_id = insert_person(email, name, kept, is_long, now, by=SYSTEM)
        _take(invitation, user_id, Actor(user_id, name), now)
        return user_id


def locked_invitation(token: str, now: datetime) -> Invitation:
    """The invitation of a token, locked in the caller's transaction. Raises :class:`DeadLink`."""
    invitation = _live(token, now)
    if invitation is None:
        raise DeadLink()
    db.session.refresh(invitation, with_for_update=True)
    if invitation.accepted_at is not None or invitation.revoked_at is not None:
        raise DeadLink()
    return invitation


def _take(invitation: Invitation, user_id: int, actor: Actor, now: datetime) -> int:
    invitation.accepted_at = now
    db.session.flush()
    insert_membership(user_id, invitation.institution_id, invitation.role, now)
    facts = {"role": invitation.role.value}
    journal.record(actor, now, "accept_invitation", "invitation", invitation.id, invitation.institution_id, **facts)
    return invitation.institution_id


def _live(token: str, now: datetime) -> Invitation | None:
    found: Invitation | None = db.session.scalar(
        select(Invitation).where(
            Invitation.token_hash == digest(token),
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now,
        )
    )
    return found
