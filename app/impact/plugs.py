"""What impact brings to the pages of the packages below and to the proofs of the house."""

from app.exhibitions import panels as exhibition_panels
from app.exhibitions.panels import Panel
from app.impact import verification
from app.impact.assessment import plugs as assessment
from app.impact.carriage import carriage_in_force, masses_of_loans
from app.impact.diagnostic import checks as diagnostic_checks
from app.impact.diagnostic import inventory as diagnostic_inventory
from app.impact.diagnostic.carbon_lines import carbon_inventories
from app.impact.factors import standing
from app.impact.footprint import verifying as footprint_verifying
from app.impact.queries.exhibition import avoided_panel, footprint_panel
from app.impact.queries.listing import worth_panel
from app.impact.queries.lives import service_life
from app.impact.queries.loans import contribution_panel, loan_panel
from app.impact.queries.network import network_figures
from app.impact.sums import keeping, verifying
from app.listings import panels as listing_panels
from app.loans import carriage, lives
from app.loans import panels as loan_panels


def plug_in() -> None:
    """Fill the places kept open; doing it twice changes nothing."""
    verification.register()
    verifying.register()
    keeping.listen()
    standing.register()
    assessment.plug_in()
    footprint_verifying.register()
    exhibition_panels.plug_in(Panel.FOOTPRINT, "impact/_footprint_panel.html", footprint_panel)
    diagnostic_inventory.plug_in(carbon_inventories)
    diagnostic_checks.register()
    exhibition_panels.plug_in(Panel.AVOIDED, "impact/_avoided_panel.html", avoided_panel)
    listing_panels.plug_in("impact", "impact/_listing_panel.html", worth_panel)
    listing_panels.plug_in_figures("impact", network_figures)
    loan_panels.plug_in("impact", "impact/_loan_panel.html", loan_panel)
    loan_panels.plug_in_activity("impact", "impact/_contribution_panel.html", contribution_panel)
    lives.plug_in(service_life)
    carriage.plug_in(carriage_in_force, masses_of_loans)
