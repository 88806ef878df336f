"""Events carry ids and dates, and cannot change."""

from dataclasses import FrozenInstanceError, fields
from datetime import UTC, date, datetime

import pytest

from app.loans.domain import events
from app.loans.domain.events import EVENTS, LoanAccepted, LoanEvent, LoanReturned

COMMON = {
    "loan_id": 1,
    "lender_id": 2,
    "borrower_id": 3,
    "exhibition_id": 4,
    "starts_on": date(2027, 3, 3),
    "ends_on": date(2027, 3, 12),
    "at": datetime(2027, 1, 1, tzinfo=UTC),
    "by": None,
}


def test_every_event_of_the_module_is_listed():
    made = {thing for thing in vars(events).values() if isinstance(thing, type) and issubclass(thing, LoanEvent)}
    assert set(EVENTS) == made - {LoanEvent}


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_tells_in_a_sentence_what_happened(event):
    assert event.__doc__ and event.__doc__.strip().endswith(".")


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_holds_plain_values_only(event):
    plain = {int, str, bool, date, datetime, int | None, tuple[int, ...]}
    assert {field.type for field in fields(event)} <= plain


def test_an_event_cannot_change():
    event = LoanAccepted(**COMMON)
    with pytest.raises(FrozenInstanceError):
        event.loan_id = 7


def test_a_partial_return_says_so():
    event = LoanReturned(**COMMON, unit_ids=(5,), is_complete=False)
    assert (event.unit_ids, event.is_complete) == ((5,), False)
