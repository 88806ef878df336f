"""Days of road around loans, and journeys made for several of them."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Fixed, Model, UtcDateTime, word
from app.listings.domain.availability.roads import Way
from app.loans.domain.transport.carriage import RunKind, RunState
from app.loans.domain.words import TransportMode

_LIVE = text("is_live")


class LoanRoad(Model):
    """The days of road before and after a loan; *is_set* when the lender said them, else they follow the distance."""

    __tablename__ = "loan_road"
    __table_args__ = (
        CheckConstraint("days_before BETWEEN 0 AND 30", name="days_before"),
        CheckConstraint("days_after BETWEEN 0 AND 30", name="days_after"),
    )

    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id"), primary_key=True)
    days_before: Mapped[int]
    days_after: Mapped[int]
    is_set: Mapped[bool]


class TransportRun(Model):
    """One journey for several loans, as it was proposed: *stops* are [name, latitude, longitude]. Kilometres are of
    vehicles; *saved_kg* is of CO2e with its range, by *factor* and *method*: none of it is computed again."""

    __tablename__ = "transport_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[RunKind] = mapped_column(word(RunKind))
    mode: Mapped[TransportMode] = mapped_column(word(TransportMode))
    state: Mapped[RunState] = mapped_column(word(RunState))
    proposer_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    day: Mapped[date]
    stops: Mapped[list[tuple[str, float, float]]] = mapped_column(JSON)
    vans: Mapped[int]
    separate_km: Mapped[Decimal] = mapped_column(Fixed(3))
    run_km: Mapped[Decimal] = mapped_column(Fixed(3))
    saved_kg: Mapped[Decimal] = mapped_column(Fixed(3))
    low_kg: Mapped[Decimal] = mapped_column(Fixed(3))
    high_kg: Mapped[Decimal] = mapped_column(Fixed(3))
    factor: Mapped[str] = mapped_column(String(120))
    method: Mapped[str] = mapped_column(String(40))
    loads: Mapped[list["RunLoad"]] = relationship(order_by="RunLoad.id")
    answers: Mapped[list["RunAnswer"]] = relationship(order_by="RunAnswer.id")


class RunLoad(Model):
    """One way of one loan in a run, and the kilometres of the run that it answers for. *is_live* while the run is
    open or agreed: a way is in one of those at most."""

    __tablename__ = "run_load"
    __table_args__ = (
        CheckConstraint("units > 0", name="units"),
        Index("uq_run_load_live", "loan_id", "way", unique=True, postgresql_where=_LIVE, sqlite_where=_LIVE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("transport_run.id"), index=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id"), index=True)
    way: Mapped[Way] = mapped_column(word(Way))
    mass_kg: Mapped[Decimal] = mapped_column(Fixed(3))
    units: Mapped[int]
    separate_km: Mapped[Decimal] = mapped_column(Fixed(3))
    share_km: Mapped[Decimal] = mapped_column(Fixed(3))
    is_live: Mapped[bool]


class RunAnswer(Model):
    """What one house says to a run, once; the one that proposes it agrees by doing so."""

    __tablename__ = "run_answer"
    __table_args__ = (UniqueConstraint("run_id", "institution_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("transport_run.id"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    agrees: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text, default="")
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
