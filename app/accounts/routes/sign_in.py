"""The door: in and out."""

from flask import make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import services
from app.accounts.forms import SignInForm
from app.accounts.routes.blueprint import blueprint
from app.accounts.routes.recognition import let_in, let_out, visitor
from app.core import clock
from app.core.access import public
from app.core.context import current_actor
from app.core.errors import Refusal, TooMany
from app.core.routes import local_target


def answer_refused(page: str, refusal: Refusal) -> ResponseReturnValue:
    """The page of a refused form, with the status of the refusal and, when one must wait, how long."""
    response = make_response(page, refusal.status)
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.params.get("retry_after", 60))
    return response


@blueprint.route("/connexion", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Give one's address and password."""
    if current_user.is_authenticated:
        return redirect(local_target(request.args.get("next")), 303)
    form = SignInForm(next=request.args.get("next", ""))
    if not form.validate_on_submit():
        return render_template("accounts/sign_in.html", form=form), 422 if form.is_submitted() else 200
    try:
        token = services.sign_in(form.email.data, form.password.data, visitor(), clock.now())
    except Refusal as refusal:
        form.refuse(refusal)
        return answer_refused(render_template("accounts/sign_in.html", form=form), refusal)
    let_in(token)
    return redirect(local_target(form.next.data), 303)


@blueprint.post("/deconnexion")
@public
def sign_out() -> ResponseReturnValue:
    """End this session; signing out twice is no mistake."""
    if current_user.is_authenticated:
        actor = current_actor()
        services.sign_out(actor, let_out(), clock.now())
    session.clear()
    response = redirect(url_for("accounts.sign_in"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
