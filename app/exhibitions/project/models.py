"""Tables of the exhibition as a project; each row belongs to a show and goes with nothing else."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Fixed, Model, UtcDateTime, word
from app.exhibitions.domain.passport import Fate, NextLife, Origin
from app.exhibitions.domain.project import ProjectRole


class ExhibitionProject(Model):
    """What the label of a show does not say. The carbon budget and its arbiter belong to the
    carbon calculation, the lessons to the self-assessment."""

    __tablename__ = "exhibition_project"
    __table_args__ = (CheckConstraint("actual_visitors IS NULL OR actual_visitors >= 0", name="visitors"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"), unique=True)
    programmed_on: Mapped[date | None]
    actual_visitors: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)
    edited_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ExhibitionSpace(Model):
    """A room or an area."""

    __tablename__ = "exhibition_space"
    __table_args__ = (CheckConstraint("m2 > 0", name="m2"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    m2: Mapped[Decimal] = mapped_column(Fixed(1))


class ExhibitionMember(Model):
    """Somebody of the team, by name: no right comes from it."""

    __tablename__ = "exhibition_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[ProjectRole] = mapped_column(word(ProjectRole))


class ExhibitionVenue(Model):
    """A later stage of a touring show."""

    __tablename__ = "exhibition_venue"
    __table_args__ = (CheckConstraint("closes_on >= opens_on", name="open_before_close"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"), index=True)
    name: Mapped[str] = mapped_column(String(300))
    city: Mapped[str] = mapped_column(String(120), default="")
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    expected_visitors: Mapped[int | None]
    actual_visitors: Mapped[int | None]


class ExhibitionDocument(Model):
    """A paper of the project; its people read it."""

    __tablename__ = "exhibition_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), unique=True)
    title: Mapped[str] = mapped_column(String(160), default="")
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PassportElement(Model):
    """An element of the show that no loan brought here. *mass_kg* is of the whole quantity."""

    __tablename__ = "passport_element"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("mass_kg IS NULL OR mass_kg >= 0", name="mass"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"), index=True)
    label: Mapped[str] = mapped_column(String(200))
    quantity: Mapped[int]
    mass_kg: Mapped[Decimal | None] = mapped_column(Fixed(3))
    origin: Mapped[Origin] = mapped_column(word(Origin))
    origin_detail: Mapped[str] = mapped_column(String(300), default="")
    owner: Mapped[str] = mapped_column(String(200), default="")
    next_life: Mapped[NextLife] = mapped_column(word(NextLife))
    next_detail: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column(default=1)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ElementFate(Model):
    """What became of an element so many *months* after the strike; the last answer counts. Rows are only added."""

    __tablename__ = "element_fate"
    __table_args__ = (CheckConstraint("months IN (6, 12)", name="months"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    element_id: Mapped[int] = mapped_column(ForeignKey("passport_element.id"), index=True)
    months: Mapped[int]
    outcome: Mapped[Fate] = mapped_column(word(Fate))
    note: Mapped[str] = mapped_column(String(300), default="")
    by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
