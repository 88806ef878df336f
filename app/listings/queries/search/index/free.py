"""The one availability formula for many pools at once: the twin of `app.listings.domain.availability.free_units`.

A test holds the two together over pools of every sort. Rows are those of the snapshot, days are numbers.
"""

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from app.listings.queries.search.index.arrays import NEVER, AnyArray, Ints, counted
from app.listings.queries.search.index.snapshot import Snapshot
from app.listings.queries.search.index.stock import Ledger


@dataclass(frozen=True, slots=True)
class Living:
    """The holds of *ledger* that take something away after a day: *units* of *row* on ``[start, end)``."""

    ledger: Ledger
    row: Ints
    start: Ints
    end: Ints
    units: Ints


@dataclass(frozen=True, slots=True)
class Moment:
    """The instant at which a question is asked. What comes nearest asks about the same days again and again."""

    today: int
    now: datetime
    _living: dict[int, Living] = field(default_factory=dict, compare=False, repr=False)

    def living(self, ledger: Ledger, first: int) -> Living:
        """Holds that block now and are not over on day *first*."""
        kept = self._living.get(first)
        if kept is None or kept.ledger is not ledger:
            blocking, ends = ledger.blocks(self.today, self.now)
            mine = np.flatnonzero(blocking & (ends > first))
            kept = Living(ledger, ledger.row[mine], ledger.start[mine], ends[mine], ledger.units[mine])
            self._living[first] = kept
        return kept


@dataclass(frozen=True, slots=True)
class Events:
    """What changes during a window, in order: slot, day, units in service more or fewer, units held more or fewer.

    *stocked* and *held* are the units of each slot when the window begins.
    """

    stocked: Ints
    held: Ints
    slot: Ints
    day: Ints
    stock_change: Ints
    held_change: Ints


def free_over(snapshot: Snapshot, rows: Ints, first: int, end: int, at: Moment) -> Ints:
    """The units of each of *rows* that are free at every moment of ``[first, end)`` and of the lender's work after
    it; for a kit the least of its own and of what its members make. Negative where too much is promised."""
    wanted, kit, member, count = _with_members(snapshot, rows)
    sites, rest = snapshot.site_row[wanted], snapshot.listings.turnaround[wanted]
    ends = snapshot.sites.needed_until(sites, first, np.full(len(wanted), end, dtype=np.int32), True)
    tail = snapshot.sites.after(sites, ends, rest)
    events = _events(snapshot, wanted, first, tail, at)
    free = _least(events, ends)
    np.minimum.at(free, kit, free[member] // count)
    return free[: len(rows)]


def in_service(snapshot: Snapshot, rows: Ints, today: int) -> Ints:
    """The units of each of *rows* that may be asked for when no day was said; of kits, those that can be made up."""
    wanted, kit, member, count = _with_members(snapshot, rows)
    free = snapshot.in_service(today)[wanted]
    np.minimum.at(free, kit, free[member] // count)
    return free[: len(rows)]


def first_free(snapshot: Snapshot, rows: Ints, quantity: int, first: int, at: Moment) -> Ints:
    """The first day from *first* on at which *quantity* units of each of *rows* are there at once; `NEVER`."""
    wanted, kit, member, count = _with_members(snapshot, rows)
    events = _events(snapshot, wanted, first, np.full(len(wanted), NEVER, dtype=np.int32), at)
    needed = np.full(len(wanted), quantity, dtype=np.int32)
    needed[len(rows) :] = 0
    found = _first_with(events, needed, first)[: len(rows)]
    for one in np.unique(kit):
        mine = np.flatnonzero(kit == one)
        parts = [(int(one), quantity), *((int(member[n]), quantity * int(count[n])) for n in mine)]
        found[one] = _first_with_all(events, parts, first)
    return found


def first_gap(snapshot: Snapshot, rows: Ints, quantity: int, first: int, days: int, at: Moment) -> Ints:
    """The day from *first* on before which no *days* in a row can have *quantity* units of each of *rows*; `NEVER`.

    The day itself may still not do: the lender's work after a loan and the members of a kit are not looked at.
    """
    events = _events(snapshot, rows, first, np.full(len(rows), NEVER, dtype=np.int32), at)
    end = np.full(len(rows), first + days, dtype=np.int32)
    needed = snapshot.sites.needed_until(snapshot.site_row[rows], first, end, True) - first
    found = np.full(len(rows), NEVER, dtype=np.int32)
    slot, day, stocked, held = _levels(events) if events.slot.size else (events.slot, events.day, *(events.slot,) * 2)
    every = np.arange(len(rows), dtype=np.int32)
    slot = np.concatenate([every, slot])
    order = np.argsort(slot, kind="stable")
    slot, day = slot[order], np.concatenate([np.full_like(every, first), day])[order]
    enough = np.concatenate([events.stocked - events.held, stocked - held])[order] >= quantity
    until = _next_short(slot, day, enough)
    fits = enough & (until - day >= needed[slot])
    np.minimum.at(found, slot[fits], day[fits])
    return found


def _next_short(slot: Ints, day: Ints, enough: AnyArray) -> AnyArray:
    """After each change, the day of its slot's next one that leaves too little; `NEVER`. Slots and days ascend."""
    short = np.append(np.flatnonzero(~enough), len(slot))
    following = short[np.searchsorted(short, np.arange(len(slot)))]
    at_end = following == len(slot)
    following[at_end] = 0
    mine = ~at_end & (slot[following] == slot)
    return np.where(mine, day[following], np.int64(NEVER))


def _with_members(snapshot: Snapshot, rows: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """*rows* and behind them the members of the kits among them; then by slot: kit, member, how many of it."""
    kits = snapshot.kits
    if kits.kit.size == 0:
        return rows, kits.kit, kits.kit, kits.count
    slots = np.full(snapshot.size, -1, dtype=np.int32)
    slots[rows] = np.arange(len(rows), dtype=np.int32)
    asked = slots[kits.kit] >= 0
    members = np.unique(kits.member[asked])
    missing = members[slots[members] < 0]
    slots[missing] = np.arange(len(rows), len(rows) + len(missing), dtype=np.int32)
    wanted = np.concatenate([rows, missing.astype(np.int32)])
    return wanted, slots[kits.kit[asked]], slots[kits.member[asked]], kits.count[asked]


def _events(snapshot: Snapshot, wanted: Ints, first: int, tail: Ints, at: Moment) -> Events:
    slots = np.full(snapshot.size, -1, dtype=np.int32)
    slots[wanted] = np.arange(len(wanted), dtype=np.int32)
    stock, living = snapshot.stock, at.living(snapshot.ledger, first)
    of = slots[stock.row]
    mine = np.flatnonzero(of >= 0)
    slot, since, until, count = of[mine], stock.since[mine], stock.until[mine], stock.count[mine]
    serving = (since <= first).astype(np.int32) - (until <= first)
    stocked = stock.steady[wanted] + counted(slot, serving * count, len(wanted))
    enters, leaves = _within(since, first, tail[slot]), _within(until, first, tail[slot])
    of = slots[living.row]
    mine = np.flatnonzero(of >= 0)
    mine = mine[living.start[mine] < tail[of[mine]]]
    taker, start, end, units = of[mine], living.start[mine], living.end[mine], living.units[mine]
    held = counted(taker, (start <= first) * units, len(wanted))
    takes, gives = start > first, _within(end, first, tail[taker])
    nothing = np.zeros(len(slot), dtype=np.int32), np.zeros(len(taker), dtype=np.int32)
    return Events(
        stocked,
        held,
        slot=np.concatenate([slot[enters], slot[leaves], taker[takes], taker[gives]]),
        day=np.concatenate([since[enters], until[leaves], start[takes], end[gives]]),
        stock_change=np.concatenate([count[enters], -count[leaves], nothing[1][takes], nothing[1][gives]]),
        held_change=np.concatenate([nothing[0][enters], nothing[0][leaves], units[takes], -units[gives]]),
    )


def _within(days: Ints, first: int, tail: Ints) -> AnyArray:
    return (days > first) & (days < tail)


def _least(events: Events, ends: Ints) -> Ints:
    """The least of what is free when the window begins and after each change. After its slot's end a unit that
    leaves the stock is not missed: nobody asked for it any more."""
    free = events.stocked - events.held
    if events.slot.size == 0:
        return free
    early = events.day < ends[events.slot]
    at_the_end = events.stocked + counted(events.slot[early], events.stock_change[early], len(free))
    slot, day, stocked, held = _levels(events)
    stocked = np.where(day >= ends[slot], np.maximum(stocked, at_the_end[slot]), stocked)
    np.minimum.at(free, slot, stocked - held)
    return free


def _levels(events: Events) -> tuple[Ints, Ints, Ints, Ints]:
    """Slot, day, units in service and held from each change on; changes of one day are summed first."""
    key = (events.slot.astype(np.int64) << 32) | (events.day.astype(np.int64) + (1 << 31))
    order = np.argsort(key)
    key, slot = key[order], events.slot[order]
    starts = np.flatnonzero(np.concatenate([[True], slot[1:] != slot[:-1]]))
    last = np.flatnonzero(np.concatenate([key[1:] != key[:-1], [True]]))

    def running(change: Ints, base: Ints) -> Ints:
        total = np.cumsum(change[order], dtype=np.int64)
        before = np.where(starts > 0, total[starts - 1], 0)
        lengths = np.diff(np.concatenate([starts, [len(slot)]]))
        found: Ints = (total - np.repeat(before, lengths) + base[slot])[last].astype(np.int32)
        return found

    stocked, held = running(events.stock_change, events.stocked), running(events.held_change, events.held)
    return slot[last], events.day[order][last], stocked, held


def _first_with(events: Events, needed: Ints, first: int) -> Ints:
    """The first day on which each slot has what it *needed*."""
    found = np.where(events.stocked - events.held >= needed, np.int32(first), np.int32(NEVER))
    if events.slot.size:
        slot, day, stocked, held = _levels(events)
        enough = (stocked - held >= needed[slot]) & (found[slot] > first)
        np.minimum.at(found, slot[enough], day[enough])
    return found


def _first_with_all(events: Events, parts: list[tuple[int, int]], first: int) -> int:
    """The same for several slots at once: a kit and its members."""
    of = [np.flatnonzero(events.slot == slot) for slot, _ in parts]
    days = sorted({first, *(int(day) for some in of for day in events.day[some])})
    for day in days:
        if all(_free_at(events, slot, some, day) >= needed for (slot, needed), some in zip(parts, of, strict=True)):
            return day
    return NEVER


def _free_at(events: Events, slot: int, some: AnyArray, day: int) -> int:
    past = some[events.day[some] <= day]
    change = events.stock_change[past].sum() - events.held_change[past].sum()
    return int(events.stocked[slot] - events.held[slot] + change)
