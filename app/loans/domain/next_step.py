"""Who must act next, and by when: the sentence at the top of a loan's page."""

from dataclasses import dataclass
from datetime import date, datetime

from app.loans.domain.lifecycle import Action, Side, State
from app.loans.domain.timing import Dates


@dataclass(frozen=True, slots=True)
class NextStep:
    """*action* is *side*'s to do, by the end of *due* (a day of the lender's), or until *until* (an instant)."""

    action: Action
    side: Side
    due: date | None = None
    until: datetime | None = None


def next_step(state: State, dates: Dates, today: date, *, all_handed_over: bool = True) -> NextStep | None:
    """The one thing to do next; None when the loan is over.

    What was not handed over with the rest still can be, until the last day; then only the return remains.
    """
    if state is State.REQUESTED:
        return NextStep(Action.ACCEPT, Side.LENDER, until=dates.expires_at)
    if state is State.COUNTERED:
        return NextStep(Action.ACCEPT, Side.BORROWER, until=dates.expires_at)
    if state in (State.APPROVED, State.SIGNED):
        action = Action.HAND_OVER if today <= dates.ends_on else Action.MARK_NO_SHOW
        return NextStep(action, Side.LENDER, due=dates.starts_on)
    if state is State.OUT:
        rest = not all_handed_over and today <= dates.starts_on
        return NextStep(
            Action.HAND_OVER if rest else Action.TAKE_BACK,
            Side.LENDER,
            due=dates.starts_on if rest else dates.last_day,
        )
    return NextStep(Action.CLOSE, Side.LENDER) if state is State.RETURNED else None
