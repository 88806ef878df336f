"""The editions of the staff, read into this process: another one wrote them, and this one must not lag behind."""

from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app.core.db import db
from app.core.log import log
from app.listings.domain.categories import Category
from app.listings.domain.categories.rows import category_of_row
from app.listings.domain.categories.standing import stand
from app.listings.models import CategoryEdition

FRESH_SECONDS = 2.0
"""How long a process may go on without asking whether there is something newer."""


@dataclass
class _Read:
    """What stands in this process: the editions up to *newest* of the database *of*, asked for last at *at*."""

    of: str = ""
    newest: int = 0
    at: float = float("-inf")


@dataclass(frozen=True, slots=True)
class EditionLine:
    """One line of the history of a category."""

    number: int
    at: datetime
    author: str
    reason: str
    is_retired: bool


_read = _Read()


def keep_fresh() -> None:
    """Ask the database, at most every two seconds, for newer editions. Nothing fails for it: what stood goes on."""
    if monotonic() - _read.at >= FRESH_SECONDS:
        try:
            read_editions()
        except SQLAlchemyError as error:  # not migrated yet, or away: the page itself will say so
            db.session.rollback()
            _read.at = monotonic()
            log.warning("categories_not_read", error=type(error).__name__)


def read_editions() -> None:
    """Have the newest edition of each category stand, now."""
    of = str(current_app.config["SQLALCHEMY_DATABASE_URI"])
    newest = db.session.execute(select(func.max(CategoryEdition.id))).scalar() or 0
    if (of, newest) != (_read.of, _read.newest):
        stand(_newest())
    _read.of, _read.newest, _read.at = of, newest, monotonic()


def forget_editions() -> None:
    """Only the files stand until something is read again (tests, whose databases come and go)."""
    stand(())
    _read.of, _read.newest, _read.at = "", 0, float("-inf")


def history_of(category_id: str) -> tuple[EditionLine, ...]:
    """Who changed a category, when and why, the last first."""
    one = CategoryEdition
    statement = (
        select(one.number, one.at, one.author_name, one.reason, one.is_retired)
        .where(one.category_id == category_id)
        .order_by(one.number.desc())
    )
    return tuple(EditionLine(*row) for row in db.session.execute(statement))


def _newest() -> list[Category]:
    last = select(func.max(CategoryEdition.id)).group_by(CategoryEdition.category_id)
    rows = db.session.execute(
        select(CategoryEdition.id, CategoryEdition.row).where(CategoryEdition.id.in_(last)).order_by(CategoryEdition.id)
    )
    found: list[Category] = []
    for id, row in rows:
        try:
            found.append(category_of_row(row))
        except (KeyError, TypeError, ValueError, ArithmeticError):  # what one release wrote, another may not read
            log.error("category_edition_unreadable", edition=id)
    return found
