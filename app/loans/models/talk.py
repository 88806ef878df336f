"""Tables of a conversation: messages, what came with them, how far each person has read.

A message belongs to a loan or to a gift, never to both; *author_name* stays when the author's account is gone.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime


class Message(Model):
    """What somebody wrote for their institution about a loan or a gift."""

    __tablename__ = "message"
    __table_args__ = (CheckConstraint("(loan_id IS NULL) <> (gift_id IS NULL)", name="one_object"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    loan_id: Mapped[int | None] = mapped_column(ForeignKey("loan.id"), index=True)
    gift_id: Mapped[int | None] = mapped_column(index=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    author_name: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class MessageFile(Model):
    """A file that came with a message."""

    __tablename__ = "message_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), unique=True)


class TalkSeen(Model):
    """Up to which message somebody has read a conversation."""

    __tablename__ = "talk_seen"
    __table_args__ = (
        CheckConstraint("(loan_id IS NULL) <> (gift_id IS NULL)", name="one_object"),
        UniqueConstraint("user_id", "loan_id"),
        UniqueConstraint("user_id", "gift_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    loan_id: Mapped[int | None] = mapped_column(ForeignKey("loan.id"))
    gift_id: Mapped[int | None]
    message_id: Mapped[int]
