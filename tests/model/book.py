"""What the oracle remembers of each loan: parties, terms, holds, and where it is."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.model.recount import DAY, Held

PARIS = ZoneInfo("Europe/Paris")
ANSWERED_WITHIN, PROPOSAL_KEPT = 10, 7
"""Days: what the settings and the guide say of requests, and of a lender's own proposal."""
GIFT_ANSWERED_WITHIN = timedelta(days=30)

TABLE = {
    "accept": {"requested"},
    "refuse": {"requested", "countered"},
    "cancel": {"requested", "countered", "approved", "signed"},
    "hand_over": {"approved", "signed", "out"},
    "take_back": {"out"},
    "close": {"returned"},
    "no_show": {"approved", "signed"},
    "dates": {"approved", "signed", "out"},
    "counter": {"requested"},
    "withdraw": {"countered"},
}
"""From where each verb may be done, as the life of a loan tells it."""


def deadline(now: datetime, first: date, days: int) -> datetime:
    """The midnight at which an answer comes too late."""
    asked = now.astimezone(PARIS).date()
    last = min(asked + timedelta(days=days), max(first, asked))
    return datetime.combine(last + DAY, time.min, PARIS).astimezone(UTC)


@dataclass(eq=False)
class Line:
    """So many of a listing: what is promised and still here, what is out by name, and every unit that ever left."""

    quantity: int
    pool: Held | None = None
    out: dict[int, Held] = field(default_factory=dict)
    ever: set[int] = field(default_factory=set)


@dataclass(eq=False)
class Offer:
    """A lender's proposal: other days, other quantities, kept until its end."""

    first: date
    last: date
    quantities: dict[int, int]
    kept: list[Held]


@dataclass(eq=False)
class OtherDates:
    """A proposal to change the dates of what is agreed."""

    id: int
    by_lender: bool
    first: date
    last: date
    expires: datetime


@dataclass(eq=False)
class Deal:
    """A loan."""

    id: int
    lender: int
    borrower: int
    show: int
    first: date
    last: date
    expires: datetime
    lines: dict[int, Line]
    state: str = "requested"
    expected: date | None = None
    offer: Offer | None = None
    dates: OtherDates | None = None

    @property
    def quantities(self) -> dict[int, int]:
        """How many of each listing."""
        return {listing: line.quantity for listing, line in self.lines.items()}

    @property
    def last_day(self) -> date:
        """When everything should be back."""
        return self.expected or self.last

    @property
    def out(self) -> dict[int, Held]:
        """The units that are away."""
        return {unit: held for line in self.lines.values() for unit, held in line.out.items()}

    @property
    def pools(self) -> list[Held]:
        """What is promised and has not left."""
        return [line.pool for line in self.lines.values() if line.pool is not None]


@dataclass(eq=False)
class Present:
    """A gift: asked for until *ends*, then the units that are kept for it."""

    id: int
    listing: int
    show: int
    recipient: int
    quantity: int
    ends: datetime
    state: str = "requested"
    kept: dict[int, Held] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether it is on its way."""
        return self.state in ("requested", "approved", "signed")


@dataclass(eq=False)
class Waiting:
    """A place in a queue."""

    id: int
    listing: int
    show: int
    borrower: int
    quantity: int
    first: date
    last: date
    since: datetime
    state: str = "waiting"
    kept: Held | None = None
    deal: Deal | None = None
