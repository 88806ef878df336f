"""The loans of a person's institutions, in tabs by what is to be done; and what waits on their home page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, case, func, not_, or_, select

from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db
from app.core.i18n import day as in_words
from app.core.paging import PAGE_SIZE, Page
from app.listings.panels import Task
from app.loans.domain.lifecycle import FINAL, Action, Side, State, is_overdue
from app.loans.domain.next_step import NextStep, next_step
from app.loans.domain.permissions import BORROWER_ROLES, LENDER_ROLES, side_acting
from app.loans.domain.timing import is_timely
from app.loans.models import Loan
from app.loans.queries.outcome import Outcome, outcomes
from app.loans.queries.rows import (
    HOME_ON,
    LAST_DAY,
    LENDER,
    LineRow,
    dates_of,
    lenders_day,
    lines_of,
    loans_with_names,
    objects_of,
    parties_of,
)
from app.loans.queries.touched_counts import touched_counts

ONE_DAY, SOON = timedelta(days=1), timedelta(days=7)
MOST_TASKS = 20


class Tab(StrEnum):
    """The drawers of the inbox, in the order of a day's work."""

    TO_DECIDE = "a-decider"
    TO_HAND_OVER = "a-remettre"
    OUT = "dehors"
    LATE = "en-retard"
    TO_CLOSE = "a-clore"
    MINE = "mes-demandes"
    CLOSED = "termines"


@dataclass(frozen=True, slots=True)
class LoanCard:
    """A loan in a list. *due* is the day of what comes next, *my_action* what this person can do about it;
    *is_in_part* says whether less, or something else (False), was agreed than asked (None);
    *touches* how many next loans its lateness puts at risk, for the lender."""

    id: int
    state: State
    is_late: bool
    is_lender: bool
    lender: str
    borrower: str
    exhibition: str
    first_day: date
    last_day: date
    objects: str
    due: date | None
    my_action: Action | None
    is_in_part: bool | None = None
    touches: int = 0

    @property
    def other(self) -> str:
        """The institution on the other side."""
        return self.borrower if self.is_lender else self.lender


@dataclass(frozen=True, slots=True)
class InboxPage:
    """One tab of the inbox, and how many loans wait in the others."""

    tab: Tab
    counts: dict[Tab, int]
    page: Page[LoanCard]


def inbox(actor: Actor, now: datetime, tab: Tab | None = None, number: int = 1) -> InboxPage:
    """The loans of the actor's institutions in *tab*, urgent first; without one, the first that has any."""
    late = _is_late(lenders_day(now))
    counts = _counts(actor, late)
    tab = tab or next((one for one, count in counts.items() if count), Tab.TO_DECIDE)
    if tab is Tab.CLOSED:
        counts[tab] = db.session.scalar(select(func.count(Loan.id)).where(_condition(actor, tab, late))) or 0
    number = max(1, number)
    found = loans_with_names().where(_condition(actor, tab, late))
    if tab is Tab.CLOSED:  # a long past: its page is chosen before the names are looked for
        over = select(Loan.id).where(_condition(actor, tab, late)).order_by(*_order(tab))
        chosen = over.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE).subquery()
        found = loans_with_names().where(Loan.id.in_(select(chosen.c.id)))
    else:
        found = found.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    rows = db.session.execute(found.order_by(*_order(tab))).all()
    return InboxPage(tab, counts, Page(loan_cards(actor, rows, now), number, counts[tab]))


def _is_late(today: ColumnElement[date]) -> ColumnElement[bool]:
    return and_(Loan.state == State.OUT, today > LAST_DAY, today > HOME_ON)


def _condition(actor: Actor, tab: Tab, late: ColumnElement[bool]) -> ColumnElement[bool]:
    own = sorted(actor.institution_ids)
    lends, borrows = Loan.lender_id.in_(own), Loan.borrower_id.in_(own)
    return {
        Tab.TO_DECIDE: and_(lends, Loan.state == State.REQUESTED),
        Tab.TO_HAND_OVER: and_(lends, Loan.state.in_((State.APPROVED, State.SIGNED))),
        Tab.OUT: and_(lends, Loan.state == State.OUT, not_(late)),
        Tab.LATE: and_(or_(lends, borrows), late),
        Tab.TO_CLOSE: and_(lends, Loan.state == State.RETURNED),
        Tab.MINE: and_(borrows, Loan.state.not_in((*FINAL, State.RETURNED))),
        Tab.CLOSED: or_(
            and_(or_(lends, borrows), Loan.state.in_(FINAL)), and_(borrows, Loan.state == State.RETURNED)
        ),
    }[tab]


def _order(tab: Tab) -> tuple[Any, ...]:
    if tab is Tab.TO_DECIDE:
        return Loan.expires_at, Loan.id
    if tab is Tab.TO_HAND_OVER:
        return Loan.starts_on, Loan.id
    if tab is Tab.MINE:
        return case((Loan.state == State.OUT, LAST_DAY), else_=Loan.starts_on), Loan.id
    return (Loan.ends_on.desc(), Loan.id.desc()) if tab is Tab.CLOSED else (LAST_DAY, Loan.id)


def _counts(actor: Actor, late: ColumnElement[bool]) -> dict[Tab, int]:
    """How many wait in each open tab: one query, over living loans alone."""
    open_tabs = [tab for tab in Tab if tab is not Tab.CLOSED]
    own = sorted(actor.institution_ids)
    sums = [func.coalesce(func.sum(case((_condition(actor, tab, late), 1), else_=0)), 0) for tab in open_tabs]
    row = db.session.execute(
        select(*sums)
        .select_from(Loan)
        .join(LENDER, LENDER.id == Loan.lender_id)
        .where(Loan.state.not_in(FINAL), or_(Loan.lender_id.in_(own), Loan.borrower_id.in_(own)))
    ).one()
    return dict(zip(open_tabs, (int(n) for n in row), strict=True))


def loan_cards(actor: Actor, rows: Sequence[Any], now: datetime) -> list[LoanCard]:
    """The cards of these rows of ``loans_with_names``, in their order."""
    lines = lines_of([row.Loan.id for row in rows]) if rows else {}
    agreed = [row.Loan for row in rows if row.Loan.state is State.APPROVED]
    otherwise = outcomes(agreed) if agreed else {}
    out = [row.Loan.id for row in rows if row.Loan.state is State.OUT and _may_be_late(row.Loan, now)]
    touches = touched_counts(out) if out else {}
    return [
        _card(actor, row, lines[row.Loan.id], otherwise.get(row.Loan.id), touches.get(row.Loan.id, 0), now)
        for row in rows
    ]


def _may_be_late(loan: Loan, now: datetime) -> bool:
    """In some zone; the card judges it in the lender's."""
    return loan.expected_on is not None or loan.ends_on < (now + ONE_DAY).date()


def _card(
    actor: Actor, row: Any, lines: Sequence[LineRow], outcome: Outcome | None, touches: int, now: datetime
) -> LoanCard:
    loan: Loan = row.Loan
    today = local_day(now, row.zone)
    step = _step(loan, lines, today)
    return LoanCard(
        id=loan.id,
        state=loan.state,
        is_late=is_overdue(loan.state, loan.home_on, today),
        is_lender=actor.belongs_to(loan.lender_id),
        lender=row.lender,
        borrower=row.borrower,
        exhibition=row.exhibition,
        first_day=loan.starts_on,
        last_day=loan.ends_on,
        objects=objects_of(lines),
        due=_due(step, row.zone),
        my_action=step.action if step and _is_mine(actor, loan, step, today, now) else None,
        is_in_part=outcome.is_in_part if outcome else None,
        touches=touches if actor.belongs_to(loan.lender_id) else 0,
    )


def _step(loan: Loan, lines: Sequence[LineRow], today: date) -> NextStep | None:
    all_handed_over = not any(line.left for line in lines)
    return next_step(loan.state, dates_of(loan), today, all_handed_over=all_handed_over)


def _due(step: NextStep | None, zone: str) -> date | None:
    if step is None:
        return None
    return local_day(step.until - timedelta.resolution, zone) if step.until else step.due


def _is_mine(actor: Actor, loan: Loan, step: NextStep, today: date, now: datetime) -> bool:
    side = side_acting(actor, parties_of(loan), loan.state, step.action, all_handed_over=False)
    return side is not None and is_timely(step.action, loan.state, dates_of(loan), today, now)


def tasks_for(actor: Actor, now: datetime) -> list[Task]:
    """What waits for this person because of loans, within a week: answers, hand-overs, returns, closings."""
    lends = sorted(actor.institutions_where(*LENDER_ROLES))
    borrows = sorted(actor.institutions_where(*BORROWER_ROLES))
    if not lends and not borrows:
        return []
    soon = (now + SOON).date()
    agreed = (State.APPROVED, State.SIGNED)
    waiting = and_(Loan.state.in_(agreed), Loan.starts_on <= soon)
    returning = and_(Loan.state == State.OUT, soon >= LAST_DAY)
    rows = db.session.execute(
        loans_with_names()
        .where(
            or_(
                and_(
                    Loan.lender_id.in_(lends),
                    or_(Loan.state.in_((State.REQUESTED, State.RETURNED)), waiting, returning),
                ),
                and_(Loan.borrower_id.in_(borrows), or_(Loan.state == State.COUNTERED, waiting, returning)),
            )
        )
        .order_by(Loan.starts_on, Loan.id)
        .limit(MOST_TASKS)
    ).all()
    return [_task(actor, row, now) for row in rows]


def _task(actor: Actor, row: Any, now: datetime) -> Task:
    loan: Loan = row.Loan
    today, dates = local_day(now, row.zone), dates_of(loan)
    step = next_step(loan.state, dates, today)
    is_lender = side_acting(actor, parties_of(loan), loan.state, step.action) is Side.LENDER if step else False
    late = is_overdue(loan.state, loan.home_on, today)
    label, action = _words(loan, row, is_lender, late)
    return Task(
        label=label,
        url=url_for("loans.show", loan_id=loan.id),
        due=_due(step, row.zone),
        tone="attention" if late else "action" if is_lender or loan.state is State.COUNTERED else "neutral",
        action=action,
    )


def _words(loan: Loan, row: Any, is_lender: bool, late: bool) -> tuple[str, str]:
    day = in_words(dates_of(loan).last_day)
    if loan.state is State.REQUESTED:
        return _("%(who)s demande un prêt pour « %(show)s »", who=row.borrower, show=row.exhibition), _("Répondre")
    if loan.state is State.COUNTERED:
        return _("%(who)s vous propose autre chose pour « %(show)s »", who=row.lender, show=row.exhibition), _(
            "Répondre"
        )
    if loan.state is State.RETURNED:
        return _("Vérifier le retour de %(who)s et clore le prêt", who=row.borrower), _("Clore")
    if loan.state is State.OUT and late and is_lender:
        return _("%(who)s devait rendre le matériel le %(day)s", who=row.borrower, day=day), _("Voir le prêt")
    if loan.state is State.OUT and late:
        return _("Le matériel de %(who)s devait être rendu le %(day)s", who=row.lender, day=day), _("Voir le prêt")
    if loan.state is State.OUT and is_lender:
        return _("%(who)s rend le matériel le %(day)s", who=row.borrower, day=day), _("Reprendre")
    if loan.state is State.OUT:
        return _("Rendre le matériel à %(who)s le %(day)s", who=row.lender, day=day), _("Voir le prêt")
    start = in_words(loan.starts_on)
    if is_lender:
        return _("Remettre le matériel à %(who)s le %(day)s", who=row.borrower, day=start), _("Remettre")
    return _("%(who)s vous remet le matériel le %(day)s", who=row.lender, day=start), _("Voir le prêt")
