"""Addresses under which a calendar is read from outside."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime, word
from app.loans.domain.feeds import FeedKind

ONE_THING = (
    "(kind = 'mine' AND institution_id IS NULL AND exhibition_id IS NULL AND listing_id IS NULL)"
    " OR (kind = 'institution' AND institution_id IS NOT NULL AND exhibition_id IS NULL AND listing_id IS NULL)"
    " OR (kind = 'exhibition' AND institution_id IS NULL AND exhibition_id IS NOT NULL AND listing_id IS NULL)"
    " OR (kind = 'listing' AND institution_id IS NULL AND exhibition_id IS NULL AND listing_id IS NOT NULL)"
)


class Feed(Model):
    """A calendar of one thing as its maker, *user_id*, may see it. The address is known by its hash alone."""

    __tablename__ = "feed"
    __table_args__ = (CheckConstraint(ONE_THING, name="one_thing"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    kind: Mapped[FeedKind] = mapped_column(word(FeedKind))
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id", ondelete="CASCADE"))
    exhibition_id: Mapped[int | None] = mapped_column(ForeignKey("exhibition.id", ondelete="CASCADE"))
    listing_id: Mapped[int | None] = mapped_column(ForeignKey("listing.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
