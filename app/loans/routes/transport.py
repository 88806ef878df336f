"""Days of road of a loan, and journeys for several."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.access import signed_in
from app.core.clock import now
from app.core.context import current_actor
from app.core.forms import Form
from app.loans import labels, services
from app.loans.domain.transport.carriage import RunKind, RunState
from app.loans.forms.transport import AnswerRunForm, RoadForm, RunForm
from app.loans.queries.transport import transports_page
from app.loans.routes.acting import act
from app.loans.routes.blueprint import blueprint


@blueprint.get("/prets/transports")
@signed_in
def transports() -> str:
    """Journeys that could be shared, with what they save."""
    return _html()


@blueprint.post("/prets/transports")
@signed_in
def propose_run() -> ResponseReturnValue:
    """Propose one to the other houses."""
    form = RunForm()

    def verb() -> str:
        key = form.once.data or ""
        services.propose_run(current_actor(), form.house(), form.keys(), now(), key=key)
        return str(_("Le trajet commun est proposé : les autres établissements reçoivent un message."))

    return _answer(form, verb)


@blueprint.post("/prets/transports/<int:run_id>/reponse")
@signed_in
def answer_run(run_id: int) -> ResponseReturnValue:
    """Accept one, or refuse it."""
    form = AnswerRunForm()
    agrees = "accepter" in request.form

    def verb() -> str:
        said, key = form.reason.data or "", form.once.data or ""
        is_agreed = services.answer_run(current_actor(), run_id, form.house(), agrees, said, now(), key=key)
        if is_agreed:
            return str(_("Tous sont d'accord : le trajet commun est convenu."))
        return str(
            _("Votre accord est noté.") if agrees else _("Le trajet commun est refusé : les autres le savent.")
        )

    return _answer(form, verb)


@blueprint.post("/prets/<int:loan_id>/route")
@signed_in
def set_road(loan_id: int) -> ResponseReturnValue:
    """How many days the road takes."""
    form = RoadForm()

    def verb() -> None:
        days = form.before.data or 0, form.after.data or 0
        services.set_road(current_actor(), loan_id, *days, now(), key=form.once.data or "")

    return act(loan_id, form, verb, _("Les jours de route sont notés ; l'emprunteur est prévenu."))


def _answer(form: Form, verb: Callable[[], str]) -> ResponseReturnValue:
    if status := form.comes_back(verb):
        return _html(form), status
    flash(form.made, "success")
    return redirect(url_for("loans.transports"), 303)


def _html(refused: Form | None = None) -> str:
    return render_template(
        "loans/transports.html",
        page=transports_page(current_actor(), now()),
        form=refused,
        once=RunForm(formdata=None).once,
        labels=labels,
        RunKind=RunKind,
        RunState=RunState,
    )
