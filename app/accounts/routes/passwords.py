"""A password forgotten, or to be changed."""

from flask import flash, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import services
from app.accounts.domain.people import DeadLink
from app.accounts.forms import ChangePasswordForm, EmailForm, NewPasswordForm
from app.accounts.routes.answers import refused, unread
from app.accounts.routes.blueprint import blueprint
from app.accounts.routes.recognition import current_token_hash, let_in, visitor
from app.core import clock
from app.core.access import public, signed_in
from app.core.context import current_actor
from app.core.errors import Refusal


@blueprint.route("/mot-de-passe-oublie", methods=["GET", "POST"])
@public
def forgotten_password() -> ResponseReturnValue:
    """Ask for a link."""
    form = EmailForm()
    if not form.validate_on_submit():
        return unread(form, "accounts/forgotten_password.html")
    try:
        services.ask_reset(form.email.data, visitor(), clock.now())
    except Refusal as refusal:
        return refused(form, refusal, "accounts/forgotten_password.html")
    return redirect(url_for("accounts.letter_sent"), 303)


@blueprint.get("/nouveau-mot-de-passe/<token>")
@public
def reset_link(token: str) -> ResponseReturnValue:
    """The link of the letter: the token leaves the address bar at once."""
    session["reset"] = token
    return redirect(url_for("accounts.new_password"), 303)


@blueprint.route("/nouveau-mot-de-passe", methods=["GET", "POST"])
@public
def new_password() -> ResponseReturnValue:
    """Choose a password by the link of a letter."""
    form, token = NewPasswordForm(), session.get("reset", "")
    if not services.is_live_reset(token, clock.now()):
        raise DeadLink()
    if not form.validate_on_submit():
        return unread(form, "accounts/new_password.html")
    try:
        user_id = services.reset_password(token, form.password.data, clock.now())
    except DeadLink:
        raise
    except Refusal as refusal:
        return refused(form, refusal, "accounts/new_password.html")
    let_in(services.open_session(user_id, visitor(), clock.now()))
    flash(_("Votre nouveau mot de passe est enregistré."), "success")
    return redirect(url_for("accounts.account"), 303)


@blueprint.route("/compte/mot-de-passe", methods=["GET", "POST"])
@signed_in
def change_password() -> ResponseReturnValue:
    """Choose another password; other sessions end."""
    form = ChangePasswordForm()
    if not form.validate_on_submit():
        return unread(form, "accounts/change_password.html")
    current, new = form.current_password.data, form.password.data
    try:
        services.change_password(
            current_actor(), current, new, clock.now(), visitor=visitor(), keep_token_hash=current_token_hash()
        )
    except Refusal as refusal:
        return refused(form, refusal, "accounts/change_password.html")
    flash(_("Votre mot de passe est changé. Vos autres sessions sont fermées."), "success")
    return redirect(url_for("accounts.account"), 303)
