"""Pages of this package: parse, ask, answer. Nothing here is written."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import clock
from app.core.access import public, signed_in
from app.core.context import current_actor
from app.core.errors import NotFound
from app.exhibitions.queries import exhibition_page
from app.impact import exports
from app.impact.queries.example import worked_example
from app.impact.queries.exhibition import exhibition_rows
from app.impact.queries.record import record_page
from app.impact.queries.report import Report, lent_rows, report_rows
from app.impact.queries.report import report as report_of
from app.impact.words import words

blueprint = Blueprint("impact", __name__)
blueprint.add_app_template_global(words, "impact_words")


@blueprint.get("/bilan")
@signed_in
def report() -> ResponseReturnValue:
    """The year of an institution: avoided as borrower, activity as lender."""
    return render_template("impact/report.html", page=asked_report())


@blueprint.get("/bilan/export.csv")
@signed_in
def export() -> ResponseReturnValue:
    """The records behind the report."""
    found = asked_report()
    if found is None:
        raise NotFound()
    return csv_file(
        exports.borrower_csv(report_rows(current_actor(), found.institution_id, found.year)),
        f"bilan-{found.institution_id}-{found.year}",
    )


@blueprint.get("/bilan/prets.csv")
@signed_in
def export_activity() -> ResponseReturnValue:
    """The activity behind the lender's part of the report."""
    found = asked_report()
    if found is None:
        raise NotFound()
    rows = lent_rows(current_actor(), found.institution_id, found.year)
    return csv_file(exports.lender_csv(rows), f"prets-{found.institution_id}-{found.year}")


@blueprint.get("/bilan/calculs/<int:record_id>")
@public
def record(record_id: int) -> ResponseReturnValue:
    """One computation, told so that anyone can redo it."""
    return render_template("impact/record.html", page=record_page(current_actor(), record_id))


@blueprint.get("/expositions/<int:exhibition_id>/bilan.csv")
@public
def exhibition_export(exhibition_id: int) -> ResponseReturnValue:
    """The records behind an exhibition's two panels, as this person may see them."""
    actor = current_actor()
    exhibition_page(actor, exhibition_id, clock.today())
    return csv_file(exports.borrower_csv(exhibition_rows(actor, exhibition_id)), f"exposition-{exhibition_id}")


@blueprint.get("/methode")
@public
def method() -> ResponseReturnValue:
    """REEMPLOI-1.0 in plain words."""
    return render_template("impact/method.html", example=worked_example())


@blueprint.app_template_filter("said")
def _said(message: str) -> str:
    """A message of the domain in the reader's language."""
    text: str = gettext(message) if message else ""
    return text


def asked_report() -> Report | None:
    """The report that the address asks for, of the person who asks."""
    year = request.args.get("annee", type=int)
    return report_of(current_actor(), clock.today(), request.args.get("etablissement", type=int), year)


def csv_file(content: str, name: str) -> Response:
    """A UTF-8 file with the mark that spreadsheets look for."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"}
    return Response("\ufeff" + content, mimetype="text/csv", headers=headers)


from app.impact import diagnostic_routes as _diagnostic_routes  # noqa: E402, F401  (the same blueprint, more pages)
from app.impact import factor_routes as _factor_routes  # noqa: E402, F401  (the same blueprint, more pages)
from app.impact import record_routes as _record_routes  # noqa: E402, F401  (the same blueprint, more pages)
from app.impact import report_routes as _report_routes  # noqa: E402, F401  (the same blueprint, more pages)
from app.impact import together_routes as _together_routes  # noqa: E402, F401  (the same blueprint, more pages)
