"""A recount that shares nothing with the product's formula: every hold of every listing, day by day, from the tables.

It knows four rules and no more: what blocks (kept for somebody and not over, reserved, out), that days are half-open,
that what is out and late blocks on, and that a physical unit is in one place at a time.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import text

from app.core.db import db, is_sqlite

BLOCKS = "('hold', 'reserved', 'out')"
HELD = f"""
    SELECT id, listing_id, unit_id, quantity, start_on, end_on, state, expires_at FROM allocation
    WHERE state IN {BLOCKS}
"""
UNITS = "SELECT id, listing_id, in_service_from, out_of_service_from FROM unit"
AGREED = """
    SELECT line.id, line.loan_id, line.quantity, a.quantity AS kept, a.state FROM loan_line line
    JOIN loan ON loan.id = line.loan_id LEFT JOIN allocation a ON a.id = line.allocation_id
    WHERE loan.state = 'approved'
"""


@dataclass(frozen=True, slots=True)
class Held:
    """A hold that takes something away, on ``[start, end)``."""

    id: int
    listing_id: int
    unit_id: int | None
    quantity: int
    start: date
    end: date

    @property
    def days(self) -> Iterator[date]:
        """Each day it takes."""
        return (self.start + timedelta(days=n) for n in range((self.end - self.start).days))


def recount(now: datetime) -> list[str]:
    """What is promised twice, or agreed and not kept, in words; nothing when all is well."""
    db.session.rollback()
    held, units = list(_held(now)), _units()
    return [*_twice(held), *_too_many(held, units), *_not_kept()]


def _held(now: datetime) -> Iterator[Held]:
    for row in db.session.execute(text(HELD)):
        if row.state == "hold" and row.expires_at is not None and _instant(row.expires_at) <= now:
            continue
        start, end = _day(row.start_on), _day(row.end_on)
        if row.state == "out":
            end = max(end, now.date() + timedelta(days=1))
        yield Held(row.id, row.listing_id, row.unit_id, row.quantity, start, end)


def _units() -> dict[int, list[tuple[date, date]]]:
    found: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for row in db.session.execute(text(UNITS)):
        since = _day(row.in_service_from) if row.in_service_from else date.min
        until = _day(row.out_of_service_from) if row.out_of_service_from else date.max
        found[row.listing_id].append((since, until))
    return found


def _twice(held: list[Held]) -> list[str]:
    seen = Counter((one.unit_id, day) for one in held if one.unit_id is not None for day in one.days)
    return sorted({f"unit {unit} twice on {day}" for (unit, day), count in seen.items() if count > 1})


def _too_many(held: list[Held], units: dict[int, list[tuple[date, date]]]) -> list[str]:
    taken: Counter[tuple[int, date]] = Counter()
    for one in held:
        for day in one.days:
            taken[one.listing_id, day] += one.quantity
    found = []
    for (listing_id, day), quantity in taken.items():
        there = sum(since <= day < until for since, until in units[listing_id])
        if quantity > there:
            found.append(f"listing {listing_id} on {day}: {quantity} promised, {there} there")
    return found


def _not_kept() -> list[str]:
    rows = db.session.execute(text(AGREED))
    return [f"line {row.id}: {row}" for row in rows if (row.kept, row.state) != (row.quantity, "reserved")]


def deadlocks() -> int:
    """How often PostgreSQL ended somebody to untie a knot in this database; SQLite has one writer, and no knots."""
    db.session.rollback()
    if is_sqlite():
        return 0
    asked = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    db.session.execute(text("SELECT pg_stat_force_next_flush()"))
    counted: int = db.session.execute(text(asked)).scalar_one()
    db.session.rollback()
    return counted


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _instant(value: datetime | str) -> datetime:
    found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
