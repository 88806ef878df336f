"""What became of imports: progress, report, files of wrong rows, the way back, their history, kept mappings."""

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.access import signed_in
from app.core.clock import now
from app.core.context import current_actor
from app.core.error_pages import sentence
from app.core.errors import Forbidden, NotFound, Refusal
from app.listings import labels, services
from app.listings.domain.spreadsheets import COMMON, ImportStep
from app.listings.domain.states import ImportState
from app.listings.queries.authoring import workplace
from app.listings.queries.importing import import_history, import_page, import_report, kept_mappings, wrong_rows
from app.listings.queries.sheets.writing import SheetKind
from app.listings.routes.blueprint import blueprint
from app.listings.routes.exporting import download
from app.listings.routes.import_tables import said_of, wrong_lines


@blueprint.get("/annonces/importer/modele.csv")
@signed_in
def import_template() -> Response:
    """An empty table with headings that need no mapping."""
    headings = ["référence", "titre", "catégorie", "marque", "modèle", "quantité", "numéros de série", "état"]
    headings += ["masse (kg)", "année", "site", "lieu de rangement", "véhicule", "porteurs"]
    example = ["AV-0001", "Écran 55 pouces du hall", "Écran", "Samsung", "QM55", "2", "SN-1 ; SN-2", "bon état"]
    example += ["18,5", "2021", "", "Réserve 2", "utilitaire", "2"]
    return download(SheetKind.CSV, "modele-inventaire", headings, [example])


@blueprint.get("/annonces/importer/<int:import_id>/avancement.json")
@signed_in
def import_progress(import_id: int) -> Response:
    """How far the work is, for the page that waits."""
    page = import_page(current_actor(), import_id, now())
    response = jsonify(done=page.rows_done, rows=page.rows, working=page.is_working)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/annonces/importer/<int:import_id>/bilan")
@signed_in
def import_done(import_id: int) -> ResponseReturnValue:
    """What became of the import, how far it is, and the way back."""
    page = import_page(current_actor(), import_id, now())
    if page.state in (ImportState.DONE, ImportState.UNDONE) or page.is_purged:
        has_wrong = page.state is ImportState.DONE and page.bad and not page.is_purged
        wrong = wrong_lines(import_report(page)) if has_wrong else {}
        return render_template("listings/import_done.html", page=page, sentence=sentence, **wrong)
    if page.step is ImportStep.WRITE and page.is_working:
        return render_template("listings/import_progress.html", page=page)
    return redirect(url_for("listings.import_trial", import_id=import_id), 303)


@blueprint.get("/annonces/importer/<int:import_id>/rapport.csv")
@signed_in
def import_faults(import_id: int) -> Response:
    """Every fault and note: line, column, value, reason."""
    page = import_page(current_actor(), import_id, now())
    report = import_report(page)
    rows = said_of(sorted((*report.faults, *report.notes), key=lambda one: one.line))
    headings = [_("Ligne"), _("Colonne"), _("Valeur"), _("Raison")]
    return download(SheetKind.CSV, f"import-{import_id}-rapport", headings, rows)


@blueprint.get("/annonces/importer/<int:import_id>/a-corriger.<any(csv, xlsx, ods):kind>")
@signed_in
def import_wrong_rows(import_id: int, kind: str) -> Response:
    """The wrong rows alone, as they came, with the reason: to correct and send again."""
    page = import_page(current_actor(), import_id, now())
    faults = import_report(page).faults
    said = [(one.line, one.column, sentence(one.refusal)) for one in faults]
    headings, rows = wrong_rows(page, said)
    return download(SheetKind(kind), f"import-{import_id}-a-corriger", headings, rows)


@blueprint.post("/annonces/importer/<int:import_id>/annuler")
@signed_in
def import_undo(import_id: int) -> ResponseReturnValue:
    """Take the import back."""
    import_page(current_actor(), import_id, now())
    try:
        undone = services.undo_import(current_actor(), import_id, now=now())
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        flash(sentence(refusal), "refusal")
    else:
        told = ngettext("%(num)s brouillon supprimé.", "%(num)s brouillons supprimés.", undone.removed)
        flash(told, "success")
    return redirect(url_for("listings.import_done", import_id=import_id), 303)


@blueprint.get("/annonces/imports")
@signed_in
def imports() -> str:
    """Who imported what and when, what came of it, and the mappings that are kept."""
    place = workplace(current_actor(), request.args.get("etablissement", type=int))
    found = import_history(current_actor(), place.id, now(), request.args.get("page", 1, type=int))
    return render_template(
        "listings/import_history.html",
        place=place,
        rows=found,
        mappings=kept_mappings(place.id),
        labels=labels,
        common=COMMON,
    )


@blueprint.post("/annonces/imports/correspondances/<int:mapping_id>/supprimer")
@signed_in
def import_forget_mapping(mapping_id: int) -> ResponseReturnValue:
    """Forget a mapping."""
    institution_id = services.delete_mapping(current_actor(), mapping_id, now=now())
    flash(_("Correspondance supprimée."), "success")
    return redirect(url_for("listings.imports", etablissement=institution_id), 303)
