"""What a saved search finds now, and the page that lists a person's alerts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from app.accounts.models import Institution, Site
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db
from app.core.errors import NotFound
from app.listings.models import Listing
from app.listings.queries.cards import deciding_specs
from app.listings.queries.search import Criteria, Sort
from app.listings.queries.search.finder import Finder
from app.listings.queries.search.kept import restored
from app.listings.queries.search.page import FINDER
from app.needs.domain.watching import Rhythm
from app.needs.models import SavedSearch

MOST_REMEMBERED = 500
"""A search that finds more is too wide to be told about object by object: the newest 500 are followed."""
MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Told:
    """A listing as a letter names it."""

    id: int
    title: str
    specs: tuple[str, ...]
    institution: str
    city: str


@dataclass(frozen=True, slots=True)
class SavedLine:
    """One saved search of a person. *count* is how many listings answer now."""

    id: int
    name: str
    criteria: Criteria
    rhythm: Rhythm
    told_at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class AlertsPage:
    """The saved searches of a person, newest first."""

    searches: tuple[SavedLine, ...]


@dataclass(frozen=True, slots=True)
class StopPage:
    """A search about to be stopped by the link of its digest."""

    name: str
    is_stopped: bool


def found_now(actor: Actor, asked: Mapping[str, str], now: datetime, finder: Finder | None = None) -> tuple[int, ...]:
    """The newest listings that answer, at most `MOST_REMEMBERED`; none once the asked days have passed."""
    criteria = restored(asked)
    if criteria.last_day is not None and criteria.last_day < local_day(now):
        return ()
    newest = _first(criteria)
    found = (finder or FINDER).find(actor, newest, now, MOST_REMEMBERED)
    return tuple(hit.listing_id for hit in found.hits)


def alerts_page(actor: Actor, now: datetime) -> AlertsPage:
    """What this person keeps an eye on. NotFound for who has no account."""
    if actor.user_id is None:
        raise NotFound()
    rows = db.session.scalars(
        select(SavedSearch).where(SavedSearch.user_id == actor.user_id).order_by(SavedSearch.id.desc())
    ).all()
    return AlertsPage(tuple(_line(actor, row, now) for row in rows))


def stop_page(search_id: int) -> StopPage:
    """What the link of a digest is about to stop."""
    row = db.session.get(SavedSearch, search_id)
    if row is None:
        raise NotFound()
    return StopPage(row.name, row.rhythm is Rhythm.NEVER)


def told(listing_ids: Sequence[int], language: str) -> tuple[Told, ...]:
    """The lines of a letter, in the order given."""
    if not listing_ids:
        return ()
    rows = db.session.execute(
        select(Listing.id, Listing.title, Listing.category, Listing.specs, Institution.name, Site.city)
        .join(Institution, Institution.id == Listing.institution_id)
        .join(Site, Site.id == Listing.site_id)
        .where(Listing.id.in_(listing_ids))
    )
    known = {
        row.id: Told(row.id, row.title, deciding_specs(row.category, row.specs, language), row.name, row.city)
        for row in rows
    }
    return tuple(known[listing_id] for listing_id in listing_ids if listing_id in known)


def _first(criteria: Criteria) -> Criteria:
    return replace(criteria, sort=Sort.NEWEST, page=1)


def _line(actor: Actor, row: SavedSearch, now: datetime) -> SavedLine:
    criteria = restored(row.asked)
    over = criteria.last_day is not None and criteria.last_day < local_day(now)
    count = 0 if over else FINDER.find(actor, _first(criteria), now, 1).total
    return SavedLine(row.id, row.name, criteria, row.rhythm, row.told_at, count)
