"""What shows the answer given before the loan: filed by the borrower's team, looked at by its CSR officer."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.access import signed_in
from app.core.clock import now
from app.core.context import current_actor
from app.core.downloads import sent_file
from app.core.errors import Forbidden, Invalid, NotFound, Refusal
from app.loans import labels
from app.loans.forms.evidence import EvidenceForm, JudgementForm
from app.loans.labels_of_evidence import EVIDENCE_KINDS
from app.loans.queries.evidence import EvidencePage, evidence_file, evidence_page
from app.loans.routes.blueprint import blueprint
from app.loans.services.evidence import file_evidence, judge_evidence

ACCEPTED, REFUSED = "acceptee", "refusee"


@blueprint.route("/prets/<int:loan_id>/preuves", methods=["GET", "POST"])
@signed_in
def evidence(loan_id: int) -> ResponseReturnValue:
    """The papers of a loan; a file that was received stays when an answer is to be corrected."""
    actor, at = current_actor(), now()
    page, form = evidence_page(actor, loan_id), EvidenceForm()
    if request.method == "GET":
        return _html(page, form)
    if not page.may_file:
        raise Forbidden()
    is_valid = form.validate()
    if not (form.receive(actor, page.borrower_id, at) and is_valid):
        return _html(page, form), 422
    if status := form.refused_by(lambda: file_evidence(actor, loan_id, form.said(), at)):
        return _html(page, form), status
    flash(_("La pièce est jointe. Votre responsable RSE ou l'équipe la regardera."), "success")
    return redirect(url_for("loans.evidence", loan_id=loan_id), 303)


@blueprint.get("/prets/<int:loan_id>/preuves/<int:evidence_id>/fichier")
@signed_in
def evidence_paper(loan_id: int, evidence_id: int) -> Response:
    """A paper, as a download, to the borrower and the staff."""
    file = evidence_file(current_actor(), loan_id, evidence_id)
    return sent_file(file.key, file.media_type, file.file_name, f"piece-{evidence_id}")


@blueprint.post("/prets/<int:loan_id>/preuves/<int:evidence_id>/examiner")
@signed_in
def judge_paper(loan_id: int, evidence_id: int) -> ResponseReturnValue:
    """Say whether a paper shows what it should."""
    actor, form = current_actor(), JudgementForm()
    page, verdict = evidence_page(actor, loan_id), request.form.get("verdict")
    if not any(one.id == evidence_id and one.may_judge for one in page.lines):
        raise Forbidden()
    try:
        if not form.validate() or verdict not in (ACCEPTED, REFUSED):
            raise Invalid()
        judge_evidence(actor, loan_id, evidence_id, verdict == ACCEPTED, form.reason.data or "", now())
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        form.refuse(refusal)
        return _html(page, EvidenceForm(formdata=None), form, evidence_id), refusal.status
    flash(_("C'est noté."), "success")
    return redirect(url_for("loans.evidence", loan_id=loan_id), 303)


def _html(page: EvidencePage, form: EvidenceForm, judging: JudgementForm | None = None, judged: int = 0) -> str:
    return render_template(
        "loans/evidence.html",
        page=page,
        form=form,
        judging=judging,
        judged=judged,
        labels=labels,
        kinds=EVIDENCE_KINDS,
    )
