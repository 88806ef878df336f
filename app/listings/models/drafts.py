"""What was typed of a listing that is not one yet."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime


class ListingDraft(Model):
    """One person's form as it stands, valid or not: *typed* is field name -> what was typed or chosen."""

    __tablename__ = "listing_draft"
    __table_args__ = (
        CheckConstraint("version > 0", name="version"),
        Index("ix_listing_draft_mine", "user_id", "institution_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    category: Mapped[str] = mapped_column(String(40), default="")
    typed: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class DraftPhoto(Model):
    """A photo of a draft and its place in the row; it goes over to the listing, or is let go with the draft."""

    __tablename__ = "draft_photo"

    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id"), primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("listing_draft.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
