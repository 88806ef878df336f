"""The giver answers: allowed by the rules and free of promises, or not; either side gives it up; nobody answers."""

from datetime import datetime

from sqlalchemy import select

from app.accounts.models import Institution
from app.core.actor import SYSTEM, Actor
from app.core.db import db, transaction
from app.core.text import one_line
from app.listings.domain.availability import HoldState
from app.listings.models import Listing
from app.listings.queries.pools import lock_listings
from app.listings.services import holds
from app.listings.services.giving import keep_for_gift
from app.listings.services.rows import institution_day
from app.loans.domain.gifts.asking import LONGEST, Approval
from app.loans.domain.gifts.judging import judge_gift
from app.loans.domain.gifts.life import GiftAction, GiftExpired, GiftSide, GiftState
from app.loans.domain.gifts.refusals import AnswerMissing, GiftBlocked, NotYourKind, WrongNumberOfUnits
from app.loans.domain.gifts.words import GiverKind
from app.loans.models import Gift, GiftUnit
from app.loans.queries.gifts.facts import facts_of
from app.loans.services.gifts.asking import _require_verified as require_verified
from app.loans.services.gifts.common import is_done, locked_gift, move_gift, note, require_move, tell


def approve_gift(
    actor: Actor, gift_id: int, said: Approval, now: datetime, *, seen: int | None = None, key: str = ""
) -> None:
    """Judge what the giver says, and keep the units for the recipient.

    Raises ``GiftBlocked`` with the verdict, ``UnitsPromised`` naming the lines that would have to give way,
    ``WrongNumberOfUnits``, ``NotYourKind``, ``GiftExpired``, ``GiftChanged``, ``GiftMoveNotAllowed``, Forbidden,
    NotFound.
    """
    with transaction():
        if is_done(actor, key, "approve_gift", gift_id, repr(said), now):
            return
        gift = locked_gift(actor, gift_id, seen)
        require_move(actor, gift, GiftAction.APPROVE)
        if gift.expires_at <= now:
            raise GiftExpired
        require_verified([gift.giver_id, *([gift.recipient_id] if gift.recipient_id else [])])
        lock_listings([gift.listing_id])
        _require_sense(gift, said)
        listing = db.session.get_one(Listing, gift.listing_id, populate_existing=True)
        verdict = judge_gift(facts_of(listing, said))
        if not verdict.is_allowed:
            raise GiftBlocked(verdict)
        _approve(actor, gift, said, now)


def _require_sense(gift: Gift, said: Approval) -> None:
    ids = {one.unit_id for one in said.units}
    if not 1 <= len(ids) == len(said.units) <= gift.quantity:
        raise WrongNumberOfUnits(most=gift.quantity)
    is_public = db.session.get_one(Institution, gift.giver_id).is_public
    if is_public is (said.giver is GiverKind.PRIVATE):
        raise NotYourKind


def _approve(actor: Actor, gift: Gift, said: Approval, now: datetime) -> None:
    side = move_gift(actor, gift, GiftAction.APPROVE)
    today = institution_day(gift.giver_id, now)
    ids = [one.unit_id for one in said.units]
    kept = keep_for_gift(gift.listing_id, ids, gift.recipient_id, today, now)
    gift.units = [
        GiftUnit(unit_id=one.unit_id, allocation_id=kept[one.unit_id], residual_cents=one.residual_cents)
        for one in said.units
    ]
    gift.giver_kind, gift.recipient_kind = said.giver, said.recipient
    gift.law_case = said.case if said.giver is not GiverKind.PRIVATE else None
    gift.decision, gift.domaine = one_line(said.decision)[:300], one_line(said.domaine)[:120]
    gift.has_cooperation, gift.answer = said.has_cooperation, said.answer.strip()[:LONGEST]
    gift.valuation, gift.wiped = one_line(said.valuation)[:300], one_line(said.wiped)[:300]
    gift.approved_by, gift.approved_on = actor.user_id, today
    db.session.flush()
    note(actor, gift, side, "approve_gift", now, case=said.case.value if said.case else "", units=ids)
    tell(gift, GiftSide.RECIPIENT, "approved", now, but=actor.user_id)


def refuse_gift(
    actor: Actor, gift_id: int, answer: str, now: datetime, *, seen: int | None = None, key: str = ""
) -> None:
    """Say no, and why. Raises ``AnswerMissing``, ``GiftChanged``, ``GiftMoveNotAllowed``, Forbidden, NotFound."""
    with transaction():
        if is_done(actor, key, "refuse_gift", gift_id, answer, now):
            return
        gift = locked_gift(actor, gift_id, seen)
        side = require_move(actor, gift, GiftAction.REFUSE)
        if not answer.strip():
            raise AnswerMissing
        move_gift(actor, gift, GiftAction.REFUSE)
        gift.answer, gift.closed_at = answer.strip()[:LONGEST], now
        note(actor, gift, side, "refuse_gift", now)
        tell(gift, GiftSide.RECIPIENT, "refused", now, but=actor.user_id)


def cancel_gift(actor: Actor, gift_id: int, now: datetime, *, key: str = "") -> None:
    """Give it up before the hand-over: the units can be lent again. Raises as above."""
    with transaction():
        if is_done(actor, key, "cancel_gift", gift_id, None, now):
            return
        gift = locked_gift(actor, gift_id)
        side = move_gift(actor, gift, GiftAction.CANCEL)
        lock_listings([gift.listing_id])
        if gift.units:
            holds.release([one.allocation_id for one in gift.units], HoldState.CANCELLED)
        gift.closed_at = now
        note(actor, gift, side, "cancel_gift", now)
        other = GiftSide.RECIPIENT if side is GiftSide.GIVER else GiftSide.GIVER
        tell(gift, other, "cancelled", now, but=actor.user_id)


def expire_gifts(now: datetime) -> None:
    """Job: requests that nobody answered are over; both sides are told. One transaction each."""
    waiting = select(Gift.id).where(Gift.state == GiftState.REQUESTED, Gift.expires_at <= now).order_by(Gift.id)
    for gift_id in db.session.scalars(waiting).all():
        with transaction():
            gift = locked_gift(SYSTEM, gift_id)
            if gift.state is not GiftState.REQUESTED or gift.expires_at > now:
                continue
            side = move_gift(SYSTEM, gift, GiftAction.EXPIRE)
            gift.closed_at = now
            note(SYSTEM, gift, side, "expire_gift", now)
            for reader in (GiftSide.GIVER, GiftSide.RECIPIENT):
                tell(gift, reader, "expired", now)
