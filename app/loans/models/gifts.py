"""A gift, and the objects it is of."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, UtcDateTime, word
from app.loans.domain.gifts.life import GiftState
from app.loans.domain.gifts.words import GiftCase, GiverKind, RecipientKind


class Gift(Model):
    """*quantity* of a listing asked as a gift, by *recipient_id* or for an association outside the platform
    (*outside_name*, with its RNA or SIREN number).

    What the giver said when approving stands here: its law's case, the decision's number, the declaration to the
    Domaine, how values were found and data wiped. *new_listing_id* is the recipient's draft after the hand-over.
    """

    __tablename__ = "gift"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("(recipient_id IS NULL) = (outside_name <> '')", name="one_recipient"),
        CheckConstraint("recipient_id IS NULL OR recipient_id <> giver_id", name="two_houses"),
        CheckConstraint("(state = 'transferred') = (transferred_on IS NOT NULL)", name="day"),
        Index("ix_gift_state_expiry", "state", "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), index=True)
    giver_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    exhibition_id: Mapped[int | None] = mapped_column(ForeignKey("exhibition.id"))
    outside_name: Mapped[str] = mapped_column(String(200), default="")
    outside_number: Mapped[str] = mapped_column(String(14), default="")
    quantity: Mapped[int]
    purpose: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[GiftState] = mapped_column(word(GiftState), default=GiftState.REQUESTED)
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    giver_kind: Mapped[GiverKind | None] = mapped_column(word(GiverKind))
    recipient_kind: Mapped[RecipientKind | None] = mapped_column(word(RecipientKind))
    law_case: Mapped[GiftCase | None] = mapped_column(word(GiftCase))
    decision: Mapped[str] = mapped_column(String(300), default="")
    domaine: Mapped[str] = mapped_column(String(120), default="")
    has_cooperation: Mapped[bool] = mapped_column(default=False)
    valuation: Mapped[str] = mapped_column(String(300), default="")
    wiped: Mapped[str] = mapped_column(String(300), default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    approved_on: Mapped[date | None]
    deed_document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), unique=True)
    new_listing_id: Mapped[int | None] = mapped_column(ForeignKey("listing.id"), unique=True)
    transferred_on: Mapped[date | None]
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    units: Mapped[list["GiftUnit"]] = relationship(back_populates="gift", order_by="GiftUnit.unit_id")


class GiftUnit(Model):
    """One object of a gift, kept by *allocation_id* from the approval on; worth *residual_cents* on that day.

    *new_unit_id* is the same object in the recipient's inventory.
    """

    __tablename__ = "gift_unit"
    __table_args__ = (
        UniqueConstraint("gift_id", "unit_id"),
        CheckConstraint("residual_cents IS NULL OR residual_cents >= 0", name="residual"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    gift_id: Mapped[int] = mapped_column(ForeignKey("gift.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    allocation_id: Mapped[int] = mapped_column(ForeignKey("allocation.id"), unique=True)
    residual_cents: Mapped[int | None] = mapped_column(BigInteger)
    new_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), unique=True)
    gift: Mapped[Gift] = relationship(back_populates="units")


class GiftRebuy(Model):
    """The giver of a gift bought or hired the same function again on *bought_on*, within a year."""

    __tablename__ = "gift_rebuy"

    gift_id: Mapped[int] = mapped_column(ForeignKey("gift.id"), primary_key=True)
    bought_on: Mapped[date]
    said_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
