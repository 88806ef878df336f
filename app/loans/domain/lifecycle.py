"""The life of a loan as a table of moves: it draws the buttons, the diagram in the docs and the tests.

``approved`` may be handed over directly: the agreement is optional unless the lender demands it. Late is not a
state: see ``is_overdue``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from app.core.errors import Refusal
from app.core.text import N_
from app.listings.domain.availability import HoldState


class State(StrEnum):
    """Where a loan is."""

    DRAFT = "draft"
    REQUESTED = "requested"
    COUNTERED = "countered"
    APPROVED = "approved"
    SIGNED = "signed"
    OUT = "out"
    RETURNED = "returned"
    CLOSED = "closed"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    NO_SHOW = "no_show"


class Action(StrEnum):
    """What can be done to a loan."""

    REQUEST = "request"
    ACCEPT = "accept"
    COUNTER = "counter"
    WITHDRAW = "withdraw"
    REFUSE = "refuse"
    CANCEL = "cancel"
    EXPIRE = "expire"
    SIGN = "sign"
    CHANGE_TERMS = "change_terms"
    CHANGE_DATES = "change_dates"
    HAND_OVER = "hand_over"
    TAKE_BACK_PART = "take_back_part"
    TAKE_BACK = "take_back"
    MARK_NO_SHOW = "mark_no_show"
    CLOSE = "close"


class Side(StrEnum):
    """Who acts: one of the two institutions, or the platform's own jobs."""

    LENDER = "lender"
    BORROWER = "borrower"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Move:
    """Where an action leads, and which sides may do it."""

    next: State
    by: frozenset[Side]


class MoveNotAllowed(Refusal):
    """The loan is not in a state for this, or it is the other side's move. Params: *state*, *action*."""

    message = N_("Ce prêt n'en est plus à cette étape : relisez-le, puis choisissez une action proposée.")


def _move(next_state: State, *by: Side) -> Move:
    return Move(next_state, frozenset(by))


_L, _B, _S = Side.LENDER, Side.BORROWER, Side.SYSTEM

MOVES: Mapping[tuple[State, Action], Move] = MappingProxyType(
    {
        (State.DRAFT, Action.REQUEST): _move(State.REQUESTED, _B),
        (State.DRAFT, Action.CANCEL): _move(State.CANCELLED, _B),
        (State.REQUESTED, Action.ACCEPT): _move(State.APPROVED, _L),
        (State.REQUESTED, Action.COUNTER): _move(State.COUNTERED, _L),
        (State.REQUESTED, Action.REFUSE): _move(State.REFUSED, _L),
        (State.REQUESTED, Action.CANCEL): _move(State.CANCELLED, _B),
        (State.REQUESTED, Action.EXPIRE): _move(State.EXPIRED, _S),
        # The lender proposed something else: it is the borrower's turn to accept it or to ask again. Until then the
        # lender may take it back, and owes an answer to the request again.
        (State.COUNTERED, Action.ACCEPT): _move(State.APPROVED, _B),
        (State.COUNTERED, Action.REQUEST): _move(State.REQUESTED, _B),
        (State.COUNTERED, Action.WITHDRAW): _move(State.REQUESTED, _L),
        (State.COUNTERED, Action.CANCEL): _move(State.CANCELLED, _B),
        (State.COUNTERED, Action.REFUSE): _move(State.REFUSED, _L),
        (State.COUNTERED, Action.EXPIRE): _move(State.EXPIRED, _S),
        # Made by whichever side signs last.
        (State.APPROVED, Action.SIGN): _move(State.SIGNED, _L, _B),
        # Proposed by one side, agreed by the other: the state stays, what was signed may not (CHANGE_TERMS).
        (State.APPROVED, Action.CHANGE_DATES): _move(State.APPROVED, _L, _B),
        (State.SIGNED, Action.CHANGE_DATES): _move(State.SIGNED, _L, _B),
        (State.OUT, Action.CHANGE_DATES): _move(State.OUT, _L, _B),
        (State.APPROVED, Action.HAND_OVER): _move(State.OUT, _L),
        (State.APPROVED, Action.CANCEL): _move(State.CANCELLED, _L, _B),
        (State.APPROVED, Action.MARK_NO_SHOW): _move(State.NO_SHOW, _L, _S),
        # What was signed is no longer what is agreed: both sides sign again.
        (State.SIGNED, Action.CHANGE_TERMS): _move(State.APPROVED, _S),
        (State.SIGNED, Action.HAND_OVER): _move(State.OUT, _L),
        (State.SIGNED, Action.CANCEL): _move(State.CANCELLED, _L, _B),
        (State.SIGNED, Action.MARK_NO_SHOW): _move(State.NO_SHOW, _L, _S),
        # What is left of a partial hand-over; a return in parts ends with TAKE_BACK.
        (State.OUT, Action.HAND_OVER): _move(State.OUT, _L),
        (State.OUT, Action.TAKE_BACK_PART): _move(State.OUT, _L),
        (State.OUT, Action.TAKE_BACK): _move(State.RETURNED, _L),
        (State.RETURNED, Action.CLOSE): _move(State.CLOSED, _L, _S),
    }
)

FINAL = frozenset(State) - {state for state, _ in MOVES}
"""States that nothing leaves."""

LIVE = frozenset({State.APPROVED, State.SIGNED, State.OUT})
"""States in which the loan is agreed and not over: its dates matter to both sides."""

HOLDS: Mapping[State, HoldState] = MappingProxyType(
    {
        State.DRAFT: HoldState.DRAFT,
        State.REQUESTED: HoldState.REQUESTED,
        # What was asked rests; what the lender proposes instead has holds of its own, with the proposal's expiry.
        State.COUNTERED: HoldState.DRAFT,
        State.APPROVED: HoldState.RESERVED,
        State.SIGNED: HoldState.RESERVED,
        State.OUT: HoldState.OUT,
        State.RETURNED: HoldState.RETURNED,
        State.CLOSED: HoldState.CLOSED,
        State.REFUSED: HoldState.REFUSED,
        State.CANCELLED: HoldState.CANCELLED,
        State.EXPIRED: HoldState.EXPIRED,
        State.NO_SHOW: HoldState.MISSED,
    }
)
"""The state of a loan's holds in the listings' calendar."""


def next_state(state: State, action: Action, side: Side) -> State:
    """Where *action* by *side* leads from *state*. Raises ``MoveNotAllowed``."""
    move = MOVES.get((state, action))
    if move is None or side not in move.by:
        raise MoveNotAllowed(state=state.value, action=action.value)
    return move.next


def actions_for(state: State, side: Side, *, all_handed_over: bool = True) -> tuple[Action, ...]:
    """What *side* can do from *state*, in the order of the table.

    With *all_handed_over* false, a loan that is out still offers the hand-over of the rest.
    """
    return tuple(
        action
        for (origin, action), move in MOVES.items()
        if origin is state
        and side in move.by
        and not (state is State.OUT and action is Action.HAND_OVER and all_handed_over)
    )


def is_overdue(state: State, last_day: date, today: date) -> bool:
    """Whether it is out after its last day (*today* in the lender's zone); on the return day it is not late."""
    return days_late(state, last_day, today) > 0


def days_late(state: State, last_day: date, today: date) -> int:
    """Days since the last day, 0 unless it is out and late."""
    return max(0, (today - last_day).days) if state is State.OUT else 0


def as_mermaid() -> str:
    """The table as a Mermaid state diagram, for the documentation."""
    arrows = [
        f"    {origin} --> {move.next}: {action} ({', '.join(sorted(move.by))})"
        for (origin, action), move in MOVES.items()
    ]
    ends = [f"    {state} --> [*]" for state in State if state in FINAL]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {State.DRAFT}", *arrows, *ends, ""])
