"""Pages of a list of needs: read, written, ordered, copied, taken away."""

import csv
import io
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import clock
from app.core.access import signed_in
from app.core.context import current_actor
from app.core.errors import Forbidden, NotFound, Refusal
from app.core.i18n import language
from app.exhibitions.queries import ExhibitionFacts
from app.listings.domain.spreadsheets.cells import neutral_cell
from app.listings.forms.search import arguments
from app.listings.queries.search import Criteria
from app.needs.domain.needs import NeedFields
from app.needs.domain.permissions import may_write_needs
from app.needs.domain.reading import read_lines
from app.needs.forms.needs import CopyForm, LinesForm, NeedForm, typed_from
from app.needs.queries.needs import need_to_edit, show_with_needs
from app.needs.queries.needs_page import NeedsPage, NeedView, needs_page
from app.needs.routes.blueprint import blueprint
from app.needs.services.needs import add_needs, copy_needs, delete_need, edit_need, move_need


@blueprint.get("/expositions/<int:exhibition_id>/besoins")
@signed_in
def needs(exhibition_id: int) -> str:
    """The list, what answers it, and how far it is covered."""
    return _page(exhibition_id, LinesForm())


@blueprint.post("/expositions/<int:exhibition_id>/besoins/ajouter")
@signed_in
def needs_add(exhibition_id: int) -> ResponseReturnValue:
    """Add the lines that were typed; one that is not understood is kept and told."""
    require_writer(exhibition_id)
    form = LinesForm()
    if form.validate():
        at = clock.now()
        lines = list(read_lines(form.lines.data or "", clock.today()))
        try:
            add_needs(current_actor(), exhibition_id, lines, form.once.data or "", now=at)
        except NotFound:
            raise
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            _tell(lines)
            return redirect(url_for("needs.needs", exhibition_id=exhibition_id), 303)
    return _page(exhibition_id, form), 422


@blueprint.route("/expositions/<int:exhibition_id>/besoins/ligne", methods=["GET", "POST"])
@signed_in
def need_new(exhibition_id: int) -> ResponseReturnValue:
    """A line by its form: the category, then what is asked of it."""
    actor = current_actor()
    show = show_with_needs(actor, exhibition_id)
    _require_writer(show)
    form = NeedForm({"category": request.args.get("categorie", "")})

    def write() -> None:
        add_needs(actor, exhibition_id, [form.fields()], form.once.data or "", now=clock.now())

    if request.method == "POST" and "voir" not in request.form and form.comes_back(write) is None:
        flash(_("Le besoin est ajouté."), "success")
        return redirect(url_for("needs.needs", exhibition_id=exhibition_id), 303)
    return _form_page(show, form, None)


@blueprint.route("/expositions/<int:exhibition_id>/besoins/<int:need_id>/modifier", methods=["GET", "POST"])
@signed_in
def need_edit(exhibition_id: int, need_id: int) -> ResponseReturnValue:
    """Change a line; one that was not understood gets its category here."""
    actor = current_actor()
    show, need = need_to_edit(actor, exhibition_id, need_id)
    _require_writer(show)
    form = NeedForm(typed_from(need.fields, need.version), need.fields.specs)

    def write() -> None:
        edit_need(actor, exhibition_id, need_id, form.fields(), version=form.version_seen, now=clock.now())

    if request.method == "POST" and "voir" not in request.form and form.comes_back(write) is None:
        flash(_("Le besoin est modifié."), "success")
        return redirect(url_for("needs.needs", exhibition_id=exhibition_id) + f"#besoin-{need_id}", 303)
    return _form_page(show, form, need.fields)


@blueprint.post("/expositions/<int:exhibition_id>/besoins/<int:need_id>/deplacer")
@signed_in
def need_move(exhibition_id: int, need_id: int) -> ResponseReturnValue:
    """One place up or down."""
    move_need(current_actor(), exhibition_id, need_id, up=request.form.get("sens") == "haut")
    return redirect(url_for("needs.needs", exhibition_id=exhibition_id) + f"#besoin-{need_id}", 303)


@blueprint.post("/expositions/<int:exhibition_id>/besoins/<int:need_id>/supprimer")
@signed_in
def need_delete(exhibition_id: int, need_id: int) -> ResponseReturnValue:
    """Take a line off."""
    delete_need(current_actor(), exhibition_id, need_id, now=clock.now())
    flash(_("Le besoin est supprimé. Ce qui est déjà au panier y reste."), "success")
    return redirect(url_for("needs.needs", exhibition_id=exhibition_id), 303)


@blueprint.post("/expositions/<int:exhibition_id>/besoins/copier")
@signed_in
def needs_copy(exhibition_id: int) -> ResponseReturnValue:
    """Begin with the list of another show of ours."""
    form = CopyForm([])
    from_id = request.form.get("from_id", 0, type=int)
    copy_needs(current_actor(), exhibition_id, from_id, form.once.data or "", now=clock.now())
    flash(_("La liste est copiée : elle suit les dates de cette exposition."), "success")
    return redirect(url_for("needs.needs", exhibition_id=exhibition_id), 303)


@blueprint.get("/expositions/<int:exhibition_id>/besoins.csv")
@signed_in
def needs_csv(exhibition_id: int) -> Response:
    """The list as a table, for a budget or a mail."""
    page = needs_page(current_actor(), exhibition_id, clock.now(), language())
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        (
            "numero", "categorie", "exigences", "texte", "quantite", "unite", "du", "au", "reserves", "accepte",
            "demande", "au_panier", "manque", "souhaitable", "remarque",
        )
    )  # fmt: skip
    for number, line in enumerate(page.lines, start=1):
        writer.writerow([neutral_cell(cell) for cell in _cells(number, line)])
    name = f"besoins-{exhibition_id}.csv"
    return Response(
        out.getvalue().encode("utf-8-sig"),
        mimetype="text/csv",
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )


def _cells(number: int, line: NeedView) -> list[str]:
    said, done = line.fields, line.coverage
    amounts = (done.own, done.agreed, done.asked, done.basket, done.missing)
    days = line.first_day.isoformat(), line.last_day.isoformat()
    return [
        str(number),
        line.label,
        " ; ".join(line.wishes),
        said.text,
        _number(said.amount),
        "m" if said.measured_by else "",
        *days,
        *(_number(amount) for amount in amounts),
        _("oui") if said.is_optional else _("non"),
        said.note,
    ]


def _number(value: Any) -> str:
    return f"{value.normalize():f}".replace(".", ",") if value else "0"


def _tell(lines: list[NeedFields]) -> None:
    read = sum(line.category is not None for line in lines)
    if read:
        flash(ngettext("%(num)s besoin est ajouté.", "%(num)s besoins sont ajoutés.", read), "success")
    if read < len(lines):
        flash(
            ngettext(
                "%(num)s ligne n'a pas été comprise : elle est gardée, précisez sa catégorie.",
                "%(num)s lignes n'ont pas été comprises : elles sont gardées, précisez leur catégorie.",
                len(lines) - read,
            ),
            "attention",
        )


def _page(exhibition_id: int, form: LinesForm) -> str:
    page = needs_page(current_actor(), exhibition_id, clock.now(), language())
    copy_form = CopyForm([(id, _("%(title)s (%(n)s)", title=title, n=lines)) for id, title, lines in page.copies])
    return render_template("needs/needs.html", page=page, form=form, copy_form=copy_form, **_links(page))


def _form_page(show: ExhibitionFacts, form: NeedForm, before: NeedFields | None) -> ResponseReturnValue:
    status = 422 if request.method == "POST" and "voir" not in request.form else 200
    return render_template("needs/need_form.html", show=show, form=form, before=before, language_=language()), status


def require_writer(exhibition_id: int) -> None:
    """Raises NotFound for a list that is not there for the actor, Forbidden when they only read it."""
    _require_writer(show_with_needs(current_actor(), exhibition_id))


def _require_writer(show: ExhibitionFacts) -> None:
    if not may_write_needs(current_actor(), show.institution_id):
        raise Forbidden()


def _links(page: NeedsPage) -> dict[str, Any]:
    return {
        "search_url": search_url,
        "wanted_url": lambda line: _elsewhere("needs.wanted_new", line, page.show),
        "alert_url": lambda line: _elsewhere("needs.save_search", line, page.show),
    }


def search_url(criteria: Criteria) -> str:
    """Where the search shows the same."""
    address: Any = arguments(criteria)
    return url_for("listings.search", **address)


def _elsewhere(endpoint: str, line: NeedView, show: ExhibitionFacts) -> str | None:
    """A page of alerts that begins with this line; None while nobody serves it."""
    if endpoint not in current_app.view_functions or line.match is None:
        return None
    address: Any = {**arguments(line.match.criteria), "exposition": show.id}
    if line.fields.measured_by is None:
        address["quantite"] = str(max(1, int(line.coverage.missing)))
    return url_for(endpoint, **address)
