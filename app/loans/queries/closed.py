"""On which days a house receives nobody, and why: said by name on every calendar."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.accounts.models import Site, SiteClosure
from app.core.db import db
from app.core.public_holidays import holiday_names

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SiteChoice:
    """A place of one of the reader's houses."""

    id: int
    institution_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Closed:
    """A place that receives nobody. *reason* is a closure's or a public holiday's; empty for a weekday off."""

    site: str
    reason: str


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """Who is closed on each day, among *sites*."""

    sites: tuple[SiteChoice, ...]
    days: Mapping[date, tuple[Closed, ...]]

    def named(self, day: date) -> tuple[tuple[str, str], ...]:
        """(reason, place) of *day*'s closures and holidays; no place when it is every one of them."""
        closed = [one for one in self.days.get(day, ()) if one.reason]
        reasons = dict.fromkeys(one.reason for one in closed)
        return tuple(
            (reason, "" if len(places) == len(self.sites) else ", ".join(places))
            for reason in reasons
            if (places := [one.site for one in closed if one.reason == reason])
        )

    def is_shut(self, day: date) -> bool:
        """Whether every place is closed on *day*, for whatever reason."""
        return bool(self.sites) and len(self.days.get(day, ())) == len(self.sites)


def closed_days(
    institution_ids: Collection[int], first: date, last: date, language: str, site_id: int | None = None
) -> ClosedDays:
    """The days from *first* to *last* on which the places of these houses (or one of them) receive nobody."""
    rows = db.session.scalars(
        select(Site).where(Site.institution_id.in_(institution_ids)).order_by(Site.institution_id, Site.id)
    ).all()
    shown = [row for row in rows if site_id in (None, row.id)]
    closures = _closures([row.id for row in shown], first, last)
    found: dict[date, tuple[Closed, ...]] = {}
    for day in _days(first, last):
        closed = [one for row in shown if (one := _why(row, day, closures, language))]
        if closed:
            found[day] = tuple(closed)
    return ClosedDays(tuple(SiteChoice(row.id, row.institution_id, row.name) for row in shown), found)


def _why(site: Site, day: date, closures: Mapping[tuple[int, date], str], language: str) -> Closed | None:
    if (site.id, day) in closures:
        return Closed(site.name, closures[site.id, day])
    if not site.opens_on_holidays:
        name = holiday_names(site.department, day.year, day.year, language).get(day)
        if name:
            return Closed(site.name, name)
    return Closed(site.name, "") if day.isoweekday() not in site.open_weekdays else None


def _closures(site_ids: Collection[int], first: date, last: date) -> dict[tuple[int, date], str]:
    rows = db.session.scalars(
        select(SiteClosure).where(
            SiteClosure.site_id.in_(site_ids), SiteClosure.first_day <= last, SiteClosure.last_day >= first
        )
    )
    return {
        (row.site_id, day): row.reason or "–"
        for row in rows
        for day in _days(max(first, row.first_day), min(last, row.last_day))
    }


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + number * ONE_DAY
