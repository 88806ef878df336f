"""Pages of an import: the file, the mapping, the dry run, the confirmation, the way back."""

import csv
import io
from collections.abc import Sequence

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.access import signed_in
from app.core.clock import now
from app.core.context import current_actor
from app.core.error_pages import sentence
from app.core.errors import Forbidden, NotFound, Refusal
from app.core.i18n import language
from app.listings import labels, services
from app.listings.domain.categories import categories
from app.listings.domain.spreadsheets import RowDraft, Trial, guess_columns, neutral_cell, specs_of
from app.listings.domain.states import ImportState
from app.listings.forms.importing import ConfirmForm, FileForm, MappingForm, mapping_form
from app.listings.forms.refusals import refuse_all
from app.listings.queries.authoring import workplace
from app.listings.queries.importing import ImportPage, import_page, trial_of
from app.listings.queries.sheets import MOST_BYTES, NoFile
from app.listings.routes.blueprint import blueprint

SHOWN, FAULTS_SHOWN = 20, 50


@blueprint.route("/annonces/importer", methods=["GET", "POST"])
@signed_in
def import_file() -> ResponseReturnValue:
    """Step 1: send a spreadsheet as it is."""
    place = workplace(current_actor(), request.args.get("etablissement", type=int))
    if not place.may_write:
        raise Forbidden()
    form = FileForm().prepare(place.sites)
    if form.validate_on_submit():
        try:
            import_id = _receive(form, place.id)
        except (NotFound, Forbidden):
            raise
        except Refusal as refusal:
            refuse_all(form, refusal)
        else:
            return redirect(url_for("listings.import_mapping", import_id=import_id), 303)
    body = render_template("listings/import_file.html", form=form, place=place, most=MOST_BYTES)
    return body, 422 if form.is_submitted() else 200


@blueprint.get("/annonces/importer/modele.csv")
@signed_in
def import_template() -> Response:
    """An empty table with headings that need no mapping."""
    headings = ["référence", "titre", "catégorie", "marque", "modèle", "quantité", "état", "masse (kg)", "année"]
    example = ["AV-0001", "Écran 55 pouces du hall", "Écran", "Samsung", "QM55", "2", "bon", "18,5", "2021"]
    return _csv_response([headings, example], "modele-inventaire.csv")


@blueprint.route("/annonces/importer/<int:import_id>", methods=["GET", "POST"])
@signed_in
def import_mapping(import_id: int) -> ResponseReturnValue:
    """Step 2: which of their columns means what."""
    page = import_page(current_actor(), import_id, now())
    if page.state in (ImportState.DONE, ImportState.UNDONE):
        return redirect(url_for("listings.import_done", import_id=import_id), 303)
    form = mapping_form(page)
    if form.validate_on_submit():
        try:
            services.map_import(current_actor(), import_id, _columns(form, page), form.defaults(), now=now())
        except Refusal as refusal:
            refuse_all(form, refusal)
        else:
            return redirect(url_for("listings.import_trial", import_id=import_id), 303)
    return render_template("listings/import_mapping.html", form=form, page=page), 422 if form.is_submitted() else 200


@blueprint.get("/annonces/importer/<int:import_id>/essai")
@signed_in
def import_trial(import_id: int) -> ResponseReturnValue:
    """Step 3: what the rows would become; nothing is written."""
    page = import_page(current_actor(), import_id, now())
    if page.state is not ImportState.CHECKED:
        return redirect(url_for("listings.import_mapping", import_id=import_id), 303)
    return _trial_page(page, ConfirmForm(formdata=None))


@blueprint.post("/annonces/importer/<int:import_id>/confirmer")
@signed_in
def import_confirm(import_id: int) -> ResponseReturnValue:
    """Step 4: write the drafts, all of them or none."""
    page, form = import_page(current_actor(), import_id, now()), ConfirmForm()
    if form.validate_on_submit():
        try:
            done = services.confirm_import(current_actor(), import_id, partial=bool(form.partial.data), now=now())
        except Refusal as refusal:
            refuse_all(form, refusal)
        else:
            flash(ngettext("%(num)s brouillon créé.", "%(num)s brouillons créés.", done.made), "success")
            return redirect(url_for("listings.import_done", import_id=import_id), 303)
    return _trial_page(page, form), 422


@blueprint.get("/annonces/importer/<int:import_id>/rapport.csv")
@signed_in
def import_report(import_id: int) -> Response:
    """The rows to correct: line, column, value, reason."""
    page = import_page(current_actor(), import_id, now())
    trial = trial_of(page, now())
    rows = [[_("Ligne"), _("Colonne"), _("Valeur"), _("Raison")]]
    for fault in sorted((*trial.faults, *trial.left_out), key=lambda one: one.line):
        rows.append([str(fault.line), fault.column, fault.value, sentence(fault.refusal)])
    return _csv_response(rows, f"import-{import_id}-rapport.csv")


@blueprint.get("/annonces/importer/<int:import_id>/bilan")
@signed_in
def import_done(import_id: int) -> ResponseReturnValue:
    """What became of the import, and the way back."""
    page = import_page(current_actor(), import_id, now())
    if page.state not in (ImportState.DONE, ImportState.UNDONE):
        return redirect(url_for("listings.import_mapping", import_id=import_id), 303)
    return render_template("listings/import_done.html", page=page)


@blueprint.post("/annonces/importer/<int:import_id>/annuler")
@signed_in
def import_undo(import_id: int) -> ResponseReturnValue:
    """Take the import back."""
    import_page(current_actor(), import_id, now())
    try:
        deleted = services.undo_import(current_actor(), import_id, now=now())
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        flash(sentence(refusal), "refusal")
    else:
        flash(ngettext("%(num)s brouillon supprimé.", "%(num)s brouillons supprimés.", deleted), "success")
    return redirect(url_for("listings.import_done", import_id=import_id), 303)


def _receive(form: FileForm, institution_id: int) -> int:
    sent = form.file.data
    if sent is None or not getattr(sent, "filename", ""):
        raise NoFile()
    return services.receive_import(
        current_actor(),
        institution_id,
        sent.filename,
        sent.stream.read(MOST_BYTES + 1),
        site_id=form.site_id.data,
        category=form.category.data or "",
        now=now(),
    )


def _columns(form: MappingForm, page: ImportPage) -> dict[str, str]:
    """What was chosen; characteristics that the page did not show yet are guessed."""
    chosen = form.columns()
    category = categories().get(form.category.data or "")
    new = [category] if category and category not in page.wanted else []
    guessed = guess_columns(page.sheet.headings, new) if new else {}
    fresh = {f"spec:{key}" for key in specs_of(new)} - set(form.mapped.values())
    return {**{name: heading for name, heading in guessed.items() if name in fresh}, **chosen}


def _trial_page(page: ImportPage, form: ConfirmForm) -> str:
    trial = trial_of(page, now())
    columns, rows = _as_they_would_become(trial.drafts[:SHOWN])
    return render_template(
        "listings/import_trial.html",
        page=page,
        form=form,
        trial=trial,
        columns=columns,
        rows=rows,
        drafts=trial.drafts[:SHOWN],
        faults=_faults(trial),
    )


def _as_they_would_become(drafts: Sequence[RowDraft]) -> tuple[list[tuple[str, str]], list[list[str]]]:
    """A table of listings to be: what all have, then a column for each characteristic that one of them has."""
    specs = specs_of([categories()[id] for id in dict.fromkeys(draft.fields.category for draft in drafts)])
    used = [key for key in specs if any(key in draft.fields.specs for draft in drafts)]
    columns = [(_("Titre"), "text"), (_("Ligne"), "number"), (_("Catégorie"), "text"), (_("Référence"), "text")]
    columns += [(_("Quantité"), "number"), (_("État"), "text"), (_("Année"), "number")]
    columns += [(specs[key].label[language()], "text") for key in used]
    return columns, [_as_row(draft, used) for draft in drafts]


def _as_row(draft: RowDraft, used: Sequence[str]) -> list[str]:
    fields, category = draft.fields, categories()[draft.fields.category]
    told = [category.spec(key).format(fields.specs[key], language()) if key in fields.specs else "" for key in used]
    return [
        fields.title,
        str(draft.line),
        category.label[language()],
        fields.reference or "",
        str(draft.quantity),
        _(labels.CONDITION[fields.condition]),
        str(fields.made_in_year or ""),
        *told,
    ]


def _faults(trial: Trial) -> list[list[str]]:
    found = sorted((*trial.faults, *trial.left_out), key=lambda one: one.line)[:FAULTS_SHOWN]
    return [[str(one.line), one.column, one.value, sentence(one.refusal)] for one in found]


def _csv_response(rows: list[list[str]], name: str) -> Response:
    out = io.StringIO()
    csv.writer(out).writerows([[neutral_cell(cell) for cell in row] for row in rows])
    response = Response("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
