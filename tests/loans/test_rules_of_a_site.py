"""The rules of a place are kept when somebody asks, and again when somebody promises."""

from collections import Counter
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import Site
from app.core.db import db, transaction
from app.listings.domain.availability import Period, free_units
from app.listings.domain.refusals import ClosedOnThatDay, DeskFull, NotEnoughUnits, TooLong, TooShortNotice
from app.listings.models import Listing
from app.listings.queries.pools import pools
from app.loans import services
from app.loans.domain.lifecycle import State
from app.loans.domain.request import LineWanted
from app.loans.queries.checks import never_more_than_there_is
from tests.conftest import NOW, Clock
from tests.given.exhibitions import an_exhibition
from tests.given.listings import a_listing
from tests.given.loans import FIRST_DAY, LAST_DAY, Museums, a_loan, a_request, two_museums
from tests.loans.test_two_at_once import released


def ruled(museums: Museums, **rules: Any) -> Museums:
    """The lender's place with these rules."""
    with transaction() as session:
        listing = session.get_one(Listing, museums.listing_id)
        site = session.get_one(Site, listing.site_id)
        for name, value in rules.items():
            setattr(site, name, value)
    return museums


def asked(museums: Museums, first: date = FIRST_DAY, last: date = LAST_DAY, **said: Any) -> int:
    db.session.rollback()
    return services.request_loan(museums.team, a_request(museums, first_day=first, last_day=last, **said), "", NOW)


def test_notice_is_counted_in_days_on_which_requests_are_read(app: Flask) -> None:
    today = NOW.date()
    museums = ruled(two_museums(), lead_days=2, processing_weekdays=[4], open_weekdays=[1, 2, 3, 4, 5, 6, 7])
    thursdays = [today + timedelta(days=n) for n in range(30) if (today + timedelta(days=n)).isoweekday() == 4]
    earliest = thursdays[1] + timedelta(days=1)
    with pytest.raises(TooShortNotice) as refused:
        asked(museums, earliest - timedelta(days=1))
    assert refused.value.params["earliest"] == earliest


def test_the_longest_loan_counts_both_its_days(app: Flask) -> None:
    museums = ruled(two_museums(), longest_days=12)
    assert asked(museums)
    with pytest.raises(TooLong):
        asked(museums, last=LAST_DAY + timedelta(days=3))


def test_a_public_holiday_is_closed_without_anybody_typing_it(app: Flask) -> None:
    museums = two_museums()
    easter_monday = date(2027, 3, 29)
    with pytest.raises(ClosedOnThatDay):
        asked(museums, last=easter_monday)
    ruled(museums, opens_on_holidays=True)
    assert asked(museums, last=easter_monday)


def test_what_comes_back_in_the_morning_leaves_in_the_afternoon(app: Flask, clock: Clock) -> None:
    museums = ruled(two_museums(quantity=1))
    first = a_loan(museums, State.APPROVED)
    db.session.rollback()
    with pytest.raises(NotEnoughUnits):
        asked(museums, LAST_DAY, LAST_DAY + timedelta(days=7))
    ruled(museums, has_same_day=True)
    second = asked(museums, LAST_DAY, LAST_DAY + timedelta(days=7))
    services.accept_loan(museums.technician, second, NOW)
    third = asked(museums, FIRST_DAY - timedelta(days=6), FIRST_DAY)
    services.accept_loan(museums.technician, third, NOW)
    found = pools([museums.listing_id], NOW.date(), now=NOW)[museums.listing_id]
    assert free_units(found.pool, Period.of_days(FIRST_DAY, LAST_DAY)) == 0
    assert first != second
    with pytest.raises(NotEnoughUnits):
        asked(museums, LAST_DAY, LAST_DAY)  # it would need the only day it has


def test_a_desk_receives_so_many_a_day_and_proposes_another(app: Flask) -> None:
    museums = ruled(two_museums(quantity=5), visits_a_day=1)
    show = an_exhibition(museums.team, museums.borrower_id, NOW)
    one, other = asked(museums), asked(museums, exhibition_id=show)
    services.accept_loan(museums.technician, one, NOW)
    db.session.rollback()
    with pytest.raises(DeskFull):
        services.accept_loan(museums.technician, other, NOW)
    with pytest.raises(DeskFull):
        asked(museums, FIRST_DAY + timedelta(days=1), LAST_DAY, exhibition_id=show)
    assert asked(museums, FIRST_DAY + timedelta(days=1), LAST_DAY - timedelta(days=1), exhibition_id=show)


def test_the_same_show_fetching_more_on_that_day_is_the_same_visit(app: Flask) -> None:
    museums = ruled(two_museums(quantity=5), visits_a_day=2)
    one, other = asked(museums), asked(museums)
    services.accept_loan(museums.technician, one, NOW)
    services.accept_loan(museums.technician, other, NOW)


def test_of_two_acceptances_for_the_last_visit_one_wins(app: Flask) -> None:
    for _ in range(6):
        museums = ruled(two_museums(quantity=1), visits_a_day=1)
        other_listing = a_listing(museums.technician, museums.lender_id, quantity=1, now=NOW)
        show = an_exhibition(museums.team, museums.borrower_id, NOW)
        one = asked(museums)
        db.session.rollback()
        other = asked(museums, lines=(LineWanted(other_listing, 1),), exhibition_id=show)
        db.session.rollback()
        results = released(
            app, [partial(services.accept_loan, museums.technician, loan, NOW) for loan in (one, other)]
        )
        assert Counter(type(result).__name__ for result in results) == {"str": 1, "DeskFull": 1}, results


def test_a_shared_return_day_is_not_one_promise_too_many(app: Flask) -> None:
    museums = ruled(two_museums(quantity=1), has_same_day=True)
    services.accept_loan(museums.technician, asked(museums), NOW)
    services.accept_loan(museums.technician, asked(museums, LAST_DAY, LAST_DAY + timedelta(days=3)), NOW)
    assert never_more_than_there_is(NOW) == []
    with pytest.raises(NotEnoughUnits):
        asked(museums, LAST_DAY - timedelta(days=1), LAST_DAY + timedelta(days=3))
