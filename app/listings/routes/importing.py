"""Pages of an import: the file, the mapping, the dry run, the confirmation."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.access import signed_in
from app.core.clock import now
from app.core.context import current_actor
from app.core.error_pages import sentence
from app.core.errors import Forbidden, NotFound, Refusal
from app.listings import services
from app.listings.domain.categories import categories
from app.listings.domain.spreadsheets import ImportStep, RunProgress, guess_columns, specs_of
from app.listings.domain.states import ImportState
from app.listings.forms.importing import ConfirmForm, FileForm, MappingForm, mapping_form
from app.listings.queries.authoring import workplace
from app.listings.queries.importing import ImportFile, ImportPage, file_of_import, import_page, kept_mappings
from app.listings.queries.sheets import MOST_BYTES, NoFile
from app.listings.routes.blueprint import blueprint
from app.listings.routes.import_tables import trial_tables


@blueprint.route("/annonces/importer", methods=["GET", "POST"])
@signed_in
def import_file() -> ResponseReturnValue:
    """Step 1: send a spreadsheet as it is."""
    place = workplace(current_actor(), request.args.get("etablissement", type=int))
    if not place.may_write:
        raise Forbidden()
    form = FileForm().prepare(place.sites)
    if form.is_submitted() and not form.comes_back(lambda: _receive(form, place.id)):
        return redirect(url_for("listings.import_mapping", import_id=form.made), 303)
    body = render_template(
        "listings/import_file.html", form=form, place=place, most=MOST_BYTES, mappings=kept_mappings(place.id)
    )
    return body, 422 if form.is_submitted() else 200


@blueprint.route("/annonces/importer/<int:import_id>", methods=["GET", "POST"])
@signed_in
def import_mapping(import_id: int) -> ResponseReturnValue:
    """Step 2: which of their columns means what."""
    page = import_page(current_actor(), import_id, now())
    if page.state in (ImportState.DONE, ImportState.UNDONE) or page.is_purged:
        return redirect(url_for("listings.import_done", import_id=import_id), 303)
    file = file_of_import(page)
    form = mapping_form(page, file)

    def map_it() -> None:
        columns, defaults = _columns(form, page, file), form.defaults()
        services.map_import(current_actor(), import_id, columns, defaults, save_as=form.save_as.data or "", now=now())
        _check(import_id)

    if form.is_submitted() and not form.comes_back(map_it):
        return redirect(url_for("listings.import_trial", import_id=import_id), 303)
    body = render_template("listings/import_mapping.html", form=form, page=page, file=file)
    return body, 422 if form.is_submitted() else 200


@blueprint.get("/annonces/importer/<int:import_id>/essai")
@signed_in
def import_trial(import_id: int) -> ResponseReturnValue:
    """Step 3: what the rows would become, or how far the check is; nothing is written."""
    page = import_page(current_actor(), import_id, now())
    if page.step is not ImportStep.CHECK and page.progress is not RunProgress.FAILED:
        return redirect(url_for("listings.import_done", import_id=import_id), 303)
    if page.state is not ImportState.CHECKED or page.is_purged:
        return redirect(url_for("listings.import_mapping", import_id=import_id), 303)
    if page.is_working:
        return render_template("listings/import_progress.html", page=page)
    return _trial_page(page, ConfirmForm(formdata=None))


@blueprint.post("/annonces/importer/<int:import_id>/masses")
@signed_in
def import_masses(import_id: int) -> ResponseReturnValue:
    """Say that the unusual masses were looked at and are right, and try again."""
    page = import_page(current_actor(), import_id, now())
    defaults = replace(page.defaults, masses_confirmed=True)
    try:
        services.map_import(current_actor(), import_id, page.columns, defaults, now=now())
        _check(import_id)
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        flash(sentence(refusal), "refusal")
    return redirect(url_for("listings.import_trial", import_id=import_id), 303)


@blueprint.post("/annonces/importer/<int:import_id>/confirmer")
@signed_in
def import_confirm(import_id: int) -> ResponseReturnValue:
    """Step 4: write the rows, all of them or none."""
    page, form = import_page(current_actor(), import_id, now()), ConfirmForm()

    def write() -> None:
        if services.ask_write(current_actor(), import_id, partial=bool(form.partial.data), now=now()):
            services.run_import(import_id, now())
        else:
            services.start_worker(import_id)

    if not form.comes_back(write):
        return redirect(url_for("listings.import_done", import_id=import_id), 303)
    if page.state is not ImportState.CHECKED or page.is_working:
        flash(" ".join([*map(str, form.form_errors)]) or _("Cet import est déjà terminé."), "refusal")
        return redirect(url_for("listings.import_done", import_id=import_id), 303)
    return _trial_page(page, form), 422


def _check(import_id: int) -> None:
    """Try the rows: at once when there are few, else by a process of its own."""
    if services.ask_check(current_actor(), import_id, now=now()):
        services.run_import(import_id, now())
    else:
        services.start_worker(import_id)


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
        key=form.once.data or "",
        now=now(),
    )


def _columns(form: MappingForm, page: ImportPage, file: ImportFile) -> dict[str, str]:
    """What was chosen; characteristics that the page did not show yet are guessed."""
    chosen = form.columns()
    category = categories().get(form.category.data or "")
    new = [category] if category and category not in file.wanted else []
    guessed = guess_columns(file.sheet.headings, new) if new else {}
    fresh = {f"spec:{key}" for key in specs_of(new)} - set(form.mapped.values())
    return {**{name: heading for name, heading in guessed.items() if name in fresh}, **chosen}


def _trial_page(page: ImportPage, form: ConfirmForm) -> str:
    return render_template("listings/import_trial.html", page=page, form=form, **trial_tables(page))
