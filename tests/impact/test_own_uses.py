"""A given object serves its new owner's shows: example 7 of the method through the real application, and P15."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.core import verification
from app.core.db import db
from app.core.errors import Forbidden, NotFound
from app.impact import own_uses
from app.impact.factors.domain import manufacturing_factor
from app.impact.footprint.domain.lines import Phase
from app.impact.models import ImpactRecord
from app.impact.records import gathering
from app.loans.domain.gifts.again import BoughtAgainSaid, NotBoughtYet, NotWithinTheYear
from app.loans.domain.gifts.life import GiftState
from app.loans.domain.own_uses import (
    EndsBeforeItStarts,
    NotOverYet,
    NotPlannedAnyMore,
    NotReceivedAsGift,
    NotYetTheirs,
    OwnUseSaid,
    ServesAlready,
)
from app.loans.domain.words import Alternative, Evidence, TransportMode
from app.loans.models import Gift, OwnUse
from app.loans.services.gifts import say_bought_again
from app.loans.services.own_uses import cancel_own_use, end_own_use, end_past_uses, say_own_use
from tests.conftest import Clock
from tests.given.exhibitions import an_exhibition
from tests.given.gifts import Houses, a_gift, two_houses
from tests.given.listings import unit_ids
from tests.impact.given import entries, noon, records
from tests.pages import Browser as Visitor

START = date(2027, 2, 1)


@pytest.fixture
def like_example_7(monkeypatch: pytest.MonkeyPatch) -> None:
    """E = 360 over L = 6 years, whatever the category says."""

    def made(category: str, *rest: Any) -> Any:
        found = manufacturing_factor(category, *rest)
        return replace(
            found, value=Decimal(360), low=Decimal(300), high=Decimal(420), life_years=Decimal(6), life_uses=None
        )

    monkeypatch.setattr(gathering, "manufacturing_factor", made)
    monkeypatch.setattr(own_uses, "manufacturing_factor", made)


def a_house_that_received(now: datetime, **listing: Any) -> tuple[Houses, int]:
    """A plinth made three years before it entered, given; the recipient's unit."""
    known = {"made_in_year": now.year - 3, "mass_kg": Decimal(12), **listing}
    houses = two_houses(quantity=1, now=now, **known)
    gift = db.session.get_one(Gift, a_gift(houses, GiftState.TRANSFERRED, now=now))
    (unit,) = unit_ids(gift.new_listing_id or 0)
    db.session.rollback()
    return houses, unit


def said(houses: Houses, first: date, days: int, now: datetime, **other: Any) -> OwnUseSaid:
    last = first + timedelta(days=days - 1)
    show = an_exhibition(
        houses.team,
        houses.recipient_id,
        now,
        title=f"Chez nous {first}",
        address="59000 Lille",
        opens_on=first,
        closes_on=last,
    )
    usual = OwnUseSaid(
        show, first, last, TransportMode.SHARED_FREIGHT, Alternative.NEW, Evidence.E3, "devis du 3 mars 2026"
    )
    return replace(usual, **other)


def used(houses: Houses, unit: int, first: date, days: int, now: datetime) -> None:
    """Said, then over on its last day."""
    use = said(houses, first, days, now)
    own = say_own_use(houses.team, unit, use, now)
    end_own_use(houses.team, own, noon(use.last_day))
    db.session.rollback()


def test_example_7_three_shows_draw_what_is_left_of_the_cap(app: Flask, now: datetime, like_example_7: None) -> None:
    houses, unit = a_house_that_received(now)
    first = START
    for days in (200, 400, 600):
        used(houses, unit, first, days, now)
        first += timedelta(days=days + 10)  # days in storage draw nothing
    found = records(phase=Phase.ACTUAL)
    assert [record.draw_kg for record in found] == [Decimal("32.877"), Decimal("65.753"), Decimal("81.370")]
    assert sum(record.draw_kg for record in found) == Decimal(180)
    inputs = [gathering_inputs(record) for record in found]
    assert [one.journey.legs for one in inputs] == [1, 0, 0]
    assert inputs[0].journey.straight_km > 100, "from its giver in Lyon to Lille"
    assert [record.loan_id for record in found] == [None, None, None]
    assert len({record.exhibition_id for record in found}) == 3
    later = now + timedelta(days=2000)
    assert {name: faults for name, faults in verification.run_all(later).items() if faults} == {}


def gathering_inputs(record: ImpactRecord) -> Any:
    from app.impact.records.domain.canonical import read
    from app.impact.records.domain.inputs import Inputs

    return read(Inputs, record.inputs)


def test_p15_a_gift_then_a_use_differs_from_the_loan_by_its_return_leg_alone(
    app: Flask, now: datetime, like_example_7: None
) -> None:
    """The stored inputs of the use, with a return leg added, are those of a loan of the same days."""
    from app.impact.records.domain.inputs import result_of, transport

    houses, unit = a_house_that_received(now)
    used(houses, unit, START, 200, now)
    (record,) = records(phase=Phase.ACTUAL)
    gift = gathering_inputs(record)
    loan = replace(gift, journey=replace(gift.journey, back_units=gift.journey.out_units))
    assert result_of(loan).gross == result_of(gift).gross
    assert result_of(gift).net - result_of(loan).net == transport(loan) - transport(gift) == transport(gift) > 0


def test_what_is_said_of_an_object_is_refused_by_name_and_changes_nothing(app: Flask, now: datetime) -> None:
    houses, unit = a_house_that_received(now)
    use = said(houses, START, 30, now)
    with pytest.raises(NotFound):
        say_own_use(houses.technician, unit, use, now)
    with pytest.raises(NotReceivedAsGift):
        say_own_use(houses.technician, houses.units[0], replace(use, exhibition_id=_show_of(houses, now)), now)
    with pytest.raises(EndsBeforeItStarts):
        say_own_use(houses.team, unit, replace(use, last_day=START - timedelta(days=1)), now)
    with pytest.raises(NotYetTheirs):
        say_own_use(houses.team, unit, replace(use, first_day=date(2026, 5, 1)), now)
    own = say_own_use(houses.team, unit, use, now)
    with pytest.raises(ServesAlready):
        say_own_use(houses.team, unit, said(houses, START + timedelta(days=29), 5, now), now)
    with pytest.raises(NotOverYet):
        end_own_use(houses.team, own, noon(START))
    with pytest.raises((Forbidden, NotFound)):
        end_own_use(houses.technician, own, noon(use.last_day))
    cancel_own_use(houses.team, own, noon(START))
    with pytest.raises(NotPlannedAnyMore):
        end_own_use(houses.team, own, noon(use.last_day))
    assert records() == [] and entries() == []
    used(houses, unit, START, 30, now)
    assert len(records()) == 1
    assert {name: faults for name, faults in verification.run_all(now + timedelta(days=90)).items() if faults} == {}


def test_over_twice_counts_once(app: Flask, now: datetime) -> None:
    houses, unit = a_house_that_received(now)
    use = said(houses, START, 30, now)
    own = say_own_use(houses.team, unit, use, now)
    for _ in range(2):
        end_own_use(houses.team, own, noon(use.last_day))
    assert len(records(phase=Phase.ACTUAL)) == 1


def test_what_nobody_ended_is_counted_a_week_after_its_last_day(app: Flask, now: datetime) -> None:
    houses, unit = a_house_that_received(now)
    use, given_up = said(houses, START, 30, now), said(houses, START + timedelta(days=60), 5, now)
    own = say_own_use(houses.team, unit, use, now)
    cancel_own_use(houses.team, say_own_use(houses.team, unit, given_up, now), now)
    for days, counted in ((0, 0), (6, 0), (7, 1), (8, 1), (90, 1)):
        end_past_uses(noon(use.last_day + timedelta(days=days)))
        assert len(records(phase=Phase.ACTUAL)) == counted, days
    with pytest.raises(NotPlannedAnyMore):
        cancel_own_use(houses.team, own, noon(use.last_day + timedelta(days=8)))


def test_what_the_giver_buys_again_within_a_year_is_borne_once_by_the_first_use(app: Flask, now: datetime) -> None:
    houses, unit = a_house_that_received(now)
    gift = db.session.scalars(select(Gift.id)).one()
    used(houses, unit, START, 30, now)
    used(houses, unit, START + timedelta(days=60), 30, now)
    first, _second = records(phase=Phase.ACTUAL)
    assert gathering_inputs(first).stated.backfill == 0
    day = noon(START + timedelta(days=120))
    for actor, on, refusal in (
        (houses.team, START, Forbidden),
        (houses.technician, now.date() - timedelta(days=1), NotWithinTheYear),
        (houses.technician, day.date() + timedelta(days=1), NotBoughtYet),
    ):
        with pytest.raises(refusal):
            say_bought_again(actor, gift, on, day)
    say_bought_again(houses.technician, gift, START, day)
    with pytest.raises(BoughtAgainSaid):
        say_bought_again(houses.technician, gift, START, day)
    known = {record.id: record for record in records(phase=Phase.ACTUAL)}
    replaced = {record.supersedes_id for record in known.values()}
    counted = [record for id, record in known.items() if id not in replaced]
    bearing = [record for record in counted if gathering_inputs(record).stated.backfill]
    assert [record.supersedes_id for record in bearing] == [first.id]
    made = gathering_inputs(first).made.value
    assert bearing[0].burdens_kg - known[first.id].burdens_kg == round(made, 3)
    assert bearing[0].draw_kg == known[first.id].draw_kg
    assert {name: faults for name, faults in verification.run_all(day).items() if faults} == {}


def test_bought_again_before_the_first_use_it_is_counted_with_it(app: Flask, now: datetime) -> None:
    houses, unit = a_house_that_received(now)
    gift = db.session.scalars(select(Gift.id)).one()
    say_bought_again(houses.technician, gift, now.date(), now)
    for first in (START, START + timedelta(days=60)):
        used(houses, unit, first, 30, now)
    found = [gathering_inputs(record) for record in records(phase=Phase.ACTUAL)]
    assert [one.stated.backfill for one in found] == [found[0].made.value, 0]


def test_the_giver_says_so_on_the_page_of_the_gift(app: Flask, now: datetime) -> None:
    houses, _ = a_house_that_received(now)
    gift = db.session.scalars(select(Gift.id)).one()
    emails = [db.session.get_one(User, one.user_id).email for one in (houses.technician, houses.team)]
    db.session.rollback()
    giver, team = (Visitor(app).sign_in(email) for email in emails)
    assert "racheté" not in team.get(f"/dons/{gift}").text
    assert "Indiquez le jour." in giver.post(f"/dons/{gift}/rachat", {"once": "r"}, 422).text
    late = (now + timedelta(days=3)).date().isoformat()
    assert "pas encore venu" in giver.post(f"/dons/{gift}/rachat", {"once": "r", "bought_on": late}, 422).text
    giver.post(f"/dons/{gift}/rachat", {"once": "r", "bought_on": now.date().isoformat()})
    assert "ce rachat est déduit" in team.get(f"/dons/{gift}").text
    team.post(f"/dons/{gift}/rachat", {"once": "s", "bought_on": now.date().isoformat()}, 403)


def _show_of(houses: Houses, now: datetime) -> int:
    from app.core.actor import Role
    from tests.given.accounts import a_person

    return an_exhibition(a_person(houses.giver_id, Role.EXHIBITIONS, now=now), houses.giver_id, now)


def test_by_its_pages_a_gift_serves_a_show_and_is_counted(app: Flask, now: datetime, clock: Clock) -> None:
    houses, unit = a_house_that_received(now)
    show = an_exhibition(houses.team, houses.recipient_id, now, title="Chez nous", address="59000 Lille")
    email = db.session.get_one(User, houses.team.user_id).email
    db.session.rollback()
    browser = Visitor(app).sign_in(email)
    assert "Dire où un objet sert" in browser.get("/dons/usages").text
    sent = {
        "once": "o" * 32, "unit_id": str(unit), "exhibition_id": str(show), "starts_on": "2027-02-01",
        "ends_on": "2027-01-31", "transport": "dedicated_van", "alternative": "new", "evidence": "E2",
    }  # fmt: skip
    assert "avant la date de début" in browser.post("/dons/usages", sent, 422).text
    browser.post("/dons/usages", {**sent, "ends_on": "2027-02-02"})
    own = db.session.scalars(select(OwnUse.id)).one()
    db.session.rollback()
    assert "Annuler cet usage" in browser.get("/dons/usages").text
    clock.at(noon(date(2027, 2, 2)))
    browser.sign_in(email)
    browser.post(f"/dons/usages/{own}/terminer")
    assert "compté" in browser.get("/dons/usages").text
    (record,) = records(phase=Phase.ACTUAL)
    assert "1/1" in browser.get(f"/bilan/calculs/{record.id}").text
    assert "Chez nous" in browser.get(f"/expositions/{show}").text
    stranger = db.session.get_one(User, houses.technician.user_id).email
    db.session.rollback()
    Visitor(app).sign_in(stranger).post(f"/dons/usages/{own}/annuler", {}, 404)
