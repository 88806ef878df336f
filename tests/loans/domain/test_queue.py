"""Who is offered what: in the order of the queue, never more than there is; and until when."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.listings.domain.availability import Hold, Period, Pool, Stock, Terms, free_units
from app.listings.domain.open_days import OpenDays
from app.loans.domain.queue import Place, offer_expires_at, whom_to_offer

TODAY = date(2027, 3, 10)
WEEK = OpenDays(weekdays=frozenset(range(5)))


def days(first: int, length: int) -> Period[date]:
    return Period(TODAY + timedelta(days=first), TODAY + timedelta(days=first + length))


PLACES = st.lists(
    st.builds(
        lambda quantity, first, length, since: (quantity, days(first, length), since),
        st.integers(1, 3), st.integers(0, 15), st.integers(1, 8), st.integers(0, 5),
    ),
    max_size=6,
)  # fmt: skip


def places(drawn: list[tuple[int, Period[date], int]]) -> list[Place]:
    start = datetime(2027, 3, 1, tzinfo=UTC)
    return [
        Place(n, quantity, period, start + timedelta(hours=since))
        for n, (quantity, period, since) in enumerate(drawn)
    ]


@given(st.integers(0, 4), PLACES, PLACES)
def test_what_is_offered_fits_together_and_whoever_is_passed_over_did_not_fit(
    stock: int, taken: list[tuple[int, Period[date], int]], drawn: list[tuple[int, Period[date], int]]
) -> None:
    pool = Pool(Stock(stock), tuple(Hold(q, p.start, p.end) for q, p, _ in taken), Terms(today=TODAY))
    queue = places(drawn)
    offered = whom_to_offer(pool, queue)
    held = pool
    for one in sorted(queue, key=lambda place: (place.since, place.id)):
        fits = free_units(held, one.period) >= one.quantity
        assert (one in offered) is fits, "in the order of the queue"
        if fits:
            held = Pool(held.stock, (*held.holds, Hold(one.quantity, one.period.start, one.period.end)), held.terms)


@given(st.integers(0, 365 * 24), st.frozensets(st.integers(0, 6), min_size=1))
def test_an_offer_is_kept_a_day_at_least_and_ends_some_day(hours: int, weekdays: frozenset[int]) -> None:
    at = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    ends = offer_expires_at(at, OpenDays(weekdays=weekdays), "Europe/Paris")
    assert timedelta(hours=24) <= ends - at <= timedelta(days=61)


def test_a_weekend_does_not_count() -> None:
    friday = datetime(2027, 3, 12, 9, tzinfo=UTC)
    assert offer_expires_at(friday, WEEK, "Europe/Paris") == datetime(2027, 3, 16, 9, tzinfo=UTC)
