"""Pages of the basket: seen, filled, changed, sent."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.access import signed_in
from app.core.clock import now
from app.core.context import current_actor
from app.core.error_pages import sentence
from app.core.errors import Forbidden, NotFound, Refusal
from app.core.i18n import language
from app.listings.domain.categories import categories
from app.listings.forms.asking import AskingForm
from app.loans import queries, services
from app.loans.domain.basket import BasketNotReady, QuantitiesOvertaken, changed, seen_in
from app.loans.forms import SendForm, add_form, quantities, send_form
from app.loans.forms.basket import QUANTITY
from app.loans.queries import BasketPage
from app.loans.routes.blueprint import blueprint

Answer = ResponseReturnValue


@blueprint.route("/expositions/<int:exhibition_id>/panier", methods=["GET", "POST"])
@signed_in
def basket(exhibition_id: int) -> Answer:
    """The basket of a show; sent, it becomes one request per lender."""
    actor, at = current_actor(), now()
    page = queries.basket_page(actor, exhibition_id, at)
    form = send_form(page.groups, page.seen)
    if request.method == "GET":
        return _page(page, form)
    if not page.may_edit:
        raise Forbidden()
    if not form.validate():
        return _page(page, form), 422
    try:
        said = form.sending(page.groups)
        sent = services.send_basket(actor, exhibition_id, said, form.seen.data or "", form.once.data or "", now=at)
    except NotFound:
        raise
    except Refusal as refusal:
        form.refuse(refusal)
        form.seen.data = page.seen
        return _page(page, form, refusal.faults if isinstance(refusal, BasketNotReady) else {}), refusal.status
    if sent:
        flash(
            ngettext(
                "%(num)s demande est partie : chaque prêteur a reçu la sienne.",
                "%(num)s demandes sont parties : chaque prêteur a reçu la sienne.",
                len(sent),
            ),
            "success",
        )
    return redirect(url_for("exhibitions.show", exhibition_id=exhibition_id), 303)


@blueprint.post("/expositions/<int:exhibition_id>/panier/lignes")
@signed_in
def basket_lines(exhibition_id: int) -> Answer:
    """Change the quantities typed beside the lines, or take one line out."""
    actor, at = current_actor(), now()
    if removed := request.form.get("retirer", 0, type=int):
        services.remove_from_basket(actor, exhibition_id, removed)
        flash(_("La ligne est retirée du panier."), "success")
        return redirect(url_for("loans.basket", exhibition_id=exhibition_id), 303)
    wanted = {line: number or 0 for line, number in quantities(request.form).items()}
    seen = request.form.get("seen", "")
    try:
        services.change_basket(actor, exhibition_id, wanted, seen)
    except NotFound:
        raise
    except Refusal as refusal:
        return _not_changed(queries.basket_page(actor, exhibition_id, at), refusal, wanted, seen), refusal.status
    flash(_("Le panier est à jour."), "success")
    return redirect(url_for("loans.basket", exhibition_id=exhibition_id), 303)


@blueprint.route("/annonces/<int:listing_id>/panier", methods=["GET", "POST"])
@signed_in
def add_to_basket(listing_id: int) -> Answer:
    """Put a listing into the basket of one of one's shows."""
    actor, at = current_actor(), now()
    page = queries.request_page(actor, listing_id, at)
    if not page.may_ask:
        raise Forbidden()
    asked: Any = AskingForm(request.args)
    begin: dict[str, Any] = {"quantity": max(1, int(asked.quantite.data or 1))}
    show = next((one for one in page.shows if one.id == request.args.get("exposition", type=int)), None)
    show = show or (page.shows[0] if page.shows else None)
    if show:
        first, last = show.loan_period
        begin |= {"exhibition_id": show.id, "first_day": asked.du.data or first, "last_day": asked.au.data or last}
    form = add_form(page.shows, **begin)
    if request.method == "GET":
        return render_template("loans/basket_add.html", form=form, page=page)
    if page.shows and form.validate():
        try:
            services.add_to_basket(
                actor, form.exhibition_id.data, [form.item(listing_id)], form.once.data or "", now=at
            )
        except NotFound:
            raise
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("C'est dans le panier. Rien n'est réservé avant l'accord des prêteurs."), "success")
            return redirect(url_for("loans.basket", exhibition_id=form.exhibition_id.data), 303)
    return render_template("loans/basket_add.html", form=form, page=page), 422


def _not_changed(page: BasketPage, refusal: Refusal, wanted: Mapping[int, int], seen: str) -> str:
    """The basket as it is now, with what this person meant to change still typed."""
    form = send_form(page.groups, page.seen)
    form.form_errors.append(sentence(refusal))
    kept = {f"{QUANTITY}{line}" for line in changed(wanted, seen_in(seen))}
    typed = {name: text for name, text in request.form.items() if name in kept}
    if isinstance(refusal, QuantitiesOvertaken):  # sent again, now that it is said, it is a decision
        return _page(page, form, refusal.faults, typed)
    return _page(page, form, typed=typed, seen=seen)


def _page(
    page: BasketPage,
    form: SendForm,
    faults: Mapping[int, Refusal] | None = None,
    typed: Mapping[str, str] | None = None,
    seen: str | None = None,
) -> str:
    reasons = {line.id: line.refusal for group in page.groups for line in group.lines if line.refusal}
    told = {line_id: sentence(refusal) for line_id, refusal in {**reasons, **(faults or {})}.items()}
    return render_template(
        "loans/basket.html",
        page=page,
        form=form,
        reasons=told,
        typed=typed or {},
        seen=page.seen if seen is None else seen,
        category_names={id: one.label[language()] for id, one in categories().items()},
    )
