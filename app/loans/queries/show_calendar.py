"""The calendar of a show: what it borrows, when each leaves and comes back, around its opening and closing."""

from collections import defaultdict
from datetime import datetime

from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db
from app.core.errors import NotFound
from app.exhibitions.models import Exhibition
from app.exhibitions.queries import may_open_exhibition
from app.loans.domain.permissions import may_see_loan
from app.loans.domain.timeline import Span, laid_out
from app.loans.models import Loan
from app.loans.queries.material import SHOWN_TO_ALL, SHOWN_TO_OWN
from app.loans.queries.rows import lines_of, loans_with_names, parties_of
from app.loans.queries.show_days import Mark, ShowCalendar
from app.loans.queries.timeline import Row, borrowed_kind


def show_calendar(actor: Actor, exhibition_id: int, now: datetime) -> ShowCalendar:
    """What is agreed, for whoever may see the show; requests too, for its own people.

    Raises ``NotFound`` for who may not, and without any loan.
    """
    if not may_open_exhibition(actor, exhibition_id):
        raise NotFound()
    show = db.session.get_one(Exhibition, exhibition_id)
    is_own = actor.belongs_to(show.institution_id) or actor.is_staff
    found = loans_with_names().where(
        Loan.exhibition_id == exhibition_id, Loan.state.in_(SHOWN_TO_OWN if is_own else SHOWN_TO_ALL)
    )
    rows = db.session.execute(found.order_by(Loan.starts_on, Loan.id)).all()
    if not rows:
        raise NotFound()
    marks = _marks(show)
    days = [mark.day for mark in marks]
    first = min([*days, *(row.Loan.starts_on for row in rows)])
    last = max([*days, *(row.Loan.expected_on or row.Loan.ends_on for row in rows)])
    today = local_day(now)
    lines, spans = lines_of([row.Loan.id for row in rows]), defaultdict(list)
    titles: dict[int, tuple[str, str]] = {}
    for row in rows:
        loan: Loan = row.Loan
        kind, end = borrowed_kind(
            loan.state, loan.expected_on or loan.ends_on, local_day(now, row.zone), loan.home_on
        )
        link = loan.id if may_see_loan(actor, parties_of(loan)) else None
        for line in lines[loan.id]:
            titles[line.listing_id] = line.title, row.lender
            spans[line.listing_id].append(Span(kind, loan.starts_on, end, line.quantity, row.lender, link))
    drawn = tuple(Row(id, title, lender, laid_out(spans[id], first, last)) for id, (title, lender) in titles.items())
    return ShowCalendar(exhibition_id, show.title, first, last, today, marks, drawn)


def _marks(show: Exhibition) -> tuple[Mark, ...]:
    days = (
        ("build", show.build_from),
        ("opens", show.opens_on),
        ("closes", show.closes_on),
        ("strike", show.strike_until),
    )
    return tuple(Mark(day, name) for name, day in days if day is not None)
