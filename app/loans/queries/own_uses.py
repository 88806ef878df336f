"""Given objects in their owner's own exhibitions: what was said, and what may be said."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.core.actor import Actor
from app.core.db import db
from app.exhibitions.models import Exhibition
from app.listings.models import Listing, Unit, UnitSuccession
from app.loans.domain.own_uses import OwnUseState, counted_on
from app.loans.domain.permissions import may_say_own_use
from app.loans.models import OwnUse


@dataclass(frozen=True, slots=True)
class OwnUseView:
    """One use. *may_end*, *may_cancel*: exactly what would work today; *counted_on*: when it is over without a word,
    None once its state is final."""

    id: int
    listing_id: int
    object: str
    exhibition_id: int
    exhibition: str
    first_day: date
    last_day: date
    state: OwnUseState
    may_end: bool
    may_cancel: bool
    counted_on: date | None


@dataclass(frozen=True, slots=True)
class OwnUsesPage:
    """The objects that came as gifts to the reader's houses, their shows, and what was said of both."""

    uses: tuple[OwnUseView, ...]
    units: tuple[tuple[int, str], ...]
    shows: tuple[tuple[int, str], ...]


def own_uses_page(actor: Actor, today: date) -> OwnUsesPage:
    """Everything of the actor's own houses, newest first. Three queries."""
    own = sorted(one for one in actor.institution_ids if may_say_own_use(actor, one))
    units = db.session.execute(
        select(Unit.id, Unit.label, Listing.title)
        .join(Listing, Listing.id == Unit.listing_id)
        .join(UnitSuccession, UnitSuccession.unit_id == Unit.id)
        .where(Listing.institution_id.in_(own), Unit.out_of_service_from.is_(None))
        .order_by(Listing.title, Unit.id)
    ).all()
    shows = db.session.execute(
        select(Exhibition.id, Exhibition.title)
        .where(Exhibition.institution_id.in_(own))
        .order_by(Exhibition.opens_on.desc(), Exhibition.id.desc())
    ).all()
    return OwnUsesPage(
        _uses(own, today),
        tuple((row.id, _name(row.title, row.label)) for row in units),
        tuple((row.id, row.title) for row in shows),
    )


def _uses(own: list[int], today: date) -> tuple[OwnUseView, ...]:
    rows = db.session.execute(
        select(OwnUse, Unit.label, Listing.id.label("listing_id"), Listing.title, Exhibition.title.label("show"))
        .join(Unit, Unit.id == OwnUse.unit_id)
        .join(Listing, Listing.id == Unit.listing_id)
        .join(Exhibition, Exhibition.id == OwnUse.exhibition_id)
        .where(OwnUse.institution_id.in_(own))
        .order_by(OwnUse.starts_on.desc(), OwnUse.id.desc())
    )
    found = []
    for use, label, listing_id, title, show in rows:
        is_open = use.state is OwnUseState.PLANNED
        object = _name(title, label)
        days = use.starts_on, use.ends_on
        may_end = is_open and use.ends_on <= today
        found.append(
            OwnUseView(
                use.id,
                listing_id,
                object,
                use.exhibition_id,
                show,
                *days,
                use.state,
                may_end,
                may_cancel=is_open,
                counted_on=counted_on(use.ends_on) if is_open else None,
            )
        )
    return tuple(found)


def _name(title: str, label: str) -> str:
    return f"{title}, {label}"
