"""The ways of loans that are agreed and still to be made, as journeys see them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, select

from app.accounts.models import Site
from app.core.db import db
from app.exhibitions.models import Exhibition
from app.listings.domain.availability.roads import Way
from app.listings.models import Listing
from app.loans.carriage import masses_of
from app.loans.domain.lifecycle import LIVE, State
from app.loans.domain.transport.carriage import LIVE_RUNS, Place, RunState
from app.loans.domain.transport.runs import Load
from app.loans.models import Loan, LoanLine, LoanUnit, RunLoad, TransportRun


@dataclass(frozen=True, slots=True)
class RunShare:
    """The vehicle kilometres of run *run_id* that one way of a loan answers for."""

    run_id: int
    share_km: Decimal


def open_loads(loan_ids: Collection[int], today: date) -> list[Load]:
    """Every way of these loans that is not made yet, from today on, and is in no run; loans whose objects wait in
    several places, or whose hand-over or return has begun, have none."""
    taken = _taken(loan_ids) if loan_ids else set()
    return [load for load in loads_of(loan_ids) if load.day >= today and load.key not in taken]


def loads_of(loan_ids: Collection[int]) -> list[Load]:
    """The same, whatever run they are in and whatever the day."""
    if not loan_ids:
        return []
    masses, begun = masses_of(loan_ids), _begun(loan_ids)
    lines = _lines(loan_ids)
    rows = db.session.execute(
        select(Loan, Exhibition).join(Exhibition, Exhibition.id == Loan.exhibition_id).where(Loan.id.in_(loan_ids))
    ).all()
    return [
        load
        for loan, show in rows
        if loan.state in LIVE and len({place for _, _, place in lines[loan.id]}) == 1
        for load in _ways(loan, show, lines[loan.id], masses.get(loan.id, Decimal(0)), begun)
    ]


def loans_of_houses(house_ids: Collection[int]) -> list[int]:
    """The loans agreed and not over between these houses and others."""
    mine: ColumnElement[bool] = Loan.lender_id.in_(house_ids) | Loan.borrower_id.in_(house_ids)
    return list(db.session.scalars(select(Loan.id).where(Loan.state.in_(LIVE), mine).order_by(Loan.id)))


def shares_of_loan(loan_id: int) -> dict[Way, RunShare]:
    """Of each way that an agreed run makes, what this loan answers for."""
    rows = db.session.execute(
        select(RunLoad.way, RunLoad.run_id, RunLoad.share_km)
        .join(TransportRun, TransportRun.id == RunLoad.run_id)
        .where(RunLoad.loan_id == loan_id, TransportRun.state == RunState.AGREED)
    )
    return {way: RunShare(run_id, share_km) for way, run_id, share_km in rows}


def _ways(loan: Loan, show: Exhibition, lines: list[Any], mass: Decimal, begun: set[int]) -> Iterable[Load]:
    home, there = lines[0][2], Place(f"{show.title}, {show.city}", show.latitude, show.longitude)
    common: dict[str, Any] = {
        "loan_id": loan.id,
        "lender_id": loan.lender_id,
        "borrower_id": loan.borrower_id,
        "mode": loan.transport,
        "mass_kg": mass,
        "goods": tuple(sorted((listing_id, quantity) for listing_id, quantity, _ in lines)),
    }
    if loan.state is not State.OUT:
        yield Load(way=Way.OUT, day=loan.starts_on, origin=home, target=there, **common)
    if loan.id not in begun:
        yield Load(way=Way.BACK, day=loan.expected_on or loan.ends_on, origin=there, target=home, **common)


def _lines(loan_ids: Collection[int]) -> dict[int, list[tuple[int, int, Place]]]:
    found: dict[int, list[tuple[int, int, Place]]] = defaultdict(list)
    rows = db.session.execute(
        select(LoanLine.loan_id, LoanLine.listing_id, LoanLine.quantity, Site)
        .join(Listing, Listing.id == LoanLine.listing_id)
        .join(Site, Site.id == Listing.site_id)
        .where(LoanLine.loan_id.in_(loan_ids))
        .order_by(LoanLine.listing_id)
    )
    for loan_id, listing_id, quantity, site in rows:
        place = Place(f"{site.name}, {site.city}", site.latitude, site.longitude)
        found[loan_id].append((listing_id, quantity, place))
    return found


def _begun(loan_ids: Collection[int]) -> set[int]:
    """Loans of which something is back."""
    rows = select(LoanLine.loan_id).join(LoanUnit, LoanUnit.line_id == LoanLine.id)
    return set(db.session.scalars(rows.where(LoanLine.loan_id.in_(loan_ids), LoanUnit.returned_at.is_not(None))))


def _taken(loan_ids: Collection[int]) -> set[tuple[int, str]]:
    rows = db.session.execute(
        select(RunLoad.loan_id, RunLoad.way)
        .join(TransportRun, TransportRun.id == RunLoad.run_id)
        .where(RunLoad.loan_id.in_(loan_ids), TransportRun.state.in_(LIVE_RUNS))
    )
    return {(loan_id, way.value) for loan_id, way in rows}
