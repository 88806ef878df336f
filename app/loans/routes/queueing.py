"""The queue for what is taken: take a place, give it up."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.access import signed_in
from app.core.clock import now
from app.core.context import current_actor
from app.core.errors import Forbidden, NotFound, Refusal
from app.listings.forms.asking import AskingForm
from app.loans import queries, services
from app.loans.forms import add_form
from app.loans.forms.basket import AddForm
from app.loans.queries import RequestPage
from app.loans.routes.blueprint import blueprint


@blueprint.route("/annonces/<int:listing_id>/file", methods=["GET", "POST"])
@signed_in
def queue(listing_id: int) -> ResponseReturnValue:
    """Wait for units that are taken."""
    actor, at = current_actor(), now()
    page = queries.request_page(actor, listing_id, at)
    if not page.may_ask:
        raise Forbidden()
    if request.method == "GET":
        return render_template("loans/queue.html", form=_begun(page), page=page)
    form = add_form(page.shows)
    if page.shows and form.validate():
        typed: Any = form
        days = typed.first_day.data, typed.last_day.data
        wanted = services.PlaceWanted(listing_id, typed.exhibition_id.data, typed.quantity.data, *days)
        try:
            services.join_queue(actor, wanted, at, key=form.once.data or "")
        except NotFound:
            raise
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Vous êtes dans la file : un message part dès que c'est libre à vos dates."), "success")
            return redirect(url_for("listings.show", listing_id=listing_id, _anchor="file"), 303)
    return render_template("loans/queue.html", form=form, page=page), 422


@blueprint.post("/file/<int:place_id>/retirer")
@signed_in
def leave_queue(place_id: int) -> ResponseReturnValue:
    """Give the place up."""
    services.leave_queue(current_actor(), place_id, now())
    flash(_("Votre place dans la file est retirée."), "success")
    return redirect(request.referrer if _is_ours(request.referrer) else url_for("loans.index"), 303)


def _is_ours(address: str | None) -> bool:
    return bool(address) and str(address).startswith(request.host_url)


def _begun(page: RequestPage) -> AddForm:
    """The form as the address says: days and quantity that were refused."""
    asked: Any = AskingForm(request.args)
    begin: dict[str, Any] = {"quantity": max(1, int(asked.quantite.data or 1))}
    show = next((one for one in page.shows if one.id == request.args.get("exposition", type=int)), None)
    show = show or (page.shows[0] if page.shows else None)
    if show:
        first, last = show.loan_period
        begin |= {"exhibition_id": show.id, "first_day": asked.du.data or first, "last_day": asked.au.data or last}
    return add_form(page.shows, **begin)
