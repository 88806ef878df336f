"""Pages and files of dashboards and reports: parse, ask, answer. Nothing here is written."""

import json

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import public, signed_in, staff
from app.core.context import current_actor
from app.core.errors import NotFound
from app.core.pdf import written_pdf
from app.impact import exports
from app.impact.queries.annual import Annual, annual
from app.impact.queries.article58 import received_in
from app.impact.queries.displacement import displacement_page
from app.impact.queries.network import network_page
from app.impact.queries.report import Report
from app.impact.reports.data import SCHEMA, as_data
from app.impact.reports.document import for_print
from app.impact.reports.writing import written
from app.impact.routes import asked_report, blueprint, csv_file


@blueprint.get("/reseau")
@public
def network() -> ResponseReturnValue:
    """The whole network, with its conditions."""
    return render_template("impact/network.html", page=network_page())


@blueprint.get("/reseau/chiffres.csv")
@public
def network_export() -> ResponseReturnValue:
    """What the page of the network draws."""
    page = network_page()
    return csv_file(exports.groups_csv(exports.parts_of_network(page)), "reseau")


@blueprint.get("/reseau/echanges.csv")
@public
def network_flows() -> ResponseReturnValue:
    """Objects from region to region."""
    return csv_file(exports.flows_csv(network_page().flows), "echanges-par-region")


@blueprint.get("/bilan/parties.csv")
@signed_in
def export_parts() -> ResponseReturnValue:
    """What the charts of the report draw: totals by year, month, category, region, exhibition and evidence."""
    found = the_report()
    return csv_file(exports.groups_csv(exports.parts_of_report(found)), f"parties-{_named(found)}")


@blueprint.get("/bilan/echanges.csv")
@signed_in
def export_flows() -> ResponseReturnValue:
    """Who lent to the institution, and whom it lent to."""
    found = the_report()
    return csv_file(exports.flows_csv(found.flows), f"echanges-{_named(found)}")


@blueprint.get("/bilan/rapport")
@signed_in
def annual_report() -> ResponseReturnValue:
    """The annual report, to read and to print."""
    found = the_year()
    return render_template("impact/annual.html", document=written(found), asked=_asked(found.report))


@blueprint.get("/bilan/rapport.pdf")
@signed_in
def annual_pdf() -> ResponseReturnValue:
    """The same report on paper."""
    found = the_year()
    content = written_pdf("report", for_print(written(found)))
    return _file(content, "application/pdf", f"rapport-{_named(found.report)}.pdf")


@blueprint.get("/bilan/rapport.json")
@signed_in
def annual_json() -> ResponseReturnValue:
    """The same report for machines, as its schema says."""
    found = the_year()
    data = as_data(found, url_for("impact.report_schema", _external=True))
    content = json.dumps(data, ensure_ascii=False, indent=1).encode()
    return _file(content, "application/json", f"rapport-{_named(found.report)}.json")


@blueprint.get("/schemas/bilan-1.json")
@public
def report_schema() -> ResponseReturnValue:
    """The published schema of the report's JSON."""
    return Response(SCHEMA.read_bytes(), mimetype="application/schema+json")


@blueprint.get("/bilan/beges.csv")
@signed_in
def beges() -> ResponseReturnValue:
    """The footprint by post of the greenhouse-gas balance."""
    found = the_year()
    return csv_file(exports.beges_csv(found), f"beges-empreinte-{_named(found.report)}")


@blueprint.get("/bilan/beges-evite.csv")
@signed_in
def beges_avoided() -> ResponseReturnValue:
    """The avoided account, in a file of its own."""
    found = the_year()
    return csv_file(exports.beges_avoided_csv(found), f"beges-evite-{_named(found.report)}")


@blueprint.get("/bilan/article-58.csv")
@signed_in
def article_58() -> ResponseReturnValue:
    """Gifts received, for the declaration of article 58 of the AGEC law."""
    found = the_report()
    return csv_file(
        exports.article_58_csv(received_in(found.institution_id, found.year)), f"article-58-{_named(found)}"
    )


@blueprint.get("/plateforme/taux-de-remplacement")
@staff
def displacement() -> ResponseReturnValue:
    """The displacement rate that the platform measures, beside the default in force."""
    return render_template("impact/displacement.html", page=displacement_page())


def the_year() -> Annual:
    """The year asked for, complete. Raises NotFound for a person without institution."""
    year = request.args.get("annee", type=int)
    found = annual(current_actor(), clock.today(), request.args.get("etablissement", type=int), year)
    if found is None:
        raise NotFound()
    return found


def the_report() -> Report:
    """The report asked for. Raises NotFound for a person without institution."""
    found = asked_report()
    if found is None:
        raise NotFound()
    return found


def _asked(found: Report) -> dict[str, int]:
    return {"etablissement": found.institution_id, "annee": found.year}


def _file(content: bytes, mimetype: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, mimetype=mimetype, headers=headers)


def _named(found: Report) -> str:
    return f"{found.institution_id}-{found.year}"
