"""A broken unit is replaced by another of the same listing."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.access import signed_in
from app.core.clock import now
from app.core.context import current_actor
from app.core.errors import Forbidden
from app.loans import queries, services
from app.loans.domain.lifecycle import Side
from app.loans.forms.swapping import swap_form
from app.loans.queries.swapping import swap_page
from app.loans.routes.blueprint import blueprint


@blueprint.route("/prets/<int:loan_id>/exemplaires/<int:unit_id>/echange", methods=["GET", "POST"])
@signed_in
def swap(loan_id: int, unit_id: int) -> ResponseReturnValue:
    """Take one back and hand another over, at once."""
    actor, at, status = current_actor(), now(), 200
    page = queries.loan_page(actor, loan_id, at)
    if Side.LENDER not in page.sides:
        raise Forbidden()
    view = swap_page(actor, page, unit_id, at)
    form = swap_form(view)
    if request.method == "POST":
        refused = form.comes_back(
            lambda: services.swap_unit(actor, loan_id, *form.reports(unit_id), at, key=form.once.data or "")
        )
        if refused is None:
            flash(_("L'échange est enregistré ; l'emprunteur reçoit un message."), "success")
            return redirect(url_for("loans.show", loan_id=loan_id), 303)
        status = refused
    return render_template("loans/swap.html", page=page, view=view, form=form), status
