"""Every kind of gear as anybody may read it: what is asked of it, its papers, how many one may find."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.core.actor import Actor
from app.core.db import db
from app.listings.domain.categories import Category, families, proposed
from app.listings.models import Listing
from app.listings.queries.search import Criteria
from app.listings.queries.search.index.finder import IndexFinder


@dataclass(frozen=True, slots=True)
class CategoryEntry:
    """A category and how many listings of it the reader may find."""

    of: Category
    listings: int


@dataclass(frozen=True, slots=True)
class FamilyEntry:
    """A family and its categories."""

    id: str
    label: str
    entries: tuple[CategoryEntry, ...]


def every_category(actor: Actor, now: datetime, language: str) -> tuple[FamilyEntry, ...]:
    """The categories that are proposed, by family, each with what a search would find."""
    counts: Mapping[str, int] = IndexFinder().find(actor, Criteria(), now, 1).categories
    found: dict[str, list[CategoryEntry]] = {id: [] for id in families()}
    for id, one in proposed().items():
        found[one.family].append(CategoryEntry(one, counts.get(id, 0)))
    return tuple(
        FamilyEntry(id, families()[id].label[language], tuple(entries)) for id, entries in found.items() if entries
    )


def listing_counts() -> Mapping[str, int]:
    """How many listings there are of each category, in every state."""
    rows = db.session.execute(select(Listing.category, func.count()).group_by(Listing.category))
    return dict(rows.all())
