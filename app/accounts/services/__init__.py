"""Verbs about people and institutions: one business event, one transaction each."""

from app.accounts.services.institutions import (
    SiretTaken,
    create_institution,
    edit_institution,
    refuse_institution,
    set_logo,
    suspend_institution,
    verify_institution,
)
from app.accounts.services.invitations import (
    accept_invitation,
    accept_invitation_as_new,
    invite,
    revoke_invitation,
)
from app.accounts.services.memberships import (
    AlreadyAsked,
    AlreadyDecided,
    AlreadyMember,
    accept_request,
    ask_to_join,
    grant_role,
    refuse_request,
    revoke_role,
)
from app.accounts.services.museofile import ImportReport, NotARegister, import_register
from app.accounts.services.people import (
    change_password,
    change_profile,
    create_person,
    deactivate_person,
    set_password,
)
from app.accounts.services.registration import confirm_registration, is_live_registration, register
from app.accounts.services.resets import ask_reset, is_live_reset, one_time_link, reset_password
from app.accounts.services.sessions import (
    Visitor,
    WrongSignIn,
    note_visit,
    open_session,
    revoke_session,
    sign_in,
    sign_out,
)
from app.accounts.services.sites import add_closure, add_site, edit_site, remove_closure, set_site_rules
from app.accounts.services.tokens import TokenHolder, actor_for_token, create_token, revoke_token

__all__ = [
    "AlreadyAsked",
    "AlreadyDecided",
    "AlreadyMember",
    "ImportReport",
    "NotARegister",
    "SiretTaken",
    "TokenHolder",
    "Visitor",
    "WrongSignIn",
    "accept_invitation",
    "accept_invitation_as_new",
    "accept_request",
    "actor_for_token",
    "add_closure",
    "add_site",
    "ask_reset",
    "ask_to_join",
    "change_password",
    "change_profile",
    "confirm_registration",
    "create_institution",
    "create_person",
    "create_token",
    "deactivate_person",
    "edit_institution",
    "edit_site",
    "grant_role",
    "import_register",
    "invite",
    "is_live_registration",
    "is_live_reset",
    "note_visit",
    "one_time_link",
    "open_session",
    "refuse_institution",
    "refuse_request",
    "register",
    "remove_closure",
    "reset_password",
    "revoke_invitation",
    "revoke_role",
    "revoke_session",
    "revoke_token",
    "set_logo",
    "set_password",
    "set_site_rules",
    "sign_in",
    "sign_out",
    "suspend_institution",
    "verify_institution",
]
