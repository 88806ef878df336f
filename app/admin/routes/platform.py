"""Pages of the platform's staff, over the same verbs and questions as everybody's."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import queries, services
from app.accounts.domain.states import InstitutionState
from app.accounts.forms import ReasonForm
from app.accounts.labels import KINDS, STATES
from app.admin.routes.blueprint import blueprint
from app.core import clock, journal_words
from app.core.access import staff
from app.core.context import current_actor
from app.core.errors import Invalid, NotFound
from app.impact.factors.files.queries import waiting_files
from app.impact.queries.factor_proposals import waiting_proposals
from app.notifications.queries import dead_mail_count


@blueprint.get("/plateforme")
@staff
def index() -> str:
    """How many, and what waits."""
    actor = current_actor()
    orphans = queries.orphan_institutions(actor)
    page, dead_mails = queries.platform_page(actor), dead_mail_count()
    return render_template(
        "admin/index.html",
        page=page,
        orphans=orphans,
        states=STATES,
        dead_mails=dead_mails,
        factors_waiting=waiting_proposals(actor) + waiting_files(actor),
    )


@blueprint.get("/plateforme/etablissements")
@staff
def institutions() -> str:
    """The institutions in one state; those that wait, unless told otherwise."""
    asked = request.args.get("etat", InstitutionState.PENDING.value)
    if asked not in {state.value for state in InstitutionState}:
        raise NotFound()
    state = InstitutionState(asked)
    page = queries.dossiers(current_actor(), state, request.args.get("page", 1, type=int))
    return render_template(
        "admin/institutions.html", page=page, state=state, states=STATES, kinds=KINDS, form=ReasonForm()
    )


@blueprint.post("/plateforme/etablissements/<int:institution_id>/decider")
@staff
def decide(institution_id: int) -> ResponseReturnValue:
    """Verify, refuse or suspend an institution."""
    form, actor, now = ReasonForm(), current_actor(), clock.now()
    if not form.validate_on_submit():
        raise Invalid()
    reason, decision = form.reason.data or "", request.form.get("decision")
    if decision == "verify":
        services.verify_institution(actor, institution_id, now)
    elif decision == "refuse":
        services.refuse_institution(actor, institution_id, reason, now)
    elif decision == "suspend":
        services.suspend_institution(actor, institution_id, reason, now)
    else:
        raise Invalid()
    flash(_("C'est décidé ; les personnes qui administrent l'établissement sont prévenues."), "success")
    return redirect(url_for("admin.institutions"), 303)


@blueprint.get("/plateforme/journal")
@staff
def journal() -> str:
    """Who did what, everywhere."""
    lines = queries.journal_lines(current_actor(), None, request.args.get("page", 1, type=int))
    return render_template("admin/journal.html", lines=lines, words=journal_words)
