"""A loan's page drawn: its line of states, its small forms, also when one of them was refused."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.actor import Actor
from app.core.clock import local_day, now
from app.core.forms import Form
from app.core.i18n import day
from app.listings import labels as listing_labels
from app.listings.labels import CONDITION
from app.loans import labels, labels_of_papers
from app.loans.domain.lifecycle import FINAL, Action, Side, State
from app.loans.forms import CancelForm, MessageForm, NewReturnForm, OnceForm, RefuseForm, SeenForm
from app.loans.forms.dates import DatesForm, DeclineDatesForm
from app.loans.forms.offering import GrantForm, grant_form
from app.loans.forms.transport import RoadForm
from app.loans.panels import loan_panels
from app.loans.queries import LoanPage, Talk, loan_talk, offer_view
from app.loans.queries.dates import dates_view
from app.loans.queries.papers.part import papers_part
from app.loans.queries.refused_days import RefusedDays, refused_days_of
from app.loans.queries.rows import kept_loan
from app.loans.queries.touched import chain_view
from app.loans.queries.transport import road_part

FORMS: dict[str, type[Form]] = {
    "proposal": SeenForm,
    "refuse": RefuseForm,
    "cancel": CancelForm,
    "new_return": NewReturnForm,
    "dates": DatesForm,
    "decline_dates": DeclineDatesForm,
    "button": OnceForm,
    "message": MessageForm,
    "road": RoadForm,
}


@dataclass(frozen=True, slots=True)
class StateView:
    """A point of the line of states, as its macro reads it."""

    label: str
    phase: str
    note: str | None


def loan_html(actor: Actor, page: LoanPage, refused: Form | None = None, talk: Talk | None = None) -> str:
    """The page; *refused* is the form that came back, shown with what was typed."""
    _kept = kept_loan(page.id)  # the parts below ask the session for it, and find it
    forms = {name: refused if isinstance(refused, kind) else kind(formdata=None) for name, kind in FORMS.items()}
    road = road_part(actor, page)
    if not isinstance(refused, RoadForm):
        forms["road"] = RoadForm(formdata=None, data={"before": road.before, "after": road.after})
    given = refused if isinstance(refused, GrantForm) else grant_form(page.lines, page.version, sent=False)
    given.seen.data = str(page.version)
    offer = offer_view(actor, page, now(), given.quantities())
    return render_template(
        "loans/show.html",
        page=page,
        states=states_of(page),
        sentence=next_sentence(page),
        forms={**forms, "accept": given},
        offer=offer,
        form=refused,
        panels=loan_panels(actor, page.id),
        chain=chain_view(actor, page, now()),
        in_vain=_in_vain(page, refused),
        road=road,
        changes=dates_view(actor, page, now(), asks=isinstance(refused, DatesForm)),
        talk=talk or loan_talk(actor, page),
        labels=labels,
        papers=papers_part(actor, page),
        paper_labels=labels_of_papers,
        listing_labels=listing_labels,
        conditions=CONDITION,
        Action=Action,
        Side=Side,
        State=State,
    )


def _in_vain(page: LoanPage, refused: Form | None) -> RefusedDays | None:
    """Why the days that were just asked are refused, and what would do."""
    if not isinstance(refused, DatesForm) or not refused.has_days:
        return None
    days = refused.days(page.dates.starts_on)
    return refused_days_of(page.id, *days, page.today, now(), names=page.is_lender)


def states_of(page: LoanPage) -> list[StateView]:
    """Where the loan is: what was done and when, what is to come and by when."""
    done = [
        (_("Demandé"), page.requested_at),
        (_("Accepté"), page.decided_at),
        (_("Remis"), page.handed_over_at),
        (_("Rendu"), page.returned_at),
        (_("Terminé"), page.closed_at),
    ]
    if page.state in FINAL and page.state is not State.CLOSED:
        reached = [one for one in done[:-1] if one[1] is not None and (one[0] != done[1][0] or _was_agreed(page))]
        stopped = labels.STATES[page.state]
        return [
            *(StateView(label, "done", _when(at, page)) for label, at in reached),
            StateView(str(stopped), "stopped", _when(page.closed_at or page.decided_at, page)),
        ]
    here = _position(page)
    return [
        StateView(label, _phase(position, here, page), _note(position, here, at, page))
        for position, (label, at) in enumerate(done)
    ]


def _was_agreed(page: LoanPage) -> bool:
    return page.decided_at is not None and page.state is not State.REFUSED


def _position(page: LoanPage) -> int:
    reached = {State.OUT: 2, State.RETURNED: 3, State.CLOSED: 4}
    return reached.get(page.state, 1 if page.state in (State.APPROVED, State.SIGNED) else 0)


def _phase(position: int, here: int, page: LoanPage) -> str:
    if position < here or page.state is State.CLOSED:
        return "done"
    return "current" if position == here else "upcoming"


def _note(position: int, here: int, at: datetime | None, page: LoanPage) -> str | None:
    if at is not None and position <= here:
        return _when(at, page)
    planned = {2: page.dates.starts_on, 3: page.dates.last_day}.get(position)
    return _("prévu le %(day)s", day=day(planned)) if planned else None


def _when(at: datetime | None, page: LoanPage) -> str | None:
    return day(local_day(at, page.zone)) if at else None


def next_sentence(page: LoanPage) -> str:
    """Who must act, what for, and by when; empty when nothing is left to do."""
    step = page.step
    if step is None:
        return ""
    what = str(labels.STEPS[step.action, step.side])
    who = page.lender.name if step.side is Side.LENDER else page.borrower.name
    if page.is_late:
        text = ngettext(
            "%(what)s, en retard de %(num)s jour", "%(what)s, en retard de %(num)s jours", page.days_late, what=what
        )
    elif step.until:
        last = local_day(step.until - timedelta.resolution, page.zone)
        text = _("%(what)s, au plus tard le %(day)s", what=what, day=day(last))
    elif step.due:
        text = _("%(what)s, prévu le %(day)s", what=what, day=day(step.due))
    else:
        text = what
    said = (
        _("À vous : %(text)s.", text=text) if page.is_my_turn else _("%(who)s doit : %(text)s.", who=who, text=text)
    )
    return str(said)
