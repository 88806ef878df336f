"""A first visit: ask for an account, follow the link of the letter.

The token leaves the address bar at the first click: it moves to the signed cookie and the page is reached anew.
"""

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import services
from app.accounts.domain.people import DeadLink
from app.accounts.forms import ConfirmForm, RegisterForm
from app.accounts.routes.answers import refused, unread
from app.accounts.routes.blueprint import blueprint
from app.accounts.routes.recognition import let_in, visitor
from app.core import clock
from app.core.access import public
from app.core.errors import Refusal


@blueprint.route("/inscription", methods=["GET", "POST"])
@public
def register() -> ResponseReturnValue:
    """Ask for an account."""
    form = RegisterForm()
    if not form.validate_on_submit():
        return unread(form, "accounts/register.html")
    try:
        services.register(form.email.data, form.name.data, form.password.data, visitor(), clock.now())
    except Refusal as refusal:
        return refused(form, refusal, "accounts/register.html")
    return redirect(url_for("accounts.letter_sent"), 303)


@blueprint.get("/message-envoye")
@public
def letter_sent() -> str:
    """A letter is on its way, or not: the page is the same."""
    return render_template("accounts/letter_sent.html")


@blueprint.get("/inscription/<token>")
@public
def registration_link(token: str) -> ResponseReturnValue:
    """The link of the letter."""
    session["registration"] = token
    return redirect(url_for("accounts.confirm_registration"), 303)


@blueprint.route("/confirmer-mon-adresse", methods=["GET", "POST"])
@public
def confirm_registration() -> ResponseReturnValue:
    """Open the account; a robot that reads mail before people does not press buttons."""
    form, token = ConfirmForm(), session.get("registration", "")
    if not services.is_live_registration(token, clock.now()):
        raise DeadLink()
    if not form.validate_on_submit():
        return unread(form, "accounts/confirm_registration.html")
    user_id = services.confirm_registration(token, clock.now())
    let_in(services.open_session(user_id, visitor(), clock.now()))
    flash(_("Bienvenue ! Votre compte est ouvert. Choisissez maintenant votre établissement."), "success")
    return redirect(url_for("accounts.institution_home"), 303)
