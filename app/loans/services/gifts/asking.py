"""Asking for a gift: by an institution of the network, or by the giver for an association outside it."""

from datetime import datetime

from sqlalchemy import func, or_, select

from app.accounts.domain.permissions import is_verified
from app.accounts.models import Institution
from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import Forbidden, NotFound
from app.core.idempotency import made_once
from app.core.text import one_line
from app.exhibitions.models import Exhibition
from app.listings.domain.states import ListingState, Offer
from app.listings.models import Listing, Unit
from app.listings.queries.visibility import published_for
from app.listings.services.rows import institution_day
from app.loans.domain.gifts.asking import GiftWanted, check_wanted, plain_number
from app.loans.domain.gifts.life import ANSWER_WITHIN, GiftSide, GiftState, may_enter_gift, may_request_gift
from app.loans.domain.gifts.refusals import AskedAlready, NotGiven, RecipientNotVerified
from app.loans.models import Gift
from app.loans.services.gifts.common import note, tell

OPEN = (GiftState.REQUESTED, GiftState.APPROVED, GiftState.SIGNED)


def request_gift(actor: Actor, wanted: GiftWanted, now: datetime, *, key: str = "") -> int:
    """Ask; the giver is told. Answers the gift's id, the same for the same *key*.

    Raises what ``check_wanted`` says, ``NotGiven``, ``RecipientNotVerified``, ``AskedAlready``, Forbidden, NotFound.
    """
    with transaction():
        listing = _listing(actor, wanted)
        return made_once(actor, key, ["request_gift", repr(wanted)], lambda: _ask(actor, listing, wanted, now), now)


def _listing(actor: Actor, wanted: GiftWanted) -> Listing:
    """The listing, locked: two requests of one house wait for each other."""
    statement = select(Listing).where(Listing.id == wanted.listing_id).with_for_update(key_share=True)
    listing = db.session.execute(statement.execution_options(populate_existing=True)).scalar_one_or_none()
    if listing is None:
        raise NotFound()
    own = actor.belongs_to(listing.institution_id)
    if not own:
        shown = select(Listing.id).join(Institution, Institution.id == Listing.institution_id)
        if db.session.scalar(shown.where(Listing.id == listing.id, published_for(actor))) is None:
            raise NotFound()
    if wanted.recipient_id is None:
        if not own:
            raise NotFound()
        if not may_enter_gift(actor, listing.institution_id):
            raise Forbidden()
    elif not may_request_gift(actor, listing.institution_id, wanted.recipient_id):
        raise Forbidden()
    return listing


def _ask(actor: Actor, listing: Listing, wanted: GiftWanted, now: datetime) -> int:
    if listing.state is not ListingState.PUBLISHED or listing.offer is Offer.LOAN:
        raise NotGiven
    _require_verified([listing.institution_id, *([wanted.recipient_id] if wanted.recipient_id else [])])
    check_wanted(wanted, _serving(listing, now))
    _require_first(listing, wanted)
    gift = Gift(
        listing_id=listing.id,
        giver_id=listing.institution_id,
        recipient_id=wanted.recipient_id,
        exhibition_id=_show_of(wanted),
        outside_name="" if wanted.recipient_id else one_line(wanted.outside_name)[:200],
        outside_number="" if wanted.recipient_id else plain_number(wanted.outside_number),
        recipient_kind=None if wanted.recipient_id else wanted.outside_kind,
        quantity=wanted.quantity,
        purpose=wanted.purpose.strip(),
        requested_by=actor.user_id,
        requested_at=now,
        expires_at=now + ANSWER_WITHIN,
    )
    db.session.add(gift)
    db.session.flush()
    side = GiftSide.RECIPIENT if wanted.recipient_id else GiftSide.GIVER
    note(actor, gift, side, "request_gift", now, quantity=gift.quantity)
    tell(gift, GiftSide.GIVER, "requested", now, but=actor.user_id)
    return gift.id


def _require_verified(institution_ids: list[int]) -> None:
    states = db.session.scalars(select(Institution.state).where(Institution.id.in_(institution_ids)))
    if not all(is_verified(state) for state in states):
        raise RecipientNotVerified


def _require_first(listing: Listing, wanted: GiftWanted) -> None:
    same = Gift.recipient_id == wanted.recipient_id
    if wanted.recipient_id is None:
        same = Gift.outside_number == plain_number(wanted.outside_number)
    open_one = select(Gift.id).where(Gift.listing_id == listing.id, same, Gift.state.in_(OPEN)).limit(1)
    if db.session.scalar(open_one) is not None:
        raise AskedAlready


def _serving(listing: Listing, now: datetime) -> int:
    today = institution_day(listing.institution_id, now)
    left = or_(Unit.out_of_service_from.is_(None), Unit.out_of_service_from > today)
    return db.session.scalar(select(func.count(Unit.id)).where(Unit.listing_id == listing.id, left)) or 0


def _show_of(wanted: GiftWanted) -> int | None:
    if wanted.exhibition_id is None:
        return None
    own = select(Exhibition.id).where(
        Exhibition.id == wanted.exhibition_id, Exhibition.institution_id == wanted.recipient_id
    )
    found = db.session.scalar(own)
    if found is None:
        raise NotFound()
    return found
