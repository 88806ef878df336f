"""The queue for what is taken: in order, never the same units twice, an offer that ends, a request that comes first."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.actor import Actor, Role
from app.core.db import db
from app.core.errors import Forbidden, NotFound
from app.core.mail import OutboxMail
from app.listings.domain.availability import HoldKind, HoldState
from app.listings.domain.refusals import NotEnoughUnits
from app.listings.models import Allocation
from app.loans import services
from app.loans.domain.lifecycle import State
from app.loans.domain.queue import AlreadyQueued, IsFree, MoreThanThereIs, PlaceIsOver, PlaceState
from app.loans.models import WaitingPlace
from app.loans.queries.checks import CHECKS
from app.loans.services import PlaceWanted
from tests.conftest import NOW
from tests.given.accounts import a_person, an_institution
from tests.given.exhibitions import an_exhibition
from tests.given.loans import FIRST_DAY, LAST_DAY, Museums, a_loan, a_request, two_museums
from tests.loans.test_two_at_once import released
from tests.pages import Browser


def another(museums: Museums, name: str) -> Museums:
    """Somebody else who would borrow the same."""
    house = an_institution(name, city="Nantes", now=NOW)
    team = a_person(house, Role.EXHIBITIONS, email=f"{name.split()[-1].lower()}@example.org", now=NOW)
    show = an_exhibition(team, house, NOW)
    return Museums(museums.lender_id, museums.technician, museums.listing_id, house, team, show)


def waits(who: Museums, quantity: int = 1, now: datetime = NOW, **days: object) -> None:
    said = {"first_day": FIRST_DAY, "last_day": LAST_DAY} | days
    wanted = PlaceWanted(who.listing_id, who.exhibition_id, quantity, **said)  # type: ignore[arg-type]
    services.join_queue(who.team, wanted, now)
    db.session.rollback()


def states() -> list[PlaceState]:
    db.session.rollback()
    return list(db.session.scalars(select(WaitingPlace.state).order_by(WaitingPlace.id)))


def place(number: int = 0) -> WaitingPlace:
    db.session.rollback()
    return list(db.session.scalars(select(WaitingPlace).order_by(WaitingPlace.id)))[number]


def kept() -> int:
    db.session.rollback()
    rows = select(Allocation.quantity).where(Allocation.state == HoldState.HOLD, Allocation.kind == HoldKind.HOLD)
    return sum(db.session.scalars(rows))


@pytest.fixture
def taken(app: Flask) -> tuple[Museums, int]:
    museums = two_museums(quantity=2)
    return museums, a_loan(museums, State.APPROVED, 2)


def test_the_first_in_line_is_offered_what_frees_and_the_next_when_it_lapses(taken: tuple[Museums, int]) -> None:
    museums, loan_id = taken
    first, second, third = (another(museums, f"Musée {name}") for name in ("Un", "Deux", "Trois"))
    waits(first, 2)
    waits(second, 1, NOW + timedelta(minutes=1))
    waits(third, 1, NOW + timedelta(minutes=2))
    services.offer_places(NOW)
    assert kept() == 0
    services.cancel_loan(museums.team, loan_id, "L'exposition est reportée.", NOW)
    for _ in range(2):
        services.offer_places(NOW)
    assert states() == [PlaceState.OFFERED, PlaceState.WAITING, PlaceState.WAITING]
    assert kept() == 2
    offer = place()
    assert offer.expires_at is not None and offer.expires_at == NOW + timedelta(hours=48)
    assert db.session.scalar(select(OutboxMail.subject).where(OutboxMail.to_address == "un@example.org"))
    services.offer_places(offer.expires_at - timedelta(seconds=1))
    assert states()[0] is PlaceState.OFFERED
    services.offer_places(offer.expires_at)
    assert states() == [PlaceState.LAPSED, PlaceState.OFFERED, PlaceState.OFFERED]
    assert kept() == 2
    assert all(not check(offer.expires_at) for check in CHECKS.values())


def test_an_offer_becomes_a_request_that_comes_first(taken: tuple[Museums, int]) -> None:
    museums, loan_id = taken
    first, second = another(museums, "Musée Un"), another(museums, "Musée Deux")
    waits(first, 2)
    waits(second, 1, NOW + timedelta(minutes=1))
    services.cancel_loan(museums.team, loan_id, "L'exposition est reportée.", NOW)
    services.offer_places(NOW)
    db.session.rollback()
    with pytest.raises(NotEnoughUnits):
        services.request_loan(second.team, a_request(second), "", NOW)
    asked = services.request_loan(first.team, a_request(first, 2), "", NOW)
    services.offer_places(NOW)
    assert states() == [PlaceState.TAKEN, PlaceState.WAITING], "the lender sees the first one's request first"
    assert kept() == 0 and place().loan_id == asked
    services.refuse_loan(museums.technician, asked, "Nous en avons besoin.", NOW)
    services.offer_places(NOW)
    assert states() == [PlaceState.TAKEN, PlaceState.OFFERED]
    assert all(not check(NOW) for check in CHECKS.values())


def test_an_offer_taken_can_be_accepted(taken: tuple[Museums, int]) -> None:
    museums, loan_id = taken
    first = another(museums, "Musée Un")
    waits(first, 2)
    services.cancel_loan(museums.team, loan_id, "L'exposition est reportée.", NOW)
    services.offer_places(NOW)
    db.session.rollback()
    asked = services.request_loan(first.team, a_request(first, 2), "", NOW)
    services.accept_loan(museums.technician, asked, NOW)
    services.offer_places(NOW)
    assert states() == [PlaceState.TAKEN]


def test_who_leaves_makes_room(taken: tuple[Museums, int]) -> None:
    museums, loan_id = taken
    first, second = another(museums, "Musée Un"), another(museums, "Musée Deux")
    waits(first, 2)
    waits(second, 2, NOW + timedelta(minutes=1))
    services.cancel_loan(museums.team, loan_id, "L'exposition est reportée.", NOW)
    services.offer_places(NOW)
    with pytest.raises(NotFound):
        services.leave_queue(second.team, place().id, NOW)
    reader = Actor(user_id=first.team.user_id, name="", roles=frozenset({(first.borrower_id, Role.READER)}))
    with pytest.raises(Forbidden):
        services.leave_queue(reader, place().id, NOW)
    services.leave_queue(first.team, place().id, NOW)
    with pytest.raises(PlaceIsOver):
        services.leave_queue(first.team, place().id, NOW)
    services.offer_places(NOW)
    assert states() == [PlaceState.WITHDRAWN, PlaceState.OFFERED]


def test_nobody_queues_for_what_is_free_twice_or_for_more_than_there_is(taken: tuple[Museums, int]) -> None:
    museums, _ = taken
    first = another(museums, "Musée Un")
    later = {"first_day": LAST_DAY + timedelta(days=14), "last_day": LAST_DAY + timedelta(days=18)}
    with pytest.raises(IsFree):
        waits(first, **later)
    with pytest.raises(MoreThanThereIs):
        waits(first, 3)
    waits(first)
    with pytest.raises(AlreadyQueued):
        waits(first)


def test_a_place_whose_days_come_ends(taken: tuple[Museums, int]) -> None:
    museums, _ = taken
    waits(another(museums, "Musée Un"))
    services.offer_places(NOW.replace(year=FIRST_DAY.year, month=FIRST_DAY.month, day=FIRST_DAY.day + 1))
    assert states() == [PlaceState.OVER]


def test_two_that_free_at_once_and_two_jobs_never_offer_the_same_units(app: Flask) -> None:
    for _ in range(3):
        museums = two_museums(quantity=2)
        loans = [a_loan(museums, State.APPROVED), a_loan(museums, State.APPROVED)]
        db.session.rollback()
        for n in range(3):
            waits(another(museums, f"Musée {n}{museums.lender_id}"), 1, NOW + timedelta(minutes=n))
        verbs = [partial(services.cancel_loan, museums.team, loan, "Reporté.", NOW) for loan in loans]
        results = released(app, [*verbs, *(partial(services.offer_freed, museums.listing_id, NOW) for _ in range(3))])
        assert not [one for one in results if isinstance(one, Exception)], results
        services.offer_places(NOW)
        db.session.rollback()
        rows = select(WaitingPlace.state).where(WaitingPlace.listing_id == museums.listing_id)
        found = list(db.session.scalars(rows.order_by(WaitingPlace.id)))
        assert found == [PlaceState.OFFERED, PlaceState.OFFERED, PlaceState.WAITING]


def test_the_pages_lead_into_the_queue_and_out_of_it(taken: tuple[Museums, int], app: Flask) -> None:
    museums, loan_id = taken
    first = another(museums, "Musée Un")
    db.session.rollback()
    visitor = Browser(app).sign_in("un@example.org")
    days = f"du={FIRST_DAY}&au={LAST_DAY}&quantite=2"
    assert f"/annonces/{museums.listing_id}/file" in visitor.get(f"/annonces/{museums.listing_id}?{days}").text
    page = visitor.get(f"/annonces/{museums.listing_id}/file?{days}")
    assert "Prendre place dans la file" in page.text
    typed = {"exhibition_id": str(first.exhibition_id), "quantity": "9", "once": "a" * 32}
    typed |= {"first_day": FIRST_DAY.isoformat(), "last_day": LAST_DAY.isoformat()}
    assert "n'en a que 2" in visitor.post(f"/annonces/{museums.listing_id}/file", typed, 422).text.replace(
        "&#39;", "'"
    )
    visitor.post(f"/annonces/{museums.listing_id}/file", {**typed, "quantity": "2"})
    assert "Ma place dans la file" in visitor.get(f"/annonces/{museums.listing_id}").text
    assert "Ma place dans la file" in visitor.get(f"/expositions/{first.exhibition_id}").text
    services.cancel_loan(museums.team, loan_id, "Reporté.", NOW)
    services.offer_places(NOW)
    db.session.rollback()
    assert "votre tour" in visitor.get(f"/annonces/{museums.listing_id}").text
    asking = visitor.get(f"/annonces/{museums.listing_id}/demander?{days}&exposition={first.exhibition_id}")
    assert "2 exemplaires libres" in asking.text
    visitor.post(f"/file/{place().id}/retirer")
    assert states() == [PlaceState.WITHDRAWN]
