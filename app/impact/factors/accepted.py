"""The versions that the staff accepted, read into this process: another one wrote them, and none may lag behind."""

from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app.core.db import db
from app.core.log import log
from app.impact.factors.models import FactorProposal, FactorReview
from app.impact.factors.table import Factor, factor_of_row, stand

FRESH_SECONDS = 2
"""How long a process may go on without asking whether there is something newer."""

ACCEPTED = "accepted"
"""What stands for the name of the file of a version that stands in none."""


@dataclass
class _Read:
    """What stands in this process: the reviews up to *newest* of the database *of*, asked for at *at* if ever."""

    of: str = ""
    newest: int = 0
    at: float | None = None


_read = _Read()
_UNREADABLE = (KeyError, TypeError, ValueError, ArithmeticError)


def keep_fresh() -> None:
    """Ask the database, at most every two seconds, for newer versions. Nothing fails for it: what stood goes on."""
    if _read.at is None or monotonic() - _read.at >= FRESH_SECONDS:
        try:
            read_accepted()
        except SQLAlchemyError as error:  # not migrated yet, or away: the page itself will say so
            db.session.rollback()
            _read.at = monotonic()
            log.debug("factors_not_read", error=type(error).__name__)


def read_accepted() -> None:
    """Have every accepted version stand, now."""
    of = str(current_app.config["SQLALCHEMY_DATABASE_URI"])
    newest = db.session.execute(select(func.max(FactorReview.id))).scalar() or 0
    if (of, newest) != (_read.of, _read.newest):
        stand(accepted() if newest else ())
    _read.of, _read.newest, _read.at = of, newest, monotonic()


def forget_accepted() -> None:
    """Only the files stand until something is read again (tests, whose databases come and go)."""
    stand(())
    _read.of, _read.newest, _read.at = "", 0, None


def accepted() -> Iterator[Factor]:
    """Every accepted version of the database."""
    statement = (
        select(FactorReview.id, FactorReview.version, FactorProposal.row)
        .join(FactorProposal, FactorProposal.id == FactorReview.proposal_id)
        .where(FactorReview.version.is_not(None))
        .order_by(FactorReview.id)
    )
    for id, version, row in db.session.execute(statement):
        try:
            yield factor_of_row({**row, "version": str(version)}, ACCEPTED)
        except _UNREADABLE:  # what one release wrote, another may not read
            log.error("factor_version_unreadable", review=id)
