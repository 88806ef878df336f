"""Tables of the carbon calculation: what a team says of an exhibition. What is borrowed is in no table here: it is
read from the impact records each time, so it can be neither typed again nor counted twice."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Fixed, Model, UtcDateTime, word
from app.impact.footprint.domain.activity import Origin
from app.impact.footprint.domain.budget import Scope
from app.impact.footprint.domain.components import Component
from app.impact.footprint.domain.lines import Phase, ValueSource
from app.impact.footprint.domain.works import Mode


class CarbonFrame(Model):
    """What holds for the whole calculation: budget, contract of electricity, meter.

    *market_kg* is kg CO2e per kWh of the contract; *meter_has_devices* says that the building's meter already counts
    what devices draw, which is then not counted again.
    """

    __tablename__ = "carbon_frame"
    __table_args__ = (
        CheckConstraint("budget_kg IS NULL OR (budget_kg > 0 AND arbiter <> '')", name="budget_has_arbiter"),
        CheckConstraint("market_kg IS NULL OR (market_kg >= 0 AND market_proof <> '')", name="contract_has_proof"),
    )

    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"), primary_key=True, autoincrement=False)
    budget_kg: Mapped[Decimal | None] = mapped_column(Fixed(3))
    budget_scope: Mapped[Scope] = mapped_column(word(Scope))
    arbiter: Mapped[str] = mapped_column(String(200), default="")
    market_kg: Mapped[Decimal | None] = mapped_column(Fixed(6))
    market_proof: Mapped[str] = mapped_column(String(300), default="")
    meter_has_devices: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CarbonVariant(Model):
    """One way to make the show, compared with others at design stage. Lines of no variant belong to all of them."""

    __tablename__ = "carbon_variant"
    __table_args__ = (UniqueConstraint("exhibition_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    with_borrowed: Mapped[bool] = mapped_column(default=True)
    is_chosen: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CarbonAbsence(Model):
    """A component that this show does not have, and why: neither 0 by silence nor a gap."""

    __tablename__ = "carbon_absence"
    __table_args__ = (
        UniqueConstraint("exhibition_id", "component"),
        CheckConstraint("reason <> ''", name="reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"), index=True)
    component: Mapped[Component] = mapped_column(word(Component))
    reason: Mapped[str] = mapped_column(String(300))
    said_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CarbonLine(Model):
    """One activity line. *value* is null when nobody knows it; *factor* is "id@version" of the library, or "" with
    *own_value*, *own_unit*, *own_source* of a supplier, or "" alone when none fits.

    *is_proposed*: the factor is the one that was proposed. *made_by* says what wrote it ("quick:...", "works:...",
    "" for a person).
    """

    __tablename__ = "carbon_line"
    __table_args__ = (
        CheckConstraint("value IS NULL OR value >= 0", name="not_negative"),
        CheckConstraint(
            "own_value IS NULL OR (own_value >= 0 AND own_source <> '' AND factor = '')", name="own_factor"
        ),
        CheckConstraint("phase = 'planned' OR variant_id IS NULL", name="variants_are_plans"),
        CheckConstraint("uses >= 1", name="uses"),
        Index("ix_carbon_line_of", "exhibition_id", "phase", "component"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"))
    variant_id: Mapped[int | None] = mapped_column(ForeignKey("carbon_variant.id"), index=True)
    phase: Mapped[Phase] = mapped_column(word(Phase))
    component: Mapped[Component] = mapped_column(word(Component))
    activity: Mapped[str] = mapped_column(String(40), default="")
    label: Mapped[str] = mapped_column(String(200), default="")
    value: Mapped[Decimal | None] = mapped_column(Fixed(6))
    unit: Mapped[str] = mapped_column(String(20))
    factor: Mapped[str] = mapped_column(String(120), default="")
    is_proposed: Mapped[bool] = mapped_column(default=False)
    own_value: Mapped[Decimal | None] = mapped_column(Fixed(9))
    own_unit: Mapped[str] = mapped_column(String(40), default="")
    own_source: Mapped[str] = mapped_column(String(300), default="")
    source: Mapped[ValueSource] = mapped_column(word(ValueSource))
    value_u_rel: Mapped[Decimal | None] = mapped_column(Fixed(4))
    origin: Mapped[Origin] = mapped_column(word(Origin), default=Origin.NEW)
    uses: Mapped[int] = mapped_column(default=1)
    next_use: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(1000), default="")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), unique=True)
    made_by: Mapped[str] = mapped_column(String(60), default="")
    version: Mapped[int] = mapped_column(default=1)
    written_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CarbonJourney(Model):
    """What a works-transport line was computed from. *km* is one way; null while the place is unknown."""

    __tablename__ = "carbon_journey"
    __table_args__ = (CheckConstraint("legs IN (1, 2)", name="legs"),)

    line_id: Mapped[int] = mapped_column(ForeignKey("carbon_line.id"), primary_key=True, autoincrement=False)
    origin: Mapped[str] = mapped_column(String(120))
    mode: Mapped[Mode] = mapped_column(word(Mode))
    mass_kg: Mapped[Decimal | None] = mapped_column(Fixed(3))
    km: Mapped[Decimal | None] = mapped_column(Fixed(1))
    legs: Mapped[int] = mapped_column(default=2)
