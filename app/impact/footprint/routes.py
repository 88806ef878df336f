"""Pages of the carbon calculation: parse, call one verb or a few questions, answer."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.access import signed_in
from app.core.clock import now, today
from app.core.context import current_actor
from app.core.downloads import sent_file
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.i18n import language
from app.impact.footprint.domain.activity import UNIT_LABELS
from app.impact.footprint.domain.budget import SCOPE_LABELS, STANDING_LABELS
from app.impact.footprint.domain.components import COMPONENTS, Component
from app.impact.footprint.domain.entries import GAP_LABELS
from app.impact.footprint.domain.lines import SOURCE_LABELS, Phase
from app.impact.footprint.domain.permissions import may_write_calculation
from app.impact.footprint.domain.quick import ASKS
from app.impact.footprint.domain.works import MODE_LABELS
from app.impact.footprint.forms import (
    PHASES,
    SLUGS,
    AbsenceForm,
    LineForm,
    component_of,
    values_of,
)
from app.impact.footprint.queries.calculation import carbon_page
from app.impact.footprint.queries.ground import Ground, ground_of
from app.impact.footprint.queries.lines import (
    LineToEdit,
    line_document,
    line_to_change,
    line_to_write,
    lines_csv,
    lines_page,
)
from app.impact.footprint.services import lines as writing
from app.impact.routes import csv_file

blueprint = Blueprint("footprint", __name__)


@blueprint.app_template_global("footprint_words")
def _words() -> dict[str, Any]:
    return {
        "components": COMPONENTS, "sources": SOURCE_LABELS, "gaps": GAP_LABELS, "standings": STANDING_LABELS,
        "scopes": SCOPE_LABELS, "units": UNIT_LABELS, "modes": MODE_LABELS, "slugs": SLUGS, "asks": ASKS,
        "slug": lambda component: component.value.replace("_", "-"),
        "named": lambda activity: activity.label.get(language(), activity.label["fr"]),
    }  # fmt: skip


@blueprint.get("/expositions/<int:exhibition_id>/carbone")
@signed_in
def show(exhibition_id: int) -> ResponseReturnValue:
    """The calculation, of the plan or of what happened."""
    page = carbon_page(current_actor(), exhibition_id, asked_phase(), today())
    return render_template("impact/footprint/show.html", page=page)


@blueprint.get("/expositions/<int:exhibition_id>/carbone/lignes.csv")
@signed_in
def export(exhibition_id: int) -> ResponseReturnValue:
    """Every line, with what it takes to compute it again."""
    return csv_file(lines_csv(current_actor(), exhibition_id, today()), f"carbone-{exhibition_id}")


@blueprint.get("/expositions/<int:exhibition_id>/carbone/postes/<component>")
@signed_in
def lines(exhibition_id: int, component: str) -> ResponseReturnValue:
    """The lines of one component."""
    number = max(1, request.args.get("page", 1, type=int))
    page = lines_page(current_actor(), exhibition_id, asked_component(component), asked_phase(), number, today())
    return render_template(
        "impact/footprint/lines.html",
        page=page,
        absence=AbsenceForm(),
        page_url=lambda n: url_for(
            "footprint.lines", exhibition_id=exhibition_id, component=component, phase=SLUGS[page.phase], page=n
        ),
    )


@blueprint.route("/expositions/<int:exhibition_id>/carbone/postes/<component>/ajouter", methods=["GET", "POST"])
@signed_in
def add_line(exhibition_id: int, component: str) -> ResponseReturnValue:
    """A new line."""
    actor, phase = current_actor(), asked_phase()
    page = line_to_write(actor, exhibition_id, asked_component(component), request.args.get("activite", ""), today())

    def write(form: LineForm) -> None:
        writing.write_line(actor, exhibition_id, form.said(), now(), form.once.data or "")

    return _line(page, phase, write, _("La ligne est ajoutée."))


@blueprint.route("/expositions/carbone/lignes/<int:carbon_line_id>", methods=["GET", "POST"])
@signed_in
def edit_line(carbon_line_id: int) -> ResponseReturnValue:
    """A line to change."""
    actor = current_actor()
    page = line_to_change(actor, carbon_line_id, today())
    assert page.row is not None

    def write(form: LineForm) -> None:
        writing.change_line(actor, carbon_line_id, form.said(), form.version_seen, now())

    return _line(page, page.row.phase, write, _("La ligne est à jour."))


@blueprint.post("/expositions/carbone/lignes/<int:carbon_line_id>/supprimer")
@signed_in
def remove_line(carbon_line_id: int) -> ResponseReturnValue:
    """Take a line away."""
    actor = current_actor()
    page = line_to_change(actor, carbon_line_id, today())
    writing.remove_line(actor, carbon_line_id, now())
    flash(_("La ligne est supprimée."), "success")
    assert page.row is not None
    return redirect(_lines_url(page, page.row.phase), 303)


@blueprint.get("/expositions/carbone/lignes/<int:carbon_line_id>/piece")
@signed_in
def line_paper(carbon_line_id: int) -> Response:
    """The paper behind a line, as a download."""
    file = line_document(current_actor(), carbon_line_id, today())
    return sent_file(file.key, file.media_type, file.file_name, f"piece-{carbon_line_id}")


def _line(page: LineToEdit, phase: Phase, write: Callable[[LineForm], None], done: str) -> ResponseReturnValue:
    """The form of a line: shown, refused with all that was typed, or written."""
    if not page.may_write:
        raise Forbidden()
    form, status = LineForm(page, phase, data=values_of(page)), 200
    if request.method == "POST":
        is_valid = form.validate()
        is_judged = form.receive(current_actor(), page.show.institution_id, now()) and is_valid
        refused = form.refused_by(lambda: write(form)) if is_judged else 422
        if refused is None:
            flash(done, "success")
            return redirect(_lines_url(page, phase), 303)
        status = refused
    return render_template("impact/footprint/line.html", page=page, form=form, phase=phase), status


def _lines_url(page: LineToEdit, phase: Phase) -> str:
    slug = page.component.value.replace("_", "-")
    return url_for("footprint.lines", exhibition_id=page.show.id, component=slug, phase=SLUGS[phase])


def asked_phase() -> Phase:
    """The phase that the address asks for."""
    return PHASES.get(request.args.get("phase", "prevu"), Phase.PLANNED)


def asked_component(text: str) -> Component:
    """The component that an address names. Raises NotFound."""
    found = component_of(text)
    if found is None:
        raise NotFound()
    return found


def writable(exhibition_id: int) -> Ground:
    """The calculation, for those who may write it. Raises NotFound or Forbidden."""
    actor = current_actor()
    ground = ground_of(actor, exhibition_id, today())
    if not may_write_calculation(actor, ground.show.institution_id):
        raise Forbidden()
    return ground


def require(is_valid: bool) -> None:
    """Raises Invalid for a form that is not."""
    if not is_valid:
        raise Invalid()


from app.impact.footprint import filling_routes, frame_routes  # noqa: E402, F401  (the same blueprint)
