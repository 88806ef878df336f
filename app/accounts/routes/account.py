"""One's own page."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.forms import ProfileForm
from app.accounts.routes.blueprint import blueprint
from app.core.access import signed_in
from app.core.context import current_actor


@blueprint.route("/compte", methods=["GET", "POST"])
@signed_in
def account() -> ResponseReturnValue:
    """Name and function, password, sessions, memberships."""
    form = ProfileForm(name=current_actor().name)
    if form.validate_on_submit():
        return redirect(url_for("accounts.account"), 303)
    return render_template("accounts/account.html", form=form)
