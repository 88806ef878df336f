"""Asking for a loan: the page that answers before anything is sent, and the sending."""

from datetime import date
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
from app.loans.forms import RequestForm, request_form
from app.loans.queries import RequestPage
from app.loans.routes.blueprint import blueprint

Answer = ResponseReturnValue


@blueprint.route("/annonces/<int:listing_id>/demander", methods=["GET", "POST"])
@signed_in
def new(listing_id: int) -> Answer:
    """Ask for a listing; what was typed stays whatever the answer is."""
    actor, at = current_actor(), now()
    if request.method == "GET":
        page = _asker_page(listing_id)
        return _page(_begun(page), page)
    shows = queries.open_shows(actor, at)
    form = request_form(shows)
    if chosen := _proposal(request.form.get("proposition", "")):
        form.propose(*chosen)
        return _page(form, _asker_page(listing_id))
    is_valid = form.validate()
    house = next((show.institution_id for show in shows if show.id == form.exhibition_id.data), None)
    if not ((house is None or form.receive(actor, house, at)) and is_valid):
        return _page(form, _asker_page(listing_id)), 422
    try:
        loan_id = services.request_loan(actor, form.asked(listing_id), form.once.data or "", at)
    except NotFound:
        raise
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(form, _asker_page(listing_id)), refusal.status
    flash(_("Votre demande est partie. Le prêteur a reçu un message."), "success")
    return redirect(url_for("loans.show", loan_id=loan_id), 303)


def _asker_page(listing_id: int) -> RequestPage:
    """What the page shows; a request that leaves at once never needs it."""
    page = queries.request_page(current_actor(), listing_id, now())
    if not page.may_ask:
        raise Forbidden()
    return page


def _page(form: RequestForm, page: RequestPage) -> str:
    """The page with the answer for the days that stand in the form, where they can be judged."""
    typed: Any = form
    first, last, quantity = typed.starts_on.data, typed.ends_on.data, typed.quantity.data
    show_id, can_be_judged = typed.exhibition_id.data, first and last and quantity
    found = queries.request_answer(page, first, last, quantity, now(), show_id) if can_be_judged else None
    return render_template("loans/new.html", form=form, page=page, found=found, is_sent=request.method == "POST")


def _begun(page: RequestPage) -> RequestForm:
    """The form as the address says: days and quantity of the search, or the loan period of the show."""
    asked: Any = AskingForm(request.args)
    begin: dict[str, Any] = {"starts_on": asked.du.data, "ends_on": asked.au.data}
    begin["quantity"] = max(1, int(asked.quantite.data or 1))
    wanted = request.args.get("exposition", type=int)
    show = next((one for one in page.shows if one.id == wanted), None)
    show = show or (page.shows[0] if len(page.shows) == 1 else None)
    if show:
        begin["exhibition_id"] = show.id
        if not (begin["starts_on"] and begin["ends_on"]):
            begin["starts_on"], begin["ends_on"] = show.loan_period
    return request_form(page.shows, **begin)


def _proposal(text: str) -> tuple[date, date, int] | None:
    """A proposal as its button sends it: ``2027-04-01 2027-04-12 2``."""
    try:
        first, last, quantity = text.split()
        return date.fromisoformat(first), date.fromisoformat(last), int(quantity)
    except ValueError:
        return None
