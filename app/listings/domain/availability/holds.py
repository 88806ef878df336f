"""Holds: who takes what, when, and whether it blocks others."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic

from app.listings.domain.availability.period import T


class HoldKind(StrEnum):
    """Why the object is not free."""

    LOAN = "loan"
    HOLD = "hold"
    BLOCKOUT = "blockout"
    MAINTENANCE = "maintenance"
    TRANSIT = "transit"
    KIT = "kit"
    OWN_EXHIBITION = "own_exhibition"


class HoldState(StrEnum):
    """Where the hold is. The lender's own kinds (blockout, maintenance ...) are simply RESERVED."""

    DRAFT = "draft"
    REQUESTED = "requested"
    HOLD = "hold"
    RESERVED = "reserved"
    OUT = "out"
    OVERDUE = "overdue"
    RETURNED = "returned"
    CLOSED = "closed"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    MISSED = "missed"


BLOCKING = frozenset({HoldState.HOLD, HoldState.RESERVED, HoldState.OUT, HoldState.OVERDUE})
"""States that take units away from others; a request is shown but takes nothing."""

PROMISED = frozenset({HoldState.HOLD, HoldState.RESERVED})
"""States in which the object has not left yet: past their end they are no-shows and block nothing."""

TURNED_AROUND = frozenset({HoldKind.LOAN, HoldKind.HOLD, HoldKind.KIT, HoldKind.OWN_EXHIBITION})
"""Kinds after which the object has to be checked and packed again."""


@dataclass(frozen=True, slots=True)
class Hold(Generic[T]):
    """*quantity* units of a pool over ``[start, end)``; with *unit_id*, that unit and 1 of the pool.

    *returned* units are already back; *expires_at* ends a hold that nobody confirmed; *ref* names the row, so
    that an edit can leave its own rows out. *back_at* is when the leg that brings it back is over, and *turned* says
    whether the lender's work follows, where legs of transport tell (``availability/roads``); None: by the kind.
    """

    quantity: int
    start: T
    end: T
    state: HoldState = HoldState.RESERVED
    kind: HoldKind = HoldKind.LOAN
    returned: int = 0
    unit_id: int | None = None
    ref: str | int | None = None
    expires_at: datetime | None = None
    back_at: T | None = None
    turned: bool | None = None

    @property
    def is_turned(self) -> bool:
        """Whether the object has to be checked and packed after it."""
        return self.kind in TURNED_AROUND if self.turned is None else self.turned

    @property
    def remaining(self) -> int:
        """Units not yet back, never below 0."""
        return max(0, self.quantity - self.returned)

    def is_overdue(self, today: T) -> bool:
        """Out past its end, and not on its way back: it blocks without end until the lender enters a new expected
        return (*end*)."""
        end = self.end if self.back_at is None else self.back_at
        return self.state is HoldState.OVERDUE or (self.state is HoldState.OUT and end <= today)

    def is_missed(self, today: T) -> bool:
        """Promised, never collected, and over."""
        return self.state in PROMISED and self.end <= today

    def is_lapsed(self, now: datetime | None) -> bool:
        """A hold with expiry whose time is up. A reservation has no expiry: it has been confirmed."""
        return (
            self.state is HoldState.HOLD
            and self.expires_at is not None
            and now is not None
            and self.expires_at <= now
        )


@dataclass(frozen=True, slots=True)
class Block(Generic[T]):
    """What a hold really takes away: turnaround included; *end* None is endless."""

    hold: Hold[T]
    start: T
    end: T | None
    quantity: int
