"""Pages of days: the desk of one, the month and the timeline of a house."""

from datetime import date, datetime, timedelta
from typing import Any

from flask import render_template, request, url_for

from app.core.access import public, signed_in
from app.core.clock import local_day, now
from app.core.context import current_actor
from app.core.i18n import language
from app.core.security import allow_own_worker
from app.listings.domain.categories import categories
from app.listings.queries.calendar import month_start
from app.loans.domain.agenda import MoveKind
from app.loans.domain.lifecycle import Side
from app.loans.domain.timeline import BarKind
from app.loans.queries.day import day_desk
from app.loans.queries.month import choices, month_view
from app.loans.queries.moves import Filters
from app.loans.queries.show_calendar import show_calendar as plan_of_show
from app.loans.queries.timeline import timeline
from app.loans.routes.blueprint import blueprint

SIDES = {"preteur": Side.LENDER, "emprunteur": Side.BORROWER}
LONGEST_MONTHS = 3
PIXELS_A_DAY = {1: 24, 2: 14, 3: 10}


@blueprint.get("/prets/aujourdhui")
@signed_in
def today() -> str:
    """What leaves, comes back and is late; ``jour=2027-03-08`` for another day."""
    allow_own_worker()
    desk = day_desk(current_actor(), now(), _day(request.args.get("jour", "")), language())
    return render_template("loans/today.html", desk=desk, day=desk.first, MoveKind=MoveKind, actor=current_actor())


@blueprint.get("/expositions/<int:exhibition_id>/calendrier")
@public
def show_calendar(exhibition_id: int) -> str:
    """When each thing that a show borrows leaves and comes back."""
    return render_template("loans/show_calendar.html", plan=plan_of_show(current_actor(), exhibition_id, now()))


@blueprint.get("/calendrier")
@signed_in
def calendar() -> str:
    """The month of my houses, or the timeline of their listings (``vue=frise``), one to three months long."""
    actor, at = current_actor(), now()
    first, filters = _month(request.args.get("mois", ""), at), _filters()
    is_timeline = request.args.get("vue") == "frise"
    months = min(max(1, request.args.get("duree", 1, type=int)), LONGEST_MONTHS) if is_timeline else 1
    last = month_start(first, months) - timedelta(days=1)
    page = max(1, request.args.get("page", 1, type=int))

    def address(**other: Any) -> str:
        return url_for("loans.calendar", **{**_kept(first, months), **other})

    return render_template(
        "loans/calendar.html",
        first=first,
        months=months,
        is_timeline=is_timeline,
        filters=filters,
        choices=choices(actor),
        categories=categories(),
        lines=timeline(actor, first, last, at, filters, page) if is_timeline else None,
        month=None if is_timeline else month_view(actor, first, at, filters, language()),
        previous=month_start(first, -months),
        following=month_start(first, months),
        pixels=PIXELS_A_DAY[months],
        address=address,
        page_url=lambda number: address(page=number),
        delta=lambda days: timedelta(days=days),
        BarKind=BarKind,
        MoveKind=MoveKind,
    )


def _kept(first: date, months: int) -> dict[str, Any]:
    """What the address says already."""
    said = {name: request.args.get(name) or None for name in ("vue", "cote", "lieu", "categorie")}
    return {**said, "mois": first.strftime("%Y-%m"), "duree": months if months > 1 else None}


def _filters() -> Filters:
    site_id = request.args.get("lieu", type=int)
    category = request.args.get("categorie", "")
    return Filters(
        SIDES.get(request.args.get("cote", "")),
        site_id if site_id is not None and 0 < site_id < 2**31 else None,
        category if category in categories() else "",
    )


def _month(typed: str, at: datetime) -> date:
    """The first of the month written as ``2027-03``; of this one for what is none, or is out of reach."""
    return month_start(_day(f"{typed}-01") or local_day(at))


def _day(typed: str) -> date | None:
    """The day written as ``2027-03-08``; None for what is none, or is out of reach."""
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        return None
    return found if 2000 <= found.year < 2100 else None
