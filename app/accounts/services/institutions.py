"""Verbs about institutions: create, edit, and what the platform's staff decide."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from app.accounts.domain.institutions import (
    InstitutionDraft,
    SiteDraft,
    checked_name,
    checked_siret,
    checked_website,
)
from app.accounts.domain.people import ShortForAdmin
from app.accounts.domain.permissions import may_create_institution, may_verify
from app.accounts.domain.states import InstitutionState
from app.accounts.models import Institution, Membership, User
from app.accounts.services.mails import tell_admins
from app.accounts.services.sites import check_site, insert_site, locate_site, require_admin
from app.core import journal
from app.core.actor import Actor, Role
from app.core.db import db, transaction
from app.core.errors import Forbidden, NotFound, Refusal
from app.core.geo import time_zone_of
from app.core.text import N_, fold


class SiretTaken(Refusal):
    """Another institution already bears this number."""

    message = N_("Un établissement porte déjà ce numéro SIRET : demandez plutôt à le rejoindre.")
    field = "siret"


def create_institution(actor: Actor, draft: InstitutionDraft, site: SiteDraft, now: datetime) -> int:
    """A new institution with its first place; its maker is its first admin, the staff have yet to verify it.

    Its id. Raises :class:`NotASiret`, :class:`SiretTaken`, :class:`AddressNotFound` and others, each at its field.
    """
    if not may_create_institution(actor):
        raise Forbidden()
    draft = checked(draft)
    check_site(site)
    located = locate_site(site)
    with transaction() as session:
        require_free_siret(draft.siret)
        institution = Institution(created_at=now, museofile_id=draft.museofile_id)
        institution.city = site.city.strip() or located.city
        institution.department, institution.region = located.department, located.region
        institution.time_zone = time_zone_of(located.department)
        _fill(institution, draft)
        session.add(institution)
        session.flush()
        insert_site(institution.id, site, located)
        if actor.user_id is not None and not actor.is_staff:
            require_long_password(actor.user_id)
            session.add(Membership(user_id=actor.user_id, institution_id=institution.id, role=Role.ADMIN, since=now))
        journal.record(actor, now, "create_institution", "institution", institution.id, institution.id)
        return institution.id


def edit_institution(actor: Actor, institution_id: int, draft: InstitutionDraft, now: datetime) -> None:
    """Describe an institution anew; its place follows its first site."""
    require_admin(actor, institution_id)
    draft = checked(draft)
    with transaction() as session:
        institution = session.get_one(Institution, institution_id, with_for_update=True)
        require_free_siret(draft.siret, but=institution_id)
        _fill(institution, draft)
        journal.record(actor, now, "edit_institution", "institution", institution_id, institution_id)


def verify_institution(actor: Actor, institution_id: int, now: datetime) -> None:
    """Vouch for an institution (also lifts a refusal or a suspension): it may publish and request."""
    _decide(actor, institution_id, InstitutionState.VERIFIED, "verify_institution", "", now)


def refuse_institution(actor: Actor, institution_id: int, reason: str, now: datetime) -> None:
    """Not one of ours, with the reason; its people keep their drafts."""
    _decide(actor, institution_id, InstitutionState.REFUSED, "refuse_institution", reason, now)


def suspend_institution(actor: Actor, institution_id: int, reason: str, now: datetime) -> None:
    """Freeze an institution, with the reason: nothing is deleted, nothing new begins."""
    _decide(actor, institution_id, InstitutionState.SUSPENDED, "suspend_institution", reason, now)


def set_logo(actor: Actor, institution_id: int, logo_key: str | None, now: datetime) -> None:
    """Show a received image as the institution's logo, or none."""
    require_admin(actor, institution_id)
    with transaction() as session:
        session.get_one(Institution, institution_id, with_for_update=True).logo_key = logo_key
        journal.record(actor, now, "set_logo", "institution", institution_id, institution_id)


def checked(draft: InstitutionDraft) -> InstitutionDraft:
    """*draft* with its values as they are kept; raises the refusal of the first that can't be."""
    return replace(
        draft,
        name=checked_name(draft.name),
        siret=checked_siret(draft.siret) or "",
        website=checked_website(draft.website),
    )


def require_long_password(user_id: int) -> None:
    """Whoever administers has a password of sixteen characters. Raises :class:`ShortForAdmin`."""
    person = db.session.get_one(User, user_id)
    if person.password_hash is not None and not person.password_is_long:
        raise ShortForAdmin()


def require_free_siret(siret: str, but: int | None = None) -> None:
    """No other institution bears this number. Raises :class:`SiretTaken`."""
    if siret and db.session.scalar(
        select(Institution.id).where(Institution.siret == siret, Institution.id != (but or 0))
    ):
        raise SiretTaken()


def _fill(institution: Institution, draft: InstitutionDraft) -> None:
    institution.name, institution.kind, institution.is_public = draft.name, draft.kind, draft.is_public
    institution.folded_name = fold(f"{draft.name} {institution.city or ''}")
    institution.siret, institution.website = draft.siret or None, draft.website


def _decide(
    actor: Actor, institution_id: int, state: InstitutionState, action: str, reason: str, now: datetime
) -> None:
    if not may_verify(actor):
        raise NotFound()
    with transaction() as session:
        institution = session.get(Institution, institution_id, with_for_update=True)
        if institution is None:
            raise NotFound()
        if institution.state is state:
            return
        institution.state = state
        institution.verified_at = now if state is InstitutionState.VERIFIED else None
        journal.record(actor, now, action, "institution", institution_id, institution_id, reason=reason.strip())
        tell_admins(institution_id, institution.name, state, reason.strip(), now)
