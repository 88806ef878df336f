"""Pages of the carbon calculation: parse, call one verb or a few questions, answer."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import storage
from app.core.access import signed_in
from app.core.clock import now, today
from app.core.context import current_actor
from app.core.errors import Forbidden, Invalid, NotFound, Refusal, Stale
from app.core.i18n import language
from app.impact.footprint.domain.activity import UNIT_LABELS
from app.impact.footprint.domain.budget import SCOPE_LABELS, STANDING_LABELS
from app.impact.footprint.domain.components import COMPONENTS, Component
from app.impact.footprint.domain.entries import GAP_LABELS
from app.impact.footprint.domain.lines import SOURCE_LABELS, Phase
from app.impact.footprint.domain.permissions import may_write_calculation
from app.impact.footprint.domain.quick import ASKS, Size, defaults
from app.impact.footprint.domain.reading import quantity
from app.impact.footprint.domain.works import MODE_LABELS, mass_kg
from app.impact.footprint.forms import (
    PHASES,
    SLUGS,
    AbsenceForm,
    FrameForm,
    LineForm,
    PlaceForm,
    VariantForm,
    WorksForm,
    component_of,
    quick_answers,
    quick_form,
    values_of,
)
from app.impact.footprint.queries.calculation import Ground, carbon_page, ground_of, size_of
from app.impact.footprint.queries.lines import (
    LineToEdit,
    line_document,
    line_to_change,
    line_to_write,
    lines_csv,
    lines_page,
    questions,
)
from app.impact.footprint.services import frame as framing
from app.impact.footprint.services import lines as writing
from app.impact.footprint.services import works
from app.impact.footprint.services.estimate import estimate_quickly
from app.impact.routes import csv_file
from app.listings.queries.sheets import EmptyFile, read_sheet

blueprint = Blueprint("footprint", __name__)
MASS = "masse-"
"""What the fields of masses are called, before the id of their line."""


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
    page = carbon_page(current_actor(), exhibition_id, _phase(), today())
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
    page = lines_page(current_actor(), exhibition_id, _component(component), _phase(), number, today())
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
    actor, phase = current_actor(), _phase()
    page = line_to_write(actor, exhibition_id, _component(component), request.args.get("activite", ""), today())

    def write(form: LineForm) -> None:
        writing.write_line(actor, exhibition_id, form.said(), now(), form.once.data)

    return _line(page, phase, write, _("La ligne est ajoutée."))


@blueprint.route("/expositions/carbone/lignes/<int:carbon_line_id>", methods=["GET", "POST"])
@signed_in
def edit_line(carbon_line_id: int) -> ResponseReturnValue:
    """A line to change."""
    actor = current_actor()
    page = line_to_change(actor, carbon_line_id, today())
    assert page.row is not None

    def write(form: LineForm) -> None:
        text = form.version.data or ""
        version = int(text) if text.isascii() and text.isdigit() else 0
        writing.change_line(actor, carbon_line_id, form.said(), version, now())

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
    response = Response(storage.read(file.key), mimetype=file.media_type)
    suffix = ".pdf" if file.media_type == "application/pdf" else ".webp"
    name = file.file_name.rpartition(".")[0] or f"piece-{carbon_line_id}"
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}{suffix}")
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.post("/expositions/<int:exhibition_id>/carbone/postes/<component>/sans-objet")
@signed_in
def leave_out(exhibition_id: int, component: str) -> ResponseReturnValue:
    """A component does not exist in this show, or exists after all."""
    actor, which, form = current_actor(), _component(component), AbsenceForm()
    ground_of(actor, exhibition_id, today())
    if request.form.get("decision") == "compter":
        framing.take_component_back(actor, exhibition_id, which, now())
        return redirect(url_for("footprint.show", exhibition_id=exhibition_id), 303)
    try:
        _require(form.validate())
        framing.leave_component_out(actor, exhibition_id, which, form.reason.data or "", now())
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        form.refuse(refusal)
        page = lines_page(actor, exhibition_id, which, _phase(), 1, today())
        html = render_template("impact/footprint/lines.html", page=page, absence=form, page_url=lambda n: "")
        return html, refusal.status
    flash(_("Ce poste est noté sans objet, avec son motif."), "success")
    return redirect(url_for("footprint.show", exhibition_id=exhibition_id), 303)


@blueprint.route("/expositions/<int:exhibition_id>/carbone/cadre", methods=["GET", "POST"])
@signed_in
def frame(exhibition_id: int) -> ResponseReturnValue:
    """Budget and arbiter, contract, meter, visitors."""
    actor = current_actor()
    ground = _writable(exhibition_id)
    form, status = FrameForm(data=_frame_values(ground)), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                text = form.version.data or ""
                version = int(text) if text.isascii() and text.isdigit() else 0
                framing.set_frame(actor, exhibition_id, form.said(), version, now())
            except (NotFound, Forbidden):
                raise
            except Refusal as refusal:
                form.refuse(refusal)
                status = refusal.status
            else:
                flash(_("Le cadre du calcul est à jour."), "success")
                return redirect(url_for("footprint.show", exhibition_id=exhibition_id), 303)
    return render_template("impact/footprint/frame.html", show=ground.show, form=form), status


@blueprint.route("/expositions/<int:exhibition_id>/carbone/variantes", methods=["GET", "POST"])
@signed_in
def variants(exhibition_id: int) -> ResponseReturnValue:
    """Variants side by side, and a new one."""
    actor, form, status = current_actor(), VariantForm(), 200
    if request.method == "POST":
        _writable(exhibition_id)
        status = 422
        if form.validate():
            try:
                framing.write_variant(
                    actor, exhibition_id, form.name.data or "", bool(form.with_borrowed.data), now()
                )
            except (NotFound, Forbidden):
                raise
            except Refusal as refusal:
                form.refuse(refusal)
                status = refusal.status
            else:
                flash(_("La variante est ajoutée : écrivez maintenant ses lignes."), "success")
                return redirect(url_for("footprint.variants", exhibition_id=exhibition_id), 303)
    page = carbon_page(actor, exhibition_id, Phase.PLANNED, today())
    return render_template("impact/footprint/variants.html", page=page, form=form), status


@blueprint.post("/expositions/carbone/variantes/<int:carbon_variant_id>")
@signed_in
def variant(carbon_variant_id: int) -> ResponseReturnValue:
    """Choose a variant, or take it away."""
    actor = current_actor()
    removes = request.form.get("decision") == "supprimer"
    verb = framing.remove_variant if removes else framing.choose_variant
    exhibition_id = verb(actor, carbon_variant_id, now())
    flash(_("La variante est supprimée.") if removes else _("La variante est retenue."), "success")
    return redirect(url_for("footprint.variants", exhibition_id=exhibition_id), 303)


@blueprint.post("/expositions/<int:exhibition_id>/carbone/realise")
@signed_in
def begin_actual(exhibition_id: int) -> ResponseReturnValue:
    """Take the plan over as the beginning of what happened."""
    actor = current_actor()
    ground = _writable(exhibition_id)
    chosen = next((one.id for one in ground.variants if one.is_chosen), None)
    count = writing.begin_actual(actor, exhibition_id, chosen, now())
    said = ngettext(
        "%(num)s ligne reprise : corrigez-la avec ce qui s'est passé.",
        "%(num)s lignes reprises : corrigez-les avec ce qui s'est passé.",
        count,
    )
    flash(said, "success")
    return redirect(url_for("footprint.show", exhibition_id=exhibition_id, phase="realise"), 303)


@blueprint.route("/expositions/<int:exhibition_id>/carbone/estimation", methods=["GET", "POST"])
@signed_in
def estimate(exhibition_id: int) -> ResponseReturnValue:
    """A first estimate in ten minutes."""
    actor = current_actor()
    ground = _writable(exhibition_id)
    size = _size(size_of(ground.show, ground.frame))
    proposed = defaults(size)
    form: Any = quick_form(proposed)(
        data={
            "surface_m2": size.surface_m2 or None,
            "visitors": size.visitors or None,
            "shown_surface_m2": str(size.surface_m2),
            "shown_visitors": str(size.visitors),
        }
    )
    shown = defaults(_size(size, "shown_"))
    status = 200
    if request.method == "POST" and request.form.get("calculer") is not None:
        status = 422
        if form.validate():
            try:
                count = estimate_quickly(actor, exhibition_id, size, quick_answers(form, shown), now())
            except (NotFound, Forbidden):
                raise
            except Refusal as refusal:
                form.refuse(refusal)
                status = refusal.status
            else:
                flash(ngettext("%(num)s ligne estimée.", "%(num)s lignes estimées.", count), "success")
                return redirect(url_for("footprint.show", exhibition_id=exhibition_id), 303)
    html = render_template(
        "impact/footprint/estimate.html", show=ground.show, form=form, proposed=proposed, is_sized=size.surface_m2 > 0
    )
    return html, status


@blueprint.route("/expositions/<int:exhibition_id>/carbone/oeuvres", methods=["GET", "POST"])
@signed_in
def works_list(exhibition_id: int) -> ResponseReturnValue:
    """A works list to import, and what it still waits for."""
    actor, form, status = current_actor(), WorksForm(), 200
    if request.method == "POST":
        _writable(exhibition_id)
        status = 422
        try:
            _require(form.validate())
            content = form.content()
            if not content:
                raise EmptyFile()
            made = works.import_works(
                actor,
                exhibition_id,
                read_sheet(content),
                _phase(),
                int(form.legs.data),
                bool(form.replace.data),
                now(),
            )
        except (NotFound, Forbidden):
            raise
        except Refusal as refusal:
            form.refuse(refusal)
            status = refusal.status
        else:
            _tell(made)
            return redirect(url_for("footprint.works_list", exhibition_id=exhibition_id), 303)
    asked = questions(actor, exhibition_id, today())
    return render_template("impact/footprint/works.html", page=asked, form=form, place=PlaceForm()), status


@blueprint.post("/expositions/<int:exhibition_id>/carbone/oeuvres/lieu")
@signed_in
def answer_place(exhibition_id: int) -> ResponseReturnValue:
    """Say where an unknown place is."""
    actor, form = current_actor(), PlaceForm()
    _writable(exhibition_id)
    filled = 0
    if form.validate():
        filled = works.answer_place(
            actor, exhibition_id, form.place.data or "", form.meant.data or "", form.km.data, now()
        )
    if not filled:
        flash(
            _("Ce lieu non plus n'est pas connu. Donnez une ville avec son code postal, ou la distance."), "attention"
        )
    else:
        flash(ngettext("%(num)s ligne complétée.", "%(num)s lignes complétées.", filled), "success")
    return redirect(url_for("footprint.works_list", exhibition_id=exhibition_id), 303)


@blueprint.post("/expositions/<int:exhibition_id>/carbone/oeuvres/masses")
@signed_in
def answer_masses(exhibition_id: int) -> ResponseReturnValue:
    """Say what some works weigh; what can't be read stays asked."""
    actor = current_actor()
    ground = _writable(exhibition_id)
    own = {row.id for row in ground.rows}
    masses = {}
    for name, typed in request.form.items():
        id = name.removeprefix(MASS)
        if name.startswith(MASS) and id.isascii() and id.isdigit() and int(id) in own and typed.strip():
            mass = mass_kg(typed)
            if mass is not None:
                masses[int(id)] = mass
    filled = works.answer_masses(actor, exhibition_id, masses, now()) if masses else 0
    flash(ngettext("%(num)s ligne complétée.", "%(num)s lignes complétées.", filled), "success")
    return redirect(url_for("footprint.works_list", exhibition_id=exhibition_id), 303)


def _line(page: LineToEdit, phase: Phase, write: Callable[[LineForm], None], done: str) -> ResponseReturnValue:
    """The form of a line: shown, refused with all that was typed, or written."""
    if not page.may_write:
        raise Forbidden()
    form, status = LineForm(page, phase, data=values_of(page)), 200
    if request.method == "POST":
        status = 422
        is_valid = form.validate()
        if form.receive(current_actor(), now()) and is_valid:
            try:
                write(form)
            except (NotFound, Forbidden):
                raise
            except Stale as refusal:
                form.refuse(refusal)
                form.version.data, status = str(page.version), refusal.status
            except Refusal as refusal:
                form.refuse(refusal)
                status = refusal.status
            else:
                flash(done, "success")
                return redirect(_lines_url(page, phase), 303)
    return render_template("impact/footprint/line.html", page=page, form=form, phase=phase), status


def _lines_url(page: LineToEdit, phase: Phase) -> str:
    slug = page.component.value.replace("_", "-")
    return url_for("footprint.lines", exhibition_id=page.show.id, component=slug, phase=SLUGS[phase])


def _tell(made: works.Imported) -> None:
    flash(ngettext("%(num)s œuvre importée.", "%(num)s œuvres importées.", made.lines), "success")
    if made.unread_modes:
        modes = ", ".join(made.unread_modes[:5])
        flash(_("Modes non reconnus, comptés par la route : %(modes)s.", modes=modes), "attention")


def _phase() -> Phase:
    return PHASES.get(request.args.get("phase", "prevu"), Phase.PLANNED)


def _component(text: str) -> Component:
    found = component_of(text)
    if found is None:
        raise NotFound()
    return found


def _writable(exhibition_id: int) -> Ground:
    actor = current_actor()
    ground = ground_of(actor, exhibition_id, today())
    if not may_write_calculation(actor, ground.show.institution_id):
        raise Forbidden()
    return ground


def _size(known: Size, prefix: str = "") -> Size:
    """The size, with what was just typed in the place of what is known."""
    typed = {name: _number(request.values.get(f"{prefix}{name}", "")) for name in ("surface_m2", "visitors")}
    return replace(known, **{name: value for name, value in typed.items() if value is not None})


def _number(text: str) -> Decimal | None:
    try:
        return quantity(text, "m2", ("m2",)).value
    except Refusal:
        return None


def _frame_values(ground: Ground) -> dict[str, Any]:
    found = ground.frame
    if found is None:
        return {"version": "0", "scope": "without_visitors", "budget_unit": "t"}
    big = found.budget_kg is not None and found.budget_kg >= 1000
    return {
        "version": str(found.version),
        "budget": None if found.budget_kg is None else found.budget_kg / (1000 if big else 1),
        "budget_unit": "t" if big or found.budget_kg is None else "kg",
        "scope": found.budget_scope.value,
        "arbiter": found.arbiter,
        "market_kg": found.market_kg,
        "market_proof": found.market_proof,
        "meter_has_devices": found.meter_has_devices,
        "visitors": found.visitors,
    }


def _require(is_valid: bool) -> None:
    if not is_valid:
        raise Invalid()
