"""What the search index follows."""

from enum import StrEnum

from sqlalchemy import BigInteger, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, word


class ChangeKind(StrEnum):
    """What of an object changed. SITE: sites, their closures or institutions did; ALL: anything may have."""

    LISTING = "listing"
    UNITS = "units"
    HOLDS = "holds"
    TERMS = "terms"
    SITE = "site"
    KIT = "kit"
    ALL = "all"


class SearchChange(Model):
    """A note that something changed, written by triggers in the transaction that changed it.

    *xid* is the writer's transaction (PostgreSQL), *mark* a number drawn by chance: who remembers a row knows by
    its mark whether this is still the same log, and not a restored or another database.
    """

    __tablename__ = "search_change"
    __table_args__ = {"info": {"derived": True}}

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
    kind: Mapped[ChangeKind] = mapped_column(word(ChangeKind))
    key: Mapped[int]
    xid: Mapped[int] = mapped_column(BigInteger, index=True, server_default=text("0"))
    mark: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
