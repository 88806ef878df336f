"""The door: in and out."""

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import services
from app.accounts.forms import SignInForm
from app.accounts.routes.answers import refused, unread
from app.accounts.routes.blueprint import blueprint
from app.accounts.routes.recognition import let_in, let_out, visitor
from app.core import clock
from app.core.access import public
from app.core.context import current_actor
from app.core.errors import Refusal
from app.core.routes import local_target


@blueprint.route("/connexion", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Give one's address and password."""
    if current_user.is_authenticated:
        return redirect(local_target(request.args.get("next")), 303)
    form = SignInForm(next=request.args.get("next", ""))
    if not form.validate_on_submit():
        return unread(form, "accounts/sign_in.html")
    try:
        token = services.sign_in(form.email.data, form.password.data, visitor(), clock.now())
    except Refusal as refusal:
        return refused(form, refusal, "accounts/sign_in.html")
    let_in(token)
    if "invitation" in session:
        return redirect(url_for("accounts.invitation"), 303)
    return redirect(local_target(form.next.data), 303)


@blueprint.post("/deconnexion")
@public
def sign_out() -> ResponseReturnValue:
    """End this session; signing out twice is no mistake."""
    if current_user.is_authenticated:
        actor = current_actor()
        services.sign_out(actor, let_out(), clock.now())
    session.clear()
    response = redirect(url_for("accounts.signed_out"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@blueprint.get("/au-revoir")
@public
def signed_out() -> str:
    """The session is over."""
    return render_template("accounts/signed_out.html")
