"""Pages that read: the inbox, one loan, what was lent."""

from flask import render_template, request, url_for

from app.core.access import signed_in
from app.core.clock import now
from app.core.context import current_actor
from app.loans import labels, queries, services
from app.loans.panels import activity_panels
from app.loans.queries import Tab
from app.loans.routes.blueprint import blueprint
from app.loans.routes.showing import loan_html


@blueprint.get("/prets")
@signed_in
def index() -> str:
    """The loans of my institutions, by what is to be done."""
    asked = request.args.get("onglet", "")
    tab = Tab(asked) if asked in {one.value for one in Tab} else None
    page = queries.inbox(current_actor(), now(), tab, request.args.get("page", 1, type=int))
    return render_template(
        "loans/index.html",
        page=page,
        tabs=labels.TABS,
        labels=labels,
        Tab=Tab,
        page_url=lambda number: url_for("loans.index", onglet=page.tab.value, page=number),
    )


@blueprint.get("/prets/<int:loan_id>")
@signed_in
def show(loan_id: int) -> str:
    """One loan."""
    actor, at = current_actor(), now()
    page = queries.loan_page(actor, loan_id, at)
    talk = queries.loan_talk(actor, page)
    if talk.has_news and request.method == "GET":
        services.read_talk(actor, loan_id, talk.last_id, at)
    return loan_html(actor, page, talk=talk)


@blueprint.get("/prets/activite")
@signed_in
def activity() -> str:
    """What my institutions lent."""
    actor, at = current_actor(), now()
    page = queries.lender_activity(actor, at, max(1, request.args.get("page", 1, type=int)))
    return render_template(
        "loans/activity.html",
        page=page,
        panels=activity_panels(actor, at),
        labels=labels,
        page_url=lambda number: url_for("loans.activity", page=number),
    )
