"""What a feed shows, and to whom it still may: asked again at each reading."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, or_, select

from app.accounts.models import Institution, User
from app.accounts.queries import is_institution_verified
from app.accounts.queries.people import actor_of
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db
from app.core.journal import JournalEntry
from app.exhibitions.models import Exhibition
from app.exhibitions.queries import may_open_exhibition
from app.listings.domain.permissions import ListingAccess, may_see_listing
from app.listings.models import Listing
from app.loans import labels
from app.loans.domain.feeds import FeedEvent, FeedKind, UnknownFeed, status_of
from app.loans.domain.lifecycle import State
from app.loans.models import Feed, Loan, LoanLine
from app.loans.queries.material import SHOWN_TO_ALL
from app.loans.queries.rows import LAST_DAY, LineRow, lines_of, loans_with_names, objects_of

PAST = timedelta(days=90)
MOST_EVENTS = 2_000


@dataclass(frozen=True, slots=True)
class FeedRow:
    """An address in service, as its maker reads it on the page; the address itself is told once, when made."""

    id: int
    kind: FeedKind
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FeedReading:
    """A calendar to be written out, in the language of the moment."""

    name: str
    events: tuple[FeedEvent, ...]


@dataclass(frozen=True, slots=True)
class FeedTarget:
    """Something one may make a feed of."""

    kind: FeedKind
    id: int | None
    name: str


def my_feeds(actor: Actor) -> tuple[FeedRow, ...]:
    """The addresses of this person that are in service, latest first."""
    rows = db.session.execute(
        select(
            Feed.id,
            Feed.kind,
            func.coalesce(Institution.name, Exhibition.title, Listing.title, "").label("name"),
            Feed.created_at,
        )
        .outerjoin(Institution, Institution.id == Feed.institution_id)
        .outerjoin(Exhibition, Exhibition.id == Feed.exhibition_id)
        .outerjoin(Listing, Listing.id == Feed.listing_id)
        .where(Feed.user_id == actor.user_id, Feed.revoked_at.is_(None))
        .order_by(Feed.id.desc())
    )
    return tuple(FeedRow(*row) for row in rows)


def feed_targets(actor: Actor, exhibition_id: int | None, listing_id: int | None) -> tuple[FeedTarget, ...]:
    """What a feed can be made of: one's loans, one's houses, and the show or listing one comes from."""
    houses = db.session.execute(
        select(Institution.id, Institution.name)
        .where(Institution.id.in_(actor.institution_ids))
        .order_by(Institution.name)
    )
    found = [FeedTarget(FeedKind.MINE, None, "")]
    found += [FeedTarget(FeedKind.INSTITUTION, row.id, row.name) for row in houses]
    if exhibition_id and may_read(actor, FeedKind.EXHIBITION, exhibition_id):
        title = db.session.scalar(select(Exhibition.title).where(Exhibition.id == exhibition_id))
        found.insert(0, FeedTarget(FeedKind.EXHIBITION, exhibition_id, title or ""))
    if listing_id and may_read(actor, FeedKind.LISTING, listing_id):
        title = db.session.scalar(select(Listing.title).where(Listing.id == listing_id))
        found.insert(0, FeedTarget(FeedKind.LISTING, listing_id, title or ""))
    return tuple(found)


def may_read(actor: Actor, kind: FeedKind, target_id: int | None) -> bool:
    """Whether *actor* may see the thing now."""
    if kind is FeedKind.MINE:
        return actor.is_signed_in
    if target_id is None:
        return False
    if kind is FeedKind.INSTITUTION:
        return actor.belongs_to(target_id)
    if kind is FeedKind.EXHIBITION:
        return may_open_exhibition(actor, target_id)
    return _may_read_listing(actor, target_id)


def _may_read_listing(actor: Actor, listing_id: int) -> bool:
    listing = db.session.get(Listing, listing_id)
    if listing is None:
        return False
    verified = is_institution_verified(listing.institution_id)
    access = ListingAccess(listing.institution_id, listing.state, listing.visibility, verified)
    return may_see_listing(actor, access)


def feed_language(token_hash: str) -> str:
    """The language of whoever made the address; French when nobody did."""
    maker = select(User.language).join(Feed, Feed.user_id == User.id).where(Feed.token_hash == token_hash)
    return db.session.scalar(maker) or "fr"


def feed_by_hash(token_hash: str, now: datetime) -> FeedReading:
    """The calendar behind an address, as its maker may see it today. Raises ``UnknownFeed``."""
    feed = db.session.scalar(select(Feed).where(Feed.token_hash == token_hash, Feed.revoked_at.is_(None)))
    actor = actor_of(feed.user_id) if feed is not None else None
    target = (feed.institution_id or feed.exhibition_id or feed.listing_id) if feed is not None else None
    if feed is None or actor is None or not may_read(actor, feed.kind, target):
        raise UnknownFeed()
    name = next((row.name for row in my_feeds(actor) if row.id == feed.id), "")
    return FeedReading(name, tuple(_events(actor, feed, now)))


def _events(actor: Actor, feed: Feed, now: datetime) -> Iterator[FeedEvent]:
    since = local_day(now) - PAST
    if feed.exhibition_id is not None:
        yield from _milestones(feed.exhibition_id)
    rows = db.session.execute(
        loans_with_names()
        .where(_which(actor, feed), since <= LAST_DAY, Loan.state != State.DRAFT)
        .order_by(Loan.starts_on.desc(), Loan.id.desc())
        .limit(MOST_EVENTS)
    ).all()
    ids = [row.Loan.id for row in rows]
    lines = lines_of(ids) if ids else {}
    changed = _changed("loan", ids)
    for row in reversed(rows):
        some = [one for one in lines.get(row.Loan.id, ()) if feed.listing_id in (None, one.listing_id)]
        yield _event(actor, row, some, changed.get(row.Loan.id, row.Loan.requested_at), feed)


def _which(actor: Actor, feed: Feed) -> ColumnElement[bool]:
    if feed.kind is FeedKind.MINE:
        own = sorted(actor.institution_ids)
        sides = or_(Loan.lender_id.in_(own), Loan.borrower_id.in_(own))
        return sides & or_(Loan.requested_by == actor.user_id, Loan.decided_by == actor.user_id)
    if feed.kind is FeedKind.INSTITUTION:
        return or_(Loan.lender_id == feed.institution_id, Loan.borrower_id == feed.institution_id)
    if feed.kind is FeedKind.EXHIBITION:
        owner = db.session.scalar(select(Exhibition.institution_id).where(Exhibition.id == feed.exhibition_id))
        is_own = owner is not None and actor.belongs_to(owner)
        return (Loan.exhibition_id == feed.exhibition_id) & (_all() if is_own else Loan.state.in_(SHOWN_TO_ALL))
    holder = db.session.scalar(select(Listing.institution_id).where(Listing.id == feed.listing_id))
    is_own = holder is not None and actor.belongs_to(holder)
    ours = Loan.id.in_(select(LoanLine.loan_id).where(LoanLine.listing_id == feed.listing_id))
    return ours & (_all() if is_own else Loan.state.in_(SHOWN_TO_ALL))


def _all() -> ColumnElement[bool]:
    return Loan.state != State.DRAFT


def _event(actor: Actor, row: Any, lines: Collection[LineRow], modified: datetime, feed: Feed) -> FeedEvent:
    loan: Loan = row.Loan
    is_party = actor.belongs_to(loan.lender_id) or actor.belongs_to(loan.borrower_id)
    what = objects_of(lines)
    if not is_party and feed.kind is FeedKind.LISTING:
        title, text = _("Réservé : %(what)s", what=what), ""
    elif actor.belongs_to(loan.lender_id) and feed.institution_id != loan.borrower_id:
        title, text = _("Prêt à %(who)s : %(what)s", who=row.borrower, what=what), row.exhibition
    else:
        title, text = _("Emprunt à %(who)s : %(what)s", who=row.lender, what=what), row.exhibition
    state = str(labels.STATES[loan.state])
    return FeedEvent(
        uid=_uid("pret", loan.id),
        title=title,
        text=f"{state}. {text}".strip() if is_party or feed.kind is FeedKind.EXHIBITION else state,
        first=loan.starts_on,
        last=loan.expected_on or loan.ends_on,
        status=status_of(loan.state),
        sequence=loan.version,
        modified=modified,
        url=_address("loans.show", loan_id=loan.id) if is_party else "",
    )


def _milestones(exhibition_id: int) -> Iterator[FeedEvent]:
    show = db.session.get_one(Exhibition, exhibition_id)
    modified = _changed("exhibition", [show.id]).get(show.id, show.created_at)
    days: list[tuple[str, date | None, str]] = [
        ("montage", show.build_from, _("Début du montage : %(show)s", show=show.title)),
        ("ouverture", show.opens_on, _("Ouverture : %(show)s", show=show.title)),
        ("fermeture", show.closes_on, _("Dernier jour : %(show)s", show=show.title)),
        ("demontage", show.strike_until, _("Fin du démontage : %(show)s", show=show.title)),
    ]
    for word, day, title in days:
        if day is not None:
            uid, url = _uid(word, show.id), _address("exhibitions.show", exhibition_id=show.id)
            yield FeedEvent(uid, title, "", day, day, "CONFIRMED", show.version, modified, url)


def _changed(object_type: str, ids: Collection[int]) -> dict[int, datetime]:
    """When something was last done to each: the journal knows."""
    if not ids:
        return {}
    rows = db.session.execute(
        select(JournalEntry.object_id, func.max(JournalEntry.at))
        .where(JournalEntry.object_type == object_type, JournalEntry.object_id.in_(ids))
        .group_by(JournalEntry.object_id)
    )
    return {row[0]: row[1] for row in rows if row[0] is not None}


def _uid(word: str, id: int) -> str:
    return f"{word}-{id}@{urlsplit(current_app.config['BASE_URL']).hostname}"


def _address(endpoint: str, **values: Any) -> str:
    return f"{current_app.config['BASE_URL'].rstrip('/')}{url_for(endpoint, **values)}"
