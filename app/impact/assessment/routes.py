"""Pages of the self-assessment: the overview, the questions phase by phase, the report."""

from decimal import Decimal

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.access import signed_in
from app.core.clock import now, today
from app.core.context import current_actor
from app.core.downloads import sent_file
from app.core.error_pages import sentence
from app.core.errors import Forbidden, NotFound, Refusal
from app.core.i18n import language
from app.impact.assessment import labels, services
from app.impact.assessment.domain.refusals import AnswersChanged
from app.impact.assessment.forms import MassForm, PhaseForm, phase_form, values_of
from app.impact.assessment.paper import report_pdf
from app.impact.assessment.queries.lessons import lessons_page
from app.impact.assessment.queries.pages import AssessmentPage, PhasePage, assessment_page, phase_page, report_page
from app.impact.assessment.queries.standing import proof_file, standing_numbers
from app.listings.forms.listing import whole

blueprint = Blueprint("assessment", __name__)
BASE = "/expositions/<int:exhibition_id>/auto-evaluation"


@blueprint.app_template_global("assessment_words")
def _words() -> object:
    return labels


@blueprint.get(BASE)
@signed_in
def overview(exhibition_id: int) -> ResponseReturnValue:
    """Where the self-assessment stands, beside the footprint."""
    page = assessment_page(current_actor(), exhibition_id)
    return _overview(page, MassForm(data={"total_mass_kg": _plain(page.total_mass_kg)}))


@blueprint.post(f"{BASE}/commencer")
@signed_in
def begin(exhibition_id: int) -> ResponseReturnValue:
    """Begin with the current questions."""
    services.begin_assessment(current_actor(), exhibition_id, now())
    return redirect(url_for("assessment.phase", exhibition_id=exhibition_id, phase=1), 303)


@blueprint.post(f"{BASE}/masse")
@signed_in
def total_mass(exhibition_id: int) -> ResponseReturnValue:
    """Say what all elements weigh."""
    actor = current_actor()
    page, form = assessment_page(actor, exhibition_id), MassForm()
    if not page.may_answer:
        raise Forbidden()
    if status := form.comes_back(
        lambda: services.say_total_mass(actor, exhibition_id, form.total_mass_kg.data, now())
    ):
        return _overview(page, form), status
    flash(_("La masse totale est enregistrée."), "success")
    return redirect(url_for("assessment.overview", exhibition_id=exhibition_id), 303)


@blueprint.get(f"{BASE}/phases/<int:phase>")
@signed_in
def phase(exhibition_id: int, phase: int) -> ResponseReturnValue:
    """The questions of one phase, those that the platform knows already answered."""
    page = phase_page(current_actor(), exhibition_id, phase, _step(), request.args.get("question", ""))
    if page is None:
        raise NotFound()
    return _phase(page, _form(page, with_proposals=True))


@blueprint.post(f"{BASE}/phases/<int:phase>")
@signed_in
def save_phase(exhibition_id: int, phase: int) -> ResponseReturnValue:
    """Keep what was answered; what somebody else answered meanwhile is shown beside, and nothing is lost."""
    actor, at = current_actor(), now()
    page = phase_page(actor, exhibition_id, phase, _step(), _first_sent())
    if page is None:
        raise NotFound()
    if not page.may_answer:
        raise Forbidden()
    form = _form(page)
    is_valid = form.validate()
    if request.headers.get("X-Autosave"):
        return _kept_by_itself(page, form, is_valid)
    if not (form.receive(actor, page.show.institution_id, at) and is_valid):
        return _phase(page, form), 422
    files = {name: file.id for name, file in form.received.items()}
    removed = whole(request.form.get("retirer"))
    version = form.version.data or ""
    if status := form.refused_by(
        lambda: services.save_phase(actor, exhibition_id, version, form.said(), files, removed, at)
    ):
        return _phase(page, form), status
    if form.made:
        return _conflicting(page, form, form.made)
    flash(_("Vos réponses sont enregistrées."), "success")
    return redirect(_next(page, bool(request.form.get("suite"))), 303)


@blueprint.get(f"{BASE}/preuves/<int:proof_id>/fichier")
@signed_in
def proof(exhibition_id: int, proof_id: int) -> Response:
    """A proof, as a download, to the people of the house and the staff."""
    file = proof_file(current_actor(), exhibition_id, proof_id)
    return sent_file(file.key, file.media_type, file.file_name, f"preuve-{proof_id}")


@blueprint.get(f"{BASE}/rapport")
@signed_in
def report(exhibition_id: int) -> ResponseReturnValue:
    """Everything on one page, to print."""
    found = report_page(current_actor(), exhibition_id, now())
    if found is None:
        raise NotFound()
    return render_template("assessment/report.html", report=found, page=found.page, language_code=language())


@blueprint.get(f"{BASE}/rapport.pdf")
@signed_in
def report_as_pdf(exhibition_id: int) -> Response:
    """The same on paper."""
    found = report_page(current_actor(), exhibition_id, now())
    if found is None:
        raise NotFound()
    response = Response(report_pdf(found), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="auto-evaluation-{exhibition_id}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _plain(value: Decimal | None) -> Decimal | None:
    """A mass without the zeros it is kept with."""
    whole_kg = value.to_integral_value() if value is not None else None
    return whole_kg if value == whole_kg else value


def _overview(page: AssessmentPage, form: MassForm) -> str:
    lessons = lessons_page(current_actor(), page.show.id, today())
    return render_template(
        "assessment/overview.html", page=page, form=form, lessons=lessons, language_code=language()
    )


def _phase(page: PhasePage, form: PhaseForm, conflicts: tuple[str, ...] = ()) -> str:
    return render_template(
        "assessment/phase.html", page=page, form=form, conflicts=conflicts, language_code=language()
    )


def _form(page: PhasePage, *, with_proposals: bool = False) -> PhaseForm:
    """The form as the answers stand; with what the platform proposes where nobody has answered."""
    values: dict[str, object] = {"version": page.version}
    for line in page.every:
        name, answer = line.question.id, line.answer
        values |= values_of(name, answer.given if answer else None, answer.number if answer else 0)
        if with_proposals and answer is None and line.proposal and line.proposal.value is not None:
            values[f"{name}_answer"] = str(line.proposal.value)
    return phase_form(page.phase, values)


def _conflicting(page: PhasePage, sent: PhaseForm, conflicts: tuple[str, ...]) -> ResponseReturnValue:
    """The page as it stands now, with what this person typed where somebody else answered meanwhile."""
    fresh = phase_page(current_actor(), page.show.id, page.phase.number, page.step)
    assert fresh is not None
    values: dict[str, object] = {"version": fresh.version}
    for line in fresh.every:
        name, answer = line.question.id, line.answer
        values |= values_of(name, answer.given if answer else None, answer.number if answer else 0)
        if name in conflicts:
            values |= {f"{name}_{part}": sent[f"{name}_{part}"].data for part in ("answer", "reason", "note")}
    form = phase_form(fresh.phase, values, anew=True)
    for name in conflicts:
        form.refuse(AnswersChanged(field=f"{name}_answer", questions=name))
    return _phase(fresh, form, conflicts), AnswersChanged.status


def _kept_by_itself(page: PhasePage, form: PhaseForm, is_valid: bool) -> ResponseReturnValue:
    """The same for a script that keeps one question as soon as it is answered: no file, and words for an answer."""
    actor, at, said = current_actor(), now(), form.said()
    if not is_valid:
        return {"seen": {}, "text": _first_error(form)}, 422
    try:
        conflicts = services.answer_questions(actor, page.show.id, form.version.data or "", said, at)
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return {"seen": {}, "text": sentence(refusal)}, refusal.status
    if conflicts:
        return {"seen": {}, "text": sentence(AnswersChanged(questions=", ".join(conflicts)))}, AnswersChanged.status
    numbers = standing_numbers(page.show.id)
    kept = _("%(questions)s : enregistré.", questions=", ".join(said))
    return {"seen": {name: numbers.get(name, 0) for name in said}, "text": kept}


def _first_error(form: PhaseForm) -> str:
    return next((str(error) for errors in form.errors.values() for error in errors), "")


def _next(page: PhasePage, goes_on: bool) -> str:
    """The same step again, or the next one: of this phase, else of the phase after; at the end, the overview.

    From its top: a browser would keep the question that the address before has named.
    """
    show, number, step = page.show.id, page.phase.number, page.step + goes_on
    if step > len(page.phase.steps):
        number, step = number + 1, 1
    if number > len(page.phases):
        return url_for("assessment.overview", exhibition_id=show, _anchor="contenu")
    return url_for("assessment.phase", exhibition_id=show, phase=number, etape=step, _anchor="contenu")


def _step() -> int | None:
    """The step that an address names; 0, which is none, for what is not a number."""
    text = request.args.get("etape")
    return None if text is None else whole(text) or 0


def _first_sent() -> str:
    """The first question that the browser sent: which step it stands on, where the address does not say."""
    return next((name.removesuffix("_seen") for name in request.form if name.endswith("_seen")), "")


from app.impact.assessment import next_routes as _next_routes  # noqa: E402, F401  (the same blueprint, more pages)
