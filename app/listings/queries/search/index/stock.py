"""What there is of each listing and what is promised of it: the ledger as columns."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from app.listings.domain.availability import HoldState
from app.listings.queries.search.index.arrays import EVER, NEVER, AnyArray, Ints, Longs, Mask, counted, instant, snug

STATES = {HoldState.HOLD: 0, HoldState.RESERVED: 0, HoldState.OUT: 1, HoldState.OVERDUE: 2}
"""Promised, away, late."""
PROMISED, OUT, OVERDUE = 0, 1, 2
NOT_LENT = -1
"""Instead of a turnaround: a kind of hold after which nothing has to be checked again."""


@dataclass(frozen=True, slots=True)
class Stock:
    """Units in service: *steady* ones of each row, whatever the day, and those *dated* ones: *count* units of
    *row* on ``[since, until)``, their listing's own days already taken into account (`pools.served`)."""

    steady: Ints
    row: Ints
    since: Ints
    until: Ints
    count: Ints

    def patched(self, rows: AnyArray, new: "Stock") -> "Stock":
        """The same with what *new* says of *rows*."""
        keep = ~np.isin(self.row, rows)
        steady = np.zeros(len(new.steady), dtype=np.promote_types(self.steady.dtype, new.steady.dtype))
        steady[: len(self.steady)] = self.steady
        steady[rows] = new.steady[rows]
        return Stock(
            steady,
            np.concatenate([self.row[keep], new.row]),
            np.concatenate([self.since[keep], new.since]),
            np.concatenate([self.until[keep], new.until]),
            np.concatenate([self.count[keep], new.count]),
        )

    def in_service(self, today: int) -> Ints:
        """The units of each row that may be asked for, whoever has them now: in service today or later."""
        serving = self.until > today
        return self.steady + counted(self.row[serving], self.count[serving], len(self.steady))


def stock_of(
    row: Ints, since: Ints, until: Ints, count: Ints, offered_from: Ints, offered_until: Ints, size: int
) -> Stock:
    """The stock of units in service on ``[since, until)``, while their listing is offered (days by row, the last
    one excluded)."""
    since = np.maximum(since, offered_from[row])
    until = np.minimum(until, offered_until[row])
    until = np.maximum(until, np.where(since > EVER, since, EVER))
    steady = (since <= EVER) & (until >= NEVER)
    dated = ~steady
    always = snug(counted(row[steady], count[steady], size))
    return Stock(always, row[dated], since[dated], until[dated], snug(count[dated]))


@dataclass(frozen=True, slots=True)
class Ledger:
    """Holds that may take something away: *units* of *row* on ``[start, end)`` and, until *rested*, the lender's
    work after it (*rest* open days, or `NOT_LENT`). *expires* is the instant at which nobody confirmed it."""

    row: Ints
    start: Ints
    end: Ints
    rest: Ints
    rested: Ints
    units: Ints
    state: Ints
    expires: Longs

    def chosen(self, keep: Mask) -> "Ledger":
        """Those kept."""
        return Ledger(*(getattr(self, name)[keep] for name in self.__slots__))

    def patched(self, rows: AnyArray, new: "Ledger") -> "Ledger":
        """The same with what *new* says of *rows*."""
        keep = ~np.isin(self.row, rows)
        return Ledger(*(np.concatenate([getattr(self, n)[keep], getattr(new, n)]) for n in self.__slots__))

    def blocks(self, today: int, now: datetime) -> tuple[Mask, Ints]:
        """Which holds block, and until when: `formula.block_of` for all of them."""
        over = self.end <= today
        missed = (self.state == PROMISED) & over
        late = (self.state == OVERDUE) | ((self.state == OUT) & over)
        lapsed = self.expires <= instant(now, 0)
        return ~(missed | lapsed), np.where(late, np.int32(NEVER), self.rested)


@dataclass(frozen=True, slots=True)
class Kits:
    """*count* units of row *member* go out with each unit of row *kit*."""

    kit: Ints
    member: Ints
    count: Ints
