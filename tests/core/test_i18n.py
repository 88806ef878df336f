"""Days and numbers as people write them."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from app.core import i18n


@pytest.mark.parametrize(
    ("first", "last", "french", "english"),
    [
        (date(2027, 3, 3), date(2027, 3, 12), "du 3 au 12 mars 2027", "3 to 12 March 2027"),
        (date(2027, 3, 1), date(2027, 3, 12), "du 1er au 12 mars 2027", "1 to 12 March 2027"),
        (date(2027, 3, 1), date(2027, 4, 1), "du 1er mars au 1er avril 2027", "1 March to 1 April 2027"),
        (
            date(2026, 12, 28),
            date(2027, 1, 4),
            "du 28 décembre 2026 au 4 janvier 2027",
            "28 December 2026 to 4 January 2027",
        ),
        (date(2027, 3, 3), date(2027, 3, 3), "le 3 mars 2027", "3 March 2027"),
    ],
)
def test_a_period_reads_as_people_write_it(app: Flask, first: date, last: date, french: str, english: str) -> None:
    with app.app_context(), app.test_request_context():
        assert i18n.period(first, last) == french
    with app.app_context(), app.test_request_context(headers={"Cookie": "lang=en"}):
        assert i18n.period(first, last) == english


def test_a_negative_keeps_its_sign_and_a_comma(app: Flask) -> None:
    with app.app_context(), app.test_request_context():
        assert i18n.kg(Decimal("-8.1977"), 4) == "\N{MINUS SIGN}8,1977 kg CO2e"
        assert i18n.number(Decimal("-0.04"), 1).startswith("\N{MINUS SIGN}0,0")
    with app.app_context(), app.test_request_context(headers={"Cookie": "lang=en"}):
        assert i18n.kg(Decimal("1234.5"), 1) == "1,234.5 kg CO2e"


def test_french_sets_a_colon_off_and_english_does_not(app: Flask) -> None:
    with app.app_context(), app.test_request_context():
        assert i18n.punctuation(":") == "\N{NO-BREAK SPACE}: "
    with app.app_context(), app.test_request_context(headers={"Cookie": "lang=en"}):
        assert i18n.punctuation(":") == ": "


@pytest.mark.parametrize(
    ("cookie", "said", "shown"),
    [
        ("", "Nouvelle annonce : socle", "Nouvelle annonce\xa0: socle"),
        ("", "Que cherchez-vous ?", "Que cherchez-vous\xa0?"),
        ("", "choisissez « Être prévenu »", "choisissez «\xa0Être prévenu\xa0»"),
        ("lang=en", "Que cherchez-vous ?", "What are you looking for?"),
    ],
)
def test_no_line_of_a_page_begins_with_a_mark(app: Flask, cookie: str, said: str, shown: str) -> None:
    page = app.jinja_env.from_string("{{ _(said) }}")
    with app.app_context(), app.test_request_context(headers={"Cookie": cookie}):
        assert page.render(said=said) == shown


def test_what_is_put_into_a_sentence_stays_as_typed(app: Flask) -> None:
    page = app.jinja_env.from_string(
        '{{ ngettext("%(num)s km : %(title)s", "%(num)s km : %(title)s", 2, title=title) }}'
    )
    with app.app_context(), app.test_request_context():
        assert page.render(title="A : b") == "2\xa0km\xa0: A : b"
