"""The editions of the staff, read into this process: another one wrote them, and this one must not lag behind."""

from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.log import log
from app.listings.domain.categories import Category, categories
from app.listings.domain.categories.editing import Around, faults_of_row
from app.listings.domain.categories.rows import category_of_row, row_of_category
from app.listings.domain.categories.standing import filed, stand
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
_UNREADABLE = (KeyError, TypeError, ValueError, ArithmeticError)


def keep_fresh() -> None:
    """Ask the database, at most every two seconds, for newer editions. Nothing fails for it: what stood goes on."""
    if monotonic() - _read.at >= FRESH_SECONDS:
        try:
            read_editions()
        except SQLAlchemyError as error:  # not migrated yet, or away: the page itself will say so
            db.session.rollback()
            _read.at = monotonic()
            log.debug("categories_not_read", error=type(error).__name__)


def read_editions() -> None:
    """Have the newest edition of each category stand, now."""
    of = str(current_app.config["SQLALCHEMY_DATABASE_URI"])
    newest = db.session.execute(select(func.max(CategoryEdition.id))).scalar() or 0
    if (of, newest) != (_read.of, _read.newest):
        stand(_newest() if newest else ())
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


def last_editions() -> dict[str, EditionLine]:
    """The edition that stands for each category that has one."""
    one = CategoryEdition
    last = select(func.max(one.id)).group_by(one.category_id)
    columns = one.category_id, one.number, one.at, one.author_name, one.reason, one.is_retired
    rows = db.session.execute(select(*columns).where(one.id.in_(last)))
    return {row.category_id: EditionLine(*row[1:]) for row in rows}


def category_at(category_id: str, number: int) -> Category:
    """A category as an edition had it; number 0 is that of the files. Raises NotFound."""
    if number == 0 and category_id in filed():
        return filed()[category_id]
    one = CategoryEdition
    row = db.session.execute(select(one.row).where(one.category_id == category_id, one.number == number)).scalar()
    if row is None:
        raise NotFound()
    try:
        return category_of_row(row)
    except _UNREADABLE as error:
        raise NotFound() from error


def faults_of_standing() -> list[tuple[str, Invalid | str]]:
    """What breaks the rules of editions among the categories as they stand: the name of each, and what is wrong."""
    known, made = categories(), frozenset(filed())
    found: list[tuple[str, Invalid | str]] = [
        (one.id, fault)
        for one in known.values()
        for fault in faults_of_row(row_of_category(one), Around(one, known, False, made))
    ]
    readable = {one.id for one in _newest()}
    return found + [(id, "unreadable edition") for id in last_editions() if id not in readable]


def _newest() -> list[Category]:
    last = select(func.max(CategoryEdition.id)).group_by(CategoryEdition.category_id)
    rows = db.session.execute(
        select(CategoryEdition.id, CategoryEdition.row)
        .where(CategoryEdition.id.in_(last))
        .order_by(CategoryEdition.id)
    )
    found: list[Category] = []
    for id, row in rows:
        try:
            found.append(category_of_row(row))
        except _UNREADABLE:  # what one release wrote, another may not read
            log.error("category_edition_unreadable", edition=id)
    return found
