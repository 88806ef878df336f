"""Positive controls on the whole path, from a loan's events to stored records, sums and pages: five mistakes one
could make, each patched in, each noticed by the property named. The domain has its own (domain/test_mutants.py)."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from app.core.db import db
from app.impact import exports, verification
from app.impact.credits.domain import equations
from app.impact.exact import ZERO
from app.impact.factors import table
from app.impact.footprint.domain.lines import Phase
from app.impact.queries import sums
from app.impact.queries.rows import counted, standing_records
from app.impact.records import accounts, gathering
from app.impact.records.accounts import ObjectState
from app.loans.domain.words import Alternative, Evidence, TransportMode
from tests.conftest import NOW
from tests.given.gifts import two_houses
from tests.impact.given import a_returned_loan, a_world, records
from tests.impact.test_gifts import _borrower, given_then_offered, lent, museums_of

D = Decimal
genuine_raw = equations.raw


def a_harmful_loan(now: datetime) -> None:
    """A van over hundreds of kilometres for somebody who would have done without."""
    a_returned_loan(
        a_world(now), alternative=Alternative.NONE, evidence=Evidence.E0, transport=TransportMode.DEDICATED_VAN
    )


def harm_stays_harm() -> None:
    """P21, R2: a negative net is stored, summed and exported negative."""
    rows = counted(standing_records(), with_internal=True)
    total = sums.avoided(rows)
    assert total is not None and total.central < 0 and total.low_bound < 0
    assert all(row.net == row.draw - row.burdens for row in rows)
    assert f",{total.central:.3f}," in exports.borrower_csv(rows)


def the_accounts_stand_apart() -> None:
    """R1, P10: the footprint is that of the inventory, whatever is avoided."""
    for row in standing_records():
        stored = json.loads(row.stored_results)["inventory"]
        whole = sum((D(stored[name]) for name in ("manufacturing", "logistics", "storage", "energy")), ZERO)
        assert abs(row.footprint - whole) <= D("0.002")


def every_digit_is_decimal() -> None:
    """P12: what is stored is what sixty decimal digits give; a binary fraction has a tail of its own."""
    for record in records(phase=Phase.ACTUAL):
        known, share = json.loads(record.inputs), json.loads(record.results)["raw"]
        life, days = D(known["made"]["life_years"]), (record.ends_on - record.starts_on).days + 1
        exact = D("0.65") * D("0.75") * D(known["made"]["value"]) * days / (365 * life)
        assert abs(D(share) - exact) < D("1e-24")


def one_cap_follows_the_object() -> None:
    """P1, P15: all that an object ever gave is within the one cap it was opened with."""
    assert verification.caps_are_respected(NOW) == []
    drawn = sum((record.draw_kg for record in records(phase=Phase.ACTUAL)), ZERO)
    made = max(D(json.loads(record.inputs)["made"]["value"]) for record in records(phase=Phase.ACTUAL))
    assert drawn <= made


def history_stays(before: list[tuple[int, str, str, Decimal]]) -> None:
    """R20, P12: old records are what they were, and compute again to the same bytes."""
    found = [(one.id, one.factor, one.results, one.net_kg) for one in records(phase=Phase.ACTUAL)]
    assert found[: len(before)] == before
    assert {same for _, same in verification.recomputed()} == {True}


def caught(law: Callable[..., None], *arguments: Any) -> None:
    """The law must fail now."""
    db.session.expire_all()
    with pytest.raises(AssertionError):
        law(*arguments)


def test_a_clipped_negative(app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    a_harmful_loan(now)
    harm_stays_harm()
    monkeypatch.setattr(equations, "net", lambda gross, burdens: max(ZERO, gross - burdens))
    genuine = sums.avoided
    monkeypatch.setattr(sums, "avoided", lambda rows: _clipped(genuine(rows)))
    caught(harm_stays_harm)


def _clipped(found: Any) -> Any:
    return replace(found, central=max(ZERO, found.central), low_bound=max(ZERO, found.low_bound))


def test_a_negative_clipped_where_it_is_settled(app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.impact import services

    genuine = services.settled

    def clipped(result: Any, left: int | None) -> Any:
        figures = genuine(result, left)
        return replace(figures, net=max(0, figures.net))

    monkeypatch.setattr(services, "settled", clipped)
    with pytest.raises(AssertionError):  # the entry itself no longer sums to zero: nothing is written
        a_harmful_loan(now)


def test_a_netted_total(app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.impact import services

    a_returned_loan(a_world(now))
    the_accounts_stand_apart()
    genuine = services.settled

    def netted(result: Any, left: int | None) -> Any:
        figures = genuine(result, left)
        return replace(figures, footprint=figures.footprint - figures.net)

    monkeypatch.setattr(services, "settled", netted)
    a_returned_loan(a_world(now))
    caught(the_accounts_stand_apart)
    assert verification.columns_match_the_results(now) == []
    assert False in {same for _, same in verification.recomputed()}, "recomputing notices it too"


def test_a_float_in_the_path(app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    a_returned_loan(a_world(now))
    every_digit_is_decimal()
    binary = lambda *given, **named: Decimal(float(genuine_raw(*given, **named)))  # noqa: E731
    monkeypatch.setattr(equations, "raw", binary)
    a_returned_loan(a_world(now))
    caught(every_digit_is_decimal)


@pytest.mark.parametrize("is_mutant", [False, True], ids=["genuine", "mutant"])
def test_a_cap_forgotten_after_a_gift(
    app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch, is_mutant: bool
) -> None:
    """The mutant takes a given unit for a new object, with a cap of its own."""
    genuine = accounts.object_states

    def forgetful(unit_ids: Iterable[int]) -> dict[int, ObjectState]:
        return {
            unit: state if state.object_id == unit else ObjectState(object_id=unit)
            for unit, state in genuine(unit_ids).items()
        }

    if is_mutant:
        monkeypatch.setattr("app.impact.services.object_states", forgetful)
    houses = two_houses(quantity=1, mass_kg=D(15), made_in_year=2026)
    lent(museums_of(houses.giver_id, houses.technician, houses.listing_id, houses.recipient_id, houses.team), 0)
    given = given_then_offered(houses, NOW + timedelta(days=120))
    mine = museums_of(houses.recipient_id, houses.team, given, houses.giver_id, _borrower(houses))
    for months in (5, 6, 7):
        lent(mine, months)
    if is_mutant:
        caught(one_cap_follows_the_object)
    else:
        one_cap_follows_the_object()


def test_a_factor_update_that_rewrites_history(app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two mutants: records that look their factor up again, and a row rewritten behind the triggers' back."""
    world = a_world(now)
    a_returned_loan(world, last=date(2027, 5, 3))
    before = [(one.id, one.factor, one.results, one.net_kg) for one in records(phase=Phase.ACTUAL)]
    old = table.loaded()
    newer = replace(old.factor(before[0][1].partition("@")[0]), version="99", value=D(4000))
    newest = replace(old, factors={**old.factors, newer.reference: newer, newer.id: newer})
    monkeypatch.setattr("app.impact.factors.domain.loaded", lambda: newest)
    history_stays(before)
    genuine = verification.read
    monkeypatch.setattr(verification, "read", lambda kind, text: _looked_up_again(genuine(kind, text)))
    caught(history_stays, before)


def _looked_up_again(inputs: Any) -> Any:
    made = gathering.manufacturing_factor(inputs.category, {"diagonal": D(55)}, None)
    return replace(inputs, made=gathering.made_new(made))
