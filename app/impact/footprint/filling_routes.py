"""Pages that fill a calculation at once: the quick estimate, the works list and what it asks back."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.access import signed_in
from app.core.clock import now, today
from app.core.context import current_actor
from app.core.errors import Forbidden, NotFound, Refusal
from app.impact.footprint.domain.quick import Size, defaults
from app.impact.footprint.domain.reading import quantity
from app.impact.footprint.domain.works import mass_kg
from app.impact.footprint.forms import PlaceForm, WorksForm, quick_answers, quick_form
from app.impact.footprint.queries.ground import size_of
from app.impact.footprint.queries.lines import questions
from app.impact.footprint.routes import asked_phase, blueprint, require, writable
from app.impact.footprint.services import works
from app.impact.footprint.services.estimate import estimate_quickly
from app.listings.queries.sheets import EmptyFile, read_sheet

MASS = "masse-"
"""What the fields of masses are called, before the id of their line."""


@blueprint.route("/expositions/<int:exhibition_id>/carbone/estimation", methods=["GET", "POST"])
@signed_in
def estimate(exhibition_id: int) -> ResponseReturnValue:
    """A first estimate in ten minutes."""
    actor = current_actor()
    ground = writable(exhibition_id)
    size = _size(size_of(ground.show))
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
        refused = form.comes_back(
            lambda: estimate_quickly(actor, exhibition_id, size, quick_answers(form, shown), now())
        )
        if refused is None:
            flash(ngettext("%(num)s ligne estimée.", "%(num)s lignes estimées.", form.made), "success")
            return redirect(url_for("footprint.show", exhibition_id=exhibition_id), 303)
        status = refused
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
        writable(exhibition_id)
        status = 422
        try:
            require(form.validate())
            content = form.content()
            if not content:
                raise EmptyFile()
            made = works.import_works(
                actor,
                exhibition_id,
                read_sheet(content),
                asked_phase(),
                int(form.legs.data),
                bool(form.replace.data),
                now(),
                form.once.data or "",
            )
        except (NotFound, Forbidden):
            raise
        except Refusal as refusal:
            form.refuse(refusal)
            status = refusal.status
        else:
            _tell(made)
            return redirect(url_for("footprint.works_list", exhibition_id=exhibition_id), 303)
    asked = questions(actor, exhibition_id, today(), asked_phase())
    return render_template("impact/footprint/works.html", page=asked, form=form, place=PlaceForm()), status


@blueprint.post("/expositions/<int:exhibition_id>/carbone/oeuvres/lieu")
@signed_in
def answer_place(exhibition_id: int) -> ResponseReturnValue:
    """Say where an unknown place is."""
    actor, form = current_actor(), PlaceForm()
    writable(exhibition_id)
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
    ground = writable(exhibition_id)
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


def _tell(made: works.Imported) -> None:
    flash(ngettext("%(num)s œuvre importée.", "%(num)s œuvres importées.", made.lines), "success")
    if made.unread_modes:
        modes = ", ".join(made.unread_modes[:5])
        flash(_("Modes non reconnus, comptés par la route : %(modes)s.", modes=modes), "attention")
    if made.supposed_air:
        said = ngettext(
            "%(num)s œuvre sans mode reconnu vient de plus de 3 000 km : elle est comptée par avion.",
            "%(num)s œuvres sans mode reconnu viennent de plus de 3 000 km : elles sont comptées par avion.",
            made.supposed_air,
        )
        flash(said, "attention")


def _size(known: Size, prefix: str = "") -> Size:
    """The size, with what was just typed in the place of what is known."""
    typed = {name: _number(request.values.get(f"{prefix}{name}", "")) for name in ("surface_m2", "visitors")}
    return replace(known, **{name: value for name, value in typed.items() if value is not None})


def _number(text: str) -> Decimal | None:
    try:
        return quantity(text, "m2", ("m2",)).value
    except Refusal:
        return None
