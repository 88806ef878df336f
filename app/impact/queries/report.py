"""An institution's year: what its exhibitions avoided by borrowing, and its activity as a lender.

Everything that is summed comes from the kept sums (``app.impact.sums``): the page costs the same whatever the number
of records behind it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask_babel import gettext
from sqlalchemy import ColumnElement, select

from app.accounts.models import Institution
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.i18n import language
from app.impact.charts.columns import Point, Timeline, timeline
from app.impact.charts.flows import Flows, Move, flows
from app.impact.credits.domain.kinds import Evidence
from app.impact.models import ImpactRecord
from app.impact.queries.factors import FactorLink, attributions, factor_links
from app.impact.queries.groups import (
    EvidenceLine,
    Flow,
    GroupLine,
    Partner,
    by_region,
    category_label,
    evidence_lines,
    exhibitions_named,
    group_lines,
    in_order,
    partners_named,
    region_label,
)
from app.impact.queries.rows import RecordRow, counted, newest_records, standing_records
from app.impact.queries.sums import Avoided, Inventory, avoided_from, inventory_from
from app.impact.records.domain.permissions import may_read_report
from app.impact.sums.domain import BORROWER, INTERNAL, LENDER, PLANNED, PUBLIC, WAITING
from app.impact.sums.reading import VERIFIED, Shelf, Sum, shelf, total

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Activity:
    """A part of what was lent: objects and days, no carbon (R17)."""

    key: str
    label: str
    objects: int
    object_days: int


@dataclass(frozen=True, slots=True)
class Lending:
    """What the institution did as a lender. *contributed* is credited to others: never added to anything (R17)."""

    loans: int
    objects: int
    object_days: int
    contributed: Decimal
    by_category: tuple[Activity, ...]
    by_month: tuple[Activity, ...]


@dataclass(frozen=True, slots=True)
class Charts:
    """What is drawn, laid out: time in months and years, what was lent, and who lent to whom."""

    months: Timeline | None
    years: Timeline | None
    lent: Timeline | None
    flows: Flows | None


@dataclass(frozen=True, slots=True)
class Report:
    """One institution and one year. *public* is what may be published: actual, verified, with evidence.

    *internal* lacks evidence and stays inside; *expected* is planned; *footprint* is the other account.
    *rows* are the newest of *row_count* records.
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
    row_count: int
    by_exhibition: tuple[GroupLine, ...]
    by_category: tuple[GroupLine, ...]
    by_region: tuple[GroupLine, ...]
    by_month: tuple[GroupLine, ...]
    by_year: tuple[GroupLine, ...]
    evidence: tuple[EvidenceLine, ...]
    waiting: int
    lending: Lending | None
    flows: tuple[Flow, ...]
    charts: Charts
    factors: tuple[FactorLink, ...]
    attributions: tuple[str, ...]


def report(actor: Actor, today: date, institution_id: int | None = None, year: int | None = None) -> Report | None:
    """The report; None for a person without institution. Raises NotFound for an institution that is not theirs.

    A record belongs to the year in which its object came back (or, planned, should).
    """
    found = read_report(actor, today, institution_id, year)
    return found[0] if found else None


def read_report(
    actor: Actor, today: date, institution_id: int | None, year: int | None
) -> tuple[Report, Shelf] | None:
    """The report, and the sums of what was borrowed that it was read from."""
    found = _found(actor, today, institution_id, year)
    if found is None:
        return None
    choices, chosen, asked, borrowed, lent = found
    return _report(choices, chosen, asked, _years(borrowed, lent, today), borrowed, lent), borrowed


def report_rows(actor: Actor, institution_id: int, year: int) -> list[RecordRow]:
    """Every record that the institution borrowed and that stands, planned ones included: what the files hold."""
    _choices(actor, institution_id)
    return standing_records(_in(year), ImpactRecord.borrower_id == institution_id)


def lent_rows(actor: Actor, institution_id: int, year: int) -> list[RecordRow]:
    """Every actual, verified record of what the institution lent."""
    _choices(actor, institution_id)
    return counted(standing_records(_in(year), ImpactRecord.lender_id == institution_id), with_internal=True)


def _found(
    actor: Actor, today: date, institution_id: int | None, year: int | None
) -> tuple[tuple[tuple[int, str], ...], int, int, Shelf, Shelf] | None:
    choices = _choices(actor, institution_id)
    if not choices:
        return None
    chosen = choices[0][0] if institution_id is None else institution_id
    if chosen not in dict(choices):
        raise NotFound()
    asked = year or today.year
    borrowed, lent = shelf(BORROWER, chosen, asked), shelf(LENDER, chosen, asked, with_doubts=False)
    if asked not in _years(borrowed, lent, today):
        asked = today.year
        borrowed, lent = shelf(BORROWER, chosen, asked), shelf(LENDER, chosen, asked, with_doubts=False)
    return choices, chosen, asked, borrowed, lent


def _report(
    choices: tuple[tuple[int, str], ...],
    chosen: int,
    year: int,
    years: tuple[int, ...],
    borrowed: Shelf,
    lent: Shelf,
) -> Report:
    partners = partners_named(
        [*borrowed.by_key("partner", *VERIFIED, year=year), *lent.by_key("partner", *VERIFIED, year=year)]
    )
    exhibitions = borrowed.by_key("exhibition", year=year)
    titles = exhibitions_named(exhibitions)
    public = _public(borrowed, year)
    links = factor_links(public.factors if public else (), language())
    name = dict(choices)[chosen]
    by_month = in_order(borrowed.by_key("month", year=year), lambda key: str(int(key[5:])))
    by_year = in_order(_by_year(borrowed), str)
    lending = _lending(lent, year)
    moved = _flows(borrowed, lent, year, name, partners)
    return Report(
        institution_id=chosen,
        institution=name,
        institutions=choices,
        year=year,
        years=years,
        public=public,
        internal=avoided_from(borrowed.of("all", INTERNAL, year=year)),
        expected=avoided_from(borrowed.of("all", PLANNED, year=year)),
        footprint=inventory_from(borrowed.of("all", *VERIFIED, year=year)),
        rows=tuple(newest_records(_in(year), ImpactRecord.borrower_id == chosen, limit=SHOWN)),
        row_count=borrowed.count("all", "records", PUBLIC, INTERNAL, WAITING, PLANNED, year=year),
        by_exhibition=group_lines(exhibitions, lambda key: titles.get(key, key), are_ids=True),
        by_category=group_lines(borrowed.by_key("category", year=year), category_label),
        by_region=group_lines(by_region(borrowed, year, partners), region_label),
        by_month=by_month,
        by_year=by_year,
        evidence=evidence_lines(borrowed, year),
        waiting=borrowed.count("all", "records", WAITING, year=year),
        lending=lending,
        flows=moved,
        charts=_charts(by_month, by_year, lending, moved),
        factors=links,
        attributions=attributions(links),
    )


def _public(borrowed: Shelf, year: int) -> Avoided | None:
    levels = borrowed.by_key("evidence", year=year)
    return avoided_from(
        borrowed.of("all", year=year),
        methods=tuple(borrowed.by_key("method", year=year)),
        factors=sorted(borrowed.by_key("factor", year=year)),
        evidence=[
            (level, sum(one.counted["records"] for one in levels[level.value]))
            for level in reversed(Evidence)
            if level.value in levels
        ],
    )


def _by_year(borrowed: Shelf) -> dict[str, tuple[Sum, ...]]:
    groups: dict[str, tuple[Sum, ...]] = {}
    for one in borrowed.of("all"):
        groups[str(one.year)] = (*groups.get(str(one.year), ()), one)
    return groups


def _choices(actor: Actor, asked: int | None) -> tuple[tuple[int, str], ...]:
    wanted = set(actor.institution_ids)
    if asked is not None and may_read_report(actor, asked):
        wanted.add(asked)
    if asked is not None and asked not in wanted:
        raise NotFound()
    statement = select(Institution.id, Institution.name).where(Institution.id.in_(wanted))
    return tuple((row.id, row.name) for row in db.session.execute(statement.order_by(Institution.name)))


def _years(borrowed: Shelf, lent: Shelf, today: date) -> tuple[int, ...]:
    return tuple(sorted({today.year, *(one.year for one in (*borrowed.sums, *lent.sums))}, reverse=True))


def _in(year: int) -> ColumnElement[bool]:
    return ImpactRecord.ends_on.between(date(year, 1, 1), date(year, 12, 31))


def _lending(lent: Shelf, year: int) -> Lending | None:
    done = lent.of("all", *VERIFIED, year=year)
    if not done:
        return None
    return Lending(
        loans=lent.count("all", "loans", *VERIFIED, year=year),
        objects=lent.count("all", "objects", *VERIFIED, year=year),
        object_days=lent.count("all", "object_days", *VERIFIED, year=year),
        contributed=total(lent.of("all", year=year), "net"),
        by_category=_activity(lent, "category", year),
        by_month=_activity(lent, "month", year),
    )


def _activity(lent: Shelf, dimension: str, year: int) -> tuple[Activity, ...]:
    lines = [
        Activity(
            key,
            category_label(key) if dimension == "category" else str(int(key[5:])),
            sum(one.counted["objects"] for one in sums),
            sum(one.counted["object_days"] for one in sums),
        )
        for key, sums in lent.by_key(dimension, *VERIFIED, year=year).items()
    ]
    if dimension == "month":
        return tuple(sorted(lines, key=lambda line: line.key))
    return tuple(sorted(lines, key=lambda line: (-line.object_days, line.label)))


def _flows(borrowed: Shelf, lent: Shelf, year: int, name: str, partners: dict[int, Partner]) -> tuple[Flow, ...]:
    """Who lent to the institution, then whom it lent to."""
    found = []
    for is_in, one in ((True, borrowed), (False, lent)):
        for key, sums in one.by_key("partner", *VERIFIED, year=year).items():
            partner = partners[int(key)].name if int(key) in partners else "–"
            objects = sum(each.counted["objects"] for each in sums)
            days = sum(each.counted["object_days"] for each in sums)
            found.append(Flow(partner, name, objects, days) if is_in else Flow(name, partner, objects, days))
    return tuple(found)


def _charts(
    months: Sequence[GroupLine], years: Sequence[GroupLine], lending: Lending | None, moved: Sequence[Flow]
) -> Charts:
    lent = lending.by_month if lending else ()
    return Charts(
        months=timeline([_point(line) for line in months]),
        years=timeline([_point(line) for line in years]),
        lent=timeline([Point(line.label, Decimal(line.object_days)) for line in lent]),
        flows=flows([Move(one.source, one.target, one.objects) for one in moved], gettext("autres")),
    )


def _point(line: GroupLine) -> Point:
    return Point(line.label, line.sum.central, line.sum.low, line.sum.high)
