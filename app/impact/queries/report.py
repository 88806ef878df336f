"""An institution's year: what its exhibitions avoided by borrowing, and its activity as a lender."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import or_, select

from app.accounts.models import Institution
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.i18n import language
from app.impact.exact import ZERO
from app.impact.models import ImpactRecord
from app.impact.queries.factors import FactorLink, attributions, factor_links
from app.impact.queries.rows import RecordRow, counted, planned, standing_records
from app.impact.queries.sums import Avoided, Inventory, avoided, inventory
from app.impact.records.domain.permissions import may_read_report
from app.listings.domain.categories import categories

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A part of the avoided account: an exhibition (*id*) or a category."""

    id: int | None
    label: str
    sum: Avoided


@dataclass(frozen=True, slots=True)
class Lending:
    """What the institution did as a lender. *contributed* is credited to others: never added to anything (R17)."""

    loans: int
    objects: int
    object_days: int
    contributed: Decimal
    rows: tuple[RecordRow, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """One institution and one year. *public* is what may be published: actual, verified, with evidence.

    *internal* lacks evidence and stays inside; *expected* is planned; *footprint* is the other account.
    """

    institution_id: int
    institution: str
    institutions: tuple[tuple[int, str], ...]
    year: int
    years: tuple[int, ...]
    public: Avoided | None
    internal: Avoided | None
    expected: Avoided | None
    footprint: Inventory | None
    rows: tuple[RecordRow, ...]
    by_exhibition: tuple[GroupLine, ...]
    by_category: tuple[GroupLine, ...]
    evidence: tuple[tuple[str, int], ...]
    waiting: int
    lending: Lending | None
    factors: tuple[FactorLink, ...]
    attributions: tuple[str, ...]


def report(actor: Actor, today: date, institution_id: int | None = None, year: int | None = None) -> Report | None:
    """The report; None for a person without institution. Raises NotFound for an institution that is not theirs.

    A record belongs to the year in which its object came back (or, planned, should).
    """
    choices = _choices(actor, institution_id)
    if not choices:
        return None
    chosen = choices[0][0] if institution_id is None else institution_id
    if chosen not in dict(choices):
        raise NotFound()
    years = _years(chosen, today)
    asked = year if year in years else today.year
    borrowed, lent = _rows(chosen, asked)
    public = counted(borrowed, with_internal=False)
    everything = counted(borrowed, with_internal=True)
    total = avoided(public)
    links = factor_links((row.factor for row in public), language())
    return Report(
        institution_id=chosen,
        institution=dict(choices)[chosen],
        institutions=choices,
        year=asked,
        years=years,
        public=total,
        internal=avoided([row for row in everything if row.internal_only]),
        expected=avoided(planned(borrowed)),
        footprint=inventory(everything),
        rows=tuple(borrowed),
        by_exhibition=_groups(public, lambda row: (row.exhibition_id, row.exhibition)),
        by_category=_groups(public, lambda row: (None, _category(row.category))),
        evidence=_evidence(everything),
        waiting=sum(row.phase.value == "actual" and not row.verified for row in borrowed),
        lending=_lending(lent),
        factors=links,
        attributions=attributions(links),
    )


def _choices(actor: Actor, asked: int | None) -> tuple[tuple[int, str], ...]:
    wanted = set(actor.institution_ids)
    if asked is not None and may_read_report(actor, asked):
        wanted.add(asked)
    if asked is not None and not wanted:
        raise NotFound()
    statement = select(Institution.id, Institution.name).where(Institution.id.in_(wanted))
    return tuple((row.id, row.name) for row in db.session.execute(statement.order_by(Institution.name)))


def _years(institution_id: int, today: date) -> tuple[int, ...]:
    mine = or_(ImpactRecord.borrower_id == institution_id, ImpactRecord.lender_id == institution_id)
    ends = db.session.scalars(select(ImpactRecord.ends_on).where(mine).distinct())
    return tuple(sorted({today.year, *(end.year for end in ends)}, reverse=True))


def _rows(institution_id: int, year: int) -> tuple[list[RecordRow], list[RecordRow]]:
    of_year = ImpactRecord.ends_on.between(date(year, 1, 1), date(year, 12, 31))
    mine = or_(ImpactRecord.borrower_id == institution_id, ImpactRecord.lender_id == institution_id)
    rows = standing_records(of_year, mine)
    borrowed = [row for row in rows if row.borrower_id == institution_id]
    return borrowed, [row for row in rows if row.lender_id == institution_id]


def _groups(rows: Sequence[RecordRow], key: Callable[[RecordRow], tuple[int | None, str]]) -> tuple[GroupLine, ...]:
    groups: defaultdict[tuple[int | None, str], list[RecordRow]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    sums = [GroupLine(id, label, total) for (id, label), some in groups.items() if (total := avoided(some))]
    return tuple(sorted(sums, key=lambda line: (-line.sum.central, line.label)))


def _evidence(rows: Sequence[RecordRow]) -> tuple[tuple[str, int], ...]:
    levels = ("E3", "E2", "E1", "E0")
    return tuple((level, sum(row.evidence.value == level for row in rows)) for level in levels)


def _lending(rows: Sequence[RecordRow]) -> Lending | None:
    done = counted(rows, with_internal=True)
    if not done:
        return None
    credited = [row for row in done if not row.internal_only]
    return Lending(
        loans=len({row.loan_id for row in done}),
        objects=len(done),
        object_days=sum(row.days * row.quantity for row in done),
        contributed=sum((row.net for row in credited), ZERO),
        rows=tuple(done),
    )


def _category(id: str) -> str:
    kind = categories().get(id)
    return kind.plural[language()] if kind else id
