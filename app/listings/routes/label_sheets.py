"""Labels: sheets to print, and what opens when one is scanned or its code typed."""

from typing import Any

from flask import Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.core.access import public, signed_in
from app.core.clock import now
from app.core.context import current_actor
from app.core.errors import NotFound, Refusal
from app.core.i18n import language
from app.core.pdf import written_pdf
from app.listings.domain.codes import CodeKind, NotACode, code_of, read_code
from app.listings.domain.label_sheets import SheetFormat, format_of, placed, shortened
from app.listings.forms.label_sheets import UNITS, CodeForm, SheetForm
from app.listings.queries.label_sheets import Coded, Label, ToPrint, coded_unit, labels_to_print
from app.listings.queries.listing_page import listing_page
from app.listings.routes.blueprint import blueprint
from app.loans.queries.by_unit import unit_steps


@blueprint.get("/etiquettes")
@signed_in
def labels() -> ResponseReturnValue:
    """Choose a sheet, and see it before it is printed."""
    form, to_print = _asked()
    sheet = format_of(form.sheet.data)
    pages: list[list[dict[str, Any]]] = []
    if form.validate() and to_print.titles:
        try:
            pages = _pages(form, sheet, to_print.labels)
        except Refusal as refusal:
            form.refuse(refusal)
    html = render_template(
        "listings/label_sheets.html",
        form=form,
        to_print=to_print,
        sheet=sheet,
        first=pages[0] if pages else [],
        pages=len(pages),
        hidden=_chosen(),
        pdf_url=_with_what_was_asked("listings.labels_pdf"),
    )
    return html, 422 if form.errors or form.form_errors else 200


@blueprint.get("/etiquettes/planche.pdf")
@signed_in
def labels_pdf() -> ResponseReturnValue:
    """The sheets as a document to print at 100 %."""
    form, to_print = _asked()
    if not form.validate():
        return redirect(_with_what_was_asked("listings.labels"), 303)
    sheet = format_of(form.sheet.data)
    try:
        pages = _pages(form, sheet, to_print.labels)
    except Refusal:
        return redirect(_with_what_was_asked("listings.labels"), 303)
    content = written_pdf(
        "label_sheets",
        {
            "title": _("Étiquettes, %(institution)s", institution=to_print.place.name),
            "language": language(),
            "page": [float(side) for side in sheet.page],
            "pages": [[{**label, "qr": label["qr"].svg} for label in page] for page in pages],
        },
    )
    response = Response(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="etiquettes.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/etiquettes/choisir")
@signed_in
def labels_choose() -> ResponseReturnValue:
    """From the ticks of an inventory to the page that prints them."""
    chosen = request.form.getlist("annonce", type=int)
    place, import_id = request.form.get("etablissement", type=int), request.form.get("import", type=int)
    asked: dict[str, Any] = {"annonce": chosen} if chosen else {"etablissement": place, "import": import_id}
    return redirect(url_for("listings.labels", **asked), 303)


@blueprint.get("/etiquettes/lire")
@public
def read_label() -> ResponseReturnValue:
    """Type a code, where there is no camera."""
    form = CodeForm(request.args)
    if not request.args:
        return render_template("listings/label_read.html", form=CodeForm(MultiDict()))
    if form.validate():
        try:
            code = read_code(form.code.data)
        except NotACode as refusal:
            form.refuse(refusal)
        else:
            return redirect(url_for("listings.labelled", door="e", code=code_of(code.kind, code.id)), 303)
    return render_template("listings/label_read.html", form=form), 422


@blueprint.get("/<any(e, E):door>/<code>")
@public
def labelled(door: str, code: str) -> ResponseReturnValue:
    """What a label opens: the unit for its own people, the listing for who may see it, else what to do."""
    actor = current_actor()
    try:
        found = read_code(code)
        listing_id, own = _named(found.kind, found.id)
        if own is not None:
            return _own_unit(own)
        listing_page(actor, listing_id, now())
    except (NotACode, NotFound) as refusal:
        if isinstance(refusal, NotFound) and not actor.is_signed_in:
            return redirect(url_for("accounts.sign_in", next=url_for("listings.labelled", door="e", code=code)), 303)
        form = CodeForm(MultiDict({"code": code}))
        return render_template("listings/label_unknown.html", form=form, is_wrong=isinstance(refusal, NotACode)), 404
    return redirect(url_for("listings.show", listing_id=listing_id), 303)


def _named(kind: CodeKind, id: int) -> tuple[int, Coded | None]:
    if kind is CodeKind.LISTING:
        return id, None
    found = coded_unit(current_actor(), id)
    if found is None:
        raise NotFound()
    return found


def _own_unit(unit: Coded) -> str:
    assert unit.unit_id is not None
    steps = unit_steps(current_actor(), unit.unit_id)
    return render_template(
        "listings/label_unit.html", unit=unit, steps=steps, code=code_of(CodeKind.UNIT, unit.unit_id)
    )


def _with_what_was_asked(endpoint: str) -> str:
    """The address of another view of the same sheets; only our own words go along."""
    names = ("annonce", "etablissement", "import", "planche", "par", "debut", "copies")
    asked: dict[str, Any] = {name: request.args.getlist(name) for name in names if name in request.args}
    return url_for(endpoint, **asked)


def _chosen() -> list[tuple[str, int]]:
    """What the address says is to be labelled: kept while the format changes."""
    names = ("annonce", "etablissement", "import")
    return [(name, value) for name in names for value in request.args.getlist(name, type=int)]


def _asked() -> tuple[SheetForm, ToPrint]:
    form = SheetForm(MultiDict({"planche": "24", "par": UNITS, "debut": "1", "copies": "1"} | request.args.to_dict()))
    to_print = labels_to_print(
        current_actor(),
        current_app.config["BASE_URL"],
        institution_id=request.args.get("etablissement", type=int),
        listing_ids=request.args.getlist("annonce", type=int),
        import_id=request.args.get("import", type=int),
        of_units=form.of.data == UNITS,
    )
    return form, to_print


def _pages(form: SheetForm, sheet: SheetFormat, labels: tuple[Label, ...]) -> list[list[dict[str, Any]]]:
    """The labels of each page, in mm, as the page and the document draw them."""
    pages: dict[int, list[dict[str, Any]]] = {}
    drawn = {label.code: label.qr for label in labels[:1000]}
    for page, place, label in placed(labels, sheet, form.start.data or 1, form.copies.data or 1):
        left, top = sheet.corner(place)
        pages.setdefault(page, []).append(
            {
                "left": float(left),
                "top": float(top),
                "width": float(sheet.width),
                "height": float(sheet.height),
                "qr": drawn[label.code],
                "alt": _("QR code de l'étiquette %(code)s", code=label.code_in_clear),
                "code": label.code_in_clear,
                "institution": label.institution,
                "title": shortened(label.title, sheet.letters),
                "unit": label.unit,
                "tag": label.tag,
            }
        )
    return [pages[number] for number in sorted(pages)]
