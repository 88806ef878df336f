"""Verbs about addresses of calendars: made once, told once, kept as a hash."""

from datetime import datetime

from sqlalchemy import func, select

from app.accounts.services.hashing import digest, new_token
from app.core import journal
from app.core.actor import Actor
from app.core.db import transaction
from app.core.errors import NotFound
from app.loans.domain.feeds import MOST_FEEDS, FeedKind, TooManyFeeds
from app.loans.models import Feed
from app.loans.queries.feeds import may_read


def create_feed(actor: Actor, kind: FeedKind, target_id: int | None, now: datetime) -> str:
    """The random part of a new address, told now and never again. Raises ``TooManyFeeds``, or ``NotFound`` for
    what this person may not see."""
    if actor.user_id is None or not may_read(actor, kind, target_id):
        raise NotFound()
    token = new_token()
    with transaction() as session:
        own = select(func.count(Feed.id)).where(Feed.user_id == actor.user_id, Feed.revoked_at.is_(None))
        if (session.scalar(own) or 0) >= MOST_FEEDS:
            raise TooManyFeeds(most=MOST_FEEDS)
        feed = Feed(
            user_id=actor.user_id,
            kind=kind,
            institution_id=target_id if kind is FeedKind.INSTITUTION else None,
            exhibition_id=target_id if kind is FeedKind.EXHIBITION else None,
            listing_id=target_id if kind is FeedKind.LISTING else None,
            token_hash=digest(token),
            created_at=now,
        )
        session.add(feed)
        session.flush()
        journal.record(actor, now, "create_feed", "feed", feed.id, feed.institution_id, kind=kind.value)
    return token


def revoke_feed(actor: Actor, feed_id: int, now: datetime) -> None:
    """End one of one's own addresses at once; again changes nothing."""
    with transaction() as session:
        feed = session.get(Feed, feed_id, with_for_update=True)
        if feed is None or feed.user_id != actor.user_id:
            raise NotFound()
        if feed.revoked_at is None:
            feed.revoked_at = now
            journal.record(actor, now, "revoke_feed", "feed", feed.id, feed.institution_id)
