"""Days as people write them: "du 3 au 12 mars", "en mars", "from March 3 to April 12, 2027", "03/03/2027"."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.listings.domain.asking.plain import CUT, plain, without

_NAMES = (
    "janvier|january|janv|jan", "fevrier|february|fevr|fev|feb", "mars|march|mar", "avril|april|avr|apr", "mai|may",
    "juin|june|jun", "juillet|july|juil|jul", "aout|august|aug", "septembre|september|sept|sep",
    "octobre|october|oct", "novembre|november|nov", "decembre|december|dec",
)  # fmt: skip
_MONTH_OF = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split("|")}
_M = rf"({'|'.join(_NAMES)})\.?"
_D = r"(\d{1,2})(?:er|st|nd|rd|th)?"
_Y = r"(?:,? (20\d\d))?"
_TO = r" ?(?:au|a|to|until|till|jusqu'au|jusqu'a|and|et|-)(?: the| le)? ?"
_FROM = r"(?:(?:du|from|between|entre|des|de|d')(?: the| le)? ?)?"
_FULL = r"(\d{1,2}/\d{1,2}/20\d\d|20\d\d-\d\d-\d\d)"
_IN = r"(?:en|in|pour|for|courant|during|pendant|au mois de|au mois d'|durant|in the month of|de) ?"

Days = tuple[date, date]
_Said = tuple[str | None, ...]
_END_OF_MONTH = 0


@dataclass(frozen=True, slots=True)
class _Day:
    day: int
    month: int
    year: int | None


def read_days(text: str, today: date) -> Days | None:
    """What a whole field says of days ("mars", "3-12 mars 2027"); None when it says something else."""
    found, rest = take_days(plain(text), today, bare_month=True)
    return found if found and not rest.replace(CUT, "").strip(" ,.") else None


def take_days(text: str, today: date, *, bare_month: bool = False) -> tuple[Days | None, str]:
    """The first days that plain *text* names, as they come next, and the text without them.

    A month alone is read only as the last word behind others, or with *bare_month*: "mars" is also a planet.
    """
    for pattern, read in _PATTERNS:
        for said in pattern.finditer(text):
            days = read(said.groups(), today)
            if days:
                return days, without(text, *said.span())
    alone = _BARE.search(text)
    if alone and (bare_month or text[: alone.start()].strip(f" ,{CUT}")):
        return _months((alone[1], None), today), without(text, *alone.span())
    return None, text


def _full(said: _Said, _today: date) -> Days | None:
    first, last = _written(said[0]), _written(said[1] or said[0])
    return (first, last) if first and last and first <= last else None


def _written(said: str | None) -> date | None:
    parts = [int(part) for part in re.split("[/-]", said or "")]
    try:
        return date(*parts) if parts[0] > 31 else date(parts[2], parts[1], parts[0])
    except ValueError:
        return None


def _days(said: _Said, today: date) -> Days | None:
    """Day, month or none, year or none, then day, month, year or none."""
    day, month, year, last_day, last_month, last_year = said
    last = _Day(int(last_day or 0), _MONTH_OF[last_month or ""], _number(last_year))
    return _period(_Day(int(day or 0), _MONTH_OF.get(month or "", last.month), _number(year)), last, today)


def _english_days(said: _Said, today: date) -> Days | None:
    """Month, day, month or none, day, year or none."""
    month, day, last_month, last_day, year = said
    first = _Day(int(day or 0), _MONTH_OF[month or ""], None)
    return _period(
        first, _Day(int(last_day or 0), _MONTH_OF.get(last_month or "", first.month), _number(year)), today
    )


def _one_day(said: _Said, today: date) -> Days | None:
    day = _Day(int(said[0] or 0), _MONTH_OF[said[1] or ""], _number(said[2]))
    return _period(day, day, today)


def _english_day(said: _Said, today: date) -> Days | None:
    return _one_day((said[1], said[0], said[2]), today)


def _month_range(said: _Said, today: date) -> Days | None:
    first, first_year, last, last_year = said
    end = _MONTH_OF[last or ""]
    begin = _Day(1, _MONTH_OF[first or ""], _number(first_year))
    return _not_past(_period(begin, _Day(_END_OF_MONTH, end, _number(last_year)), today), today)


def _months(said: _Said, today: date) -> Days | None:
    month, year = _MONTH_OF[said[0] or ""], _number(said[1])
    return _not_past(_period(_Day(1, month, year), _Day(_END_OF_MONTH, month, year), today), today)


def _not_past(days: Days | None, today: date) -> Days | None:
    """A month that has begun is asked from today on."""
    return (max(days[0], min(today, days[1])), days[1]) if days else None


def _period(first: _Day, last: _Day, today: date) -> Days | None:
    """Both days in the years that were said, or in those in which they come next."""
    years = [last.year] if last.year else [first.year] if first.year else [today.year, today.year + 1]
    for year in years:
        end = _date(last, year)
        begin = _date(first, first.year or year)
        if begin and end and begin > end and not first.year:
            begin = _date(first, year - 1)
        elif begin and end and begin > end and not last.year:
            end = _date(last, year + 1)
        if begin and end and begin <= end and (len(years) == 1 or end >= today):
            return begin, end
    return None


def _date(one: _Day, year: int) -> date | None:
    """The day in *year*; None when there is none such."""
    last = monthrange(year, one.month)[1]
    day = one.day or last
    return date(year, one.month, day) if 1 <= day <= last else None


def _number(text: str | None) -> int | None:
    return int(text) if text else None


_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[_Said, date], Days | None]], ...] = tuple(
    (re.compile(rf"(?<![\w/]){pattern}(?![\w/])"), read)
    for pattern, read in (
        (rf"{_FROM}{_FULL}{_TO}{_FULL}", _full),
        (rf"(?:(?:le|on|pour le) )?{_FULL}()", _full),
        (rf"{_FROM}{_D}(?: {_M}{_Y})?{_TO}{_D} {_M}{_Y}", _days),
        (rf"{_FROM}{_M} {_D}{_TO}(?:{_M} )?{_D}{_Y}", _english_days),
        (rf"(?:(?:le|on|on the|pour le) )?{_D} {_M}{_Y}", _one_day),
        (rf"(?:on )?{_M} {_D}(?!\d){_Y}", _english_day),
        (rf"{_FROM}{_M}{_Y}{_TO}{_M}{_Y}", _month_range),
        (rf"{_IN}{_M}{_Y}", _months),
        (rf"{_M},? (20\d\d)", _months),
    )
)
_BARE = re.compile(rf"(?<!\w){_M}[ ,.{CUT}]*$")
