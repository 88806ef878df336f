"""At the desk: what a visit says, when it may have happened, and whether a code belongs there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.listings.domain.codes import CodeKind, read_code
from app.loans.domain.papers.signing import Signing
from app.loans.domain.refusals import (
    AlreadyDone,
    NotAUnitCode,
    NotedInTheFuture,
    NotedTooLongAgo,
    NotExpectedHere,
    PromisedElsewhere,
)
from app.loans.domain.request import UnitReport
from app.loans.domain.words import Moment

OLDEST = timedelta(days=7)
CLOCK_DRIFT = timedelta(minutes=2)
"""How far ahead a telephone's clock may be before it is called wrong."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One hand-over or return, sent once: *client_id* is the page's, *done_at* the device's clock (None: now)."""

    moment: Moment
    reports: tuple[UnitReport, ...]
    client_id: str
    done_at: datetime | None = None
    signings: tuple[Signing, ...] = ()


def moment_done(done_at: datetime | None, now: datetime) -> datetime:
    """When it happened. Raises ``NotedInTheFuture``, ``NotedTooLongAgo``."""
    if done_at is None:
        return now
    if done_at > now + CLOCK_DRIFT:
        raise NotedInTheFuture
    if done_at < now - OLDEST:
        raise NotedTooLongAgo(days=OLDEST.days)
    return min(done_at, now)


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit of one of the loan's listings that is not waited for at this desk."""

    label: str
    is_done: bool


def scanned_unit(typed: str, expected: Collection[int], known: dict[int, KnownUnit]) -> int:
    """The unit that a typed or scanned code names, if it is waited for.

    Raises ``NotACode`` (forged or misread), ``NotAUnitCode``, ``AlreadyDone``, ``PromisedElsewhere``,
    ``NotExpectedHere``.
    """
    code = read_code(typed.strip().rsplit("/", 1)[-1])
    if code.kind is not CodeKind.UNIT:
        raise NotAUnitCode
    if code.id in expected:
        return code.id
    if code.id not in known:
        raise NotExpectedHere
    unit = known[code.id]
    raise (AlreadyDone if unit.is_done else PromisedElsewhere)(unit=unit.label)
