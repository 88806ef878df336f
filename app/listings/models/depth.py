"""What belongs together: kits and their members."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model


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
