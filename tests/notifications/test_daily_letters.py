"""The daily letter: one to each person and day, whatever the clock, the schedulers and the breakdowns do."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.accounts.services import deactivate_person
from app.core.actor import SYSTEM
from app.core.jobs import registered, tick
from app.core.notices import mark_read
from app.core.wishes import NoticeKind, NoticeMail, Wish
from app.notifications.services import choose_wishes, send_daily_letters
from tests.accounts.letters import letters_to
from tests.notifications.given import at_once, mails_of, somebody, tell

ANA = "ana@exemple.fr"
MONDAY = datetime(2027, 1, 11, 9, tzinfo=UTC)
NEXT_EIGHT = datetime(2027, 1, 12, 7, tzinfo=UTC)
"""Eight in the morning in Paris, in winter."""


def test_one_letter_bundles_what_waited_and_says_it_once(app: Flask) -> None:
    person = somebody()
    tell(person, MONDAY, who="Sous la lave")
    tell(person, MONDAY + timedelta(hours=1), NoticeKind.NEEDS, who="Mille soleils")
    send_daily_letters(NEXT_EIGHT - timedelta(seconds=1))
    assert not letters_to(ANA)
    for minutes in (0, 5, 10, 600):
        send_daily_letters(NEXT_EIGHT + timedelta(minutes=minutes))
    (letter,) = letters_to(ANA)
    assert letter.subject == "2 avis à lire"
    assert "Bonjour Ana," in letter.body
    assert letter.body.index("Remises et retours") < letter.body.index("Avis de recherche\n")
    assert "Matériel remis : Sous la lave (11 janv. 2027 10:00)" in letter.body
    assert "http" in letter.body
    assert set(mails_of(person)) == {NoticeMail.BUNDLED}


def test_an_empty_one_is_not_sent(app: Flask) -> None:
    person = somebody()
    choose_wishes(person, {NoticeKind.HAND_OVERS: Wish.NEVER}, MONDAY)
    tell(person, MONDAY)
    send_daily_letters(NEXT_EIGHT)
    assert not letters_to(ANA)


def test_what_was_read_in_the_meantime_is_not_told_again(app: Flask) -> None:
    person = somebody()
    assert person.user_id is not None
    tell(person, MONDAY, who="Déjà vue")
    mark_read(person.user_id, MONDAY + timedelta(hours=1))
    send_daily_letters(NEXT_EIGHT)
    assert not letters_to(ANA)
    tell(person, NEXT_EIGHT, who="Nouvelle")
    send_daily_letters(NEXT_EIGHT + timedelta(days=1))
    (letter,) = letters_to(ANA)
    assert "Déjà vue" not in letter.body


def test_it_is_in_the_language_of_its_reader(app: Flask) -> None:
    tell(somebody(language="en"), MONDAY)
    send_daily_letters(NEXT_EIGHT)
    (letter,) = letters_to(ANA)
    assert letter.subject == "1 notice to read"
    assert "Sous la lave (11 Jan 2027" in letter.body
    assert "Stop receiving this summary by email, without signing in:" in letter.body
    assert "é" not in letter.body.replace("Matériel remis", "")  # the notice of the test has no English


@pytest.mark.parametrize(
    ("zone", "told", "eight"),
    [
        ("Europe/Paris", datetime(2027, 3, 27, 12, tzinfo=UTC), datetime(2027, 3, 28, 6, tzinfo=UTC)),
        ("Europe/Paris", datetime(2027, 10, 30, 12, tzinfo=UTC), datetime(2027, 10, 31, 7, tzinfo=UTC)),
        ("America/Miquelon", datetime(2027, 3, 13, 12, tzinfo=UTC), datetime(2027, 3, 14, 10, tzinfo=UTC)),
        ("America/Miquelon", datetime(2027, 11, 6, 12, tzinfo=UTC), datetime(2027, 11, 7, 11, tzinfo=UTC)),
        ("Indian/Reunion", datetime(2027, 3, 27, 12, tzinfo=UTC), datetime(2027, 3, 28, 4, tzinfo=UTC)),
    ],
)
def test_it_leaves_at_eight_on_the_wall_also_when_the_hour_changes(
    app: Flask, zone: str, told: datetime, eight: datetime
) -> None:
    person = somebody(zone)
    tell(person, told)
    minute = timedelta(minutes=1)
    send_daily_letters(eight - minute)
    assert not letters_to(ANA)
    for late in range(0, 26 * 60, 30):
        send_daily_letters(eight + late * minute)
    assert len(letters_to(ANA)) == 1


def test_after_72_hours_without_a_scheduler_one_letter_tells_everything(app: Flask) -> None:
    person = somebody()
    for day in range(3):
        tell(person, MONDAY + timedelta(days=day), who=f"Jour {day}")
    back = MONDAY + timedelta(hours=72, minutes=20)
    for minutes in (0, 5, 10):
        send_daily_letters(back + timedelta(minutes=minutes))
    (letter,) = letters_to(ANA)
    assert [f"Jour {day}" in letter.body for day in range(3)] == [True] * 3


def test_what_comes_after_eight_waits_for_the_next_day(app: Flask) -> None:
    person = somebody()
    tell(person, MONDAY, who="Avant")
    send_daily_letters(NEXT_EIGHT)
    tell(person, NEXT_EIGHT + timedelta(minutes=1), who="Après")
    send_daily_letters(NEXT_EIGHT + timedelta(minutes=5))
    assert len(letters_to(ANA)) == 1
    send_daily_letters(NEXT_EIGHT + timedelta(days=1))
    assert ["Après" in letter.body for letter in letters_to(ANA)] == [False, True]


def test_three_schedulers_at_once_write_one(app: Flask) -> None:
    for n in range(5):
        tell(somebody(email=f"p{n}@exemple.fr"), MONDAY)
    at_once(app, lambda: send_daily_letters(NEXT_EIGHT))
    assert [len(letters_to(f"p{n}@exemple.fr")) for n in range(5)] == [1] * 5


def test_three_schedulers_that_tick_write_one(app: Flask) -> None:
    tell(somebody(), MONDAY)
    at_once(app, lambda: tick(registered(), NEXT_EIGHT))
    assert len(letters_to(ANA)) == 1


def test_a_closed_account_gets_none(app: Flask) -> None:
    person = somebody()
    tell(person, MONDAY)
    assert person.user_id is not None
    deactivate_person(SYSTEM, person.user_id, MONDAY)
    send_daily_letters(NEXT_EIGHT)
    assert not letters_to(ANA)
