"""One's own page: name, sessions, memberships, keys."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import queries, services
from app.accounts.domain.states import TokenScope
from app.accounts.forms import ProfileForm, TokenForm
from app.accounts.labels import ROLES, SCOPES
from app.accounts.routes.answers import refused, unread
from app.accounts.routes.blueprint import blueprint
from app.accounts.routes.recognition import current_token_hash, lifetime
from app.core import clock
from app.core.access import signed_in
from app.core.context import current_actor
from app.core.errors import Refusal


@blueprint.route("/compte", methods=["GET", "POST"])
@signed_in
def account() -> ResponseReturnValue:
    """Name and function, password, sessions, memberships."""
    page = queries.account_page(current_actor(), current_token_hash(), clock.now(), lifetime())
    form = ProfileForm(obj=page)
    if not form.validate_on_submit():
        return unread(form, "accounts/account.html", page=page, roles=ROLES)
    said = form.name.data, form.job_title.data or ""
    services.change_profile(current_actor(), *said, clock.now(), language=form.language.data)
    flash(_("Votre compte est à jour."), "success")
    return redirect(url_for("accounts.account"), 303)


@blueprint.post("/compte/sessions/<int:session_id>/fermer")
@signed_in
def close_session(session_id: int) -> ResponseReturnValue:
    """End one of one's own sessions."""
    services.revoke_session(current_actor(), session_id, clock.now())
    flash(_("Cette session est fermée."), "success")
    return redirect(url_for("accounts.account"), 303)


@blueprint.route("/compte/cles", methods=["GET", "POST"])
@signed_in
def tokens() -> ResponseReturnValue:
    """Keys to the API; a new one is shown here once, and never again."""
    form, actor, now = TokenForm(), current_actor(), clock.now()
    facts = {"lines": queries.tokens_of(actor, now), "scopes": SCOPES}
    if not form.validate_on_submit():
        return unread(form, "accounts/tokens.html", **facts)
    try:
        token = services.create_token(actor, form.name.data, TokenScope(form.scope.data), form.days.data, now)
    except Refusal as refusal:
        return refused(form, refusal, "accounts/tokens.html", **facts)
    return render_template("accounts/token_shown.html", token=token)


@blueprint.post("/compte/cles/<int:token_id>/revoquer")
@signed_in
def revoke_token(token_id: int) -> ResponseReturnValue:
    """End a key at once."""
    services.revoke_token(current_actor(), token_id, clock.now())
    flash(_("Cette clé n'ouvre plus rien."), "success")
    return redirect(url_for("accounts.tokens"), 303)
