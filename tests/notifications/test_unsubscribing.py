"""The link at the foot of a letter: one kind, one person, without signing in; forged and old ones are refused."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.accounts.services import ask_reset
from app.accounts.services.sessions import Visitor
from app.core.notices import wishes_of
from app.core.unsubscribing import LIFE, OldLink, UnknownLink, read_stop, stop_token
from app.core.wishes import DEFAULTS, NoticeKind, Wish
from app.loans.domain.lifecycle import State
from app.notifications.services import choose_wishes, send_daily_letters, stop_by_link
from tests.accounts.letters import letters_to
from tests.conftest import Clock
from tests.given.accounts import a_person
from tests.given.loans import a_loan, two_museums
from tests.notifications.given import somebody, tell
from tests.pages import Browser


def _holds(person: object, kind: NoticeKind) -> Wish:
    user_id = getattr(person, "user_id", None)
    assert user_id is not None
    return wishes_of(user_id)[kind]


def test_the_link_says_what_it_does_and_does_it_when_asked(app: Flask, browser: Browser, now: datetime) -> None:
    person = somebody()
    assert person.user_id is not None
    token = stop_token(person.user_id, NoticeKind.REQUESTS, now)
    page = browser.get(f"/desabonnement/{token}").text
    assert "Demandes et réponses" in page
    assert _holds(person, NoticeKind.REQUESTS) is Wish.NOW  # a look changes nothing: mail scanners follow links
    answer = browser.post(f"/desabonnement/{token}")
    assert "C'est fait" in browser.get(answer.location).text
    assert _holds(person, NoticeKind.REQUESTS) is Wish.NEVER
    others = {kind: wish for kind, wish in wishes_of(person.user_id).items() if kind is not NoticeKind.REQUESTS}
    assert others == {kind: DEFAULTS[kind] for kind in others}
    browser.post(f"/desabonnement/{token}")


def test_one_click_of_a_mail_program_needs_no_page_no_cookie_and_is_not_sent_elsewhere(
    app: Flask, now: datetime
) -> None:
    person = somebody()
    assert person.user_id is not None
    token = stop_token(person.user_id, NoticeKind.MESSAGES, now)
    answer = app.test_client().post(f"/desabonnement/{token}", data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert _holds(person, NoticeKind.MESSAGES) is Wish.NEVER


def test_late_returns_become_quieter_not_silent(app: Flask, browser: Browser, now: datetime) -> None:
    person = somebody()
    assert person.user_id is not None
    token = stop_token(person.user_id, NoticeKind.LATE_RETURNS, now)
    assert "ne se coupent pas" in browser.get(f"/desabonnement/{token}").text
    stop_by_link(token, now)
    assert _holds(person, NoticeKind.LATE_RETURNS) is Wish.DAILY


def test_the_link_of_the_daily_letter_stops_what_is_read_in_it(app: Flask, browser: Browser, now: datetime) -> None:
    person = somebody()
    assert person.user_id is not None
    choose_wishes(person, {NoticeKind.LATE_RETURNS: Wish.DAILY}, now)
    token = stop_token(person.user_id, None, now)
    assert "récapitulatif" in browser.get(f"/desabonnement/{token}").text
    stop_by_link(token, now)
    held = wishes_of(person.user_id)
    assert held[NoticeKind.HAND_OVERS] is held[NoticeKind.NEEDS] is Wish.NEVER
    assert held[NoticeKind.LATE_RETURNS] is Wish.DAILY
    assert held[NoticeKind.REQUESTS] is Wish.NOW


@pytest.mark.parametrize("token", ["x", "W10.x", "WzEsInJlcXVlc3RzIiwiMjAyNy0wMS0xMSJd.AAAA", "é" * 50])
def test_a_forged_link_changes_nothing_and_is_told_so(app: Flask, browser: Browser, token: str) -> None:
    page = browser.get(f"/desabonnement/{token}", 410).text
    assert "Ce lien de désabonnement n'est pas valable" in page.replace("&#39;", "'")
    assert app.test_client().post(f"/desabonnement/{token}").status_code == 410


def test_a_link_is_bound_to_its_person_and_its_kind(app: Flask, now: datetime) -> None:
    one, other = (stop_token(n, NoticeKind.REQUESTS, now) for n in (1, 2))
    payload, signature = one.rpartition(".")[0], other.rpartition(".")[2]
    with pytest.raises(UnknownLink):
        read_stop(f"{payload}.{signature}", now)
    assert read_stop(one, now).user_id == 1


def test_a_link_of_more_than_a_year_ago_is_refused_with_its_sentence(
    app: Flask, browser: Browser, now: datetime, clock: Clock
) -> None:
    token = stop_token(1, NoticeKind.REQUESTS, now)
    assert read_stop(token, now + LIFE).kind is NoticeKind.REQUESTS
    with pytest.raises(OldLink):
        read_stop(token, now + LIFE + timedelta(days=1))
    clock.at(now + LIFE + timedelta(days=1))
    assert "a plus d" in browser.get(f"/desabonnement/{token}", 410).text


def test_somebody_who_is_gone_is_nobody(app: Flask, now: datetime) -> None:
    with pytest.raises(UnknownLink):
        stop_by_link(stop_token(999, NoticeKind.REQUESTS, now), now)


def test_every_letter_ends_with_its_link_save_those_of_security(app: Flask, now: datetime) -> None:
    museums = two_museums(now=now)
    a_loan(museums, State.APPROVED)
    ana = somebody()
    tell(ana, now)
    send_daily_letters(now + timedelta(days=1))
    a_person(email="oubli@exemple.fr")
    ask_reset("oubli@exemple.fr", Visitor("203.0.113.9", ""), now)
    (security,) = letters_to("oubli@exemple.fr")
    assert security.unsubscribe_url is None
    assert "/desabonnement/" not in security.body
    (daily,) = letters_to("ana@exemple.fr")
    assert daily.unsubscribe_url is not None
    assert "\n-- \nNe plus recevoir ce récapitulatif" in daily.body
    assert daily.unsubscribe_url in daily.body
    assert "/compte/avis" in daily.body
