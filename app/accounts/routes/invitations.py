"""An invitation, from the link of its letter to the role."""

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import queries, services
from app.accounts.domain.people import DeadLink
from app.accounts.forms import AcceptAsNewForm, ConfirmForm
from app.accounts.labels import ROLES
from app.accounts.routes.answers import refused, unread
from app.accounts.routes.blueprint import blueprint
from app.accounts.routes.recognition import let_in, visitor
from app.accounts.services.hashing import digest
from app.core import clock
from app.core.access import public
from app.core.context import current_actor
from app.core.errors import Refusal


@blueprint.get("/invitation/<token>")
@public
def invitation_link(token: str) -> ResponseReturnValue:
    """The link of the letter: the token leaves the address bar at once."""
    session["invitation"] = token
    return redirect(url_for("accounts.invitation"), 303)


@blueprint.route("/invitation", methods=["GET", "POST"])
@public
def invitation() -> ResponseReturnValue:
    """Accept with one's account, or make one."""
    token = session.get("invitation", "")
    page = queries.invitation_page(digest(token), clock.now())
    if page is None:
        session.pop("invitation", None)
        raise DeadLink()
    if current_actor().is_signed_in:
        return _with_account(token, page)
    if page.has_account:
        return render_template("accounts/invitation_sign_in.html", page=page, roles=ROLES)
    return _as_new(token, page)


def _with_account(token: str, page: queries.InvitationPage) -> ResponseReturnValue:
    form = ConfirmForm()
    if not form.validate_on_submit():
        return unread(form, "accounts/invitation.html", page=page, roles=ROLES)
    try:
        services.accept_invitation(current_actor(), token, clock.now())
    except Refusal as refusal:
        return refused(form, refusal, "accounts/invitation.html", page=page, roles=ROLES)
    return _welcome(page)


def _as_new(token: str, page: queries.InvitationPage) -> ResponseReturnValue:
    form = AcceptAsNewForm()
    if not form.validate_on_submit():
        return unread(form, "accounts/invitation_new.html", page=page, roles=ROLES)
    try:
        user_id = services.accept_invitation_as_new(token, form.name.data, form.password.data, clock.now())
    except Refusal as refusal:
        return refused(form, refusal, "accounts/invitation_new.html", page=page, roles=ROLES)
    let_in(services.open_session(user_id, visitor(), clock.now()))
    return _welcome(page)


def _welcome(page: queries.InvitationPage) -> ResponseReturnValue:
    session.pop("invitation", None)
    flash(_("Vous faites maintenant partie de %(name)s.", name=page.institution.name), "success")
    return redirect(url_for("accounts.institution_home", id=page.institution.id), 303)
