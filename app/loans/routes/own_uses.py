"""Objects that came as gifts, in the exhibitions of those who received them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.access import signed_in
from app.core.clock import local_day, now
from app.core.context import current_actor
from app.core.error_pages import sentence
from app.core.errors import Forbidden, NotFound, Refusal
from app.loans.forms.own_uses import OwnUseForm, own_use_form
from app.loans.queries.own_uses import OwnUsesPage, own_uses_page
from app.loans.routes.blueprint import blueprint
from app.loans.services import own_uses as services


@blueprint.route("/dons/usages", methods=["GET", "POST"])
@signed_in
def own_uses() -> ResponseReturnValue:
    """What was said, and the form to say more."""
    page = own_uses_page(current_actor(), local_day(now()))
    form = own_use_form(page)
    if request.method == "GET":
        return _html(page, form)
    if status := form.comes_back(
        lambda: services.say_own_use(current_actor(), form.unit_id.data, form.said(), now(), key=form.once.data or "")
    ):
        return _html(page, form), status
    flash(_("C'est noté : l'objet est retenu pour ces jours."), "success")
    return redirect(url_for("loans.own_uses"), 303)


@blueprint.post("/dons/usages/<int:own_use_id>/terminer")
@signed_in
def end_own_use(own_use_id: int) -> ResponseReturnValue:
    """It is over, as said: count it."""
    try:
        services.end_own_use(current_actor(), own_use_id, now())
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        flash(sentence(refusal), "attention")
    else:
        flash(_("L'usage est terminé : ce qu'il évite est compté dans l'exposition."), "success")
    return redirect(url_for("loans.own_uses"), 303)


@blueprint.post("/dons/usages/<int:own_use_id>/annuler")
@signed_in
def cancel_own_use(own_use_id: int) -> ResponseReturnValue:
    """It was said in error."""
    try:
        services.cancel_own_use(current_actor(), own_use_id, now())
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        flash(sentence(refusal), "attention")
    else:
        flash(_("L'usage est annulé ; l'objet est libre ces jours-là."), "success")
    return redirect(url_for("loans.own_uses"), 303)


def _html(page: OwnUsesPage, form: OwnUseForm) -> str:
    return render_template("loans/own_uses.html", page=page, form=form)
