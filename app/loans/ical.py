"""A calendar as other programs read it: RFC 5545, written by the ``icalendar`` library."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.loans.domain.feeds import FeedEvent

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//Ressourcerie//Calendrier//FR"
REFRESH = timedelta(hours=1)
ONE_DAY = timedelta(days=1)


def as_icalendar(name: str, events: tuple[FeedEvent, ...]) -> bytes:
    """The same events always give the same bytes: a reader is told when nothing changed."""
    from icalendar import Calendar  # eighty modules that only a worker who is asked for a feed needs

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for one in events:
        calendar.add_component(_event(one))
    return bytes(calendar.to_ical())


def _event(one: FeedEvent) -> "Event":
    """All days: DTEND is the day after the last one (RFC 5545, 3.6.1); DTSTAMP is the last revision."""
    from icalendar import Event

    event = Event()
    event.add("uid", one.uid)
    event.add("dtstamp", _whole(one.modified))
    event.add("last-modified", _whole(one.modified))
    event.add("dtstart", one.first)
    event.add("dtend", one.last + ONE_DAY)
    event.add("summary", one.title)
    event.add("status", one.status)
    event.add("sequence", one.sequence)
    event.add("transp", "TRANSPARENT")
    if one.text:
        event.add("description", one.text)
    if one.url:
        event.add("url", one.url)
    return event


def _whole(at: datetime) -> datetime:
    return at.replace(microsecond=0)
