"""Reading sums: two statements give everything that a dashboard shows of one subject."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from app.core.db import db
from app.impact.estimates import Z_90
from app.impact.exact import ZERO, exactly, shown
from app.impact.sums.domain import AMOUNTS, GRAIN, INTERNAL, PUBLIC
from app.impact.sums.models import ImpactSum, ImpactSumDoubt

GRAMS_GRAIN = 3
COUNTED = ("loans", *AMOUNTS)
AVOIDED = frozenset({"avoided"})
INVENTORY = frozenset({"making", "moving", "energy"})
Doubts = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Sum:
    """One stored sum: whole numbers, in grams for carbon. *doubts* by (account, source), in 10⁻⁹."""

    subject: int
    year: int
    state: str
    dimension: str
    key: str
    counted: Mapping[str, int]
    doubts: Doubts

    def kilograms(self, name: str) -> Decimal:
        """One of the amounts, in kg CO2e."""
        return Decimal(self.counted[name]).scaleb(-3)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The sums of one subject."""

    sums: tuple[Sum, ...]

    def of(self, dimension: str, *states: str, year: int | None = None) -> tuple[Sum, ...]:
        """Those of one dimension, in these states (public when none is said), that are not empty."""
        wanted = states or (PUBLIC,)
        return tuple(
            one
            for one in self.sums
            if one.dimension == dimension
            and one.state in wanted
            and one.counted["records"]
            and year in (None, one.year)
        )

    def count(self, dimension: str, name: str, *states: str, year: int | None = None) -> int:
        """The total of one count."""
        return sum(one.counted[name] for one in self.of(dimension, *states, year=year))

    def by_key(self, dimension: str, *states: str, year: int | None = None) -> dict[str, tuple[Sum, ...]]:
        """The sums of a dimension by their key."""
        groups: defaultdict[str, list[Sum]] = defaultdict(list)
        for one in self.of(dimension, *states, year=year):
            groups[one.key].append(one)
        return {key: tuple(some) for key, some in groups.items()}


def shelf(side: str, subject: int, year: int | None = None, *, with_doubts: bool = True) -> Shelf:
    """Everything of *year*, and the totals of every year. Without a year: everything."""
    of_subject = (ImpactSum.side == side, ImpactSum.subject == subject)
    when = () if year is None else (or_(ImpactSum.year == year, ImpactSum.dimension == "all"),)
    rows = db.session.execute(
        select(
            *(ImpactSum.name, ImpactSum.subject, ImpactSum.year, ImpactSum.state, ImpactSum.dimension, ImpactSum.key),
            *(getattr(ImpactSum, name) for name in COUNTED),
        ).where(*of_subject, *when, ImpactSum.records > 0)
    ).all()
    doubts = _doubts(*of_subject, *when) if with_doubts else {}
    return Shelf(tuple(_read(row, doubts.get(row[0], {})) for row in rows))


def _read(row: Sequence[Any], doubts: Doubts) -> Sum:
    _name, subject, year, state, dimension, key, *counted = row
    return Sum(subject, year, state, dimension, key, dict(zip(COUNTED, counted, strict=True)), doubts)


def interval(sums: Iterable[Sum], accounts: frozenset[str], central: Decimal) -> tuple[Decimal, Decimal]:
    """The 90 % interval around *central*: linear within one source, in quadrature between sources."""
    linear: defaultdict[str, int] = defaultdict(int)
    squares = 0
    for one in sums:
        for (account, source), amount in one.doubts.items():
            if account in accounts and source:
                linear[source] += amount
            elif account in accounts:
                squares += amount
    with exactly():
        shared = sum((Decimal(amount).scaleb(-GRAIN) ** 2 for amount in linear.values()), ZERO)
        u = (shared + Decimal(squares).scaleb(-GRAIN)).sqrt()
        return shown(central - Z_90 * u, GRAMS_GRAIN), shown(central + Z_90 * u, GRAMS_GRAIN)


def total(sums: Sequence[Sum], name: str) -> Decimal:
    """One amount over these sums, in kg CO2e."""
    return Decimal(sum(one.counted[name] for one in sums)).scaleb(-3)


def _doubts(*conditions: ColumnElement[bool]) -> dict[str, dict[tuple[str, str], int]]:
    found: defaultdict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    statement = (
        select(ImpactSumDoubt.name, ImpactSumDoubt.account, ImpactSumDoubt.source, ImpactSumDoubt.amount)
        .join(ImpactSum, ImpactSum.name == ImpactSumDoubt.name)
        .where(*conditions, ImpactSum.records > 0)
    )
    for name, account, source, amount in db.session.execute(statement):
        found[name][account, source] = amount
    return found


VERIFIED = (PUBLIC, INTERNAL)
"""What the footprint counts: it does not depend on what is known of the alternative."""
