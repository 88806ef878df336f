"""From the list into the basket: the split that is proposed, changed and taken over."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.access import signed_in
from app.core.context import current_actor
from app.core.error_pages import sentence
from app.core.errors import Forbidden, NotFound, Refusal
from app.core.forms import Form, OnceField
from app.core.i18n import language
from app.needs.forms.needs import parts
from app.needs.queries.needs_page import proposal_page
from app.needs.routes.blueprint import blueprint
from app.needs.routes.needs import require_writer
from app.needs.services.needs import gather


class GatherForm(Form):
    """The quantities of a split stand beside their lines; a second click changes nothing."""

    once = OnceField()


@blueprint.route("/expositions/<int:exhibition_id>/besoins/repartition", methods=["GET", "POST"])
@signed_in
def proposal(exhibition_id: int) -> ResponseReturnValue:
    """Which lender would lend what; each quantity may be changed before it goes into the basket."""
    form = GatherForm()
    if request.method == "GET":
        return _page(exhibition_id, form, {})
    require_writer(exhibition_id)
    try:
        chosen = parts(request.form)
    except ValueError:
        form.form_errors.append(_("Écrivez un nombre entier. Exemple : 4."))
        return _page(exhibition_id, form, request.form), 422
    if not any(chosen.values()):
        form.form_errors.append(_("Gardez au moins un objet."))
        return _page(exhibition_id, form, request.form), 422
    try:
        gather(current_actor(), exhibition_id, chosen, form.once.data or "", now=clock.now())
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        form.form_errors.append(sentence(refusal))
        return _page(exhibition_id, form, request.form), refusal.status
    flash(_("C'est dans le panier. Rien n'est réservé avant l'accord des prêteurs."), "success")
    return redirect(url_for("loans.basket", exhibition_id=exhibition_id), 303)


@blueprint.post("/expositions/<int:exhibition_id>/besoins/<int:need_id>/panier")
@signed_in
def gather_one(exhibition_id: int, need_id: int) -> ResponseReturnValue:
    """One listing for one line, from the list itself."""
    require_writer(exhibition_id)
    form = GatherForm()
    listing_id, quantity = (request.form.get(name, 0, type=int) for name in ("annonce", "quantite"))
    back = url_for("needs.needs", exhibition_id=exhibition_id) + f"#besoin-{need_id}"
    if quantity < 1:
        flash(_("Gardez au moins un objet."), "error")
        return redirect(back, 303)
    try:
        gather(
            current_actor(), exhibition_id, {(need_id, listing_id): quantity}, form.once.data or "", now=clock.now()
        )
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        flash(sentence(refusal), "error")
        return redirect(back, 303)
    flash(_("C'est dans le panier. Rien n'est réservé avant l'accord des prêteurs."), "success")
    return redirect(back, 303)


def _page(exhibition_id: int, form: GatherForm, typed: Mapping[str, str]) -> str:
    page = proposal_page(current_actor(), exhibition_id, clock.now(), language())
    return render_template("needs/proposal.html", page=page, form=form, typed=typed)
