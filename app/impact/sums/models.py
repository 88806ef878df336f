"""Tables of sums. Derived from the records: nothing here is a source."""

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model


class ImpactSum(Model):
    """One sum (see ``domain.Cell``): counts, and grams of CO2e. *loans* counts each loan once."""

    __tablename__ = "impact_sum"
    __table_args__ = (Index("ix_impact_sum_read", "side", "subject", "year"),)

    name: Mapped[str] = mapped_column(String(240), primary_key=True)
    side: Mapped[str] = mapped_column(String(10))
    subject: Mapped[int]
    year: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    dimension: Mapped[str] = mapped_column(String(12))
    key: Mapped[str] = mapped_column(String(120))
    loans: Mapped[int] = mapped_column(default=0)
    records: Mapped[int] = mapped_column(default=0)
    objects: Mapped[int] = mapped_column(default=0)
    object_days: Mapped[int] = mapped_column(BigInteger, default=0)
    draw: Mapped[int] = mapped_column(BigInteger, default=0)
    net: Mapped[int] = mapped_column(BigInteger, default=0)
    low_bound: Mapped[int] = mapped_column(BigInteger, default=0)
    burdens: Mapped[int] = mapped_column(BigInteger, default=0)
    making: Mapped[int] = mapped_column(BigInteger, default=0)
    moving: Mapped[int] = mapped_column(BigInteger, default=0)
    energy: Mapped[int] = mapped_column(BigInteger, default=0)
    footprint: Mapped[int] = mapped_column(BigInteger, default=0)
    reference: Mapped[int] = mapped_column(BigInteger, default=0)
    transport: Mapped[int] = mapped_column(BigInteger, default=0)
    refurbishment: Mapped[int] = mapped_column(BigInteger, default=0)
    packaging: Mapped[int] = mapped_column(BigInteger, default=0)
    storage: Mapped[int] = mapped_column(BigInteger, default=0)
    energy_burden: Mapped[int] = mapped_column(BigInteger, default=0)
    wear: Mapped[int] = mapped_column(BigInteger, default=0)
    backfill: Mapped[int] = mapped_column(BigInteger, default=0)


class ImpactSumDoubt(Model):
    """What makes a sum uncertain, by *account* and *source*: 10⁻⁹ kg that add up;
    10⁻⁹ kg² under the source ""."""

    __tablename__ = "impact_sum_doubt"

    name: Mapped[str] = mapped_column(String(240), primary_key=True)
    account: Mapped[str] = mapped_column(String(10), primary_key=True)
    source: Mapped[str] = mapped_column(String(160), primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)


class ImpactSummed(Model):
    """In which state a record was summed last."""

    __tablename__ = "impact_summed"

    record_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(10))
