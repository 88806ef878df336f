"""Tables of pictures and papers."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime


class Photo(Model):
    """A picture in three widths of WebP. *attached* is false while its form is still being filled in."""

    __tablename__ = "photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    file_name: Mapped[str] = mapped_column(String(200), default="")
    alt: Mapped[str] = mapped_column(String(300), default="")
    credit: Mapped[str] = mapped_column(String(200), default="")
    is_public: Mapped[bool] = mapped_column(default=False)
    attached: Mapped[bool] = mapped_column(default=False)
    small_key: Mapped[str] = mapped_column(String(80))
    medium_key: Mapped[str] = mapped_column(String(80))
    large_key: Mapped[str] = mapped_column(String(80))
    width: Mapped[int]
    height: Mapped[int]


class Document(Model):
    """A paper: a PDF as it came, or a picture encoded again. *attached* is false while its form is being filled in.

    Who may open it is said by the package that files it. *size* is in bytes.
    """

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    file_name: Mapped[str] = mapped_column(String(200), default="")
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    file_key: Mapped[str] = mapped_column(String(80))
    attached: Mapped[bool] = mapped_column(default=False)
