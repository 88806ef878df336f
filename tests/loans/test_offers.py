"""Acceptance in part, counter-offers, rivals: what they write, what they refuse, and that a refusal changes nothing."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.accounts.domain.states import InstitutionState
from app.accounts.models import Institution
from app.core.actor import Actor, Role
from app.core.db import db
from app.core.errors import Forbidden, NotFound, Refusal
from app.core.mail import OutboxMail
from app.impact.models import ImpactRecord
from app.listings.domain.availability import HoldState
from app.listings.domain.refusals import ClosedOnThatDay, EndBeforeStart, NotEnoughUnits
from app.listings.models import Allocation
from app.listings.services import withdraw_listing
from app.loans import services
from app.loans.domain.basket import BasketQuantity
from app.loans.domain.expiry import ProposalExpired, RequestExpired
from app.loans.domain.lifecycle import MoveNotAllowed, State
from app.loans.domain.proposals import (
    AskedAgain,
    CounterOffer,
    GrantedTooMany,
    LoanChanged,
    NothingGranted,
    NothingProposed,
    OfferedLine,
    ProposalState,
    ProposedTwice,
    SameAsAsked,
)
from app.loans.domain.refusals import NotLent, PartyNotVerified
from app.loans.domain.request import LineWanted
from app.loans.models import AskedLine, Proposal
from app.loans.queries.checks import CHECKS
from tests.given.accounts import a_person, an_institution
from tests.given.listings import a_listing
from tests.given.loans import (
    FIRST_DAY,
    LAST_DAY,
    Museums,
    a_loan,
    a_request,
    reports_to_leave,
    reports_to_return,
    the_loan,
    two_museums,
)

LATER, LATER_END = date(2027, 4, 5), date(2027, 4, 16)
"""Another Monday and Friday."""


@pytest.fixture
def museums(app: Flask) -> Museums:
    return two_museums(quantity=4)


@pytest.fixture(autouse=True)
def sound(app: Flask, now: datetime) -> Iterator[None]:
    """After every test, everything that must always be true still is."""
    yield
    db.session.rollback()
    assert {name: found for name, check in CHECKS.items() if (found := check(now))} == {}


def rows() -> dict[str, list[str]]:
    """Every row of every table, as text."""
    db.session.rollback()
    names = [table.name for table in db.metadata.sorted_tables]
    return {name: sorted(map(str, db.session.execute(text(f"SELECT * FROM {name}")).all())) for name in names}


def refused(kind: type[Refusal], verb: Callable[[], object]) -> None:
    """*verb* says no, and leaves every row as it was."""
    before = rows()
    with pytest.raises(kind):
        verb()
    after = rows()
    assert {name for name in before if before[name] != after[name]} == set()


def lines(loan_id: int) -> list[tuple[int, int]]:
    return [(line.listing_id, line.quantity) for line in the_loan(loan_id).lines]


def asked(loan_id: int) -> list[tuple[int, int, int, int | None]]:
    found = db.session.scalars(select(AskedLine).filter_by(loan_id=loan_id).order_by(AskedLine.id))
    return [(row.listing_id, row.quantity, row.agreed, row.instead_id) for row in found]


def letters() -> list[tuple[str, str]]:
    found = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))
    return [(mail.subject, mail.body) for mail in found]


def states(*wanted: HoldState) -> list[tuple[int, int]]:
    """(listing, quantity) of every hold in these states."""
    found = select(Allocation).where(Allocation.state.in_(wanted)).order_by(Allocation.id)
    return [(row.listing_id, row.quantity) for row in db.session.scalars(found)]


def two_lines(museums: Museums, now: datetime) -> tuple[int, int, list[int]]:
    """A request for 3 of one listing and 2 of another: the loan, the other listing, the ids of its lines."""
    other = a_listing(museums.technician, museums.lender_id, "plinth", 5, "Socle")
    wanted = (LineWanted(museums.listing_id, 3), LineWanted(other, 2))
    loan_id = services.request_loan(museums.team, a_request(museums, lines=wanted), "", now)
    return loan_id, other, [line.id for line in the_loan(loan_id).lines]


def an_offer(
    loan_id: int, quantity: int = 2, first: date = LATER, last: date = LATER_END, **said: Any
) -> CounterOffer:
    line = the_loan(loan_id).lines[0]
    return CounterOffer(first, last, (OfferedLine(line.listing_id, quantity, line.id),), **said)


def countered(museums: Museums, now: datetime, quantity: int = 2) -> int:
    loan_id = a_loan(museums, quantity=quantity)
    services.counter_loan(museums.technician, loan_id, an_offer(loan_id, quantity), now)
    return loan_id


# In part


def test_a_part_is_reserved_and_the_rest_ends_as_refused(museums: Museums, now: datetime) -> None:
    loan_id, other, (first, second) = two_lines(museums, now)
    services.accept_loan(museums.technician, loan_id, now, quantities={first: 1, second: 0}, answer="Un seul.")
    loan = the_loan(loan_id)
    assert (loan.state, lines(loan_id)) == (State.APPROVED, [(museums.listing_id, 1)])
    assert asked(loan_id) == [(museums.listing_id, 3, 1, None), (other, 2, 0, None)]
    assert states(HoldState.RESERVED) == [(museums.listing_id, 1)]
    assert sorted(states(HoldState.REFUSED)) == sorted([(museums.listing_id, 2), (other, 2)])
    subject, body = letters()[-1]
    assert "une partie" in subject
    assert "1 sur 3" in body and "aucun sur 2" in body and "annuler librement" in body


def test_the_planned_figures_are_those_of_the_part(museums: Museums, now: datetime) -> None:
    loan_id = a_loan(museums, quantity=3)
    line = the_loan(loan_id).lines[0].id
    services.accept_loan(museums.technician, loan_id, now, quantities={line: 2})
    assert list(db.session.scalars(select(ImpactRecord.quantity))) == [2]


def test_all_of_it_said_line_by_line_is_a_plain_acceptance(museums: Museums, now: datetime) -> None:
    loan_id, _, (first, second) = two_lines(museums, now)
    services.accept_loan(museums.technician, loan_id, now, quantities={first: 3, second: 2})
    assert (asked(loan_id), states(HoldState.REFUSED)) == ([], [])
    assert "accepte votre demande" in letters()[-1][0]


def test_the_borrower_may_give_a_part_up(museums: Museums, now: datetime) -> None:
    loan_id, _, (first, second) = two_lines(museums, now)
    services.accept_loan(museums.technician, loan_id, now, quantities={first: 1, second: 0})
    services.cancel_loan(museums.team, loan_id, "Il nous en faut trois.", now)
    assert the_loan(loan_id).state is State.CANCELLED
    assert states(HoldState.RESERVED) == []


def test_what_is_no_part_is_refused_and_changes_nothing(museums: Museums, now: datetime) -> None:
    loan_id, _, (first, second) = two_lines(museums, now)

    def accept(actor: Actor = museums.technician, at: datetime = now, **said: Any) -> Callable[[], None]:
        return lambda: services.accept_loan(actor, loan_id, at, **said)

    refused(NothingGranted, accept(quantities={first: 0, second: 0}))
    refused(GrantedTooMany, accept(quantities={first: 4}))
    refused(BasketQuantity, accept(quantities={first: -1}))
    refused(LoanChanged, accept(quantities={first: 1}, seen=99))
    refused(Forbidden, accept(actor=museums.team, quantities={first: 1}))
    refused(RequestExpired, accept(at=the_loan(loan_id).expires_at, quantities={first: 1}))
    a_loan(museums, State.APPROVED, 3)
    refused(NotEnoughUnits, accept(quantities={first: 2, second: 1}))
    services.accept_loan(museums.technician, loan_id, now, quantities={first: 1, second: 2})


def test_the_same_click_twice_accepts_once(museums: Museums, now: datetime) -> None:
    loan_id, _, (first, second) = two_lines(museums, now)
    for _ in range(2):
        services.accept_loan(museums.technician, loan_id, now, quantities={first: 1, second: 0}, key="une-clef")
    assert lines(loan_id) == [(museums.listing_id, 1)]


# Counter-offers


def test_a_proposal_keeps_its_units_and_the_request_rests(museums: Museums, now: datetime) -> None:
    loan_id = a_loan(museums, quantity=2)
    services.counter_loan(museums.technician, loan_id, an_offer(loan_id, 3, message="Plutôt en avril."), now)
    loan = the_loan(loan_id)
    assert (loan.state, loan.starts_on, loan.ends_on) == (State.COUNTERED, FIRST_DAY, LAST_DAY)
    assert states(HoldState.HOLD) == [(museums.listing_id, 3)]
    assert states(HoldState.REQUESTED) == []
    kept = db.session.scalars(select(Allocation).filter_by(state=HoldState.HOLD)).one()
    assert kept.expires_at == loan.expires_at == datetime.fromisoformat("2027-01-18T23:00:00+00:00")
    subject, body = letters()[-1]
    assert "vous propose autre chose" in subject
    assert "3 × " in body and "Plutôt en avril." in body and "18 janvier 2027" in body


def test_an_accepted_proposal_becomes_the_loan(museums: Museums, now: datetime) -> None:
    loan_id = a_loan(museums, quantity=3)
    other = a_listing(museums.technician, museums.lender_id, quantity=2, title="Écran de la réserve")
    line = the_loan(loan_id).lines[0]
    offer = CounterOffer(LATER, LATER_END, (OfferedLine(other, 2, line.id),))
    services.counter_loan(museums.technician, loan_id, offer, now)
    services.accept_loan(museums.team, loan_id, now + timedelta(days=1))
    loan = the_loan(loan_id)
    assert (loan.state, loan.starts_on, loan.ends_on) == (State.APPROVED, LATER, LATER_END)
    assert lines(loan_id) == [(other, 2)]
    assert asked(loan_id) == [(museums.listing_id, 3, 0, other)]
    assert states(HoldState.RESERVED) == [(other, 2)]
    assert db.session.scalars(select(Proposal.state)).all() == [ProposalState.ACCEPTED]
    planned = db.session.scalars(select(ImpactRecord)).one()
    assert (planned.listing_id, planned.quantity, planned.starts_on) == (other, 2, LATER)
    assert "accepte votre proposition" in letters()[-1][0]


def test_a_loan_agreed_otherwise_lives_to_its_end(museums: Museums, now: datetime) -> None:
    loan_id = countered(museums, now)
    services.accept_loan(museums.team, loan_id, now)
    out = datetime.fromisoformat("2027-04-05T08:00:00+00:00")
    services.hand_over(museums.technician, loan_id, reports_to_leave(loan_id), out)
    services.take_back(museums.technician, loan_id, reports_to_return(loan_id), out + timedelta(days=11))
    services.close_loan(museums.technician, loan_id, out + timedelta(days=12))
    assert the_loan(loan_id).state is State.CLOSED


def test_a_withdrawn_proposal_leaves_the_request_waiting(museums: Museums, now: datetime) -> None:
    loan_id = countered(museums, now)
    services.withdraw_proposal(museums.technician, loan_id, now)
    loan = the_loan(loan_id)
    assert (loan.state, lines(loan_id)) == (State.REQUESTED, [(museums.listing_id, 2)])
    assert (states(HoldState.HOLD), states(HoldState.REQUESTED)) == ([], [(museums.listing_id, 2)])
    services.counter_loan(museums.technician, loan_id, an_offer(loan_id, 1), now)
    assert states(HoldState.HOLD) == [(museums.listing_id, 1)]


def test_a_declined_a_refused_and_an_expired_proposal_keep_nothing(museums: Museums, now: datetime) -> None:
    declined, dropped, forgotten = (countered(museums, now, 1) for _ in range(3))
    services.cancel_loan(museums.team, declined, "Trop tard pour nous.", now)
    services.refuse_loan(museums.technician, dropped, "Finalement non.", now)
    services.expire_requests(the_loan(forgotten).expires_at)
    found = [the_loan(loan_id).state for loan_id in (declined, dropped, forgotten)]
    assert found == [State.CANCELLED, State.REFUSED, State.EXPIRED]
    assert states(HoldState.HOLD, HoldState.RESERVED, HoldState.REQUESTED) == []
    ended = db.session.scalars(select(Proposal.state).order_by(Proposal.id)).all()
    assert ended == [ProposalState.DECLINED, ProposalState.WITHDRAWN, ProposalState.EXPIRED]
    assert all("Proposition restée sans réponse" in subject for subject, _ in letters()[-2:])


def test_a_proposal_that_expired_is_accepted_by_nobody(museums: Museums, now: datetime) -> None:
    loan_id = countered(museums, now)
    late = the_loan(loan_id).expires_at
    refused(ProposalExpired, lambda: services.accept_loan(museums.team, loan_id, late))
    refused(ProposalExpired, lambda: services.withdraw_proposal(museums.technician, loan_id, late))
    again = AskedAgain(LATER, LATER_END, {museums.listing_id: 1})
    refused(ProposalExpired, lambda: services.ask_again(museums.team, loan_id, again, late))
    # Its units are anybody's from that very instant, whether or not the job has come.
    other = a_loan(museums, quantity=4, first_day=LATER, last_day=LATER_END, asked_at=late)
    services.accept_loan(museums.technician, other, late)
    services.expire_requests(late)


def test_what_is_no_proposal_is_refused_and_changes_nothing(museums: Museums, now: datetime) -> None:
    loan_id, other, (first, second) = two_lines(museums, now)
    stranger = a_person(an_institution(city="Nantes"), Role.TECHNICIAN)
    foreign = a_listing(stranger, next(iter(stranger.institution_ids)))
    mine, socle = OfferedLine(museums.listing_id, 3, first), OfferedLine(other, 2, second)

    def counter(
        *offered: OfferedLine, days: tuple[date, date] = (LATER, LATER_END), **said: Any
    ) -> Callable[[], None]:
        actor, at = said.pop("actor", museums.technician), said.pop("at", now)
        offer = CounterOffer(*days, offered)
        return lambda: services.counter_loan(actor, loan_id, offer, at, **said)

    refused(SameAsAsked, counter(mine, socle, days=(FIRST_DAY, LAST_DAY)))
    refused(NothingProposed, counter())
    refused(BasketQuantity, counter(OfferedLine(other, 0, second)))
    refused(ProposedTwice, counter(OfferedLine(other, 1, first), socle))
    refused(EndBeforeStart, counter(mine, days=(LATER_END, LATER)))
    refused(ClosedOnThatDay, counter(mine, days=(date(2027, 4, 4), LATER_END)))
    refused(NotFound, counter(OfferedLine(foreign, 1, first)))
    refused(NotFound, counter(OfferedLine(other, 1, 999)))
    refused(NotEnoughUnits, counter(OfferedLine(other, 6, second)))
    refused(LoanChanged, counter(mine, seen=99))
    refused(Forbidden, counter(mine, actor=museums.team))
    refused(NotFound, counter(mine, actor=stranger))
    refused(RequestExpired, counter(mine, at=the_loan(loan_id).expires_at))
    services.counter_loan(museums.technician, loan_id, CounterOffer(LATER, LATER_END, (mine,)), now)
    refused(MoveNotAllowed, counter(mine))


def test_an_item_that_is_not_lent_is_not_proposed(museums: Museums, now: datetime) -> None:
    loan_id = a_loan(museums)
    other = a_listing(museums.technician, museums.lender_id, quantity=2)
    withdraw_listing(museums.technician, other, now=now)
    offer = CounterOffer(LATER, LATER_END, (OfferedLine(other, 1, the_loan(loan_id).lines[0].id),))
    refused(NotLent, lambda: services.counter_loan(museums.technician, loan_id, offer, now))


def test_the_borrower_asks_again_and_the_lender_decides_again(museums: Museums, now: datetime) -> None:
    loan_id, other, (first, _) = two_lines(museums, now)
    offer = CounterOffer(LATER, LATER_END, (OfferedLine(museums.listing_id, 1, first),))
    services.counter_loan(museums.technician, loan_id, offer, now)
    again = AskedAgain(LATER, LATER_END, {museums.listing_id: 2, other: 0}, "Deux nous suffiraient.")
    services.ask_again(museums.team, loan_id, again, now)
    loan = the_loan(loan_id)
    assert (loan.state, loan.starts_on) == (State.REQUESTED, LATER)
    assert lines(loan_id) == [(museums.listing_id, 2)]
    assert states(HoldState.HOLD) == []
    assert states(HoldState.REQUESTED) == [(museums.listing_id, 2)]
    assert "Deux nous suffiraient." in letters()[-1][1]
    services.accept_loan(museums.technician, loan_id, now)
    assert asked(loan_id) == []


def test_what_cannot_be_asked_again_changes_nothing(museums: Museums, now: datetime) -> None:
    loan_id = countered(museums, now)
    foreign = a_listing(museums.technician, museums.lender_id, quantity=2)

    def again(quantities: dict[int, int], days: tuple[date, date] = (LATER, LATER_END), **said: Any) -> Any:
        actor = said.pop("actor", museums.team)
        return lambda: services.ask_again(actor, loan_id, AskedAgain(*days, quantities), now, **said)

    refused(NothingProposed, again({museums.listing_id: 0}))
    refused(NotFound, again({foreign: 1}))
    refused(NotEnoughUnits, again({museums.listing_id: 5}))
    refused(ClosedOnThatDay, again({museums.listing_id: 1}, (date(2027, 4, 4), LATER_END)))
    refused(LoanChanged, again({museums.listing_id: 1}, seen=99))
    refused(Forbidden, again({museums.listing_id: 1}, actor=museums.technician))


def test_a_suspended_side_neither_proposes_nor_accepts(museums: Museums, now: datetime) -> None:
    waiting, loan_id = a_loan(museums), countered(museums, now)
    db.session.get_one(Institution, museums.borrower_id).state = InstitutionState.SUSPENDED
    db.session.commit()
    offer = an_offer(waiting, 1)
    refused(PartyNotVerified, lambda: services.counter_loan(museums.technician, waiting, offer, now))
    refused(PartyNotVerified, lambda: services.accept_loan(museums.team, loan_id, now))
    services.cancel_loan(museums.team, loan_id, "Tant pis.", now)


def test_the_borrower_is_warned_the_day_before_a_proposal_ends(museums: Museums, now: datetime) -> None:
    countered(museums, now)
    services.remind(datetime.fromisoformat("2027-01-17T08:30:00+00:00"))
    subject, body = letters()[-1]
    assert "attend votre réponse" in subject
    assert "18 janvier 2027" in body and "vous garde" in body and "du 5 au 16 avril 2027" in body


# Rivals


def test_who_loses_the_last_units_is_told_what_is_left_and_stays_open(museums: Museums, now: datetime) -> None:
    winner, loser, small = a_loan(museums, quantity=3), a_loan(museums, quantity=2), a_loan(museums, quantity=1)
    nearby = a_person(an_institution("Musée voisin", city="Lille"), Role.TECHNICIAN)
    elsewhere = a_listing(nearby, next(iter(nearby.institution_ids)), quantity=2, title="Écran du voisin")
    before = len(letters())
    services.accept_loan(museums.technician, winner, now)
    told = [mail for mail in letters()[before:] if "n'est plus libre" in mail[0]]
    assert len(told) == 1, told
    body = told[0][1]
    assert "1 exemplaire encore libre à vos dates (demandé" in body
    assert "La même durée est libre du 22 mars au 2 avril 2027" in body
    assert f"/prets/{loser}" in body
    assert the_loan(loser).state is the_loan(small).state is State.REQUESTED
    assert "Écran du voisin" in body and f"/annonces/{elsewhere}" in body


def test_an_accepted_proposal_tells_its_rivals_too(museums: Museums, now: datetime) -> None:
    loser = a_loan(museums, quantity=2, first_day=LATER, last_day=LATER_END)
    loan_id = countered(museums, now, 3)
    assert not [subject for subject, _ in letters() if "n'est plus libre" in subject]
    services.accept_loan(museums.team, loan_id, now)
    assert [subject for subject, _ in letters() if "n'est plus libre" in subject]
    assert the_loan(loser).state is State.REQUESTED
