"""Pages of what holds for a whole calculation: its frame, its variants, components left out, the plan taken over."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.access import signed_in
from app.core.clock import now, today
from app.core.context import current_actor
from app.core.error_pages import sentence
from app.core.errors import Forbidden, Invalid, NotFound, Refusal
from app.impact.footprint.domain.lines import Phase
from app.impact.footprint.forms import AbsenceForm, FrameForm, VariantForm
from app.impact.footprint.queries.calculation import carbon_page
from app.impact.footprint.queries.ground import Ground
from app.impact.footprint.queries.lines import lines_page
from app.impact.footprint.routes import asked_component, asked_phase, blueprint, require, writable
from app.impact.footprint.services import frame as framing
from app.impact.footprint.services import lines as writing


@blueprint.post("/expositions/<int:exhibition_id>/carbone/postes/<component>/sans-objet")
@signed_in
def leave_out(exhibition_id: int, component: str) -> ResponseReturnValue:
    """A component does not exist in this show, or exists after all."""
    actor, which, form = current_actor(), asked_component(component), AbsenceForm()
    writable(exhibition_id)
    if request.form.get("decision") == "compter":
        framing.take_component_back(actor, exhibition_id, which, now())
        return redirect(url_for("footprint.show", exhibition_id=exhibition_id), 303)
    try:
        require(form.validate())
        framing.leave_component_out(actor, exhibition_id, which, form.reason.data or "", now())
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        form.refuse(refusal)
        page = lines_page(actor, exhibition_id, which, asked_phase(), 1, today())
        html = render_template("impact/footprint/lines.html", page=page, absence=form, page_url=lambda n: "")
        return html, refusal.status
    flash(_("Ce poste est noté sans objet, avec son motif."), "success")
    return redirect(url_for("footprint.show", exhibition_id=exhibition_id), 303)


@blueprint.route("/expositions/<int:exhibition_id>/carbone/cadre", methods=["GET", "POST"])
@signed_in
def frame(exhibition_id: int) -> ResponseReturnValue:
    """Budget and arbiter, contract, meter."""
    actor = current_actor()
    ground = writable(exhibition_id)
    form, status = FrameForm(data=_frame_values(ground)), 200
    if request.method == "POST":
        refused = form.comes_back(
            lambda: framing.set_frame(actor, exhibition_id, form.said(), form.version_seen, now())
        )
        if refused is None:
            flash(_("Le cadre du calcul est à jour."), "success")
            return redirect(url_for("footprint.show", exhibition_id=exhibition_id), 303)
        status = refused
    return render_template("impact/footprint/frame.html", show=ground.show, form=form), status


@blueprint.route("/expositions/<int:exhibition_id>/carbone/variantes", methods=["GET", "POST"])
@signed_in
def variants(exhibition_id: int) -> ResponseReturnValue:
    """Variants side by side, and a new one."""
    actor, form, status = current_actor(), VariantForm(), 200
    if request.method == "POST":
        writable(exhibition_id)
        name, with_borrowed = form.name, form.with_borrowed
        refused = form.comes_back(
            lambda: framing.write_variant(actor, exhibition_id, name.data or "", bool(with_borrowed.data), now())
        )
        if refused is None:
            flash(_("La variante est ajoutée : écrivez maintenant ses lignes."), "success")
            return redirect(url_for("footprint.variants", exhibition_id=exhibition_id), 303)
        status = refused
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
    ground = writable(exhibition_id)
    chosen = next((one.id for one in ground.variants if one.is_chosen), None)
    back = redirect(url_for("footprint.show", exhibition_id=exhibition_id, phase="realise"), 303)
    try:
        count = writing.begin_actual(actor, exhibition_id, chosen, now())
    except Invalid as refusal:  # a second click, or somebody else was first
        flash(sentence(refusal), "attention")
        return back
    said = ngettext(
        "%(num)s ligne reprise : corrigez-la avec ce qui s'est passé.",
        "%(num)s lignes reprises : corrigez-les avec ce qui s'est passé.",
        count,
    )
    flash(said, "success")
    return back


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
    }
