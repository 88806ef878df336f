"""One order of locks for every verb: loans by id, then listings by id. Where two would cross, neither is turned away.

A deadlock shows itself as ``Busy``: PostgreSQL ends one of the two. SQLite has one writer and knows none; there the
same scenes prove that nobody waits too long and that what is left adds up.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

import pytest
from flask import Flask

from app.core.actor import Actor
from app.core.db import db
from app.core.errors import Busy, Refusal
from app.listings.domain.states import Condition
from app.listings.services import set_quantity
from app.listings.services.kits import put_in_kit
from app.loans import services
from app.loans.domain.lifecycle import State
from app.loans.domain.proposals import CounterOffer, OfferedLine
from app.loans.domain.request import LineWanted, UnitReport
from tests.barrier.oracle import recount
from tests.conftest import NOW
from tests.given.listings import a_listing, unit_ids
from tests.given.loans import FIRST_DAY, LAST_DAY, Museums, a_loan, the_loan, two_museums
from tests.loans.test_two_at_once import released

ROUNDS = 4
ENOUGH = 64
Verb = Callable[[], object]


@pytest.fixture
def museums(app: Flask) -> Museums:
    return two_museums(quantity=ENOUGH)


def _another(museums: Museums, title: str, quantity: int = ENOUGH) -> int:
    return a_listing(museums.technician, museums.lender_id, quantity=quantity, title=title, now=NOW)


def _agreed(museums: Museums, *listing_ids: int) -> int:
    lines = tuple(LineWanted(one) for one in listing_ids)
    return a_loan(museums, State.APPROVED, lines=lines)


def _reports(units: Sequence[int]) -> list[UnitReport]:
    return [UnitReport(unit, Condition.GOOD) for unit in units]


def _nobody_is_turned_away(app: Flask, verbs: list[Verb], *allowed: type[Refusal]) -> None:
    results = released(app, verbs)
    assert not [one for one in results if isinstance(one, Exception) and not isinstance(one, allowed)], results
    assert not [one for one in results if isinstance(one, Busy)], results


def test_returns_of_the_same_listings_in_opposite_order(app: Flask, museums: Museums) -> None:
    screen, other = museums.listing_id, _another(museums, "Socle")
    screens, others = iter(unit_ids(screen)), iter(unit_ids(other))
    for _ in range(ROUNDS):
        verbs: list[Verb] = []
        for n in range(4):
            loan_id, units = _agreed(museums, screen, other), [next(screens), next(others)]
            services.hand_over(museums.technician, loan_id, _reports(units), NOW)
            back = _reports(units[:: -1 if n % 2 else 1])
            verbs.append(partial(services.take_back, museums.technician, loan_id, back, NOW))
        _nobody_is_turned_away(app, verbs)
    assert recount(NOW) == []


def test_a_kit_that_leaves_while_its_member_is_promised(app: Flask, museums: Museums) -> None:
    member, other = museums.listing_id, _another(museums, "Socle")
    kit = _another(museums, "Lot")
    put_in_kit(museums.technician, kit, member, 1, now=NOW)
    kits, others = iter(unit_ids(kit)), iter(unit_ids(other))
    for _ in range(ROUNDS):
        verbs: list[Verb] = []
        for _ in range(2):
            leaving = _reports([next(others), next(kits)])
            verbs.append(partial(services.hand_over, museums.technician, _agreed(museums, other, kit), leaving, NOW))
            asked = a_loan(museums, lines=(LineWanted(member), LineWanted(other)))
            verbs.append(partial(services.accept_loan, museums.technician, asked, NOW))
        _nobody_is_turned_away(app, verbs)
    assert recount(NOW) == []


def test_a_kit_whose_number_changes_while_it_is_promised(app: Flask, museums: Museums) -> None:
    kit = _another(museums, "Lot")
    put_in_kit(museums.technician, kit, museums.listing_id, 1, now=NOW)
    for number in range(ROUNDS):
        loans = [a_loan(museums, lines=(LineWanted(kit),)) for _ in range(2)]
        verbs: list[Verb] = [partial(services.accept_loan, museums.technician, one, NOW) for one in loans]
        verbs += [partial(_lower, museums.technician, kit, ENOUGH - 2 * number - n) for n in range(2)]
        _nobody_is_turned_away(app, verbs)
    assert recount(NOW) == []


def _lower(actor: Actor, listing_id: int, quantity: int) -> None:
    set_quantity(actor, listing_id, quantity, now=NOW)


def test_a_proposal_of_something_else_accepted_while_both_are_promised(app: Flask, museums: Museums) -> None:
    asked, instead = museums.listing_id, _another(museums, "Socle")
    for _ in range(ROUNDS):
        verbs: list[Verb] = []
        for _ in range(2):
            loan_id = a_loan(museums)
            line = the_loan(loan_id).lines[0].id
            offer = CounterOffer(FIRST_DAY, LAST_DAY, (OfferedLine(instead, 1, line),))
            services.counter_loan(museums.technician, loan_id, offer, NOW)
            verbs.append(partial(services.accept_loan, museums.team, loan_id, NOW))
            both = a_loan(museums, lines=(LineWanted(asked), LineWanted(instead)))
            verbs.append(partial(services.accept_loan, museums.technician, both, NOW))
        _nobody_is_turned_away(app, verbs)
    assert recount(NOW) == []


def test_a_late_return_that_warns_the_next_while_it_asks_for_more_days(app: Flask) -> None:
    for _ in range(ROUNDS):
        museums = two_museums(quantity=2)
        late = a_loan(museums, State.OUT, 2)
        first = LAST_DAY + timedelta(days=11)
        after = a_loan(museums, State.APPROVED, 2, first_day=first, last_day=first + timedelta(days=3))
        morning = datetime.fromisoformat(f"{LAST_DAY + timedelta(days=3)}T06:00:00+00:00")
        db.session.rollback()
        longer = first + timedelta(days=10)
        verbs: list[Verb] = [
            partial(services.take_back, museums.technician, late, _reports(museums.units[:1]), morning),
            partial(services.propose_dates, museums.team, after, first, longer, "", morning),
        ]
        _nobody_is_turned_away(app, verbs, Refusal)
    assert recount(morning) == []
