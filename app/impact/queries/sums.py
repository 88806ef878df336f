"""Sums of records: the avoided account and the inventory, each on its own, each with its doubt."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.impact.credits.domain.kinds import Evidence
from app.impact.estimates import Estimate, combined
from app.impact.exact import ZERO, exactly, shown
from app.impact.queries.rows import RecordRow
from app.impact.records.domain.settling import BURDENS
from app.impact.sums.reading import AVOIDED, INVENTORY, Sum, interval, total
from app.impact.sums.summands import SPENT

GRAIN = 3


@dataclass(frozen=True, slots=True)
class Avoided:
    """Some credits summed, in kg CO2e. *low* to *high* is the 90 % interval, *low_bound* the run with ρ = 0.29.

    *spent* are the burdens by kind, *with_reuse* and *without_reuse* the two bars, in the same boundary;
    *by_evidence* counts records; *methods* has several entries only when versions were mixed (R20: say so).
    """

    central: Decimal
    low: Decimal
    high: Decimal
    low_bound: Decimal
    made_less: Decimal
    burdens: Decimal
    spent: tuple[tuple[str, Decimal], ...]
    with_reuse: Decimal
    without_reuse: Decimal
    records: int
    objects: int
    loans: int
    methods: tuple[str, ...]
    factors: tuple[str, ...]
    by_evidence: tuple[tuple[Evidence, int], ...]

    @property
    def logistics_avoided(self) -> Decimal:
        """What the reference would have emitted to move its own objects, where it is documented: outside the cap."""
        with exactly():
            return self.central + self.burdens - self.made_less

    @property
    def sign_established(self) -> bool:
        """Whether the interval leaves 0 out."""
        return not self.low <= 0 <= self.high

    @property
    def documented_percent(self) -> int:
        """The share of records with a dated document, in per cent."""
        found = dict(self.by_evidence).get(Evidence.DOCUMENTED, 0)
        return round(Decimal(100 * found) / self.records) if self.records else 0


@dataclass(frozen=True, slots=True)
class Inventory:
    """Some uses in the footprint, in kg CO2e, with the 90 % interval of the total."""

    making: Decimal
    moving: Decimal
    energy: Decimal
    total: Decimal
    low: Decimal
    high: Decimal
    factors: tuple[str, ...]


def avoided(rows: Sequence[RecordRow]) -> Avoided | None:
    """The sum of these credits, negative ones included (R2); None when there is none."""
    if not rows:
        return None
    with exactly():
        estimate = Estimate(_sum(rows, "net"), combined(doubt for row in rows for doubt in row.doubts()))
        return Avoided(
            central=estimate.value,
            low=shown(estimate.low, GRAIN),
            high=shown(estimate.high, GRAIN),
            low_bound=_sum(rows, "low_bound"),
            made_less=_sum(rows, "draw"),
            burdens=_sum(rows, "burdens"),
            spent=_spent(rows),
            with_reuse=_sum(rows, "footprint"),
            without_reuse=_sum(rows, "reference"),
            records=len(rows),
            objects=sum(row.quantity for row in rows),
            loans=len({row.loan_id for row in rows if row.loan_id}),
            methods=tuple(sorted({row.method for row in rows})),
            factors=tuple(dict.fromkeys(row.factor for row in rows)),
            by_evidence=tuple(
                (level, count)
                for level in reversed(Evidence)
                if (count := sum(row.evidence is level for row in rows))
            ),
        )


def inventory(rows: Sequence[RecordRow]) -> Inventory | None:
    """The inventory of these uses; None when there is none."""
    if not rows:
        return None
    with exactly():
        total = Estimate(_sum(rows, "footprint"), combined(doubt for row in rows for doubt in row.footprint_doubts()))
        return Inventory(
            making=_sum(rows, "making"),
            moving=_sum(rows, "moving"),
            energy=_sum(rows, "energy"),
            total=total.value,
            low=shown(total.low, GRAIN),
            high=shown(total.high, GRAIN),
            factors=tuple(dict.fromkeys(name for row in rows for name in factors_of(row))),
        )


def avoided_from(
    sums: Sequence[Sum],
    methods: Sequence[str] = (),
    factors: Sequence[str] = (),
    evidence: Sequence[tuple[Evidence, int]] = (),
) -> Avoided | None:
    """The same as :func:`avoided`, from stored sums; None when there is none."""
    if not sums:
        return None
    central = total(sums, "net")
    low, high = interval(sums, AVOIDED, central)
    spent = zip(BURDENS, (total(sums, name) for name in SPENT), strict=True)
    return Avoided(
        central=central,
        low=low,
        high=high,
        low_bound=total(sums, "low_bound"),
        made_less=total(sums, "draw"),
        burdens=total(sums, "burdens"),
        spent=tuple((name, amount) for name, amount in spent if amount),
        with_reuse=total(sums, "footprint"),
        without_reuse=total(sums, "reference"),
        records=sum(one.counted["records"] for one in sums),
        objects=sum(one.counted["objects"] for one in sums),
        loans=sum(one.counted["loans"] for one in sums),
        methods=tuple(sorted(methods)),
        factors=tuple(factors),
        by_evidence=tuple(evidence),
    )


def inventory_from(sums: Sequence[Sum]) -> Inventory | None:
    """The same as :func:`inventory`, from stored sums; None when there is none."""
    if not sums:
        return None
    central = total(sums, "footprint")
    low, high = interval(sums, INVENTORY, central)
    return Inventory(
        making=total(sums, "making"),
        moving=total(sums, "moving"),
        energy=total(sums, "energy"),
        total=central,
        low=low,
        high=high,
        factors=tuple(sorted({source for one in sums for account, source in one.doubts if account in INVENTORY})),
    )


def factors_of(row: RecordRow) -> tuple[str, ...]:
    """The factors behind one record, manufacturing first."""
    electricity = row.inputs.electricity
    return (row.factor, row.inputs.journey.factor, *((electricity.factor,) if electricity else ()))


def _spent(rows: Sequence[RecordRow]) -> tuple[tuple[str, Decimal], ...]:
    """The burdens that are not 0, in the order of the method."""
    each = [row.spent() for row in rows]
    totals = {name: sum((one[name] for one in each), ZERO) for name in BURDENS}
    return tuple((name, amount) for name, amount in totals.items() if amount)


def _sum(rows: Sequence[RecordRow], name: str) -> Decimal:
    return sum((getattr(row, name) for row in rows), ZERO)
