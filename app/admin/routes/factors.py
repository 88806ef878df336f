"""Pages where one of the staff proposes a version of a factor, and another one accepts or refuses it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.admin.forms.factors import FactorForm, ReviewForm
from app.admin.routes.blueprint import blueprint
from app.core import clock
from app.core.access import staff
from app.core.context import current_actor
from app.core.errors import Forbidden, Invalid, NotFound, Refusal, Stale
from app.core.i18n import language
from app.impact.factors.files.queries import factor_files
from app.impact.factors.services import propose_factor, review_factor
from app.impact.factors.stages import STAGES
from app.impact.factors.table import loaded
from app.impact.queries.factor_proposals import proposal_page, proposals
from app.impact.queries.factor_uses import records_with
from app.impact.queries.factors import factor_page


@blueprint.get("/plateforme/facteurs")
@staff
def factor_proposals() -> str:
    """What waits for a second person, and what was decided."""
    actor, own = current_actor(), language()
    waiting, done = proposals(actor, own, waiting=True), proposals(actor, own, waiting=False)
    return render_template(
        "admin/factors.html",
        waiting=waiting,
        done=done,
        total=len(loaded().newest()),
        files=[one for one in factor_files(actor) if one.awaits_review],
    )


@blueprint.route("/plateforme/facteurs/<string:factor_id>", methods=["GET", "POST"])
@staff
def propose_version(factor_id: str) -> ResponseReturnValue:
    """What a factor should say from now on."""
    of = loaded().factors.get(factor_id)
    if of is None:
        raise NotFound()
    form, status = FactorForm(), 200
    form.prepare(of)
    if form.validate_on_submit():
        try:
            id = propose_factor(
                current_actor(),
                form.row(of),
                after=form.version_seen(),
                reason=form.reason.data or "",
                now=clock.now(),
            )
            flash(_("C'est proposé. Une autre personne de l'équipe doit le relire."), "success")
            return redirect(url_for("admin.factor_proposal", factor_proposal_id=id), 303)
        except (Invalid, Stale) as refusal:
            status = _refuse(form, refusal)
            form.after.data = of.version if isinstance(refusal, Stale) else form.after.data
    return render_template(
        "admin/factor_edit.html", of=of, form=form
    ), 422 if form.errors and status == 200 else status


@blueprint.route("/plateforme/facteurs/propositions/<int:factor_proposal_id>", methods=["GET", "POST"])
@staff
def factor_proposal(factor_proposal_id: int) -> ResponseReturnValue:
    """What would change and what rests on it; the decision, for anybody but its author."""
    actor, form, status = current_actor(), ReviewForm(), 200
    page = proposal_page(actor, factor_proposal_id, language())
    if form.validate_on_submit():
        accept, reason = request.form.get("decision") == "accept", form.reason.data or ""
        try:
            review_factor(actor, factor_proposal_id, accept=accept, reason=reason, now=clock.now())
            flash(_("Accepté : les nouveaux calculs s'en servent.") if accept else _("Refusé."), "success")
            return redirect(url_for("admin.factor_proposal", factor_proposal_id=factor_proposal_id), 303)
        except (Invalid, Stale, Forbidden) as refusal:
            status = _refuse(form, refusal)
            page = proposal_page(actor, factor_proposal_id, language())
    around = factor_page(page.before, language()) if page.before else None
    held = records_with(page.before) if page.before else 0
    return render_template(
        "admin/factor_proposal.html", page=page, form=form, around=around, records=held, stages=STAGES
    ), status


def _refuse(form: FactorForm | ReviewForm, refusal: Refusal) -> int:
    """Say it at its field, or at the field of the same thing in French."""
    if refusal.field and f"{refusal.field}_fr" in form:
        refusal.field = f"{refusal.field}_fr"
    form.refuse(refusal)
    return refusal.status
