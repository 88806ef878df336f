"""Which promises no longer hold when something is late: asked of the one formula, in the order of their start.

>>> from datetime import date
>>> from app.listings.domain.availability import Stock, Terms
>>> late = Hold(1, date(2027, 3, 1), date(2027, 3, 6), HoldState.OUT, ref=1)
>>> next_one = Hold(1, date(2027, 3, 10), date(2027, 3, 20), ref=2)
>>> pool = Pool(Stock(1), (late, next_one), Terms(today=date(2027, 3, 8)))
>>> [hold.ref for hold in touched(pool, {1})]
[2]
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

from app.listings.domain.availability import Hold, HoldKind, HoldState, Period, Pool, free_units

WARNED_AHEAD = timedelta(days=30)
"""Our choice: while nobody says when late units come back, a loan that starts later than this is not alarmed yet."""

MOVABLE = frozenset({HoldKind.LOAN, HoldKind.HOLD, HoldKind.KIT})
PROMISED = frozenset({HoldState.RESERVED, HoldState.HOLD})


def giving_way(pool: Pool[date]) -> tuple[Hold[date], ...]:
    """The promises that do not fit *pool* beside what is out, what the lender blocks, and the promises before them.

    Without those named every other promise fits, and none of those named fits beside the others. What is agreed
    comes before what is only kept for somebody (a hold with expiry); then whoever starts first. Parts of a kit
    are pools of their own.
    """
    promises = sorted((hold for hold in pool.holds if _is_promise(hold, pool)), key=_turn)
    kept = replace(pool, holds=tuple(hold for hold in pool.holds if not _is_promise(hold, pool)), parts=())
    gone = []
    for hold in promises:
        if free_units(kept, _still_needed(hold, pool)) >= hold.remaining:
            kept = replace(kept, holds=(*kept.holds, hold))
        else:
            gone.append(hold)
    return tuple(sorted(gone, key=lambda hold: (hold.start, str(hold.ref))))


def touched(pool: Pool[date], late: Collection[str | int], until: date | None = None) -> tuple[Hold[date], ...]:
    """The promises that give way because of the holds named *late*: without these they would keep their place.

    *until* leaves out what starts after that day.
    """
    on_time = replace(pool, holds=tuple(hold for hold in pool.holds if hold.ref not in late))
    anyway = {hold.ref for hold in giving_way(on_time)}
    return tuple(
        hold for hold in giving_way(pool) if hold.ref not in anyway and (until is None or hold.start <= until)
    )


def _is_promise(hold: Hold[date], pool: Pool[date]) -> bool:
    terms = pool.terms
    return (
        hold.state in PROMISED
        and hold.kind in MOVABLE
        and hold.unit_id is None
        and not hold.is_missed(terms.today)
        and not hold.is_lapsed(terms.now)
        and hold.ref not in terms.exclude
    )


def _still_needed(hold: Hold[date], pool: Pool[date]) -> Period[date]:
    """Days gone by are nobody's to give back: what was not fetched on its first day is needed from today."""
    return Period(max(hold.start, pool.terms.today), hold.end)


def _turn(hold: Hold[date]) -> tuple[bool, date, str]:
    return hold.state is HoldState.HOLD, hold.start, str(hold.ref)
