"""What people wish to hear by mail: the rule alone, then kept."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.services import ask_to_join
from app.core.actor import Actor, Role
from app.core.db import transaction
from app.core.errors import Forbidden
from app.core.notices import give_notices, set_wish, unread_count, wishes_of
from app.core.wishes import DEFAULTS, SAFETY, NoticeKind, NoticeMail, Wish, allowed, eight_o_clock, kept, last_digest
from app.notifications.services import choose_wishes
from app.notifications.services.wishing import MayNotBeSilenced
from tests.accounts.letters import letters_to
from tests.given.accounts import a_person, an_institution
from tests.notifications.given import mails_of, said, somebody, tell

ZONES = ("Europe/Paris", "America/Miquelon", "Indian/Reunion", "Pacific/Noumea", "America/Cayenne")


def test_what_others_depend_on_cannot_be_silenced() -> None:
    for kind in NoticeKind:
        assert (Wish.NEVER in allowed(kind)) is (kind not in SAFETY)
        for wish in (*Wish, None):
            assert kept(kind, wish) in allowed(kind)
    assert kept(NoticeKind.LATE_RETURNS, Wish.NEVER) is Wish.DAILY


def test_without_a_wish_only_what_waits_for_somebody_leaves_at_once() -> None:
    at_once = {kind for kind, wish in DEFAULTS.items() if wish is Wish.NOW}
    assert NoticeKind.HAND_OVERS not in at_once
    assert NoticeKind.REQUESTS in at_once
    assert set(DEFAULTS) == set(NoticeKind)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 (Hypothesis)
    st.sampled_from(ZONES),
)
def test_the_last_eight_o_clock_is_eight_on_the_wall_and_within_a_day(now: datetime, zone: str) -> None:
    last = last_digest(now, zone)
    local = last.astimezone(ZoneInfo(zone))
    assert (local.hour, local.minute) == (8, 0)
    assert last <= now < eight_o_clock(local.date() + timedelta(days=1), zone)


@pytest.mark.parametrize(
    ("zone", "day", "utc_hour"),
    [
        ("Europe/Paris", date(2027, 3, 27), 7),
        ("Europe/Paris", date(2027, 3, 28), 6),  # summer time begins that night
        ("Europe/Paris", date(2027, 10, 30), 6),
        ("Europe/Paris", date(2027, 10, 31), 7),  # and ends
        ("America/Miquelon", date(2027, 3, 13), 11),
        ("America/Miquelon", date(2027, 3, 14), 10),  # two weeks before France
        ("Indian/Reunion", date(2027, 3, 28), 4),  # never
    ],
)
def test_eight_stays_eight_when_the_hour_changes(zone: str, day: date, utc_hour: int) -> None:
    assert eight_o_clock(day, zone) == datetime(day.year, day.month, day.day, utc_hour, tzinfo=UTC)


def test_a_notice_is_there_whatever_is_wished(app: Flask, now: datetime) -> None:
    person = somebody()
    assert person.user_id is not None
    choose_wishes(person, {NoticeKind.HAND_OVERS: Wish.NEVER, NoticeKind.REQUESTS: Wish.DAILY}, now)
    tell(person, now, NoticeKind.HAND_OVERS)
    tell(person, now, NoticeKind.REQUESTS)
    tell(person, now, NoticeKind.LATE_RETURNS)
    assert mails_of(person) == [NoticeMail.NONE, NoticeMail.WAITING, NoticeMail.AT_ONCE]
    assert unread_count(person.user_id) == 3


def test_late_returns_are_not_silenced_and_nothing_else_is_changed_then(app: Flask, now: datetime) -> None:
    person = somebody()
    assert person.user_id is not None
    with pytest.raises(MayNotBeSilenced):
        choose_wishes(person, {NoticeKind.REQUESTS: Wish.NEVER, NoticeKind.LATE_RETURNS: Wish.NEVER}, now)
    assert wishes_of(person.user_id) == dict(DEFAULTS)
    with transaction():
        set_wish(person.user_id, NoticeKind.LATE_RETURNS, Wish.NEVER)
    assert wishes_of(person.user_id)[NoticeKind.LATE_RETURNS] is Wish.DAILY


def test_a_wish_may_be_changed_again_and_again(app: Flask, now: datetime) -> None:
    person = somebody()
    assert person.user_id is not None
    for wish in (Wish.NEVER, Wish.DAILY, Wish.NOW, Wish.NOW):
        choose_wishes(person, {NoticeKind.REQUESTS: wish}, now)
        assert wishes_of(person.user_id)[NoticeKind.REQUESTS] is wish


def test_never_also_takes_what_waits_out_of_the_next_daily_letter(app: Flask, now: datetime) -> None:
    person = somebody()
    tell(person, now)
    choose_wishes(person, {NoticeKind.HAND_OVERS: Wish.NEVER}, now)
    assert mails_of(person) == [NoticeMail.NONE]


def test_a_visitor_wishes_nothing(app: Flask, now: datetime) -> None:
    with pytest.raises(Forbidden):
        choose_wishes(Actor(), {NoticeKind.REQUESTS: Wish.NEVER}, now)


def test_under_one_key_a_person_is_told_once(app: Flask, now: datetime) -> None:
    person = somebody()
    assert person.user_id is not None
    for expected in ([person.user_id], []):
        with transaction():
            assert list(give_notices([person.user_id], said(), now, key="rappel-1")) == expected
    assert unread_count(person.user_id) == 1


def test_a_request_to_join_respects_the_wishes_of_the_admin(app: Flask, now: datetime) -> None:
    house = an_institution("Musée de Die", now=now)
    admin = a_person(house, Role.ADMIN, email="chef@exemple.fr", now=now)
    choose_wishes(admin, {NoticeKind.MEMBERS: Wish.NEVER}, now)
    before = len(letters_to("chef@exemple.fr"))
    ask_to_join(a_person(email="zoe@exemple.fr", name="Zoé", now=now), house, Role.READER, "Bonjour", now)
    assert len(letters_to("chef@exemple.fr")) == before
    assert admin.user_id is not None
    assert unread_count(admin.user_id) == 1
