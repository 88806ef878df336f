"""Pages where the staff extend and correct the kinds of gear, without a release."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.admin.forms.categories import LIKE, CategoryForm, ReasonFields
from app.admin.forms.preview import preview_card, preview_fields
from app.admin.forms.refusals import refuse_edition
from app.admin.forms.specs import PREFIX, SpecForm
from app.admin.queries.categories import category_families, category_history, edition_number, known_category
from app.admin.routes.blueprint import blueprint
from app.core import clock
from app.core.access import staff
from app.core.context import current_actor
from app.core.errors import NotFound, Refusal, Stale
from app.core.i18n import language
from app.core.text import one_line
from app.impact.queries.making import making_of, per_kg_choices
from app.listings import labels
from app.listings.domain.categories import Category, Spec, categories
from app.listings.domain.categories.differences import WORDS
from app.listings.domain.categories.edition_refusals import ReasonMissing
from app.listings.domain.categories.rows import Row, row_of_category
from app.listings.domain.categories.standing import filed
from app.listings.queries.category_list import listing_counts
from app.listings.services import judge_category, save_category


@blueprint.get("/plateforme/categories")
@staff
def category_list() -> str:
    """Every category by family, or those that a word is found in."""
    words = one_line(request.args.get("q", ""))[:80]
    return render_template("admin/categories.html", families=category_families(words, language()), words=words)


@blueprint.route("/plateforme/nouvelle-categorie", methods=["GET", "POST"])
@staff
def new_category() -> ResponseReturnValue:
    """A category of its own: blank with one characteristic, or like another one."""
    copied = categories().get(request.args.get("copier", ""))
    base = _fresh_copy(copied) if copied else None
    form = _category_form(base)
    spec_form = None if base else _spec_form(None)
    if spec_form:
        del form.decides, form.wattage
        spec_form.leave_room()
    if copied and base and not form.is_submitted():
        form.show_copied(base)
    elif not form.is_submitted():
        form.making.data = LIKE
    forms: list[ReasonFields] = [form, *([spec_form] if spec_form else [])]

    def row() -> Row:
        made = form.row(base)
        return made | {"spec": [spec_form.row(None) | {"decides": True}]} if spec_form else made

    made = _judged(forms, row, None)
    if isinstance(made, str):
        return redirect(url_for("admin.edit_category", category_id=made), 303)
    page = {"of": None, "copied": copied, "form": form, "spec_form": spec_form, "known": categories()}
    return _page("admin/category.html", forms, made, **page)


@blueprint.route("/plateforme/categories/<category_id>", methods=["GET", "POST"])
@staff
def edit_category(category_id: str) -> ResponseReturnValue:
    """What a category says of itself, and the way to each of its characteristics."""
    of = known_category(category_id)
    form = _category_form(of)
    del form.id
    if of.id in filed():
        del form.making, form.like, form.per_kg, form.life_years, form.life_source
    if not form.is_submitted():
        form.show(of)
        form.after.data = str(edition_number(of.id))
    made = _judged([form], lambda: form.row(of), form.edition_seen())
    if isinstance(made, str):
        return redirect(url_for("admin.edit_category", category_id=made), 303)
    making, listed = making_of(of, language()), listing_counts().get(of.id, 0)
    page = {"of": of, "form": form, "spec_form": None, "making": making, "listed": listed, "kinds": labels.SPEC_KIND}
    return _page("admin/category.html", [form], made, **page)


@blueprint.route("/plateforme/categories/<category_id>/nouvelle-caracteristique", methods=["GET", "POST"])
@staff
def new_spec(category_id: str) -> ResponseReturnValue:
    """One more thing to ask."""
    return _spec_page(known_category(category_id), None)


@blueprint.route("/plateforme/categories/<category_id>/caracteristiques/<spec_key>", methods=["GET", "POST"])
@staff
def edit_spec(category_id: str, spec_key: str) -> ResponseReturnValue:
    """What a characteristic is called, what it allows, whether it is still asked."""
    of = known_category(category_id)
    spec = next((one for one in (*of.specs, *of.gone) if one.key == spec_key), None)
    if spec is None:
        raise NotFound()
    return _spec_page(of, spec)


@blueprint.get("/plateforme/categories/<category_id>/historique")
@staff
def category_editions(category_id: str) -> str:
    """Who changed a category, why, and what differs between two editions."""
    asked = (request.args.get(name, type=int) for name in ("de", "a"))
    return render_template("admin/category_history.html", page=category_history(category_id, *asked), words=WORDS)


def _spec_page(of: Category, spec: Spec | None) -> ResponseReturnValue:
    form = _spec_form(spec)
    if not form.is_submitted():
        form.after.data = str(edition_number(of.id))
        if spec:
            form.show(spec, is_gone=spec in of.gone)
    form.leave_room()

    def row() -> Row:
        typed = form.row(spec)
        whole = row_of_category(of)
        if spec is None:
            return whole | {"spec": [*whole["spec"], typed]}
        return whole | {"spec": [typed if one["key"] == spec.key else one for one in whole["spec"]]}

    made = _judged([form], row, form.edition_seen())
    if isinstance(made, str):
        return redirect(url_for("admin.edit_category", category_id=made), 303)
    return _page("admin/category_spec.html", [form], made, of=of, spec=spec, form=form)


def _judged(forms: Sequence[ReasonFields], row: Any, after: int | None) -> str | Category | None:
    """The id of what was saved; or the category to preview; or None, with what is wrong beside its field."""
    first = forms[0]
    if not first.is_submitted():
        return None
    wants_preview = request.form.get("suite") == "apercu"
    valid = [form.validate() for form in forms].count(False) == 0  # each says what it has to say
    if not wants_preview and not (first.reason.data or "").strip():
        refuse_edition(forms, ReasonMissing())
        valid = False
    try:
        made = judge_category(row(), is_new=after is None)
        if valid and not wants_preview:
            save_category(current_actor(), row(), reason=first.reason.data or "", after=after, now=clock.now())
            flash(_("C'est enregistré. Tout le monde le voit dans deux secondes au plus."), "success")
            return made.id
    except Stale as refusal:
        refuse_edition(forms, refusal)
        first.after.data = str(edition_number(row()["id"]))
        first.is_overtaken = True
        return None
    except Refusal as refusal:
        refuse_edition(forms, refusal)
        return None
    return made if wants_preview else None


def _page(template: str, forms: Sequence[ReasonFields], preview: Category | None, **page: Any) -> ResponseReturnValue:
    status = 422 if any(form.errors for form in forms) else 200
    if forms[0].is_overtaken:
        status = 409
    shown: dict[str, Any] = {"preview": preview}
    if preview:
        card = preview_card(preview, _("Musée d'exemple"), "Lyon")
        shown |= {"preview_fields": preview_fields(preview), "card": card}
    return render_template(template, **shown, **page), status


def _category_form(of: Category | None) -> CategoryForm:
    form, own = CategoryForm(), language()
    specs = [(spec.key, spec.label[own], spec.unit) for spec in (of.specs if of else ())]
    form.prepare(specs, per_kg_choices(own), own)
    return form


def _spec_form(spec: Spec | None) -> SpecForm:
    form = SpecForm(prefix=PREFIX)
    form.prepare(language())
    if spec:
        del form.key, form.kind, form.unit
    return form


def _fresh_copy(of: Category) -> Category:
    """*of* without what it asks no longer."""
    return replace(of, gone=(), specs=tuple(replace(spec, gone_options=()) for spec in of.specs))
