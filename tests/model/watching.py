"""The product beside the oracle: what a verb did, what a refusal left alone, what every day shows."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import func, literal, select, union_all

from app.core import verification
from app.core.db import Base, db
from app.core.errors import Refusal
from app.listings.domain.availability import HoldState, Period, profile
from app.listings.queries.pools import pools
from app.loans.models import Loan
from tests.model.recount import DAY, Calendar

WINDOW = 45
"""Days from today on that are compared after every step."""
FAMILIES = {
    "rule": ("InThePast", "TooFarAhead", "ClosedOnThatDay", "TooShortNotice", "TooLong"),
    "units": ("NotEnoughUnits", "UnitNotFree", "UnitsPromised", "UnitPromised"),
    "move": ("MoveNotAllowed", "Forbidden", "NotAtThisTime", "RequestExpired", "ProposalExpired", "NoSuchProposal"),
}
FAMILY = {code: family for family, codes in FAMILIES.items() for code in codes}
READ_WHOLE = (
    "allocation", "kit_hold", "loan", "loan_line", "loan_unit", "proposal", "proposal_line", "asked_line",
    "waiting_place", "unit", "unit_swap", "paper", "signature", "gift", "gift_unit",
)  # fmt: skip
"""Tables whose every value a refusal must leave as it was; of the others no row may come or go."""
LETTERS = {"idempotency_key", "journal_entry", "notice", "outbox_mail"}
TOLD_IN_VAIN = {"propose_dates": LETTERS}
"""Of days that a borrower needed and could not have, the lender is told once: a letter, and nothing else."""
TAKING = (HoldState.HOLD, HoldState.RESERVED, HoldState.OUT, HoldState.OVERDUE)


@dataclass
class Diary:
    """What was done: counts for the whole run, sentences for the walk at hand."""

    steps: int = 0
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    walk: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        verbs = sorted({*self.done, *self.refused})
        return "\n".join(f"{verb:18} {self.done[verb]:5} done {self.refused[verb]:5} refused" for verb in verbs)


def attempt(diary: Diary, now: datetime, verb: str, said: str, call: Callable[[], Any], reasons: set[str]) -> Any:
    """Do it, and see that it succeeds exactly when nothing speaks against it; what it answered, None if refused.

    *reasons*: families of refusals, or their names. A refusal has to be one of them, and to change nothing.
    """
    before = digest() if reasons else None
    diary.steps += 1
    line = f"{diary.steps:5}  {now:%d %b %H:%M}  {verb}: {said}"
    try:
        answer = call()
    except Refusal as refusal:
        db.session.rollback()
        diary.walk.append(f"{line} -> {refusal.code}")
        diary.refused[verb] += 1
        assert reasons, f"{verb} was refused ({refusal.code}: {refusal}), and nothing speaks against it"
        family = FAMILY.get(refusal.code, refusal.code)
        assert family in reasons, f"{verb} was refused for {refusal.code}, not for one of {sorted(reasons)}"
        assert not (moved := changed(before) - TOLD_IN_VAIN.get(verb, set())), (
            f"{verb} was refused, and changed {sorted(moved)}"
        )
        return None
    diary.walk.append(f"{line} -> done")
    diary.done[verb] += 1
    assert not reasons, f"{verb} was done in spite of {sorted(reasons)}"
    return True if answer is None else answer


def digest() -> dict[str, str]:
    """The tables as they stand: loans and holds by value, everything else by its number of rows."""
    db.session.rollback()
    seals = {name: str(count) for name, count in db.session.execute(_counts())}
    for name in READ_WHOLE:
        rows = db.session.execute(_whole(name))
        seals[name] = hashlib.sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()
    db.session.rollback()
    return seals


@cache
def _counts() -> Any:
    tables = Base.metadata.tables
    return union_all(*(select(literal(name), func.count()).select_from(tables[name]) for name in sorted(tables)))


@cache
def _whole(name: str) -> Any:
    table = Base.metadata.tables[name]
    return select(table).order_by(*table.primary_key)


def changed(before: dict[str, str] | None) -> set[str]:
    """The tables that are not as they were."""
    return {name for name, seal in digest().items() if before is None or before[name] != seal}


def compare(calendar: Calendar, expected: dict[int, tuple[str, date, date]]) -> None:
    """Each day of each listing, each loan's state and days, and no object promised to two at once."""
    db.session.rollback()
    db.session.expire_all()
    today, now = calendar.today, calendar.now
    days = [today + n * DAY for n in range(WINDOW)]
    free = calendar.free_on(days)
    for listing, found in pools(calendar.things, today, now=now).items():
        shown = {
            stretch.period.start + n * DAY: stretch.free
            for stretch in profile(found.pool, Period(today, today + WINDOW * DAY))
            for n in range((stretch.period.end - stretch.period.start).days)
        }
        counted = free[listing]
        wrong = [f"{day}: shown {shown[day]}, counted {counted[day]}" for day in days if shown[day] != counted[day]]
        assert not wrong, f"listing {listing} on {'; '.join(wrong)}"
        _once(found.pool.holds)
    rows = db.session.execute(select(Loan.id, Loan.state, Loan.starts_on, Loan.ends_on))
    assert {row.id: (row.state.value, row.starts_on, row.ends_on) for row in rows} == expected


def _once(holds: Any) -> None:
    """No object stands twice on a day, by the raw rows."""
    taken: dict[tuple[int, date], int] = defaultdict(int)
    for hold in holds:
        if hold.unit_id is not None and hold.state in TAKING:
            for n in range((hold.end - hold.start).days):
                taken[hold.unit_id, hold.start + n * DAY] += 1
    twice = [key for key, count in taken.items() if count > 1]
    assert not twice, f"promised twice: {twice}"


def verified(now: datetime) -> None:
    """Every invariant of ``flask verify`` holds."""
    db.session.rollback()
    broken = {name: found for name, found in verification.run_all(now).items() if found}
    assert not broken, broken
