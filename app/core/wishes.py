"""What people may be told about, and whether by mail at once, once a day, or never. In the application always.

Pure: no database, no request.

>>> kept(NoticeKind.LATE_RETURNS, Wish.NEVER)
<Wish.DAILY: 'daily'>
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DIGEST_AT = time(8)
"""The daily letter leaves at eight, on the wall of the reader's institution."""


class NoticeKind(StrEnum):
    """What a notice is about. The order is that of the page of wishes."""

    REQUESTS = "requests"
    MESSAGES = "messages"
    DEADLINES = "deadlines"
    HAND_OVERS = "hand_overs"
    LATE_RETURNS = "late_returns"
    NEEDS = "needs"
    MEMBERS = "members"


class Wish(StrEnum):
    """How somebody hears of a kind by mail."""

    NOW = "now"
    DAILY = "daily"
    NEVER = "never"


class NoticeMail(StrEnum):
    """What became of a notice's mail: written at once, waiting for the daily letter, in it, or not wanted."""

    AT_ONCE = "at_once"
    WAITING = "waiting"
    BUNDLED = "bundled"
    NONE = "none"


DEFAULTS: Mapping[NoticeKind, Wish] = {
    NoticeKind.REQUESTS: Wish.NOW,
    NoticeKind.MESSAGES: Wish.NOW,
    NoticeKind.DEADLINES: Wish.NOW,
    NoticeKind.HAND_OVERS: Wish.DAILY,
    NoticeKind.LATE_RETURNS: Wish.NOW,
    NoticeKind.NEEDS: Wish.DAILY,
    NoticeKind.MEMBERS: Wish.NOW,
}
"""At once what waits for an answer or a visit; once a day what only informs: few letters, none missed."""

SAFETY = frozenset({NoticeKind.LATE_RETURNS})
"""Somebody else waits for the object: this may be bundled, not silenced."""

BECOMES = {Wish.NOW: NoticeMail.AT_ONCE, Wish.DAILY: NoticeMail.WAITING, Wish.NEVER: NoticeMail.NONE}


def allowed(kind: NoticeKind) -> tuple[Wish, ...]:
    """What may be wished for *kind*."""
    return (Wish.NOW, Wish.DAILY) if kind in SAFETY else tuple(Wish)


def quietest(kind: NoticeKind) -> Wish:
    """What the link at the foot of a letter changes *kind* to."""
    return allowed(kind)[-1]


def kept(kind: NoticeKind, wish: Wish | None) -> Wish:
    """The wish that holds: the default where none was made, the quietest allowed where it asks for less."""
    if wish is None:
        return DEFAULTS[kind]
    return wish if wish in allowed(kind) else quietest(kind)


def last_digest(now: datetime, zone: str) -> datetime:
    """The last eight o'clock at or before *now* on the wall of *zone* (IANA name), in UTC, whatever the season.

    >>> last_digest(datetime(2027, 3, 29, 6, tzinfo=UTC), "Europe/Paris").isoformat()
    '2027-03-29T06:00:00+00:00'
    """
    local = now.astimezone(ZoneInfo(zone))
    day = local.date() if local.time() >= DIGEST_AT else local.date() - timedelta(days=1)
    return eight_o_clock(day, zone)


def eight_o_clock(day: date, zone: str) -> datetime:
    """08:00 of *day* in *zone*, as an instant in UTC."""
    return datetime.combine(day, DIGEST_AT, ZoneInfo(zone)).astimezone(UTC)
