"""Papers of a loan: read, downloaded, signed; certificates; what the lender asks."""

from datetime import datetime
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.access import signed_in
from app.core.actor import Actor
from app.core.clock import now
from app.core.context import current_actor
from app.core.downloads import sent_file
from app.core.errors import Forbidden, NotFound
from app.core.i18n import language
from app.loans import labels_of_papers as labels
from app.loans import queries, services
from app.loans.domain.papers.kinds import PaperKind
from app.loans.forms.papers import CertificateForm, ClauseForm, SettingForm, SignForm, terms_as_typed
from app.loans.queries.loan_page import LoanPage
from app.loans.queries.papers.certificates import certificate_to_read, filing_house
from app.loans.queries.papers.paper_page import PaperPage, paper_page
from app.loans.queries.papers.part import PapersPart, clause_to_set, papers_part
from app.loans.queries.papers.printing import drawing_svg, paper_pdf, seal_lines, signature_lines, status_of
from app.loans.queries.papers.setting_page import paper_setting_page
from app.loans.routes.blueprint import blueprint
from app.loans.services.certificates import file_certificate, remove_certificate
from app.loans.services.paper_terms import set_clause, set_paper_setting

Answer = ResponseReturnValue


@blueprint.get("/prets/<int:loan_id>/papiers/<paper>")
@signed_in
def paper(loan_id: int, paper: str) -> Answer:
    """One paper, as it stands or in an older version."""
    page = _page(loan_id, paper)
    return _html(
        page, SignForm(formdata=None, sha256=page.sha256, name=current_actor().name, function=page.reader_function)
    )


@blueprint.get("/prets/<int:loan_id>/papiers/<paper>.pdf")
@signed_in
def paper_as_pdf(loan_id: int, paper: str) -> Response:
    """The same as a document to print or keep."""
    page = _page(loan_id, paper)
    content = paper_pdf(current_actor(), page)
    response = Response(content, content_type="application/pdf")
    version = f"-v{page.version.number}" if page.version else "-projet" if page.content.signing else ""
    name = f"pret-{loan_id}-{labels.PAPER_WORDS[page.kind]}{version}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@blueprint.post("/prets/<int:loan_id>/papiers/<paper>/signer")
@signed_in
def sign(loan_id: int, paper: str) -> Answer:
    """Sign what was read; a refusal brings the page back with what was typed."""
    page, form = _page(loan_id, paper), SignForm()
    form.offer(page.signs_for)
    if not form.validate():
        return _html(page, form), 422
    if status := form.refused_by(
        lambda: services.sign_paper(current_actor(), loan_id, page.kind, form.said(), now(), key=form.once.data or "")
    ):
        again = _page(loan_id, paper)
        form.sha256.data = again.sha256  # what the page shows below the message is what one signs next
        return _html(again, form), status
    flash(_("C'est signé. L'autre établissement retrouve ce papier sur la page du prêt."), "success")
    return redirect(url_for("loans.paper", loan_id=loan_id, paper=paper), 303)


def _page(loan_id: int, word: str) -> PaperPage:
    """The paper, or its version named in the address. Raises NotFound."""
    kind = labels.PAPER_OF.get(word)
    if kind is None or kind is PaperKind.GIFT_DEED:
        raise NotFound()
    asked = request.args.get("version")
    if asked is not None and not (asked.isascii() and asked.isdigit() and len(asked) < 6):
        raise NotFound()
    tongue = "fr" if request.args.get("langue") == "fr" else language()
    return paper_page(current_actor(), loan_id, kind, now(), tongue, int(asked) if asked else None)


def _html(page: PaperPage, form: SignForm) -> str:
    form.offer(page.signs_for)
    return render_template(
        "loans/paper.html",
        page=page,
        form=form,
        labels=labels,
        word=labels.PAPER_WORDS[page.kind],
        status=status_of(page),
        seal=seal_lines(page),
        signature_lines=signature_lines,
        drawing=drawing_svg,
    )


@blueprint.route("/prets/<int:loan_id>/papiers/certificats", methods=["GET", "POST"])
@signed_in
def certificates(loan_id: int) -> Answer:
    """What is there and what is asked; a file that was received stays when an answer is to be corrected."""
    actor, at = current_actor(), now()
    page, part = _part(actor, loan_id, at)
    form = CertificateForm()
    form.offer(part.certificates.may_file)
    if request.method == "GET":
        return _certificates_html(page, part, form)
    if not part.certificates.may_file:
        raise Forbidden()
    is_valid = form.validate()
    house = filing_house(page, part.certificates.may_file, str(form.kind.data))
    if not (form.receive(actor, house, at) and is_valid):
        return _certificates_html(page, part, form), 422
    assert form.received is not None
    paper_id, key = form.received.id, form.once.data or ""
    if status := form.refused_by(lambda: file_certificate(actor, loan_id, paper_id, form.said(), at, key=key)):
        return _certificates_html(page, part, form), status
    flash(_("Le certificat est déposé."), "success")
    return redirect(url_for("loans.certificates", loan_id=loan_id), 303)


def _part(actor: Actor, loan_id: int, at: datetime) -> tuple[LoanPage, PapersPart]:
    page = queries.loan_page(actor, loan_id, at)
    part = papers_part(actor, page)
    if part is None:
        raise NotFound()
    return page, part


def _certificates_html(page: LoanPage, part: PapersPart, form: CertificateForm) -> str:
    return render_template("loans/certificates.html", page=page, part=part, form=form, labels=labels)


@blueprint.get("/prets/<int:loan_id>/papiers/certificats/<int:certificate_id>")
@signed_in
def certificate(loan_id: int, certificate_id: int) -> Response:
    """A certificate, as a download, to both sides."""
    file = certificate_to_read(current_actor(), loan_id, certificate_id)
    return sent_file(file.key, file.media_type, file.file_name, f"certificat-{certificate_id}")


@blueprint.post("/prets/<int:loan_id>/papiers/certificats/<int:certificate_id>/retirer")
@signed_in
def take_certificate_away(loan_id: int, certificate_id: int) -> Answer:
    """It is no longer there."""
    remove_certificate(current_actor(), loan_id, certificate_id, now())
    flash(_("Le certificat est retiré."), "success")
    return redirect(url_for("loans.certificates", loan_id=loan_id), 303)


@blueprint.route("/prets/<int:loan_id>/papiers/conditions", methods=["GET", "POST"])
@signed_in
def clause(loan_id: int) -> Answer:
    """On what terms this loan is lent."""
    actor, at = current_actor(), now()
    page = queries.loan_page(actor, loan_id, at)
    if request.method == "GET":
        begin: dict[str, Any] = terms_as_typed(clause_to_set(actor, page))
        return render_template("loans/clause.html", page=page, form=ClauseForm(formdata=None, **begin))
    form = ClauseForm()
    if status := form.comes_back(lambda: set_clause(actor, loan_id, form.said(), at, key=form.once.data or "")):
        return render_template("loans/clause.html", page=page, form=form), status
    flash(_("Les conditions de ce prêt sont enregistrées."), "success")
    return redirect(url_for("loans.show", loan_id=loan_id, _anchor="papiers"), 303)


@blueprint.route("/etablissements/<int:institution_id>/papiers", methods=["GET", "POST"])
@signed_in
def paper_settings(institution_id: int) -> Answer:
    """How an institution's papers are written."""
    actor = current_actor()
    page = paper_setting_page(actor, institution_id)
    if request.method == "GET":
        begin: dict[str, Any] = terms_as_typed(page.usual) | {
            "requires_agreement": page.requires_agreement,
            "represented_by": page.represented_by,
            "represented_as": page.represented_as,
        }
        return render_template("loans/paper_settings.html", page=page, form=SettingForm(formdata=None, **begin))
    form = SettingForm()
    if not form.validate():
        return render_template("loans/paper_settings.html", page=page, form=form), 422
    set_paper_setting(actor, institution_id, form.said(), now())
    flash(_("Les réglages des papiers sont enregistrés."), "success")
    return redirect(url_for("loans.paper_settings", institution_id=institution_id), 303)
