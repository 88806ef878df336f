"""When digests leave, and what in them is news."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.needs.domain.watching import Rhythm, is_due, last_digest, news

PARIS = "Europe/Paris"


def _utc(day: int, hour: int, month: int = 1) -> datetime:
    return datetime(2027, month, day, hour, tzinfo=UTC)


def test_the_daily_digest_leaves_at_eight_on_the_readers_wall_clock() -> None:
    assert not is_due(Rhythm.DAILY, _utc(10, 12), _utc(11, 6), PARIS)
    assert is_due(Rhythm.DAILY, _utc(10, 12), _utc(11, 7), PARIS)
    assert not is_due(Rhythm.DAILY, _utc(11, 7), _utc(11, 23), PARIS)


def test_eight_o_clock_stays_eight_o_clock_in_summer_and_overseas() -> None:
    assert is_due(Rhythm.DAILY, _utc(10, 12, 7), _utc(11, 6, 7), PARIS)
    assert is_due(Rhythm.DAILY, _utc(10, 12), _utc(11, 4), "Indian/Reunion")
    assert not is_due(Rhythm.DAILY, _utc(10, 12), _utc(11, 4), PARIS)


def test_the_weekly_digest_leaves_on_mondays() -> None:
    monday = _utc(11, 8)
    assert is_due(Rhythm.WEEKLY, monday - timedelta(days=3), monday, PARIS)
    assert not is_due(Rhythm.WEEKLY, monday, monday + timedelta(days=6), PARIS)
    assert is_due(Rhythm.WEEKLY, monday, monday + timedelta(days=7), PARIS)


def test_a_search_that_only_its_owner_looks_at_is_never_due() -> None:
    assert last_digest(Rhythm.NEVER, _utc(11, 8), PARIS) is None
    assert not is_due(Rhythm.NEVER, _utc(1, 8), _utc(28, 8), PARIS)


@given(
    hours=st.lists(st.integers(min_value=0, max_value=24 * 60), min_size=1, max_size=80),
    rhythm=st.sampled_from([Rhythm.DAILY, Rhythm.WEEKLY]),
)
def test_whenever_the_job_passes_there_is_at_most_one_letter_a_day(hours: list[int], rhythm: Rhythm) -> None:
    start, told, sent = _utc(1, 0), _utc(1, 0), []
    for now in sorted(start + timedelta(hours=hour) for hour in hours):
        if is_due(rhythm, told, now, PARIS):
            told = now
            sent.append(last_digest(rhythm, now, PARIS))
    assert len(sent) == len(set(sent))


@pytest.mark.parametrize(
    ("found", "seen", "new"), [((3, 2, 1), (1, 2), (3,)), ((1,), (1,), ()), ((), (1,), ()), ((2, 1), (), (2, 1))]
)
def test_news_is_what_was_not_there_the_last_time(
    found: tuple[int, ...], seen: tuple[int, ...], new: tuple[int, ...]
) -> None:
    assert news(found, seen) == new
