"""The whole network: what its verified loans avoided, with the conditions, and what the platform itself emits."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

from flask import url_for
from flask_babel import gettext, ngettext
from sqlalchemy import func, select

from app.accounts.models import Institution
from app.core.db import db
from app.core.geo import regions
from app.core.i18n import language, number
from app.impact.charts.columns import Point, Timeline, timeline
from app.impact.charts.exchanges import ExchangeMap, Shape, exchange_map
from app.impact.charts.flows import Flows, Move, flows
from app.impact.credits.domain.kinds import Evidence
from app.impact.factors.domain import factor
from app.impact.platform import Assumed, PlatformFootprint, assumed, platform_footprint
from app.impact.queries.factors import FactorLink, attributions, factor_links
from app.impact.queries.groups import Flow, GroupLine, category_label, group_lines, in_order, region_label
from app.impact.queries.sums import Avoided, avoided_from
from app.impact.sums.domain import BORROWER, INTERNAL, LENDER, NETWORK, PUBLIC, WAITING
from app.impact.sums.models import ImpactSum
from app.impact.sums.reading import Shelf, shelf
from app.listings.panels import NetworkFigure
from app.listings.queries.search.map import outlines


@dataclass(frozen=True, slots=True)
class Platform:
    """The platform's own year: beside the avoided account, never inside."""

    footprint: PlatformFootprint
    assumed: Assumed
    factors: tuple[FactorLink, ...]


@dataclass(frozen=True, slots=True)
class NetworkPage:
    """What anybody may read of the network. *left_out* counts what is not in *public* and why."""

    public: Avoided | None
    loans: int
    objects: int
    object_days: int
    houses: int
    internal: int
    waiting: int
    by_category: tuple[GroupLine, ...]
    by_year: tuple[GroupLine, ...]
    years: Timeline | None
    flows: tuple[Flow, ...]
    bands: Flows | None
    map: ExchangeMap | None
    platform: Platform
    factors: tuple[FactorLink, ...]
    attributions: tuple[str, ...]


def network_figures(now: datetime) -> list[NetworkFigure]:
    """What all loans of the network avoided so far; nothing while there is nothing to show (R6, R14)."""
    total = network_total(shelf(NETWORK, 0))
    if total is None:
        return []
    sentence = ngettext(
        "évités par %(num)s prêt rendu et vérifié, à 90 %% entre %(low)s et %(high)s kg CO2e. Estimation "
        "%(method)s, transport et énergie déduits, prêts sans preuve exclus.",
        "évités par %(num)s prêts rendus et vérifiés, à 90 %% entre %(low)s et %(high)s kg CO2e. Estimation "
        "%(method)s, transport et énergie déduits, prêts sans preuve exclus.",
        total.loans,
        low=number(total.low, 0),
        high=number(total.high, 0),
        method=", ".join(total.methods),
    )
    return [NetworkFigure(number(total.central, 0), "kg CO2e", str(sentence), url_for("impact.method"))]


def network_total(found: Shelf) -> Avoided | None:
    """The actual, verified credits with evidence. Each stands beside its exhibition's footprint (R6): a record
    carries its share of both accounts, and one that has no footprint does not exist."""
    levels = found.by_key("evidence")
    return avoided_from(
        found.of("all"),
        methods=tuple(found.by_key("method")),
        factors=sorted(found.by_key("factor")),
        evidence=[
            (level, sum(one.counted["records"] for one in levels[level.value]))
            for level in reversed(Evidence)
            if level.value in levels
        ],
    )


def network_page() -> NetworkPage:
    """The page of the network."""
    found = shelf(NETWORK, 0)
    total = network_total(found)
    moved = region_flows()
    named = tuple(replace(one, source=region_label(one.source), target=region_label(one.target)) for one in moved)
    links = factor_links(total.factors if total else (), language())
    years = in_order({str(one.year): [one] for one in found.of("all")}, str)
    return NetworkPage(
        public=total,
        loans=found.count("all", "loans"),
        objects=found.count("all", "objects"),
        object_days=found.count("all", "object_days"),
        houses=_houses(),
        internal=_left_out(INTERNAL),
        waiting=_left_out(WAITING),
        by_category=group_lines(found.by_key("category"), category_label),
        by_year=years,
        years=timeline([Point(line.label, line.sum.central, line.sum.low, line.sum.high) for line in years]),
        flows=named,
        bands=flows([Move(one.source, one.target, one.objects) for one in named], gettext("autres régions")),
        map=exchange_map([Move(one.source, one.target, one.objects) for one in moved], regions(), _shapes()),
        platform=_platform(),
        factors=links,
        attributions=attributions(links),
    )


def region_flows() -> list[Flow]:
    """Objects of public figures from the lender's region to the borrower's (INSEE codes), the largest first."""
    statement = select(ImpactSum.subject, ImpactSum.key, ImpactSum.objects, ImpactSum.object_days).where(
        ImpactSum.side == LENDER, ImpactSum.dimension == "partner", ImpactSum.state == PUBLIC, ImpactSum.records > 0
    )
    rows = db.session.execute(statement).all()
    place = {row.id: row.region for row in db.session.execute(select(Institution.id, Institution.region))}
    sums: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for lender, borrower, objects, days in rows:
        sum_of = sums[place.get(lender, ""), place.get(int(borrower), "")]
        sum_of[0] += objects
        sum_of[1] += days
    found = [Flow(source, target, objects, days) for (source, target), (objects, days) in sums.items()]
    return sorted(found, key=lambda one: (-one.objects, one.source, one.target))


def _houses() -> int:
    """How many institutions lent or borrowed what the public figures count."""
    statement = select(func.count(ImpactSum.subject.distinct())).where(
        ImpactSum.side.in_((BORROWER, LENDER)),
        ImpactSum.dimension == "all",
        ImpactSum.state == PUBLIC,
        ImpactSum.records > 0,
    )
    return db.session.scalar(statement) or 0


def _left_out(state: str) -> int:
    statement = select(func.sum(ImpactSum.records)).where(
        ImpactSum.side == BORROWER, ImpactSum.dimension == "all", ImpactSum.state == state
    )
    return int(db.session.scalar(statement) or 0)


def _platform() -> Platform:
    of = assumed()
    power, made = factor(of.electricity), factor(of.making)
    footprint = platform_footprint(of, power.value, made.value)
    return Platform(footprint, of, factor_links((power.reference, made.reference), language()))


def _shapes() -> dict[str, Shape]:
    return {code: Shape(one.path, one.box, one.at) for code, one in outlines("regions").items()}
