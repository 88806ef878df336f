"""The moves of a loan: each is one verb; a refusal brings the page back with what was typed."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.access import signed_in
from app.core.clock import now
from app.core.context import current_actor
from app.core.forms import Form
from app.loans import queries, services
from app.loans.forms import (
    CancelForm,
    NewReturnForm,
    OnceForm,
    RefuseForm,
    grant_form,
)
from app.loans.routes.blueprint import blueprint
from app.loans.routes.showing import loan_html

Answer = ResponseReturnValue


def act(loan_id: int, form: Form, verb: Callable[[], None], done: str | Callable[[], str]) -> Answer:
    """Run *verb* once the form is valid, and go back to the loan; show the loan with what was refused."""
    actor, at = current_actor(), now()
    if status := form.comes_back(verb):
        return loan_html(actor, queries.loan_page(actor, loan_id, at), form), status
    flash(done if isinstance(done, str) else done(), "success")
    return redirect(url_for("loans.show", loan_id=loan_id), 303)


@blueprint.post("/prets/<int:loan_id>/accepter")
@signed_in
def accept(loan_id: int) -> Answer:
    """Agree, to all or to the quantities typed; or see first what that would do to other requests."""
    page = queries.loan_page(current_actor(), loan_id, now())
    form = grant_form(page.lines, page.version, sent=True)
    if "revoir" in request.form and form.validate():
        return loan_html(current_actor(), page, form)

    def verb() -> None:
        said: Any = {"answer": form.answer.data or "", "key": form.once.data or "", "seen": form.version()}
        services.accept_loan(current_actor(), loan_id, now(), quantities=form.quantities(), **said)

    return act(loan_id, form, verb, _("La demande est acceptée : les exemplaires sont réservés."))


@blueprint.post("/prets/<int:loan_id>/refuser")
@signed_in
def refuse(loan_id: int) -> Answer:
    """Say no."""
    form = RefuseForm()

    def verb() -> None:
        services.refuse_loan(current_actor(), loan_id, form.reason.data or "", now(), key=form.once.data or "")

    return act(loan_id, form, verb, _("La demande est refusée ; l'emprunteur reçoit votre réponse."))


@blueprint.post("/prets/<int:loan_id>/annuler")
@signed_in
def cancel(loan_id: int) -> Answer:
    """Give up."""
    form = CancelForm()

    def verb() -> None:
        services.cancel_loan(current_actor(), loan_id, form.reason.data or "", now(), key=form.once.data or "")

    return act(loan_id, form, verb, _("Le prêt est annulé ; l'autre établissement est prévenu."))


@blueprint.post("/prets/<int:loan_id>/clore")
@signed_in
def close(loan_id: int) -> Answer:
    """The return is inspected."""
    form = OnceForm()

    def verb() -> None:
        services.close_loan(current_actor(), loan_id, now(), key=form.once.data or "")

    return act(loan_id, form, verb, _("Le prêt est terminé."))


@blueprint.post("/prets/<int:loan_id>/non-retire")
@signed_in
def no_show(loan_id: int) -> Answer:
    """Nobody came."""
    form = OnceForm()

    def verb() -> None:
        services.mark_no_show(current_actor(), loan_id, now(), key=form.once.data or "")

    return act(loan_id, form, verb, _("C'est noté : les exemplaires sont à nouveau libres."))


@blueprint.post("/prets/<int:loan_id>/nouveau-retour")
@signed_in
def new_return(loan_id: int) -> Answer:
    """Late units have a new day."""
    form = NewReturnForm()

    def verb() -> None:
        day: Any = form.expected_on.data
        services.set_new_expected_return(current_actor(), loan_id, day, now(), key=form.once.data or "")

    return act(loan_id, form, verb, _("La nouvelle date de retour est enregistrée ; l'emprunteur est prévenu."))
