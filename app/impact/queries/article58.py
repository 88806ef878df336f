"""Goods received as gifts in a year, by line of the decree: what the declaration of article 58 (AGEC) asks.

A loan is no acquisition and is not declared; a gift is, at a flat value (décret 2024-134).
"""

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from sqlalchemy import select

from app.accounts.models import Institution
from app.core.db import db
from app.core.i18n import language
from app.impact.queries.groups import category_label
from app.listings.domain.categories import categories
from app.listings.models import Listing
from app.loans.domain.gifts.life import GiftState
from app.loans.models import Gift

FILE = Path(__file__).parents[1] / "data" / "article58.toml"


@dataclass(frozen=True, slots=True)
class DecreeLine:
    """A line of the decree. *flat_value* in euros, before tax, or None while nobody has read it in the order."""

    share: str
    label: Mapping[str, str]
    flat_value: Decimal | None


@dataclass(frozen=True, slots=True)
class Received:
    """Objects of one category received as gifts. *residual* is what the givers said they were worth, in euros."""

    line: str
    category: str
    label: str
    quantity: int
    residual: Decimal | None
    flat_value: Decimal | None

    @property
    def flat_total(self) -> Decimal | None:
        """What the declaration counts, in euros."""
        return None if self.flat_value is None else self.flat_value * self.quantity


@dataclass(frozen=True, slots=True)
class Article58:
    """The gifts that an institution received in a year."""

    institution: str
    siret: str
    year: int
    lines: tuple[Received, ...]


@cache
def decree_lines() -> Mapping[str, DecreeLine]:
    """The lines of the decree by the name that categories give them."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        one["share"]: DecreeLine(
            one["share"], one["label"], Decimal(one["flat_value_eur"]) if one["flat_value_eur"] else None
        )
        for one in data["line"]
    }


def received_in(institution_id: int, year: int) -> Article58:
    """The gifts handed over to the institution in *year*. Who may ask is judged by the caller."""
    house = db.session.get_one(Institution, institution_id)
    statement = (
        select(Gift, Listing.category)
        .join(Listing, Listing.id == Gift.listing_id)
        .where(
            Gift.recipient_id == institution_id,
            Gift.state == GiftState.TRANSFERRED,
            Gift.transferred_on.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .order_by(Gift.id)
    )
    by_category: defaultdict[str, list[Gift]] = defaultdict(list)
    for gift, category in db.session.execute(statement):
        by_category[category].append(gift)
    lines = [_received(category, gifts) for category, gifts in by_category.items()]
    ordered = tuple(sorted(lines, key=lambda one: (one.line, one.label)))
    return Article58(house.name, house.siret or "", year, ordered)


def _received(category: str, gifts: list[Gift]) -> Received:
    kind = categories().get(category)
    line = decree_lines()[kind.reuse_share.value if kind else "none"]
    worth = [unit.residual_cents for gift in gifts for unit in gift.units]
    known = bool(worth) and all(cents is not None for cents in worth)
    return Received(
        line=line.label[language()],
        category=category,
        label=category_label(category),
        quantity=sum(gift.quantity for gift in gifts),
        residual=Decimal(sum(cents or 0 for cents in worth)).scaleb(-2) if known else None,
        flat_value=line.flat_value,
    )
