"""Pages of module 3: the diagnostic of an exhibition, its frame, the factors of its lines, its report."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.access import signed_in
from app.core.context import current_actor
from app.core.errors import Forbidden
from app.core.i18n import language
from app.core.pdf import written_pdf
from app.core.text import N_
from app.impact.diagnostic import services
from app.impact.diagnostic.domain.indicators import CLIMATE, INDICATORS
from app.impact.diagnostic.domain.lines import GAP_LABELS
from app.impact.diagnostic.domain.stages import STAGE_LABELS
from app.impact.diagnostic.exports import diagnostic_csv
from app.impact.diagnostic.forms import FrameForm, MatchForm
from app.impact.diagnostic.importing.names import METHODS
from app.impact.diagnostic.queries import DiagnosticPage, diagnostic_page, lines_to_match
from app.impact.diagnostic.report import boundary, functional_unit, written
from app.impact.diagnostic.words import figure_said, share_said
from app.impact.footprint.domain.activity import UNIT_LABELS
from app.impact.footprint.domain.components import COMPONENTS
from app.impact.reports.document import for_print
from app.impact.routes import blueprint, csv_file

blueprint.add_app_template_filter(figure_said, "amount")
blueprint.add_app_template_filter(share_said, "share")


@blueprint.get("/expositions/<int:exhibition_id>/diagnostic")
@signed_in
def diagnostic(exhibition_id: int) -> ResponseReturnValue:
    """The indicators, the stages, the hotspots, and two variants line by line."""
    page = _asked(exhibition_id)
    return render_template(
        "impact/diagnostic.html",
        page=page,
        indicators=INDICATORS,
        stages=STAGE_LABELS,
        components=COMPONENTS,
        gaps=GAP_LABELS,
        methods=METHODS,
        functional_unit=functional_unit(page),
        boundary=boundary(page),
        asked=_query(),
    )


@blueprint.get("/expositions/<int:exhibition_id>/diagnostic/rapport")
@signed_in
def diagnostic_report(exhibition_id: int) -> ResponseReturnValue:
    """The study, by the four phases of ISO 14040/44."""
    page = _asked(exhibition_id)
    return render_template("impact/diagnostic_report.html", page=page, document=written(page), asked=_query())


@blueprint.get("/expositions/<int:exhibition_id>/diagnostic/rapport.pdf")
@signed_in
def diagnostic_pdf(exhibition_id: int) -> ResponseReturnValue:
    """The same study on paper."""
    content = written_pdf("report", for_print(written(_asked(exhibition_id))))
    response = Response(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="diagnostic-{exhibition_id}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/expositions/<int:exhibition_id>/diagnostic.csv")
@signed_in
def diagnostic_export(exhibition_id: int) -> ResponseReturnValue:
    """Every figure, line by line, and what is not available."""
    return csv_file(diagnostic_csv(_asked(exhibition_id)), f"diagnostic-{exhibition_id}")


@blueprint.route("/expositions/<int:exhibition_id>/diagnostic/cadre", methods=["GET", "POST"])
@signed_in
def diagnostic_frame(exhibition_id: int) -> ResponseReturnValue:
    """What is studied, for whom, within which limits."""
    page = _asked(exhibition_id)
    if not page.may_frame:
        raise Forbidden()
    form = FrameForm(data={**_as_data(page), "version": page.frame_version})
    if request.method == "GET":
        return _framing(page, form)
    if status := form.comes_back(
        lambda: services.frame_diagnostic(current_actor(), exhibition_id, form.said(), form.version_seen, clock.now())
    ):
        return _framing(page, form), status
    flash(_("Le cadre du diagnostic est enregistré."), "success")
    return redirect(url_for("impact.diagnostic", exhibition_id=exhibition_id), 303)


@blueprint.route("/expositions/<int:exhibition_id>/diagnostic/lignes", methods=["GET", "POST"])
@signed_in
def diagnostic_lines(exhibition_id: int) -> ResponseReturnValue:
    """Which multi-criteria factor stands for each line."""
    page, form = _asked(exhibition_id), MatchForm()
    if not page.may_frame:
        raise Forbidden()
    if request.method == "GET":
        return _matching(page, form)
    if status := form.comes_back(
        lambda: services.choose_multi_factor(
            current_actor(), exhibition_id, form.line.data or "", form.factor.data or "", clock.now()
        )
    ):
        return _matching(page, form), status
    flash(_("Le facteur de cette ligne est enregistré."), "success")
    number = max(1, request.args.get("page", 1, type=int))
    return redirect(url_for("impact.diagnostic_lines", exhibition_id=exhibition_id, page=number, **_query()), 303)


def _asked(exhibition_id: int) -> DiagnosticPage:
    return diagnostic_page(
        current_actor(),
        exhibition_id,
        clock.today(),
        variant=request.args.get("variante", ""),
        other=request.args.get("avec", ""),
        indicator=request.args.get("indicateur", CLIMATE),
    )


def _query() -> dict[str, Any]:
    return {key: value for key in ("variante", "avec", "indicateur") if (value := request.args.get(key))}


def _as_data(page: DiagnosticPage) -> dict[str, Any]:
    return {name: getattr(page.frame, name) for name in page.frame.__dataclass_fields__}


def _framing(page: DiagnosticPage, form: FrameForm) -> str:
    return render_template("impact/diagnostic_frame.html", page=page, form=form)


def _matching(page: DiagnosticPage, form: MatchForm) -> str:
    number = max(1, request.args.get("page", 1, type=int))
    found = lines_to_match(current_actor(), page.show.id, request.args.get("variante", ""), number)
    return render_template(
        "impact/diagnostic_lines.html",
        page=page,
        form=form,
        lines=found,
        page_url=lambda n: url_for("impact.diagnostic_lines", exhibition_id=page.show.id, page=n, **_query()),
        components=COMPONENTS,
        units={**UNIT_LABELS, "unit": N_("exemplaire"), "kgCO2e": "kg CO2e"},
        here=language(),
        asked=_query(),
    )
