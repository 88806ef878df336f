"""What must hold of days of road and of journeys for several loans: ``flask verify``."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased, selectinload

from app.core.db import db
from app.listings.domain.availability import HoldKind
from app.listings.domain.availability.holds import BLOCKING
from app.listings.domain.availability.roads import Way
from app.listings.models import Allocation, RoadHold
from app.loans.domain.transport.carriage import LIVE_RUNS, RunState
from app.loans.models import Loan, RunLoad, TransportRun


def roads_match(_now: datetime) -> list[str]:
    """A leg that takes something carries what is promised or out: as many, right before it or right after."""
    parent = aliased(Allocation)
    rows = db.session.execute(
        select(Allocation, RoadHold.way, parent)
        .outerjoin(RoadHold, RoadHold.allocation_id == Allocation.id)
        .outerjoin(parent, parent.id == RoadHold.parent_id)
        .where(Allocation.kind == HoldKind.TRANSIT, Allocation.state.in_(BLOCKING))
        .order_by(Allocation.id)
    ).all()
    return [f"leg {leg.id}: {problem}" for leg, way, hold in rows for problem in _leg_problems(leg, way, hold)]


def _leg_problems(leg: Allocation, way: Way | None, hold: Allocation | None) -> Iterator[str]:
    if hold is None:
        yield "it carries nothing"
        return
    if hold.state not in BLOCKING or hold.quantity != leg.quantity:
        yield f"{leg.quantity} on the road, {hold.quantity} {hold.state}"
    if (leg.end_on != hold.start_on) if way is Way.OUT else (leg.start_on != hold.end_on):
        yield f"[{leg.start_on}, {leg.end_on}) does not meet [{hold.start_on}, {hold.end_on})"


def runs_add_up(_now: datetime) -> list[str]:
    """The shares of a run are all of its kilometres, to the metre, and it saves some."""
    return [
        f"run {run.id}: its shares are not its kilometres"
        for run in _runs()
        if sum(load.share_km for load in run.loads) != run.run_km
        or sum(load.separate_km for load in run.loads) != run.separate_km
        or run.run_km >= run.separate_km
    ]


def runs_agreed_by_all(_now: datetime) -> list[str]:
    """An agreed run has the word of every house, an open one no refusal; only these hold their loans' ways."""
    houses = {loan.id: {loan.lender_id, loan.borrower_id} for loan in _loans()}
    found = []
    for run in _runs():
        concerned = {house for load in run.loads for house in houses[load.loan_id]}
        said = {one.institution_id: one.agrees for one in run.answers}
        if run.state is RunState.AGREED and (set(said) != concerned or not all(said.values())):
            found.append(f"run {run.id}: agreed without everybody")
        if run.state is RunState.OPEN and not all(said.values()):
            found.append(f"run {run.id}: open, but refused")
        if any(load.is_live is not (run.state in LIVE_RUNS) for load in run.loads):
            found.append(f"run {run.id}: {run.state}, but its ways say otherwise")
    return found


def _runs() -> list[TransportRun]:
    both = selectinload(TransportRun.loads), selectinload(TransportRun.answers)
    return list(db.session.scalars(select(TransportRun).options(*both).order_by(TransportRun.id)))


def _loans() -> list[Loan]:
    return list(db.session.scalars(select(Loan).where(Loan.id.in_(select(RunLoad.loan_id)))))


CHECKS = {
    "loans.roads_match": roads_match,
    "loans.runs_add_up": runs_add_up,
    "loans.runs_agreed_by_all": runs_agreed_by_all,
}
