"""The desk: hand over and take back on a phone, by hand or by code, now or sent later."""

from pathlib import Path
from typing import Any

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask import current_app as app
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from app.core.access import public, signed_in
from app.core.clock import now
from app.core.context import current_actor
from app.core.error_pages import sentence
from app.core.errors import Forbidden, Refusal
from app.core.security import allow_own_worker
from app.listings.labels import CONDITION
from app.loans import queries, services
from app.loans.domain.desk import Visit, scanned_unit
from app.loans.domain.lifecycle import Action, MoveNotAllowed, Side
from app.loans.domain.papers.kinds import PaperKind
from app.loans.domain.papers.refusals import AgreementNotSigned
from app.loans.domain.words import Moment
from app.loans.forms.desk import DeskForm, desk_form, return_form
from app.loans.labels_of_papers import PAPER_WORDS
from app.loans.queries import LoanPage
from app.loans.routes.blueprint import blueprint
from app.loans.services.desk import is_received

Answer = ResponseReturnValue
TEMPLATES = {Moment.HAND_OVER: "loans/hand_over.html", Moment.RETURN: "loans/take_back.html"}


@blueprint.route("/prets/<int:loan_id>/remise", methods=["GET", "POST"])
@signed_in
def hand_over(loan_id: int) -> Answer:
    """Choose the units that leave and write how they look."""
    try:
        page = _at_the_desk(loan_id, Action.HAND_OVER)
    except AgreementNotSigned as refusal:
        flash(sentence(refusal), "attention")
        return redirect(url_for("loans.paper", loan_id=loan_id, paper=PAPER_WORDS[PaperKind.AGREEMENT]), 303)
    done = _("La remise est enregistrée ; l'emprunteur reçoit un message.")
    return _desk(page, desk_form(queries.desk_lines(page, now())), Moment.HAND_OVER, done)


@blueprint.route("/prets/<int:loan_id>/retour", methods=["GET", "POST"])
@signed_in
def take_back(loan_id: int) -> Answer:
    """Receive units back, each beside the report of its departure."""
    page = _at_the_desk(loan_id, Action.TAKE_BACK)
    return _desk(page, return_form(page), Moment.RETURN, _("Le retour est enregistré."))


@blueprint.get("/prets/bureau/jeton")
@signed_in
def desk_token() -> Response:
    """For what was noted without network: who is signed in, and the token that a form needs."""
    return jsonify(user=current_actor().user_id, csrf=generate_csrf())


@blueprint.get("/prets/bureau.js")
@public
def desk_worker() -> Response:
    """The worker that shows the pages of the desk again without network; it rules over /prets/ alone."""
    asset: Any = app.jinja_env.globals["asset"]
    built = asset("desk-worker.js").rpartition("/static/")[2]
    response = Response((Path(app.static_folder or "static") / built).read_bytes(), mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _at_the_desk(loan_id: int, action: Action) -> LoanPage:
    """The loan, for the lender's people; the page is only drawn when the move would work."""
    page = queries.loan_page(current_actor(), loan_id, now())
    if Side.LENDER not in page.sides:
        raise Forbidden()
    if request.method == "GET" and action is Action.HAND_OVER and page.awaits_agreement:
        raise AgreementNotSigned
    if request.method == "GET" and action not in page.actions:
        raise MoveNotAllowed(state=page.state.value, action=action.value)
    return page


def _desk(page: LoanPage, form: DeskForm, moment: Moment, done: str) -> Answer:
    actor, at, status = current_actor(), now(), 200
    if request.method == "POST":
        if is_received(actor, form.once.data or ""):
            return _went_well(page, done)
        form.receive(actor, page.lender.id, at)
        if "pointer" in request.form:
            return _pointed(page, form, moment)
        refused = form.comes_back(lambda: services.record_visit(actor, page.id, _visit(form, moment), at))
        if refused is None:
            return _went_well(page, done)
        status = refused
        if _is_sent_later():
            said = [str(text) for errors in form.errors.values() for text in errors if isinstance(text, str)]
            return jsonify(sentence=" ".join(said) or _("Ce qui a été envoyé est incomplet.")), status
    return _html(page, form, moment), status


def _visit(form: DeskForm, moment: Moment) -> Visit:
    return Visit(
        moment,
        tuple(form.reports()),
        form.once.data or "",
        form.noted_at(),
        form.signings(current_actor().name),
    )


def _went_well(page: LoanPage, done: str) -> Answer:
    shown = url_for("loans.show", loan_id=page.id)
    if _is_sent_later():
        return jsonify(location=shown)
    flash(done, "success")
    return redirect(shown, 303)


def _pointed(page: LoanPage, form: DeskForm, moment: Moment) -> Answer:
    """One code was read: its object is ticked, or it is said why not."""
    expected = {entry.id for entry in form.entries}
    try:
        entry = form.point(scanned_unit(form.code.data or "", expected, queries.known_units(page)))
    except Refusal as refusal:
        form.refuse(refusal)
        return _html(page, form, moment), 422
    flash(_("%(unit)s : c'est pointé.", unit=entry.label), "success")
    return _html(page, form, moment)


def _is_sent_later() -> bool:
    return request.headers.get("X-Desk") == "1"


def _html(page: LoanPage, form: DeskForm, moment: Moment) -> str:
    allow_own_worker()
    said: dict[str, Any] = {"page": page, "form": form, "conditions": CONDITION, "actor": current_actor()}
    return render_template(TEMPLATES[moment], **said)
