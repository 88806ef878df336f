"""When something does not come back: whom it touches, what they are told, and that they are told when all is well."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.actor import Role
from app.core.db import db
from app.core.mail import OutboxMail
from app.loans import queries, services
from app.loans.domain.lifecycle import State
from app.loans.models import TouchedLoan
from app.loans.queries.checks import CHECKS
from app.loans.queries.inbox import Tab
from app.loans.queries.touched import chain_view
from tests.conftest import NOW, Clock
from tests.given.accounts import a_person, an_institution
from tests.given.exhibitions import an_exhibition
from tests.given.listings import a_listing
from tests.given.loans import LAST_DAY, Museums, a_loan, reports_to_return, two_museums
from tests.pages import Browser

NEXT_FIRST, NEXT_LAST = LAST_DAY + timedelta(days=12), LAST_DAY + timedelta(days=19)
PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Chain:
    """A loan that is out, and the next borrower of the same unit."""

    museums: Museums
    late_id: int
    other: Museums
    next_id: int


@pytest.fixture
def chain(app: Flask) -> Chain:
    museums = two_museums(quantity=1)
    other_id = an_institution("Musée suivant", city="Nantes", now=NOW)
    team = a_person(other_id, Role.EXHIBITIONS, email="suivant@example.org", now=NOW)
    other = Museums(
        museums.lender_id, museums.technician, museums.listing_id, other_id, team, an_exhibition(team, other_id, NOW)
    )
    late_id = a_loan(museums, State.OUT)
    next_id = a_loan(other, State.APPROVED, first_day=NEXT_FIRST, last_day=NEXT_LAST)
    return Chain(museums, late_id, other, next_id)


def at(days: int, hour: int = 9, minute: int = 0) -> datetime:
    """So many days after the last day of the first loan, on the wall in Paris."""
    return datetime.combine(LAST_DAY + timedelta(days=days), time(hour, minute), PARIS)


def told(email: str = "suivant@example.org") -> list[str]:
    db.session.rollback()
    rows = select(OutboxMail.subject).where(OutboxMail.to_address == email).order_by(OutboxMail.id)
    return [one for one in db.session.scalars(rows) if "risque" in one or "assuré" in one]


def warned() -> list[TouchedLoan]:
    db.session.rollback()
    return list(db.session.scalars(select(TouchedLoan).order_by(TouchedLoan.id)))


def test_the_next_borrower_is_warned_from_nine_on_and_once(chain: Chain) -> None:
    services.watch_late_returns(at(0, 18))
    services.watch_late_returns(at(1, 8, 59))
    assert told() == []
    for moment in (at(1), at(1, 15), at(2), at(3)):
        services.watch_late_returns(moment)
    assert len(told()) == 1
    assert [row.loan_id for row in warned()] == [chain.next_id]
    assert all(not check(at(3)) for check in CHECKS.values())


def test_a_new_return_that_still_touches_is_told_at_once_and_one_in_time_reassures(chain: Chain) -> None:
    services.watch_late_returns(at(1))
    services.set_new_expected_return(
        chain.museums.technician, chain.late_id, NEXT_FIRST + timedelta(days=1), at(1, 10)
    )
    assert len(told()) == 2
    assert warned()[0].expected_on == NEXT_FIRST + timedelta(days=1)
    services.watch_late_returns(at(2))
    assert len(told()) == 2, "nothing changed"
    services.take_back(chain.museums.technician, chain.late_id, reports_to_return(chain.late_id), at(4))
    assert ["assuré" in one for one in told()] == [False, False, True]
    assert warned()[0].safe_at is not None


def test_a_return_in_time_ends_the_alarm(chain: Chain) -> None:
    services.watch_late_returns(at(1))
    services.take_back(chain.museums.technician, chain.late_id, reports_to_return(chain.late_id), at(2, 11))
    assert "assuré" in told()[-1]
    services.watch_late_returns(at(3))
    assert len(told()) == 2


def test_a_next_loan_that_was_given_up_is_told_nothing_more(chain: Chain) -> None:
    services.watch_late_returns(at(1))
    services.cancel_loan(chain.other.team, chain.next_id, "Nous prenons ailleurs.", at(1, 10))
    services.watch_late_returns(at(2))
    assert len(told()) == 1
    assert warned()[0].safe_at is not None


def test_nobody_is_alarmed_where_units_are_left(app: Flask) -> None:
    museums = two_museums(quantity=2)
    a_loan(museums, State.OUT)
    a_loan(museums, State.APPROVED, first_day=NEXT_FIRST, last_day=NEXT_LAST)
    services.watch_late_returns(at(1))
    assert warned() == []


def test_an_early_return_that_touches_nobody_says_nothing(chain: Chain) -> None:
    services.take_back(chain.museums.technician, chain.late_id, reports_to_return(chain.late_id), at(-2))
    assert warned() == [] and told() == []


def test_the_lender_reads_who_is_touched_the_late_one_only_how_many(chain: Chain) -> None:
    services.watch_late_returns(at(1))
    db.session.rollback()
    seen = {}
    for name, who in (("lender", chain.museums.technician), ("late", chain.museums.team)):
        seen[name] = chain_view(who, queries.loan_page(who, chain.late_id, at(1)), at(1))
    assert [one.loan_id for one in seen["lender"].following] == [chain.next_id]
    assert (seen["late"].count, seen["late"].following) == (1, ())
    threat = chain_view(chain.other.team, queries.loan_page(chain.other.team, chain.next_id, at(1)), at(1)).threat
    assert threat is not None and threat.late_loan_id is None and threat.expected is None
    card = queries.inbox(chain.museums.technician, at(1), Tab.LATE).page.items[0]
    assert (card.id, card.touches) == (chain.late_id, 1)
    assert queries.inbox(chain.museums.team, at(1), Tab.LATE).page.items[0].touches == 0


def test_what_would_do_in_the_same_house_and_elsewhere_is_named(chain: Chain) -> None:
    same = a_listing(chain.museums.technician, chain.museums.lender_id, now=NOW)
    far_id = an_institution("Musée voisin", city="Lyon", now=NOW)
    far = a_listing(a_person(far_id, Role.TECHNICIAN, email="voisin@example.org", now=NOW), far_id, now=NOW)
    services.watch_late_returns(at(1))
    body = db.session.scalar(
        select(OutboxMail.body).where(
            OutboxMail.to_address == "suivant@example.org", OutboxMail.subject.contains("risque")
        )
    )
    assert f"/annonces/{same}" in body and f"/annonces/{far}" in body


def test_the_pages_say_it(chain: Chain, browser: Browser, clock: Clock) -> None:
    services.watch_late_returns(at(1))
    clock.at(at(1, 10))
    db.session.rollback()
    browser.sign_in("suivant@example.org")
    page = browser.get(f"/prets/{chain.next_id}")
    assert "risque de ne pas être prêt" in page.text
    assert f"/prets/{chain.late_id}" not in page.text
