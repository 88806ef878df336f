"""Days as people write them.

>>> read_day("12 mars 2027")
DayRead(day=datetime.date(2027, 3, 12), is_guess=False)
"""

import re
from dataclasses import dataclass
from datetime import date

from app.core.text import fold
from app.listings.domain.spreadsheets.faults import DayNotUnderstood

_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}.*)?$")
_SLASHED = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?: +\d{1,2}:\d{2}.*)?$")
_WORDS = re.compile(r"^(\d{1,2})(?:er|st|nd|rd|th)? (?:de )?([a-z]+)(?: de)? (\d{4})$")
_MONTHS = (
    ("janvier", "janv", "january", "jan", "enero"),
    ("fevrier", "fevr", "fev", "february", "feb", "febrero"),
    ("mars", "march", "mar", "marzo"),
    ("avril", "avr", "april", "apr", "abril"),
    ("mai", "may", "mayo"),
    ("juin", "june", "jun", "junio"),
    ("juillet", "juil", "july", "jul", "julio"),
    ("aout", "august", "aug", "agosto"),
    ("septembre", "sept", "september", "sep", "septiembre"),
    ("octobre", "oct", "october", "octubre"),
    ("novembre", "nov", "november", "noviembre"),
    ("decembre", "dec", "december", "diciembre"),
)
_MONTH = {word: number for number, words in enumerate(_MONTHS, start=1) for word in words}


@dataclass(frozen=True, slots=True)
class DayRead:
    """A day; *is_guess* when day and month could be the other way round: the day was taken to come first."""

    day: date
    is_guess: bool = False


def read_day(raw: str) -> DayRead:
    """The day that *raw* writes: ISO, day first with slashes, or in words. Raises :class:`DayNotUnderstood`.

    "11/30/2021" is refused rather than read month first: the next cell, "03/04/2021", would then be anyone's guess.
    """
    text = raw.strip()
    if found := _ISO.match(text):
        return DayRead(_day(raw, found[1], found[2], found[3]))
    if found := _SLASHED.match(text):
        read = _day(raw, found[3], found[2], found[1])
        return DayRead(read, is_guess=read.day <= 12 and read.day != read.month)
    if (found := _WORDS.match(fold(text))) and found[2] in _MONTH:
        return DayRead(_day(raw, found[3], str(_MONTH[found[2]]), found[1]))
    raise DayNotUnderstood(raw=raw)


def _day(raw: str, year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise DayNotUnderstood(raw=raw) from error
