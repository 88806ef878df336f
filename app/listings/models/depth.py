"""What belongs to a listing: kits, accessories, equivalents, documents, and the history of each unit's condition."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime, word
from app.listings.domain.conditions import ConditionSource
from app.listings.domain.documents import DocumentKind, DocumentReaders
from app.listings.domain.states import Condition


class KitMember(Model):
    """*quantity* units of a listing that go out with each unit of a kit. A kit never holds a kit."""

    __tablename__ = "kit_member"
    __table_args__ = (
        CheckConstraint("quantity BETWEEN 1 AND 999", name="quantity"),
        CheckConstraint("kit_id <> member_id", name="not_itself"),
    )

    kit_id: Mapped[int] = mapped_column(ForeignKey("listing.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), primary_key=True, index=True)
    quantity: Mapped[int] = mapped_column(default=1)


class ConditionEvent(Model):
    """What was found of a unit, and when. Written once: the database refuses to change it.

    *source_id* is the loan of a hand-over or a return.
    """

    __tablename__ = "condition_event"
    __table_args__ = (Index("ix_condition_event_unit_id", "unit_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="CASCADE"))
    condition: Mapped[Condition] = mapped_column(word(Condition))
    note: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[ConditionSource] = mapped_column(word(ConditionSource))
    source_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))


class Accessory(Model):
    """What goes with each unit: a remote control, a key, a cable. *is_essential*: it is of no use without."""

    __tablename__ = "accessory"
    __table_args__ = (
        UniqueConstraint("listing_id", "name"),
        CheckConstraint("quantity BETWEEN 1 AND 999", name="quantity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(120))
    quantity: Mapped[int] = mapped_column(default=1)
    is_essential: Mapped[bool] = mapped_column(default=False)


class EquivalentModel(Model):
    """What the lender says would do as well: make and model, in words."""

    __tablename__ = "equivalent_model"
    __table_args__ = (UniqueConstraint("listing_id", "words"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id", ondelete="CASCADE"))
    words: Mapped[str] = mapped_column(String(160))


class ListingDocument(Model):
    """A paper of a listing: what it is, who reads it, until when it is worth something (its last day)."""

    __tablename__ = "listing_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id", ondelete="CASCADE"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), unique=True)
    kind: Mapped[DocumentKind] = mapped_column(word(DocumentKind))
    title: Mapped[str] = mapped_column(String(160), default="")
    readers: Mapped[DocumentReaders] = mapped_column(word(DocumentReaders))
    expires_on: Mapped[date | None]
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
