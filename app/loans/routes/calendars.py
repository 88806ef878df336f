"""Pages of days: the desk of one."""

from datetime import date

from flask import render_template, request

from app.core.access import signed_in
from app.core.clock import now
from app.core.context import current_actor
from app.core.i18n import language
from app.loans.domain.agenda import MoveKind
from app.loans.queries.day import day_desk
from app.loans.routes.blueprint import blueprint


@blueprint.get("/prets/aujourdhui")
@signed_in
def today() -> str:
    """What leaves, comes back and is late; ``jour=2027-03-08`` for another day."""
    desk = day_desk(current_actor(), now(), _day(request.args.get("jour", "")), language())
    return render_template("loans/today.html", desk=desk, day=desk.first, MoveKind=MoveKind)


def _day(typed: str) -> date | None:
    """The day written as ``2027-03-08``; None for what is none, or is out of reach."""
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        return None
    return found if 2000 <= found.year < 2100 else None
