"""Journeys that could be shared, those proposed, and those agreed, for the houses of whoever looks."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from app.accounts.models import Institution
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db
from app.exhibitions.models import Exhibition
from app.listings.domain.availability.roads import Way
from app.loans.carriage import carriage
from app.loans.domain.lifecycle import Side
from app.loans.domain.permissions import LENDER_ROLES
from app.loans.domain.transport.carriage import LIVE_RUNS, Carriage, RunKind, RunState
from app.loans.domain.transport.days import SETTABLE
from app.loans.domain.transport.drawing import Drawing, drawn
from app.loans.domain.transport.permissions import may_speak_for
from app.loans.domain.transport.runs import Run, possible_runs
from app.loans.domain.words import TransportMode
from app.loans.models import Loan, LoanRoad, RunLoad, TransportRun
from app.loans.queries.loan_page import LoanPage
from app.loans.queries.transport_loads import loans_of_houses, open_loads

HORIZON = timedelta(days=366)
MOST_PAST = 10


@dataclass(frozen=True, slots=True)
class RunLine:
    """One way of one loan: *separate_km* by itself, *share_km* of the run."""

    loan_id: int
    way: Way
    lender: str
    borrower: str
    exhibition: str
    units: int
    mass_kg: Decimal
    separate_km: Decimal
    share_km: Decimal
    is_mine: bool


@dataclass(frozen=True, slots=True)
class HouseAnswer:
    """What a house says to a run; None while it has not."""

    house: str
    agrees: bool | None
    reason: str


@dataclass(frozen=True, slots=True)
class RunView:
    """A run as people read it. *id* and *answers* are there once it is proposed; *asks* is (house, its name) for
    which the reader may propose it or answer. *saved_kg* has its range, by *factor* and *method*."""

    id: int | None
    kind: RunKind
    mode: TransportMode
    state: RunState
    day: date
    stops: tuple[str, ...]
    drawing: Drawing
    lines: tuple[RunLine, ...]
    vans: int
    separate_km: Decimal
    run_km: Decimal
    saved_kg: Decimal
    low_kg: Decimal
    high_kg: Decimal
    factor: str
    method: str
    answers: tuple[HouseAnswer, ...]
    asks: tuple[tuple[int, str], ...]

    @property
    def saved_km(self) -> Decimal:
        """Vehicle kilometres that are not driven."""
        return self.separate_km - self.run_km

    @property
    def key(self) -> str:
        """What a form sends to name the ways: ``12.back 13.out``."""
        return " ".join(f"{line.loan_id}.{line.way.value}" for line in self.lines)


@dataclass(frozen=True, slots=True)
class TransportsPage:
    """What could be, what waits for answers, what is agreed, and the last that came to nothing."""

    possible: tuple[RunView, ...]
    waiting: tuple[RunView, ...]
    agreed: tuple[RunView, ...]
    past: tuple[RunView, ...]
    carriage: Carriage | None


def transports_page(actor: Actor, now: datetime) -> TransportsPage:
    """For the houses of the actor."""
    houses = sorted(actor.institution_ids)
    proposed = [_proposed(actor, run) for run in _runs_of(houses)]
    return TransportsPage(
        possible=tuple(_possible(actor, houses, now)),
        waiting=tuple(run for run in proposed if run.state is RunState.OPEN),
        agreed=tuple(run for run in proposed if run.state is RunState.AGREED),
        past=tuple(run for run in proposed if run.state in (RunState.DECLINED, RunState.UNDONE))[:MOST_PAST],
        carriage=carriage(),
    )


@dataclass(frozen=True, slots=True)
class RoadPart:
    """The days of road of a loan: *first_day* it leaves, *last_day* it is back. *is_set*: the lender said them."""

    before: int
    after: int
    is_set: bool
    first_day: date
    last_day: date
    may_set: bool
    runs: tuple[RunView, ...]


def road_part(actor: Actor, page: LoanPage) -> RoadPart:
    """For the page of a loan."""
    road, runs = _road_and_runs(page.id)
    before, after = (road.days_before, road.days_after) if road else (0, 0)
    return RoadPart(
        before=before,
        after=after,
        is_set=bool(road and road.is_set),
        first_day=page.dates.starts_on - timedelta(days=before),
        last_day=page.dates.last_day + timedelta(days=after),
        may_set=Side.LENDER in page.sides
        and page.state in SETTABLE
        and actor.has_role(page.lender.id, *LENDER_ROLES),
        runs=tuple(_proposed(actor, run) for run in runs),
    )


def _possible(actor: Actor, houses: Sequence[int], now: datetime) -> Iterable[RunView]:
    method = carriage()
    if method is None:
        return
    seen: set[tuple[tuple[int, str], ...]] = set()
    for house in houses:
        if not may_speak_for(actor, house):
            continue
        today = local_day(now, _zone(house))
        loads = [one for one in open_loads(loans_of_houses([house]), today) if one.day <= today + HORIZON]
        for run in possible_runs(loads, method):
            if run.keys not in seen:
                seen.add(run.keys)
                yield _suggested(actor, house, run, method)


def _suggested(actor: Actor, house: int, run: Run, method: Carriage) -> RunView:
    names = _names({load.loan_id for load in run.loads})
    saved = run.saved_kg(method)
    lines = [
        _line(
            actor, names[one.loan_id], one.way, one.units, one.mass_kg, (run.separate[one.key], run.shares[one.key])
        )
        for one in run.loads
    ]
    stops = tuple((stop.name, stop.latitude, stop.longitude) for stop in run.stops)
    return RunView(
        id=None,
        kind=run.kind,
        mode=run.mode,
        state=RunState.OPEN,
        day=run.day,
        stops=tuple(name for name, _, _ in stops),
        drawing=drawn([(lat, lon) for _, lat, lon in stops]),
        lines=tuple(lines),
        vans=run.vans,
        separate_km=run.separate_km,
        run_km=run.run_km,
        saved_kg=saved.value,
        low_kg=saved.low,
        high_kg=saved.high,
        factor=method.factors[run.mode].reference,
        method=method.method,
        answers=(),
        asks=((house, _house_names([house])[house]),),
    )


def _proposed(actor: Actor, run: TransportRun) -> RunView:
    names = _names({load.loan_id for load in run.loads})
    said = {one.institution_id: one for one in run.answers}
    houses = _house_names({house for row in names.values() for house in (row[0].lender_id, row[0].borrower_id)})
    silent = [(id, name) for id, name in houses.items() if id not in said and may_speak_for(actor, id)]
    asked = silent if run.state is RunState.OPEN else []
    return RunView(
        id=run.id,
        kind=run.kind,
        mode=run.mode,
        state=run.state,
        day=run.day,
        stops=tuple(name for name, _, _ in run.stops),
        drawing=drawn([(lat, lon) for _, lat, lon in run.stops]),
        lines=tuple(
            _line(actor, names[one.loan_id], one.way, one.units, one.mass_kg, (one.separate_km, one.share_km))
            for one in run.loads
        ),
        vans=run.vans,
        separate_km=run.separate_km,
        run_km=run.run_km,
        saved_kg=run.saved_kg,
        low_kg=run.low_kg,
        high_kg=run.high_kg,
        factor=run.factor,
        method=run.method,
        answers=tuple(
            HouseAnswer(name, said[id].agrees if id in said else None, said[id].reason if id in said else "")
            for id, name in houses.items()
        ),
        asks=tuple(asked),
    )


def _line(
    actor: Actor,
    names: tuple[Loan, str, str, str],
    way: Way,
    units: int,
    mass_kg: Decimal,
    km: tuple[Decimal, Decimal],
) -> RunLine:
    loan, lender, borrower, exhibition = names
    is_mine = actor.belongs_to(loan.lender_id) or actor.belongs_to(loan.borrower_id)
    return RunLine(loan.id, way, lender, borrower, exhibition, units, mass_kg, *km, is_mine)


def _names(loan_ids: Collection[int]) -> dict[int, tuple[Loan, str, str, str]]:
    rows = db.session.execute(
        select(Loan, Exhibition.title)
        .join(Exhibition, Exhibition.id == Loan.exhibition_id)
        .where(Loan.id.in_(loan_ids))
    ).all()
    houses = _house_names({house for loan, _ in rows for house in (loan.lender_id, loan.borrower_id)})
    return {loan.id: (loan, houses[loan.lender_id], houses[loan.borrower_id], title) for loan, title in rows}


def _house_names(ids: Collection[int]) -> dict[int, str]:
    rows = select(Institution.id, Institution.name).where(Institution.id.in_(ids)).order_by(Institution.name)
    return {row.id: row.name for row in db.session.execute(rows)}


def _zone(house_id: int) -> str:
    zone: str = db.session.execute(select(Institution.time_zone).where(Institution.id == house_id)).scalar_one()
    return zone


def _runs_of(houses: Collection[int]) -> list[TransportRun]:
    mine = Loan.lender_id.in_(houses) | Loan.borrower_id.in_(houses)
    ids = select(RunLoad.run_id).join(Loan, Loan.id == RunLoad.loan_id).where(mine)
    rows = select(TransportRun).where(TransportRun.id.in_(ids)).order_by(TransportRun.id.desc()).limit(100)
    return list(db.session.scalars(rows))


def _road_and_runs(loan_id: int) -> tuple[LoanRoad | None, list[TransportRun]]:
    """The days of road of a loan, and the runs it waits for or is part of: one question."""
    is_alive = (TransportRun.id == RunLoad.run_id) & TransportRun.state.in_(LIVE_RUNS)
    rows = db.session.execute(
        select(LoanRoad, TransportRun)
        .select_from(Loan)
        .outerjoin(LoanRoad, LoanRoad.loan_id == Loan.id)
        .outerjoin(RunLoad, RunLoad.loan_id == Loan.id)
        .outerjoin(TransportRun, is_alive)
        .where(Loan.id == loan_id)
        .order_by(TransportRun.id)
    ).all()
    return rows[0].LoanRoad, list({run.id: run for _, run in rows if run is not None}.values())
