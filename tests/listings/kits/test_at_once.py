"""A kit and one of its members wanted at the same instant: real threads, real sessions, one winner."""

from collections import Counter
from dataclasses import replace
from datetime import datetime
from functools import partial

import pytest
from flask import Flask

from app.listings.services.kits import put_in_kit
from app.loans import services
from app.loans.domain.request import LineWanted
from app.loans.queries.checks import CHECKS
from tests.given.listings import a_listing
from tests.given.loans import Museums, a_loan, a_request
from tests.listings.kits.test_holds import a_kit, free
from tests.loans.test_two_at_once import kinds, released

ROUNDS = 12


def accept(museums: Museums, loan_id: int, now: datetime) -> partial[None]:
    return partial(services.accept_loan, museums.technician, loan_id, now)


@pytest.mark.parametrize("many", [1, 3])
def test_a_kit_or_its_member_but_never_both(app: Flask, now: datetime, many: int) -> None:
    museums, spots = a_kit(now, kits=many, lamps=2, per_kit=2)
    winners: Counter[str] = Counter()
    for _ in range(ROUNDS):
        kits = [a_loan(museums) for _ in range(many)]
        lamps = [a_loan(replace(museums, listing_id=spots), quantity=2) for _ in range(many)]
        wanted = [loan for pair in zip(kits, lamps, strict=True) for loan in pair]
        results = released(app, [accept(museums, loan_id, now) for loan_id in wanted])
        assert kinds(results) == {"str": 1, "NotEnoughUnits": 2 * many - 1}, results
        assert (free(museums.listing_id, now), free(spots, now)) in {(0, 0), (many - 1, 0)}
        winner = wanted[[isinstance(result, str) for result in results].index(True)]
        winners["kit" if winner in kits else "member"] += 1
        services.cancel_loan(museums.team, winner, "Tour suivant.", now)
    assert all(not check(now) for check in CHECKS.values())
    print(f"\n{ROUNDS} rounds: {dict(winners)}")


def test_kits_that_share_members_never_deadlock(app: Flask, now: datetime) -> None:
    museums, spots = a_kit(now, kits=1, lamps=2)
    other = a_listing(museums.technician, museums.lender_id, "plinth", 1, "Autre lot", now=now)
    put_in_kit(museums.technician, other, spots, 2, now=now)
    for _ in range(ROUNDS // 2):
        orders = [(museums.listing_id,), (other,), (spots,)] * 2
        loans = [
            services.request_loan(museums.team, a_request(museums, lines=tuple(map(LineWanted, order))), "", now)
            for order in orders
        ]
        results = released(app, [accept(museums, loan_id, now) for loan_id in loans])
        won = [loan for loan, result in zip(loans, results, strict=True) if isinstance(result, str)]
        assert set(kinds(results)) == {"str", "NotEnoughUnits"}, results
        assert len(won) in {1, 2}, "one kit, or the two spots one by one"
        for loan_id in won:
            services.cancel_loan(museums.team, loan_id, "Tour suivant.", now)


def test_a_kit_that_grows_while_it_is_promised_takes_what_it_promised(app: Flask, now: datetime) -> None:
    museums, _ = a_kit(now, kits=1, lamps=4, per_kit=1)
    plinths = a_listing(museums.technician, museums.lender_id, "plinth", 1, "Socle", now=now)
    for _ in range(ROUNDS // 2):
        loan_id = a_loan(museums)
        results = released(
            app,
            [
                accept(museums, loan_id, now),
                partial(put_in_kit, museums.technician, museums.listing_id, plinths, 1, now=now),
            ],
        )
        if isinstance(results[0], str):
            services.cancel_loan(museums.team, loan_id, "Tour suivant.", now)
        assert set(kinds(results)) <= {"str", "Busy"}, results
    assert all(not check(now) for check in CHECKS.values())
