"""Loans for the tests of impact: rows as the loans' verbs leave them, and their events."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.core import events
from app.core.actor import Actor, Role
from app.core.db import db, transaction
from app.impact.models import ImpactRecord, LedgerEntry
from app.listings.domain.availability import HoldKind, HoldState
from app.listings.models import Allocation, Listing, Unit
from app.loans.domain.events import LoanAccepted, LoanCancelled, LoanClosed, LoanEvent, LoanReturned
from app.loans.domain.lifecycle import State
from app.loans.domain.words import Alternative, Evidence, TransportMode
from app.loans.models import Loan, LoanLine, LoanUnit
from tests.given.accounts import a_person, an_institution
from tests.given.exhibitions import an_exhibition
from tests.given.listings import a_listing

_numbers = count(1)
FIRST, LAST = date(2027, 3, 1), date(2027, 6, 28)
"""120 days, both included."""


@dataclass
class World:
    """Two museums, their people, a show and what one lends to the other."""

    lender: int
    borrower: int
    technician: Actor
    curator: Actor
    csr: Actor
    exhibition: int
    now: datetime


def a_world(now: datetime, *, public_borrower: bool = True, city: str = "Lille", verified: bool = True) -> World:
    """A lender in Lyon, a borrower with an exhibition in *city*."""
    lender = an_institution(name=f"Musée prêteur {next(_numbers)}", city="Lyon", now=now)
    borrower = an_institution(
        name=f"Musée emprunteur {next(_numbers)}", city=city, is_public=public_borrower, now=now
    )
    number = next(_numbers)
    curator = a_person(borrower, Role.EXHIBITIONS, email=f"expo{number}@exemple.fr", now=now)
    csr = a_person(borrower, Role.CSR, email=f"rse{number}@exemple.fr", now=now)
    technician = a_person(lender, Role.TECHNICIAN, email=f"regie{number}@exemple.fr", now=now)
    exhibition = an_exhibition(
        curator, borrower, now, title="Sous la lave", address="59000 Lille", opens_on=FIRST, closes_on=LAST
    )
    return World(lender, borrower, technician, curator, csr, exhibition, now)


def an_offer(world: World, category: str = "screen", quantity: int = 2, **fields: Any) -> int:
    """A listing of the lender, tested and dated unless told otherwise."""
    known = {"made_in_year": 2026, "tested_on": date(2027, 1, 4), "mass_kg": 18, **fields}
    return a_listing(world.technician, world.lender, category, quantity, now=world.now, **known)


def an_agreed_loan(
    world: World,
    wanted: Mapping[int, int],
    *,
    first: date = FIRST,
    last: date = LAST,
    alternative: Alternative = Alternative.NEW,
    evidence: Evidence = Evidence.E2,
    transport: TransportMode = TransportMode.SHARED_FREIGHT,
    exhibition: int | None = None,
    heard: bool = True,
) -> int:
    """An accepted loan of *wanted* (listing -> quantity), told to whoever listens."""
    with transaction() as session:
        loan = Loan(
            lender_id=world.lender,
            borrower_id=world.borrower,
            exhibition_id=exhibition or world.exhibition,
            state=State.APPROVED,
            starts_on=first,
            ends_on=last,
            transport=transport,
            alternative=alternative,
            evidence=evidence,
            requested_at=world.now,
            requested_by=world.curator.user_id,
            expires_at=world.now + timedelta(days=7),
            lines=[LoanLine(listing_id=listing, quantity=quantity) for listing, quantity in wanted.items()],
        )
        session.add(loan)
        session.flush()
        if heard:
            events.publish(told(LoanAccepted, loan, world.now, world.technician.user_id))
        return loan.id


def hand_over(world: World, loan_id: int, day: date, quantity: int | None = None) -> list[int]:
    """Named objects leave the lender; all that was agreed unless *quantity* says less per line."""
    at, gone = noon(day), []
    with transaction() as session:
        loan = session.get_one(Loan, loan_id)
        loan.state, loan.handed_over_at = State.OUT, at
        for line in loan.lines:
            out = {unit.unit_id for unit in line.units}
            units = session.scalars(select(Unit).where(Unit.listing_id == line.listing_id).order_by(Unit.id)).all()
            free = [unit for unit in units if unit.id not in out][: quantity or line.quantity]
            for unit in free:
                hold = Allocation(
                    listing_id=line.listing_id, unit_id=unit.id, quantity=1, start_on=day,
                    end_on=loan.ends_on + timedelta(days=1), kind=next(iter(HoldKind)), state=HoldState.RETURNED,
                    created_at=at,
                )  # fmt: skip
                session.add(hold)
                session.flush()
                line.units.append(LoanUnit(unit_id=unit.id, allocation_id=hold.id, handed_over_at=at))
                gone.append(unit.id)
    return gone


def take_back(world: World, loan_id: int, day: date, unit_ids: list[int] | None = None) -> None:
    """Objects come back; all that is out unless told otherwise."""
    at = noon(day)
    with transaction() as session:
        loan = session.get_one(Loan, loan_id)
        out = [unit for line in loan.lines for unit in line.units if unit.returned_at is None]
        back = [unit for unit in out if unit_ids is None or unit.unit_id in unit_ids]
        for unit in back:
            unit.returned_at = at
        complete = len(back) == len(out)
        if complete:
            loan.state, loan.returned_at = State.RETURNED, at
        ids = tuple(unit.unit_id for unit in back)
        events.publish(told(LoanReturned, loan, at, world.technician.user_id, unit_ids=ids, is_complete=complete))


def cancel(world: World, loan_id: int, at: datetime) -> None:
    """The borrower gives up before the hand-over."""
    with transaction() as session:
        loan = session.get_one(Loan, loan_id)
        loan.state = State.CANCELLED
        events.publish(told(LoanCancelled, loan, at, world.curator.user_id))


def close(world: World, loan_id: int, at: datetime) -> None:
    """The return was inspected."""
    with transaction() as session:
        loan = session.get_one(Loan, loan_id)
        loan.state, loan.closed_at = State.CLOSED, at
        events.publish(told(LoanClosed, loan, at, world.technician.user_id))


def a_returned_loan(world: World, listing: int | None = None, quantity: int = 1, **said: Any) -> int:
    """A loan played to the end. Its id."""
    loan = an_agreed_loan(world, {listing or an_offer(world): quantity}, **said)
    hand_over(world, loan, said.get("first", FIRST))
    take_back(world, loan, said.get("last", LAST))
    return loan


def told(kind: type[LoanEvent], loan: Loan, at: datetime, by: int | None, **more: Any) -> LoanEvent:
    """The event as the loans' verbs publish it."""
    return kind(
        loan_id=loan.id, lender_id=loan.lender_id, borrower_id=loan.borrower_id, exhibition_id=loan.exhibition_id,
        starts_on=loan.starts_on, ends_on=loan.ends_on, at=at, by=by, **more,
    )  # fmt: skip


def noon(day: date) -> datetime:
    """Midday in Paris."""
    return datetime.combine(day, time(12), ZoneInfo("Europe/Paris"))


def records(**wanted: Any) -> list[ImpactRecord]:
    """The records with these values, oldest first."""
    db.session.expire_all()
    return list(db.session.scalars(select(ImpactRecord).filter_by(**wanted).order_by(ImpactRecord.id)))


def entries() -> list[LedgerEntry]:
    """The whole ledger, oldest first."""
    db.session.expire_all()
    return list(db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.id)))


def change_listing(listing_id: int, **values: Any) -> None:
    """Edit a listing's row, as a later correction would."""
    with transaction() as session:
        listing = session.get_one(Listing, listing_id)
        for name, value in values.items():
            setattr(listing, name, value)
