"""The pages of notices and of wishes, each person's own."""

from datetime import datetime, timedelta

from flask import Flask

from app.core.notices import KEPT, forget_old, unread_count, wishes_of
from app.core.wishes import NoticeKind, Wish
from tests.given.accounts import a_person
from tests.notifications.given import somebody, tell
from tests.pages import Browser
from tests.queries import count_queries

ANA = "ana@exemple.fr"


def test_notices_stand_by_day_the_newest_first_and_lead_where_they_say(
    app: Flask, browser: Browser, now: datetime
) -> None:
    person = somebody("Indian/Reunion")
    tell(person, now - timedelta(days=1), who="Hier")
    tell(person, now.replace(hour=21), who="Après minuit à La Réunion")
    page = browser.sign_in(ANA).get("/avis").text
    assert page.index("12 janvier 2027") < page.index("Après minuit à La Réunion") < page.index("10 janvier 2027")
    assert 'class="unread"' in page
    assert browser.get("/avis/1", 303).location == "/avis"
    assert person.user_id is not None
    assert unread_count(person.user_id) == 1
    assert "Hier" not in browser.get("/avis?lus=non").text


def test_everything_may_be_marked_read(app: Flask, browser: Browser, now: datetime) -> None:
    person = somebody()
    tell(person, now)
    browser.sign_in(ANA).post("/avis/lus")
    page = browser.get("/avis").text
    assert "Tout marquer comme lu" not in page
    assert 'class="unread"' not in page


def test_they_may_be_sorted_by_subject_and_nonsense_sorts_nothing(
    app: Flask, browser: Browser, now: datetime
) -> None:
    person = somebody()
    tell(person, now, NoticeKind.HAND_OVERS, who="Une remise")
    tell(person, now, NoticeKind.NEEDS, who="Une trouvaille")
    browser.sign_in(ANA)
    page = browser.get("/avis?sujet=needs").text
    assert "Une trouvaille" in page
    assert "Une remise" not in page
    assert "Rien à lire ici" in browser.get("/avis?sujet=messages").text
    assert "Une remise" in browser.get("/avis?sujet=bidon&page=-3").text
    browser.get("/avis?page=99999999999999999999")


def test_somebody_elses_notice_does_not_exist(app: Flask, browser: Browser, now: datetime) -> None:
    tell(somebody(), now)
    a_person(email="autre@exemple.fr")
    browser.sign_in("autre@exemple.fr")
    browser.get("/avis/1", 404)
    assert "Aucun avis" in browser.get("/avis").text


def test_what_is_told_is_no_page_of_its_own(app: Flask, browser: Browser, now: datetime) -> None:
    tell(somebody(), now, who="<script>alert(1)</script>")
    assert "<script>alert" not in browser.sign_in(ANA).get("/avis").text


def test_wishes_are_chosen_on_their_page(app: Flask, browser: Browser) -> None:
    person = somebody()
    assert person.user_id is not None
    page = browser.sign_in(ANA).get("/compte/avis").text
    assert "ne se coupe pas" in page
    chosen = {kind.value: "daily" for kind in NoticeKind}
    browser.post("/compte/avis", chosen)
    assert set(wishes_of(person.user_id).values()) == {Wish.DAILY}
    browser.post("/compte/avis", chosen | {"late_returns": "never"}, status=422)
    browser.post("/compte/avis", chosen | {"needs": "demain"}, status=422)
    browser.post("/compte/avis", {}, status=303)  # what is not sent stays
    assert set(wishes_of(person.user_id).values()) == {Wish.DAILY}


def test_a_page_asks_one_question_more_for_the_count(app: Flask, browser: Browser, now: datetime) -> None:
    person = somebody()
    browser.sign_in(ANA)
    browser.get("/methode")
    with count_queries() as asked:
        browser.get("/methode")
    assert sum("notice" in statement for statement in asked) == 1
    for _ in range(120):
        tell(person, now)
    assert ">99+<" in browser.get("/methode").text
    with count_queries() as visitor:
        Browser(app).get("/methode")
    assert not any("notice" in statement for statement in visitor)


def test_notices_are_forgotten_after_half_a_year(app: Flask, now: datetime) -> None:
    person = somebody()
    assert person.user_id is not None
    tell(person, now - KEPT - timedelta(days=1))
    tell(person, now)
    forget_old(now)
    assert unread_count(person.user_id) == 1
