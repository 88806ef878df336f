"""Write an edition of a category: the staff add and change kinds of objects without a release."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, exists, insert, select

from app.core.actor import Actor
from app.core.db import db, insert_once, transaction
from app.core.errors import Forbidden, SeveralRefusals, Stale
from app.core.journal import record
from app.listings.domain.categories import Category, categories
from app.listings.domain.categories.editing import Around, edition_of, faults_of_row
from app.listings.domain.categories.edition_refusals import NothingChanged, ReasonMissing
from app.listings.domain.categories.rows import Row, row_of_category
from app.listings.domain.categories.standing import filed
from app.listings.domain.permissions import may_edit_categories
from app.listings.models import CategoryEdition, Listing, ListingTerm
from app.listings.queries.editions import history_of, read_editions
from app.listings.queries.fields import fields_of
from app.listings.services.rows import terms_of

LETTERS_OF_REASON = 1000
BATCH = 200


def judge_category(row: Row, *, is_new: bool) -> Category:
    """The category that *row* would make, judged and not written. Raises one refusal, or ``SeveralRefusals``."""
    known = categories()
    before = None if is_new else known.get(row["id"])
    around = Around(before, known, before is not None and _has_listings(row["id"]), frozenset(filed()))
    faults = faults_of_row(row, around)
    if faults:
        raise faults[0] if len(faults) == 1 else SeveralRefusals(faults)
    return edition_of(row)


def save_category(actor: Actor, row: Row, *, reason: str, after: int | None, now: datetime) -> None:
    """Have *row* stand from now on, everywhere within two seconds. *after* is the number of the edition that its
    writer saw (0: the files; None: a new category). Raises ``Stale`` when another one came between.
    """
    if not may_edit_categories(actor):
        raise Forbidden()
    if not reason.strip():
        raise ReasonMissing()
    with transaction():
        read_editions()
        of = judge_category(row, is_new=after is None)
        before = None if after is None else categories().get(of.id)
        if of == before:
            raise NothingChanged()
        history = history_of(of.id)
        if after is not None and (history[0].number if history else 0) != after:
            raise Stale()
        _write(actor, of, (after or 0) + 1, reason.strip()[:LETTERS_OF_REASON], now)
        if before is not None and _said_by(before) != _said_by(of):
            _rewrite_words(of)
    read_editions()


def _write(actor: Actor, of: Category, number: int, reason: str, now: datetime) -> None:
    written = insert_once(
        CategoryEdition,
        ["category_id", "number"],
        category_id=of.id,
        number=number,
        row=row_of_category(of),
        is_retired=of.is_retired,
        author_id=actor.user_id,
        author_name=actor.name or "Ressourcerie",
        at=now,
        reason=reason,
    )
    if written is None:
        raise Stale()
    record(actor, now, "edit_category", "category", written, category=of.id, reason=reason)


def _has_listings(category_id: str) -> bool:
    return bool(db.session.execute(select(exists().where(Listing.category == category_id))).scalar())


def _said_by(of: Category) -> object:
    """What of a category makes the words that its listings are found by."""
    return of.names(), [(spec.key, spec.label, [tuple(one.names()) for one in spec.options]) for spec in of.specs]


def _rewrite_words(of: Category) -> None:
    """Have every listing of a category found by what it is called now."""
    ids = db.session.scalars(select(Listing.id).where(Listing.category == of.id).order_by(Listing.id)).all()
    for start in range(0, len(ids), BATCH):
        _rewrite_some(of, ids[start : start + BATCH])


def _rewrite_some(of: Category, ids: Iterable[int]) -> None:
    listings = db.session.scalars(select(Listing).where(Listing.id.in_(list(ids)))).all()
    db.session.execute(delete(ListingTerm).where(ListingTerm.listing_id.in_([one.id for one in listings])))
    rows = [{"listing_id": one.id, "term": term} for one in listings for term in sorted(terms_of(of, fields_of(one)))]
    if rows:
        db.session.execute(insert(ListingTerm), rows)
