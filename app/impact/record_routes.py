"""Pages of one record: its paper, its correction, the staff's second look, and the answer after the return."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.access import public, signed_in, staff
from app.core.context import current_actor
from app.core.errors import Forbidden, Invalid, NotFound, Refusal
from app.impact import corrections, following
from app.impact.forms import CorrectionForm, DecisionForm, FollowUpForm
from app.impact.queries.history import records_to_judge
from app.impact.queries.record import RecordPage, record_page
from app.impact.record_paper import record_pdf
from app.impact.routes import blueprint

RELEASE, KEEP = "compter", "laisser"


@blueprint.get("/bilan/calculs/<int:record_id>.pdf")
@public
def record_as_pdf(record_id: int) -> Response:
    """One computation to print, with the digits of its page."""
    response = Response(record_pdf(record_page(current_actor(), record_id)), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="calcul-{record_id}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.route("/bilan/calculs/<int:record_id>/corriger", methods=["GET", "POST"])
@signed_in
def correct(record_id: int) -> ResponseReturnValue:
    """Say what was otherwise: a new record takes the place of this one."""
    actor = current_actor()
    page = record_page(actor, record_id)
    if not page.may_correct:
        raise Forbidden() if page.parties else NotFound()
    form = CorrectionForm()
    if request.method == "GET":
        return _correcting(page, form)
    reason = form.reason
    if status := form.comes_back(
        lambda: corrections.correct_record(actor, record_id, form.said(), reason.data or "", clock.now())
    ):
        return _correcting(page, form), status
    flash(_("C'est corrigé. L'ancien calcul reste lisible."), "success")
    return redirect(url_for("impact.record", record_id=form.made), 303)


@blueprint.get("/plateforme/calculs")
@staff
def judge() -> str:
    """The records that wait for a second look."""
    return render_template("impact/judge.html", found=records_to_judge(current_actor()), form=DecisionForm())


@blueprint.post("/plateforme/calculs/<int:record_id>/decider")
@staff
def decide(record_id: int) -> ResponseReturnValue:
    """Let a strange record into the totals, or keep it out, with a reason."""
    form, actor, now = DecisionForm(), current_actor(), clock.now()
    decision, reason = request.form.get("decision"), form.reason.data or ""
    try:
        if not form.validate() or decision not in (RELEASE, KEEP):
            raise Invalid()
        if decision == RELEASE:
            corrections.release_record(actor, record_id, reason, now)
            flash(_("Le calcul entre dans les totaux."), "success")
        else:
            corrections.keep_record_out(actor, record_id, reason, now)
            flash(_("Le calcul reste hors des totaux."), "success")
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        form.refuse(refusal)
        page = render_template("impact/judge.html", found=records_to_judge(actor), form=form, wrong=record_id)
        return page, refusal.status
    return redirect(url_for("impact.judge"), 303)


@blueprint.route("/prets/<int:loan_id>/apres", methods=["GET", "POST"])
@signed_in
def follow_up(loan_id: int) -> ResponseReturnValue:
    """After the return: what was really done."""
    actor = current_actor()
    page = following.follow_up_page(actor, loan_id)
    form = FollowUpForm(data={"outcome": page.outcome.value, "note": page.note} if page.outcome else None)
    if request.method == "GET":
        return render_template("impact/follow_up.html", page=page, form=form)
    if not page.may_answer:
        raise Forbidden()
    if not form.validate():
        return render_template("impact/follow_up.html", page=page, form=form), 422
    following.answer_follow_up(actor, loan_id, form.said(), form.note.data or "", clock.now())
    flash(_("Merci. Votre réponse servira à mesurer ce que les prêts évitent vraiment."), "success")
    return redirect(url_for("loans.show", loan_id=loan_id), 303)


def _correcting(page: RecordPage, form: CorrectionForm) -> str:
    return render_template("impact/correct.html", page=page, form=form)
