"""Keeping the sums true: what a transaction writes to records or ledger is summed before it commits.

    touched by the ORM ─► session.info ─► before_commit ─► sum_up(record ids)

``sum_up`` compares the state in which a record was summed with the state it is in now, and moves it: saying it
twice changes nothing, and whatever writes records needs not know of sums. Writers hold the ledger's head, so two
never move the same sums at once.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.core.db import db, in_transaction, is_sqlite, transaction
from app.impact.models import ImpactRecord, LedgerEntry
from app.impact.records.ledger import locked_head
from app.impact.sums.domain import AMOUNTS, DOUBTED, Cell, Summand, cells_of, doubt_keys, loan_cells
from app.impact.sums.models import ImpactSum, ImpactSumDoubt, ImpactSummed
from app.impact.sums.summands import summands, summed_briefly

BATCH = 500
_TOUCHED = "ressourcerie_impact_touched"
Doubts = dict[tuple[str, str, str], int]


def listen() -> None:
    """Hear of every record and entry that is written; hearing twice changes nothing."""
    for target, name, function in (
        (ImpactRecord, "after_insert", _record_written),
        (LedgerEntry, "after_insert", _entry_written),
        (Session, "before_commit", _before_commit),
    ):
        if not event.contains(target, name, function):
            event.listen(target, name, function)


def sum_up(record_ids: Iterable[int]) -> None:
    """Move these records to the sums of the state they are in now. The caller holds the ledger's head."""
    wanted = sorted(set(record_ids))
    for first in range(0, len(wanted), BATCH):
        _sum_up(wanted[first : first + BATCH])


def sum_missing(_now: datetime) -> None:
    """Sum the records that nobody summed yet, as after the upgrade that brought the sums."""
    while True:
        with transaction() as session:
            locked_head()
            summed = select(ImpactSummed.record_id).where(ImpactSummed.record_id == ImpactRecord.id).exists()
            missing = session.scalars(select(ImpactRecord.id).where(~summed).order_by(ImpactRecord.id).limit(BATCH))
            found = missing.all()
            sum_up(found)
        if len(found) < BATCH:
            return


def sum_again() -> None:
    """Throw every sum away and add all records up again."""
    with transaction() as session:
        locked_head()
        for table in (ImpactSum, ImpactSumDoubt, ImpactSummed):
            session.execute(delete(table))
        sum_up(session.scalars(select(ImpactRecord.id)).all())


def added_up(summands: Iterable[Summand]) -> tuple[dict[Cell, dict[str, int]], Doubts]:
    """What the sums of exactly these records are."""
    cells: defaultdict[Cell, dict[str, int]] = defaultdict(lambda: dict.fromkeys(("loans", *AMOUNTS), 0))
    doubts: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    loans: defaultdict[Cell, set[int]] = defaultdict(set)
    for one in summands:
        _add(one, 1, cells, doubts)
        for cell in loan_cells(one):
            loans[cell].add(one.loan)
    for cell, found in loans.items():
        cells[cell]["loans"] = len(found)
    return cells, {key: amount for key, amount in doubts.items() if amount}


def _add(
    one: Summand, sign: int, cells: defaultdict[Cell, dict[str, int]], doubts: defaultdict[tuple[str, str, str], int]
) -> None:
    kept = doubt_keys(one)
    for cell in cells_of(one):
        sums = cells[cell]
        for name, amount in one.amounts.items():
            sums[name] += sign * amount
        if cell.dimension in DOUBTED.get(cell.side, ()):
            for account, source, amount in kept:
                doubts[cell.name, account, source] += sign * amount


def _sum_up(ids: Sequence[int]) -> None:
    before, after = _before(ids), list(summands(ImpactRecord.id.in_(ids)))
    moved = [one for one in after if before.get(one.id) != one.state]
    if not moved:
        return
    cells: defaultdict[Cell, dict[str, int]] = defaultdict(lambda: dict.fromkeys(("loans", *AMOUNTS), 0))
    doubts: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    loans = {one.loan for one in moved}
    for cell, _loan in _loans_of(loans):
        cells[cell]["loans"] -= 1
    for one in moved:
        if one.id in before:
            _add(replace(one, state=before[one.id]), -1, cells, doubts)
        _add(one, 1, cells, doubts)
    _write(ImpactSummed, ["record_id"], [{"record_id": one.id, "state": one.state} for one in moved], replaces=True)
    for cell, _loan in _loans_of(loans):
        cells[cell]["loans"] += 1
    _write_sums(cells, doubts)


def _write_sums(cells: Mapping[Cell, dict[str, int]], doubts: Mapping[tuple[str, str, str], int]) -> None:
    rows = [
        {**_named(cell), **sums}
        for cell, sums in sorted(cells.items(), key=lambda one: one[0].name)
        if any(sums.values())
    ]
    _write(ImpactSum, ["name"], rows)
    _write(
        ImpactSumDoubt,
        ["name", "account", "source"],
        [
            {"name": name, "account": account, "source": source, "amount": amount}
            for (name, account, source), amount in sorted(doubts.items())
            if amount
        ],
    )


def _write(model: Any, key: list[str], rows: list[dict[str, Any]], *, replaces: bool = False) -> None:
    """Add to the rows that are there, or put these in their place."""
    if not rows:
        return
    table = model.__table__
    insert = (sqlite.insert if is_sqlite() else postgresql.insert)(table)
    changed = [name for name in rows[0] if name not in (*key, "side", "subject", "year", "state", "dimension", "key")]
    if replaces:
        changed = [name for name in rows[0] if name not in key]
    values = {name: insert.excluded[name] if replaces else table.c[name] + insert.excluded[name] for name in changed}
    db.session.execute(insert.on_conflict_do_update(index_elements=key, set_=values), rows)


def _named(cell: Cell) -> dict[str, Any]:
    return {
        "name": cell.name,
        "side": cell.side,
        "subject": cell.subject,
        "year": cell.year,
        "state": cell.state,
        "dimension": cell.dimension,
        "key": cell.key,
    }


def _before(ids: Sequence[int]) -> dict[int, str]:
    statement = select(ImpactSummed.record_id, ImpactSummed.state).where(ImpactSummed.record_id.in_(ids))
    return {row.record_id: row.state for row in db.session.execute(statement)}


def _loans_of(loans: Iterable[int]) -> set[tuple[Cell, int]]:
    """Which sums hold a record of these loans, as it was summed."""
    return {(cell, one.loan) for one in summed_briefly(loans) for cell in loan_cells(one)}


def _record_written(_mapper: Any, _connection: Any, record: ImpactRecord) -> None:
    _touch(record.id, record.supersedes_id)


def _entry_written(_mapper: Any, _connection: Any, entry: LedgerEntry) -> None:
    _touch(entry.record_id)


def _touch(*record_ids: int | None) -> None:
    touched = db.session().info.setdefault(_TOUCHED, set())
    touched.update(id for id in record_ids if id is not None)


def _before_commit(session: Session) -> None:
    if session.info.get(_TOUCHED) is None or not in_transaction():
        return
    session.flush()
    sum_up(session.info.pop(_TOUCHED, ()))
