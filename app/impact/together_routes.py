"""The modules of a show side by side, and the report of the exhibition. Nothing here is written."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import signed_in
from app.core.context import current_actor
from app.core.pdf import written_pdf
from app.impact.reports.document import for_print
from app.impact.routes import blueprint
from app.impact.together.climate import climate_chapter
from app.impact.together.queries import Together, modules_page, together
from app.impact.together.report import written


@blueprint.get("/expositions/<int:exhibition_id>/modules")
@signed_in
def modules(exhibition_id: int) -> ResponseReturnValue:
    """Three views of a show and the account apart, side by side: none is added to or taken from another."""
    found = modules_page(current_actor(), exhibition_id, clock.today())
    return render_template("impact/modules.html", found=found, climate=climate_chapter(found))


@blueprint.get("/expositions/<int:exhibition_id>/rapport")
@signed_in
def exhibition_report(exhibition_id: int) -> ResponseReturnValue:
    """The report of the exhibition, to read and to print."""
    found = _asked(exhibition_id)
    return render_template("impact/exhibition_report.html", show=found.show, document=written(found))


@blueprint.get("/expositions/<int:exhibition_id>/rapport.pdf")
@signed_in
def exhibition_report_pdf(exhibition_id: int) -> ResponseReturnValue:
    """The same report on paper."""
    content = written_pdf("report", for_print(written(_asked(exhibition_id))))
    response = Response(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="rapport-exposition-{exhibition_id}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _asked(exhibition_id: int) -> Together:
    return together(current_actor(), exhibition_id, clock.today())
