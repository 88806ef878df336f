"""What the platform knows about an exhibition that a question asks: counted in the tables, judged in the domain."""

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import func, literal, select

from app.core.clock import local_day
from app.core.db import db
from app.exhibitions.domain.passport import Origin
from app.exhibitions.project.models import PassportElement
from app.exhibitions.queries import ExhibitionFacts
from app.impact.assessment.domain.prefill import (
    WEEKS_BEFORE_CLOSING,
    Announced,
    Known,
    ReusedMass,
    Sourced,
    StockLooked,
    Taken,
)
from app.listings.domain.categories import categories
from app.listings.domain.states import ListingState
from app.listings.models import Dismantling, Listing, Unit
from app.loans.domain.gifts.life import GiftState
from app.loans.domain.lifecycle import LIVE, State
from app.loans.domain.own_uses import OwnUseState
from app.loans.models import Gift, Loan, LoanLine, OwnUse
from app.needs.models import NeedCover, NeedLine, WantedAd

AGREED = (*LIVE, State.RETURNED, State.CLOSED)
NEVER_SENT = (State.DRAFT,)
PROMISED = (GiftState.APPROVED, GiftState.SIGNED, GiftState.TRANSFERRED)
AUDIOVISUAL = frozenset({"projection", "screens", "players_computing", "audio", "capture", "interactive_vr"})
"""Families whose categories Q19 counts; lighting and cables are no audiovisual equipment."""
SERVED_BEFORE = (Origin.OWN_STOCK, Origin.SECOND_HAND, Origin.RENTED, Origin.RECEIVED)
"""Origins that Q11 counts. What a loan brought is never typed into the passport."""
CRATES = frozenset({"transport_crate", "flight_case"})


def known_about(show: ExhibitionFacts, total_mass_kg: Decimal | None) -> Known:
    """Everything that the pre-filled questions ask about *show*. About ten queries, each by index."""
    av = frozenset(one.id for one in categories().values() if one.family in AUDIOVISUAL)
    needed, borrowed = _needed(show.id), _borrowed(show.id)
    return Known(
        stock=_stock(show.id),
        mass=_mass(show.id, total_mass_kg),
        audiovisual=_sourced(needed, borrowed, av),
        crates=_sourced(needed, borrowed, CRATES),
        announced=_announced(show),
        taken=_taken(show),
    )


def _stock(show_id: int) -> StockLooked:
    lines, first_line = db.session.execute(
        select(func.count(NeedLine.id), func.min(NeedLine.created_at)).where(NeedLine.exhibition_id == show_id)
    ).one()
    requests, first_request = db.session.execute(
        select(func.count(Loan.id), func.min(Loan.requested_at)).where(
            Loan.exhibition_id == show_id, Loan.state.not_in(NEVER_SENT)
        )
    ).one()
    wanted = db.session.scalar(select(func.count(WantedAd.id)).where(WantedAd.exhibition_id == show_id)) or 0
    first = min((at for at in (first_line, first_request) if at is not None), default=None)
    return StockLooked(lines, _met(show_id), requests, wanted, local_day(first) if first else None)


def _met(show_id: int) -> int:
    """Lines that found something: in the own stores, chosen by somebody, or asked of a lender in that category."""
    asked = (
        select(Listing.category)
        .join(LoanLine, LoanLine.listing_id == Listing.id)
        .join(Loan, Loan.id == LoanLine.loan_id)
        .where(Loan.exhibition_id == show_id, Loan.state.not_in(NEVER_SENT))
    )
    found = (NeedLine.own_amount > 0) | NeedLine.id.in_(select(NeedCover.need_id)) | NeedLine.category.in_(asked)
    statement = select(func.count(NeedLine.id)).where(NeedLine.exhibition_id == show_id, found)
    return db.session.scalar(statement) or 0


def _needed(show_id: int) -> dict[str, tuple[int, int]]:
    """By category: units asked, and those taken from the own stores. Lines measured in metres are left out."""
    rows = db.session.execute(
        select(NeedLine.category, NeedLine.amount, NeedLine.own_amount).where(
            NeedLine.exhibition_id == show_id, NeedLine.category.is_not(None), NeedLine.measured_by.is_(None)
        )
    )
    found: dict[str, tuple[int, int]] = {}
    for category, amount, own in rows:
        assert category is not None
        asked, taken = found.get(category, (0, 0))
        found[category] = (asked + int(amount), taken + int(min(own, amount)))
    return found


def _borrowed(show_id: int) -> dict[str, int]:
    """By category: units of agreed loans, and objects that came as gifts and serve this show."""
    loans = (
        select(Listing.category, func.sum(LoanLine.quantity))
        .join(LoanLine, LoanLine.listing_id == Listing.id)
        .join(Loan, Loan.id == LoanLine.loan_id)
        .where(Loan.exhibition_id == show_id, Loan.state.in_(AGREED))
        .group_by(Listing.category)
    )
    gifts = (
        select(Listing.category, func.count(OwnUse.id))
        .join(Unit, Unit.listing_id == Listing.id)
        .join(OwnUse, OwnUse.unit_id == Unit.id)
        .where(OwnUse.exhibition_id == show_id, OwnUse.state != OwnUseState.CANCELLED)
        .group_by(Listing.category)
    )
    found: dict[str, int] = {}
    for category, count in (*db.session.execute(loans), *db.session.execute(gifts)):
        found[category] = found.get(category, 0) + int(count)
    return found


def _sourced(needed: dict[str, tuple[int, int]], borrowed: dict[str, int], kinds: Iterable[str]) -> Sourced:
    """Category by category, so that what is borrowed beyond the need of one fills no gap of another."""
    asked = own = lent = 0
    for kind in kinds:
        wanted, mine = needed.get(kind, (0, 0))
        asked, own = asked + wanted, own + mine
        lent += min(borrowed.get(kind, 0), wanted - mine)
    return Sourced(asked, own, lent)


def _mass(show_id: int, total_kg: Decimal | None) -> ReusedMass:
    loans = (
        select(Listing.mass_kg, LoanLine.quantity)
        .join(LoanLine, LoanLine.listing_id == Listing.id)
        .join(Loan, Loan.id == LoanLine.loan_id)
        .where(Loan.exhibition_id == show_id, Loan.state.in_(AGREED))
    )
    gifts = (
        select(Listing.mass_kg, literal(1))
        .join(Unit, Unit.listing_id == Listing.id)
        .join(OwnUse, OwnUse.unit_id == Unit.id)
        .where(OwnUse.exhibition_id == show_id, OwnUse.state != OwnUseState.CANCELLED)
    )
    reused, objects, without = Decimal(0), 0, 0
    for mass, quantity in (*db.session.execute(loans), *db.session.execute(gifts)):
        objects += quantity
        without += quantity if mass is None else 0
        reused += (mass or Decimal(0)) * quantity
    kept, kept_kg, kept_without = _in_passport(show_id)
    return ReusedMass(reused, objects, without + kept_without, total_kg, kept_kg, kept)


def _in_passport(show_id: int) -> tuple[int, Decimal, int]:
    """Elements of the passport that had served before or are rented: how many, their kg, how many without a mass."""
    rows = db.session.execute(
        select(PassportElement.quantity, PassportElement.mass_kg).where(
            PassportElement.exhibition_id == show_id, PassportElement.origin.in_(SERVED_BEFORE)
        )
    ).all()
    known = sum((row.mass_kg for row in rows if row.mass_kg is not None), Decimal(0))
    return sum(row.quantity for row in rows), known, sum(row.quantity for row in rows if row.mass_kg is None)


def _announced(show: ExhibitionFacts) -> Announced:
    rows = db.session.scalars(
        select(Listing.published_at)
        .join(Dismantling, Dismantling.listing_id == Listing.id)
        .where(Dismantling.exhibition_id == show.id, Listing.state != ListingState.DRAFT)
    ).all()
    limit = show.closes_on - WEEKS_BEFORE_CLOSING
    early = sum(at is not None and local_day(at) <= limit for at in rows)
    return Announced(len(rows), early, show.closes_on)


def _taken(show: ExhibitionFacts) -> Taken:
    pieces = db.session.execute(
        select(Listing.id, Listing.mass_kg, func.count(Unit.id).label("units"))
        .join(Dismantling, Dismantling.listing_id == Listing.id)
        .outerjoin(Unit, Unit.listing_id == Listing.id)
        .where(Dismantling.exhibition_id == show.id)
        .group_by(Listing.id, Listing.mass_kg)
    ).all()
    promised = _promised([row.id for row in pieces], show)
    without = sum(row.mass_kg is None for row in pieces)
    weighed = [row for row in pieces if row.mass_kg is not None]
    total = sum((row.mass_kg * row.units for row in weighed), Decimal(0))
    taken = sum((row.mass_kg * min(promised.get(row.id, 0), row.units) for row in weighed), Decimal(0))
    return Taken(len(pieces), without, total, taken)


def _promised(listing_ids: list[int], show: ExhibitionFacts) -> dict[int, int]:
    """By listing: units given away, or lent on from the last day of the show on."""
    gifts = (
        select(Gift.listing_id, func.sum(Gift.quantity))
        .where(Gift.listing_id.in_(listing_ids), Gift.state.in_(PROMISED))
        .group_by(Gift.listing_id)
    )
    loans = (
        select(LoanLine.listing_id, func.max(LoanLine.quantity))
        .join(Loan, Loan.id == LoanLine.loan_id)
        .where(LoanLine.listing_id.in_(listing_ids), Loan.state.in_(AGREED), Loan.starts_on >= show.closes_on)
        .group_by(LoanLine.listing_id)
    )
    found: dict[int, int] = {}
    for listing_id, count in (*db.session.execute(gifts), *db.session.execute(loans)):
        found[listing_id] = found.get(listing_id, 0) + int(count)
    return found
