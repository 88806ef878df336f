"""Pages where one of the staff brings an official file of factors: the file, its dry run, the confirmation."""

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage

from app.admin.forms.factor_files import ConfirmFileForm, DeclarationsForm, FactorFileForm, ReleaseForm
from app.admin.forms.factors import ReviewForm
from app.admin.routes.blueprint import blueprint
from app.core import clock
from app.core.access import staff
from app.core.context import current_actor
from app.core.errors import Refusal
from app.core.forms import Form
from app.core.i18n import number as written
from app.impact.factors.files import services
from app.impact.factors.files.domain import KIND_LABELS, STATE_LABELS, VERDICT_LABELS, FileKind
from app.impact.factors.files.queries import FactorFilePage, factor_file_line, factor_file_page, factor_files, houses
from app.impact.factors.importing.tables import MOST_BYTES
from app.impact.factors.rows import number
from app.listings.queries.sheets import NoFile

Answer = ResponseReturnValue


@blueprint.route("/plateforme/facteurs/fichiers", methods=["GET", "POST"])
@staff
def factor_file_list() -> Answer:
    """Bring a file, and those that were brought."""
    form, status = FactorFileForm(), 200
    if request.method == "POST":
        refused = form.comes_back(lambda: _receive(form))
        if refused is None:
            return redirect(url_for("admin.factor_file", factor_file_id=form.made), 303)
        status = refused
    most = min(MOST_BYTES, request.max_content_length or MOST_BYTES)
    rows = factor_files(current_actor())
    return render_template(
        "admin/factor_files.html", form=form, rows=rows, most=most, kinds=KIND_LABELS, states=STATE_LABELS
    ), status


@blueprint.route("/plateforme/facteurs/fichiers/<int:factor_file_id>", methods=["GET", "POST"])
@staff
def factor_file(factor_file_id: int) -> Answer:
    """What the file is, and what would become of each row; telling it tries it."""
    page = _page(factor_file_id)
    if request.method == "GET":
        return _drawn(page)
    form, actor = _saying(page), current_actor()
    if status := form.comes_back(lambda: services.describe_file(actor, factor_file_id, form.said(), clock.now())):
        return _drawn(_page(factor_file_id), saying=form), status
    return redirect(url_for("admin.factor_file", factor_file_id=factor_file_id), 303)


@blueprint.post("/plateforme/facteurs/fichiers/<int:factor_file_id>/confirmer")
@staff
def factor_file_confirm(factor_file_id: int) -> Answer:
    """Propose what the dry run showed."""
    form, actor = ConfirmFileForm(), current_actor()
    file, partial = factor_file_line(actor, factor_file_id), bool(form.partial.data)
    if status := form.comes_back(
        lambda: services.confirm_file(actor, factor_file_id, partial=partial, now=clock.now())
    ):
        return _drawn(_page(factor_file_id), confirming=form), status
    if file.kind is FileKind.DECLARATIONS:
        flash(_("C'est confirmé. Une autre personne de l'équipe doit relire ce fichier."), "success")
    else:
        told = ngettext(
            "%(num)s version est proposée. Une autre personne de l'équipe doit la relire.",
            "%(num)s versions sont proposées. Une autre personne de l'équipe doit les relire.",
            form.made,
        )
        flash(told, "success")
    return redirect(url_for("admin.factor_file", factor_file_id=factor_file_id), 303)


@blueprint.post("/plateforme/facteurs/fichiers/<int:factor_file_id>/relecture")
@staff
def factor_file_review(factor_file_id: int) -> Answer:
    """Take a file of declarations in, or refuse it."""
    form, actor, accept = ReviewForm(), current_actor(), request.form.get("decision") == "accept"
    factor_file_line(actor, factor_file_id)
    if status := form.comes_back(
        lambda: services.review_file(
            actor, factor_file_id, accept=accept, reason=form.reason.data or "", now=clock.now()
        )
    ):
        return _drawn(_page(factor_file_id), reviewing=form), status
    flash(_("Accepté : les diagnostics peuvent s'en servir.") if accept else _("Refusé."), "success")
    return redirect(url_for("admin.factor_file", factor_file_id=factor_file_id), 303)


@blueprint.get("/plateforme/facteurs/fichiers/<int:factor_file_id>/avancement.json")
@staff
def factor_file_progress(factor_file_id: int) -> Response:
    """Whether the work goes on, for the page that waits."""
    is_working = factor_file_line(current_actor(), factor_file_id).is_working
    response = jsonify(done=0 if is_working else 1, rows=1, working=is_working)
    response.headers["Cache-Control"] = "no-store"
    return response


def _receive(form: FactorFileForm) -> int:
    chosen, actor = form.file.data, current_actor()
    if not isinstance(chosen, FileStorage) or not chosen.filename:
        raise NoFile()
    content, key = chosen.stream.read(), form.once.data or ""
    try:
        return services.receive_file(actor, chosen.filename, content, form.chosen_kind(), clock.now(), key=key)
    except Refusal as refusal:
        refusal.field = refusal.field or "file"
        raise


def _page(id: int) -> FactorFilePage:
    return factor_file_page(current_actor(), id, request.args.get("page", 1, type=int))


def _saying(page: FactorFilePage) -> ReleaseForm | DeclarationsForm:
    if page.line.kind is FileKind.DECLARATIONS:
        form = DeclarationsForm()
        form.prepare(page.said, houses(current_actor()))
        return form
    plain = ReleaseForm()
    plain.prepare(page.said)
    return plain


def _figure(text: str) -> str:
    """A figure of the file in the reader's locale, with the decimals that it came with."""
    found = number(text)
    places = found.as_tuple().exponent if found is not None else 0
    return text if found is None else written(found, max(0, -places) if isinstance(places, int) else None)


def _drawn(page: FactorFilePage, **forms: Form) -> str:
    """The page; the forms that were not sent are as the file stands."""
    shows_form = page.may_say and not page.line.is_working
    return render_template(
        "admin/factor_file.html",
        page=page,
        saying=forms.get("saying") or (_saying(page) if shows_form else None),
        confirming=forms.get("confirming") or ConfirmFileForm(formdata=None),
        reviewing=forms.get("reviewing") or ReviewForm(formdata=None),
        kinds=KIND_LABELS,
        states=STATE_LABELS,
        verdicts=VERDICT_LABELS,
        figure=_figure,
        is_declarations=page.line.kind is FileKind.DECLARATIONS,
    )
