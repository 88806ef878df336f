"""What a loan asks of a counter, and on which day: something leaves, something comes back, something is late.

>>> stay = Stay(State.OUT, date(2027, 3, 8), date(2027, 3, 19), date(2027, 3, 19))
>>> [(move.kind.value, move.day.day) for move in moves_of(stay, today=date(2027, 3, 22))]
[('leaves', 8), ('late', 22)]
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.loans.domain.lifecycle import LIVE, State

AGREED = frozenset(LIVE | {State.RETURNED, State.CLOSED})
"""States in which something leaves and comes back, or did."""
COMING = frozenset({State.APPROVED, State.SIGNED})
BACK = frozenset({State.RETURNED, State.CLOSED})


class MoveKind(StrEnum):
    """What happens at the counter, most pressing first."""

    LATE = "late"
    LEAVES = "leaves"
    RETURNS = "returns"


ORDER = {kind: position for position, kind in enumerate(MoveKind)}


@dataclass(frozen=True, slots=True)
class Stay:
    """What of a loan decides its days, both included; *last_day* is the new return day where there is one, and
    *road_home* how many days the objects travel after it."""

    state: State
    starts_on: date
    ends_on: date
    last_day: date
    road_home: int = 0

    @property
    def home_on(self) -> date:
        """The day by which everything should be back at the lender's."""
        return self.last_day + timedelta(days=self.road_home)


@dataclass(frozen=True, slots=True)
class Move:
    """*kind* on *day*; *due* is the day agreed when that was before, None when it is the day itself."""

    kind: MoveKind
    day: date
    is_done: bool = False
    due: date | None = None


def moves_of(stay: Stay, today: date) -> tuple[Move, ...]:
    """When it leaves and when it comes back (*today* is the lender's).

    What nobody has fetched is expected today until its last day is over, and then no more; what should be back
    is expected at the end of the road home, and late from the next day on, every day until it is back.
    """
    if stay.state in COMING:
        return _expected(stay, today)
    if stay.state not in AGREED:
        return ()
    leaves = Move(MoveKind.LEAVES, stay.starts_on, is_done=True)
    if stay.state is State.OUT and stay.home_on < today:
        return leaves, Move(MoveKind.LATE, today, due=stay.home_on)
    if stay.state is State.OUT and stay.last_day < today:
        return leaves, Move(MoveKind.RETURNS, stay.home_on, due=stay.last_day)
    return leaves, Move(MoveKind.RETURNS, stay.last_day, is_done=stay.state in BACK)


def _expected(stay: Stay, today: date) -> tuple[Move, ...]:
    if today > stay.ends_on:
        return ()
    day = max(stay.starts_on, today)
    due = stay.starts_on if day != stay.starts_on else None
    return Move(MoveKind.LEAVES, day, due=due), Move(MoveKind.RETURNS, stay.last_day)
