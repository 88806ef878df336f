"""Pages and files of dashboards and reports: parse, ask, answer. Nothing here is written."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.core.access import public, signed_in
from app.core.errors import NotFound
from app.impact import exports
from app.impact.queries.network import network_page
from app.impact.queries.report import Report
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


def the_report() -> Report:
    """The report asked for. Raises NotFound for a person without institution."""
    found = asked_report()
    if found is None:
        raise NotFound()
    return found


def _named(found: Report) -> str:
    return f"{found.institution_id}-{found.year}"
