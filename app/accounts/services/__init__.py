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
from app.accounts.services.people import (
    change_password,
    change_profile,
    create_person,
    deactivate_person,
    set_password,
)
from app.accounts.services.sessions import (
    Visitor,
    WrongSignIn,
    note_visit,
    open_session,
    revoke_session,
    sign_in,
    sign_out,
)
from app.accounts.services.sites import add_closure, add_site, edit_site, remove_closure

__all__ = [
    "AlreadyAsked",
    "AlreadyDecided",
    "AlreadyMember",
    "SiretTaken",
    "Visitor",
    "WrongSignIn",
    "accept_request",
    "add_closure",
    "add_site",
    "ask_to_join",
    "change_password",
    "change_profile",
    "create_institution",
    "create_person",
    "deactivate_person",
    "edit_institution",
    "edit_site",
    "grant_role",
    "note_visit",
    "open_session",
    "refuse_institution",
    "refuse_request",
    "remove_closure",
    "revoke_role",
    "revoke_session",
    "set_logo",
    "set_password",
    "sign_in",
    "sign_out",
    "suspend_institution",
    "verify_institution",
]
