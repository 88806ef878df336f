"""Language, dates and numbers as the reader writes them. French by default, English complete."""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from flask import Flask, request
from flask_babel import Babel, get_locale, get_translations, gettext

LANGUAGES = {"fr": "Français", "en": "English"}
WRITTEN = {"fr": "fr", "en": "en_GB"}
"""Whose way of writing dates goes with a language: English as read in Europe, the day before the month."""
COOKIE = "lang"
_babel = Babel()
_SET_OFF = re.compile(r" (?=[:;?!»]|%%)|(?<=«) |(?<=\)s) (?=k[gm]\b)")


def _chosen() -> str:
    asked = request.cookies.get(COOKIE, "") if request else ""
    return asked if asked in LANGUAGES else "fr"


def language() -> str:
    """The two-letter code of this request's language."""
    locale = get_locale()
    return locale.language if locale else "fr"


def day(value: date | None, style: str = "long") -> str:
    """``3 mars 2027``; styles are Babel's."""
    if not value:
        return ""
    return _first_of_month(format_date(value, style, locale=WRITTEN[language()]))


def _first_of_month(text: str) -> str:
    """French writes the first of a month as an ordinal: ``1er mars``."""
    return "1er" + text[1:] if language() == "fr" and text.startswith("1 ") else text


def period(first: date, last: date) -> str:
    """Both days included: ``du 3 au 12 mars 2027``."""
    if first == last:
        return str(gettext("le %(day)s", day=day(first)))
    if first.year == last.year and first.month == last.month:
        start = _first_of_month(f"{first.day} ").strip()
    elif first.year == last.year:
        start = _first_of_month(format_date(first, "d MMMM", locale=WRITTEN[language()]))
    else:
        start = day(first)
    return str(gettext("du %(first)s au %(last)s", first=start, last=day(last)))


def instant(value: datetime | None, zone: str = "Europe/Paris") -> str:
    """Day and hour in the institution's zone."""
    if value is None:
        return ""
    return format_datetime(value.astimezone(ZoneInfo(zone)), "d MMM y HH:mm", locale=WRITTEN[language()])


def number(value: Decimal | int | float | None, digits: int | None = None) -> str:
    """A number in the reader's locale, with *digits* decimals when asked; a true minus sign."""
    if value is None:
        return ""
    return _written(value, digits, language())


@lru_cache(4096)
def _written(value: Decimal | int | float, digits: int | None, spoken: str) -> str:
    """A page says the same small numbers again and again."""
    pattern = None if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    text = format_decimal(value, format=pattern, locale=spoken)
    return text.replace("-", "\N{MINUS SIGN}", 1) if text.startswith("-") else text


def kg(value: Decimal | int | None, digits: int = 1) -> str:
    """A quantity of carbon in kilograms, sign kept: ``−8,2 kg CO2e``."""
    return f"{number(value, digits)} kg CO2e" if value is not None else ""


def punctuation(mark: str) -> str:
    """A colon or semicolon between two texts: French sets it off by a space that never breaks, English does not."""
    return f"\N{NO-BREAK SPACE}{mark} " if language() == "fr" else f"{mark} "


@cache
def unbroken(text: str) -> str:
    """*text* with spaces that never break where French sets a mark off: no line begins with a colon."""
    return _SET_OFF.sub("\N{NO-BREAK SPACE}", text)


def _in_template(text: str) -> str:
    return _said(text, language())


@cache
def _said(text: str, spoken: str) -> str:
    """A sentence of a template, in the language *spoken* now. A page says some sixty: each is looked up once."""
    said = str(get_translations().ugettext(text))
    return unbroken(said) if spoken == "fr" else said


def _plural_in_template(one: str, many: str, count: int) -> str:
    said = str(get_translations().ungettext(one, many, count))
    return unbroken(said) if language() == "fr" else said


def init_app(app: Flask) -> None:
    """Give templates the language, and the filters ``day period instant number kg``."""
    _babel.init_app(app, locale_selector=_chosen)
    app.jinja_env.install_gettext_callables(_in_template, _plural_in_template, newstyle=True)  # type: ignore[attr-defined]
    for function in (day, period, instant, number, kg):
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.globals.update(
        language=language, punctuation=punctuation, languages=LANGUAGES, get_locale=get_locale
    )
