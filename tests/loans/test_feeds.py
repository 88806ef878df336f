"""Calendars read from outside: what they say, to whom, and how they end. Read back with the library."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select, update

from app.accounts.models import User
from app.accounts.services import deactivate_person, revoke_role
from app.core.actor import SYSTEM, Actor, Role
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.loans import services
from app.loans.domain.feeds import MOST_FEEDS, FeedKind, TooManyFeeds, status_of
from app.loans.domain.lifecycle import State
from app.loans.models import Feed
from app.loans.routes.feeds import READS_A_MINUTE
from app.loans.services.feeds import create_feed, revoke_feed
from tests.conftest import NOW
from tests.given.exhibitions import an_exhibition
from tests.given.loans import FIRST_DAY, LAST_DAY, Museums, a_loan
from tests.loans.test_pages import STRANGER, TEAM, TECHNICIAN, museums
from tests.pages import Browser

__all__ = ["museums"]
ONE_DAY = timedelta(days=1)


def read(app: Flask, token: str) -> Calendar:
    db.session.rollback()
    answer = app.test_client().get(f"/calendrier/flux/{token}.ics")
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "text/calendar"
    return Calendar.from_ical(answer.data)


def loans_in(calendar: Calendar) -> list[Any]:
    return [one for one in calendar.walk("VEVENT") if str(one["UID"]).startswith("pret-")]


def house(museums: Museums, now: Any = NOW) -> str:
    return create_feed(museums.technician, FeedKind.INSTITUTION, museums.lender_id, now)


def status(app: Flask, token: str) -> int:
    db.session.rollback()
    return app.test_client().get(f"/calendrier/flux/{token}.ics").status_code


def test_a_loan_is_an_event_of_whole_days_that_ends_the_day_after_its_last(app: Flask, museums: Museums) -> None:
    token, loan_id = house(museums), a_loan(museums, State.APPROVED)
    (event,) = loans_in(read(app, token))
    assert event.decoded("DTSTART") == FIRST_DAY
    assert event.decoded("DTEND") == LAST_DAY + ONE_DAY
    assert isinstance(event.decoded("DTSTART"), date)
    assert str(event["UID"]) == f"pret-{loan_id}@127.0.0.1"
    assert str(event["STATUS"]) == "CONFIRMED"
    assert str(event["SUMMARY"]) == "Prêt à Musée emprunteur : 1 × Écran Samsung QM55"
    assert event.decoded("LAST-MODIFIED") == NOW


def test_a_change_keeps_the_uid_and_raises_the_sequence_and_a_cancelled_loan_says_so(
    app: Flask, museums: Museums
) -> None:
    token, loan_id = house(museums), a_loan(museums)
    (asked,) = loans_in(read(app, token))
    services.accept_loan(museums.technician, loan_id, NOW + timedelta(hours=1))
    (agreed,) = loans_in(read(app, token))
    services.cancel_loan(museums.team, loan_id, "Reportée.", NOW + timedelta(hours=2))
    (gone,) = loans_in(read(app, token))
    assert asked["UID"] == agreed["UID"] == gone["UID"]
    assert [str(one["STATUS"]) for one in (asked, agreed, gone)] == ["TENTATIVE", "CONFIRMED", "CANCELLED"]
    assert int(asked["SEQUENCE"]) < int(agreed["SEQUENCE"]) < int(gone["SEQUENCE"])
    assert gone.decoded("LAST-MODIFIED") == NOW + timedelta(hours=2)


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_status_that_calendars_know(state: State) -> None:
    assert status_of(state) in {"TENTATIVE", "CONFIRMED", "CANCELLED"}


def test_no_name_of_a_person_and_no_address_of_theirs_is_in_it(app: Flask, museums: Museums) -> None:
    a_loan(museums, State.APPROVED, message="Appelez Elio au 06 12 34 56 78.")
    text = read(app, house(museums)).to_ical().decode()
    for personal in ("Elio", "Tania", "06 12", TEAM, TECHNICIAN):
        assert personal not in text


def test_it_speaks_the_language_of_its_maker(app: Flask, museums: Museums) -> None:
    a_loan(museums, State.APPROVED)
    token = house(museums)
    french = str(loans_in(read(app, token))[0]["DESCRIPTION"])
    with transaction() as session:
        session.execute(update(User).where(User.id == museums.technician.user_id).values(language="en"))
    assert french.startswith("Accepté")
    assert str(loans_in(read(app, token))[0]["DESCRIPTION"]).startswith("Accepted")


def test_what_did_not_change_is_not_sent_twice(app: Flask, museums: Museums) -> None:
    token, loan_id = house(museums), a_loan(museums)
    client, path = app.test_client(), f"/calendrier/flux/{token}.ics"
    first = client.get(path)
    assert "max-age=900" in first.headers["Cache-Control"]
    assert "private" in first.headers["Cache-Control"]
    same = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    services.accept_loan(museums.technician, loan_id, NOW + timedelta(hours=1))
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_revoked_unknown_and_closed_accounts_are_one_sentence(app: Flask, museums: Museums) -> None:
    token = house(museums)
    feed_id = db.session.scalar(select(Feed.id)) or 0
    kept = db.session.scalar(select(Feed.token_hash)) or ""
    assert token not in kept
    assert status(app, token) == 200
    with pytest.raises(NotFound):
        revoke_feed(museums.team, feed_id, NOW)
    revoke_feed(museums.technician, feed_id, NOW)
    pages = [app.test_client().get(f"/calendrier/flux/{one}.ics") for one in (token, "x" * 43)]
    assert [page.status_code for page in pages] == [404, 404]
    assert all("Musée" not in page.text.partition("<main")[2].partition("</main")[0] for page in pages)
    other = house(museums)
    deactivate_person(SYSTEM, museums.technician.user_id or 0, NOW)
    assert status(app, other) == 404


def test_who_leaves_the_house_reads_it_no_more(app: Flask, museums: Museums) -> None:
    token = house(museums)
    revoke_role(SYSTEM, museums.lender_id, museums.technician.user_id or 0, Role.TECHNICIAN, NOW)
    assert status(app, token) == 404


def test_nobody_makes_an_address_of_what_they_may_not_see(app: Flask, museums: Museums) -> None:
    hidden = an_exhibition(museums.team, museums.borrower_id, NOW, is_public=False)
    for kind, target in (
        (FeedKind.INSTITUTION, museums.borrower_id),
        (FeedKind.EXHIBITION, hidden),
        (FeedKind.LISTING, 999),
        (FeedKind.INSTITUTION, None),
    ):
        with pytest.raises(NotFound):
            create_feed(museums.technician, kind, target, NOW)
    with pytest.raises(NotFound):
        create_feed(Actor(), FeedKind.MINE, None, NOW)


def test_a_show_marks_its_days_and_shows_requests_to_its_own_people_only(app: Flask, museums: Museums) -> None:
    show = an_exhibition(museums.team, museums.borrower_id, NOW, is_public=True)
    own = create_feed(museums.team, FeedKind.EXHIBITION, show, NOW)
    other = create_feed(museums.technician, FeedKind.EXHIBITION, show, NOW)
    a_loan(replace(museums, exhibition_id=show))
    calendar = read(app, own)
    assert {str(one["UID"]).partition("-")[0] for one in calendar.walk("VEVENT")} >= {
        "ouverture",
        "fermeture",
        "pret",
    }
    assert len(loans_in(calendar)) == 1
    assert loans_in(read(app, other)) == []


def test_a_listing_tells_others_that_it_is_taken_and_not_by_whom(app: Flask, museums: Museums) -> None:
    stranger = Browser(app).sign_in(STRANGER)
    page = stranger.post("/calendrier/flux", {"quoi": f"listing-{museums.listing_id}"}, status=200).text
    a_loan(museums, State.APPROVED)
    found = re.search(r"/calendrier/flux/([\w-]+)\.ics", page)
    assert found is not None
    (event,) = loans_in(read(app, found[1]))
    assert str(event["SUMMARY"]) == "Réservé : 1 × Écran Samsung QM55"
    assert "Musée" not in event.to_ical().decode()


def test_my_loans_are_those_i_asked_for_or_decided(app: Flask, museums: Museums) -> None:
    a_loan(museums, State.APPROVED)
    tokens = [create_feed(actor, FeedKind.MINE, None, NOW) for actor in (museums.team, museums.technician)]
    assert [len(loans_in(read(app, token))) for token in tokens] == [1, 1]


def test_one_makes_and_revokes_on_a_page(app: Flask, museums: Museums) -> None:
    browser = Browser(app).sign_in(TECHNICIAN)
    made = browser.post("/calendrier/flux", {"quoi": f"institution-{museums.lender_id}"}, status=200)
    assert made.headers["Cache-Control"] == "no-store"
    found = re.search(r"/calendrier/flux/([\w-]+)\.ics", made.text)
    assert found is not None
    assert found[1] not in browser.get("/calendrier/flux").text
    feed_id = db.session.scalar(select(Feed.id))
    browser.post(f"/calendrier/flux/{feed_id}/revoquer")
    assert status(app, found[1]) == 404


@pytest.mark.parametrize("typed", ["", "mine-3", "institution", "institution-x", "loan-3", "listing-99999999999"])
def test_what_is_no_thing_is_not_found(app: Flask, museums: Museums, typed: str) -> None:
    Browser(app).sign_in(TECHNICIAN).post("/calendrier/flux", {"quoi": typed}, status=404)


def test_a_person_has_thirty_addresses_at_most(app: Flask, museums: Museums) -> None:
    for _ in range(MOST_FEEDS):
        create_feed(museums.technician, FeedKind.MINE, None, NOW)
    with pytest.raises(TooManyFeeds):
        create_feed(museums.technician, FeedKind.MINE, None, NOW)
    Browser(app).sign_in(TECHNICIAN).post("/calendrier/flux", {"quoi": "mine"}, status=409)


def test_a_loop_gone_wild_is_asked_to_wait(app: Flask, museums: Museums) -> None:
    app.extensions.pop("ressourcerie_feed_limiter", None)
    token, client = house(museums), app.test_client()
    answers = [client.get(f"/calendrier/flux/{token}.ics") for _ in range(READS_A_MINUTE + 1)]
    app.extensions.pop("ressourcerie_feed_limiter", None)
    assert [one.status_code for one in answers[:-1]] == [200] * READS_A_MINUTE
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) >= 1
