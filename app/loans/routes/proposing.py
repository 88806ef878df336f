"""Pages of counter-offers: the lender proposes, or takes back; the borrower accepts, or asks again."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.access import signed_in
from app.core.clock import now
from app.core.context import current_actor
from app.core.errors import Forbidden, NotFound, Refusal
from app.loans import queries, services
from app.loans.domain.lifecycle import Action, MoveNotAllowed, Side
from app.loans.forms import SeenForm, ask_again_form, propose_form
from app.loans.queries import LoanPage
from app.loans.routes.blueprint import blueprint
from app.loans.routes.showing import loan_html

Answer = ResponseReturnValue


@blueprint.route("/prets/<int:loan_id>/proposer", methods=["GET", "POST"])
@signed_in
def propose(loan_id: int) -> Answer:
    """The lender proposes other days, quantities or items."""
    page = _page_for(loan_id, Side.LENDER, Action.COUNTER)
    first, last = _days(page)
    lines = queries.propose_lines(page, first, last, now())
    form = propose_form(lines, page.version, first, last)
    status = 200
    if request.method == "POST" and "revoir" not in request.form:
        status = 422
        if form.validate():
            refused = form.refused_by(
                lambda: services.counter_loan(current_actor(), loan_id, form.offer(lines), now(), **_said(form))
            )
            if refused is None:
                flash(_("Votre proposition est partie : ces exemplaires sont gardés pour l'emprunteur."), "success")
                return redirect(url_for("loans.show", loan_id=loan_id), 303)
            form.seen.data, status = str(page.version), refused
    return render_template("loans/propose.html", page=page, form=form, lines=lines, days=(first, last)), status


@blueprint.route("/prets/<int:loan_id>/redemander", methods=["GET", "POST"])
@signed_in
def ask_again(loan_id: int) -> Answer:
    """The borrower answers a proposal with another request."""
    page = _page_for(loan_id, Side.BORROWER, Action.REQUEST)
    proposal = queries.offer_view(current_actor(), page, now()).proposal
    if proposal is None:
        raise MoveNotAllowed(state=page.state.value, action=Action.REQUEST.value)
    lines = queries.askable_lines(page, proposal, now())
    form = ask_again_form(lines, page.version, proposal.first_day, proposal.last_day)
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            refused = form.refused_by(
                lambda: services.ask_again(current_actor(), loan_id, form.again(lines), now(), **_said(form))
            )
            if refused is None:
                flash(_("Votre nouvelle demande est partie ; le prêteur a reçu un message."), "success")
                return redirect(url_for("loans.show", loan_id=loan_id), 303)
            form.seen.data, status = str(page.version), refused
    return render_template("loans/ask_again.html", page=page, form=form, lines=lines, proposal=proposal), status


@blueprint.post("/prets/<int:loan_id>/proposition/accepter")
@signed_in
def accept_proposal(loan_id: int) -> Answer:
    """The borrower takes what is proposed."""
    return _answered(loan_id, accepts=True, done=_("La proposition est acceptée : les exemplaires sont réservés."))


@blueprint.post("/prets/<int:loan_id>/proposition/retirer")
@signed_in
def withdraw_proposal(loan_id: int) -> Answer:
    """The lender takes its proposal back."""
    done = _("La proposition est retirée : la demande attend de nouveau votre réponse.")
    return _answered(loan_id, accepts=False, done=done)


def _answered(loan_id: int, *, accepts: bool, done: str) -> Answer:
    actor, at, form = current_actor(), now(), SeenForm()
    page = queries.loan_page(actor, loan_id, at)
    mine = Side.BORROWER if accepts else Side.LENDER
    if mine not in page.sides:
        raise Forbidden()
    try:
        if accepts:
            services.accept_loan(actor, loan_id, at, key=form.once.data or "", seen=form.version())
        else:
            services.withdraw_proposal(actor, loan_id, at, key=form.once.data or "")
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        form.refuse(refusal)
        return loan_html(actor, queries.loan_page(actor, loan_id, at), form), refusal.status
    flash(done, "success")
    return redirect(url_for("loans.show", loan_id=loan_id), 303)


def _page_for(loan_id: int, side: Side, action: Action) -> LoanPage:
    """The loan, for the people of *side*; the page is only drawn when the move would work."""
    page = queries.loan_page(current_actor(), loan_id, now())
    if side not in page.sides:
        raise Forbidden()
    if request.method == "GET" and action not in page.actions:
        raise MoveNotAllowed(state=page.state.value, action=action.value)
    return page


def _said(form: Any) -> dict[str, Any]:
    return {"key": form.once.data or "", "seen": form.version()}


def _days(page: LoanPage) -> tuple[date, date]:
    """The days in question: typed, or of a suggestion followed, or as asked."""
    sent = request.form if request.method == "POST" else request.args
    names = ("starts_on", "ends_on") if request.method == "POST" else ("du", "au")
    try:
        first, last = (date.fromisoformat(sent[name]) for name in names)
    except (KeyError, ValueError):
        return page.dates.starts_on, page.dates.ends_on
    return (first, last) if first <= last and last.year < 9000 else (page.dates.starts_on, page.dates.ends_on)
