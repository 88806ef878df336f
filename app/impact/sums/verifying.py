"""`flask verify`: the sums are those of the records, and every record was summed as it stands. Linear in size."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from app.core import verification
from app.core.db import db
from app.impact.models import ImpactRecord
from app.impact.sums.domain import AMOUNTS, Summand
from app.impact.sums.keeping import added_up
from app.impact.sums.models import ImpactSum, ImpactSumDoubt, ImpactSummed
from app.impact.sums.summands import summands

COUNTED = ("loans", *AMOUNTS)


def sums_match_the_records(_now: datetime) -> list[str]:
    """Adding every record up again gives the stored sums, to the gram."""
    summed = db.session.execute(select(ImpactSummed.record_id, ImpactSummed.state))
    states = {row.record_id: row.state for row in summed}
    problems: list[str] = []
    cells, doubts = added_up(_told(states, problems))
    wanted = {cell.name: tuple(sums[name] for name in COUNTED) for cell, sums in cells.items() if any(sums.values())}
    columns = [getattr(ImpactSum, name) for name in COUNTED]
    stored = {name: tuple(sums) for name, *sums in db.session.execute(select(ImpactSum.name, *columns)) if any(sums)}
    problems += [
        f"sum {name}: not what its records add up to"
        for name in sorted(wanted.keys() | stored.keys())
        if wanted.get(name) != stored.get(name)
    ]
    table = ImpactSumDoubt
    rows = db.session.execute(select(table.name, table.account, table.source, table.amount))
    kept = {(name, account, source): amount for name, account, source, amount in rows if amount}
    return problems + [
        f"sum {key[0]}: its uncertainty is not that of its records"
        for key in sorted(doubts.keys() | kept.keys())
        if doubts.get(key) != kept.get(key)
    ]


def _told(states: dict[int, str], problems: list[str]) -> Iterator[Summand]:
    for one in summands(ImpactRecord.id.isnot(None)):
        if states.get(one.id) != one.state:
            problems.append(f"record {one.id}: stands as {one.state}, summed as {states.get(one.id)}")
        yield one


def register() -> None:
    """Add the invariant to `flask verify`."""
    verification.register("impact: sums match the records", sums_match_the_records)
