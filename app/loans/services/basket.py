"""Verbs of the basket: put in, change, take out, send. It holds nothing; sending makes one request per lender."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select

from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import Forbidden, NotFound
from app.core.idempotency import is_repeat
from app.exhibitions.models import Exhibition
from app.exhibitions.queries import ExhibitionFacts
from app.listings.models import Listing
from app.listings.queries.visibility import published_for
from app.loans.domain.basket import (
    MOST_LINES,
    MOST_UNITS,
    BasketChanged,
    BasketEmpty,
    BasketFull,
    BasketItem,
    BasketNotReady,
    BasketQuantity,
    GroupKey,
    QuantitiesOvertaken,
    Sending,
    changed,
    fingerprint,
    may_fill_basket,
    overtaken,
    require_item,
    seen_in,
)
from app.loans.domain.refusals import OwnListing
from app.loans.domain.request import LineWanted, LoanRequest
from app.loans.models import BasketLine
from app.loans.queries.basket import judged, show_of
from app.loans.services.requesting import request_loan


def add_to_basket(
    actor: Actor, exhibition_id: int, items: Sequence[BasketItem], key: str = "", *, now: datetime
) -> None:
    """Put *items* in: what is there already for the same days grows. The same *key* again changes nothing.

    Raises NotFound for a show or a listing that is not theirs to see, Forbidden, ``BasketQuantity``,
    ``BasketDates``, ``BasketFull``, ``OwnListing``.
    """
    for item in items:
        require_item(item)
    with transaction() as session:
        show = _show_to_fill(actor, exhibition_id)
        if is_repeat(actor, key, ["add_to_basket", exhibition_id, [asdict(item) for item in items]], show.id, now):
            return
        _require_askable(actor, show, items)
        lines = {(line.listing_id, line.first_day, line.last_day): line for line in _locked(exhibition_id)}
        for item in items:
            line = lines.get((item.listing_id, item.first_day, item.last_day))
            if line is None:
                line = BasketLine(exhibition_id=exhibition_id, added_by=actor.user_id, added_at=now, **asdict(item))
                lines[item.listing_id, item.first_day, item.last_day] = line
                session.add(line)
            else:
                line.quantity = min(MOST_UNITS, line.quantity + item.quantity)
        if len(lines) > MOST_LINES:
            raise BasketFull(most=MOST_LINES)


def change_basket(actor: Actor, exhibition_id: int, quantities: Mapping[int, int], seen: str = "") -> None:
    """Set how many of each line; lines a colleague took out meanwhile stay out.

    *seen* is the fingerprint of what the page showed: only what differs from it is written, so that colleagues who
    change different lines lose nothing. Raises ``BasketQuantity``, and ``QuantitiesOvertaken`` for the same line.
    """
    if any(not 1 <= quantity <= MOST_UNITS for quantity in quantities.values()):
        raise BasketQuantity(most=MOST_UNITS)
    before = seen_in(seen)
    wanted = changed(quantities, before)
    with transaction():
        _show_to_fill(actor, exhibition_id)
        lines = _locked(exhibition_id)
        if faults := overtaken(wanted, before, {line.id: line.quantity for line in lines}):
            raise QuantitiesOvertaken(faults)
        for line in lines:
            line.quantity = wanted.get(line.id, line.quantity)


def remove_from_basket(actor: Actor, exhibition_id: int, line_id: int) -> None:
    """Take a line out; once it is out, nothing happens."""
    with transaction() as session:
        _show_to_fill(actor, exhibition_id)
        mine = BasketLine.exhibition_id == exhibition_id
        session.execute(delete(BasketLine).where(mine, BasketLine.id == line_id))


def send_basket(
    actor: Actor, exhibition_id: int, sending: Sending, seen: str, key: str = "", *, now: datetime
) -> list[int]:
    """Ask every lender of the basket, all or none, and empty it; the ids of the requests.

    *seen* is the fingerprint of what the page showed. The same *key* again sends nothing and answers no id.
    Raises ``BasketNotReady`` (which line, why), ``BasketChanged``, ``BasketEmpty``, and what ``request_loan`` raises.
    """
    with transaction() as session:
        show = _show_to_fill(actor, exhibition_id)
        if is_repeat(actor, key, ["send_basket", exhibition_id, seen], show.id, now):
            return []
        lines = _locked(exhibition_id)
        if not lines:
            raise BasketEmpty()
        if fingerprint((line.id, line.quantity) for line in lines) != seen:
            raise BasketChanged()
        faults, _, _ = judged(actor, show, lines, now)
        if faults:
            raise BasketNotReady(faults)
        requests = [_request(exhibition_id, group, some, sending) for group, some in _groups(lines).items()]
        made = [request_loan(actor, request, "", now) for request in requests]
        session.execute(delete(BasketLine).where(BasketLine.id.in_([line.id for line in lines])))
        return made


def _groups(lines: Sequence[BasketLine]) -> dict[GroupKey, list[BasketLine]]:
    """Lines by lender and period, lenders in order of id: two senders lock in one order."""
    owners: dict[int, int] = dict(
        db.session.execute(
            select(Listing.id, Listing.institution_id).where(Listing.id.in_([line.listing_id for line in lines]))
        ).all()
    )
    grouped: dict[GroupKey, list[BasketLine]] = defaultdict(list)
    for line in sorted(lines, key=lambda one: (owners[one.listing_id], one.first_day, one.last_day, one.listing_id)):
        grouped[GroupKey(owners[line.listing_id], line.first_day, line.last_day)].append(line)
    return grouped


def _request(exhibition_id: int, key: GroupKey, lines: Sequence[BasketLine], sending: Sending) -> LoanRequest:
    return LoanRequest(
        lines=tuple(LineWanted(line.listing_id, line.quantity) for line in lines),
        exhibition_id=exhibition_id,
        first_day=key.first_day,
        last_day=key.last_day,
        transport=sending.errand(key).transport,
        message=sending.message_to(key),
        alternative=sending.alternative,
        evidence=sending.evidence,
        evidence_note=sending.evidence_note,
    )


def _show_to_fill(actor: Actor, exhibition_id: int) -> ExhibitionFacts:
    """The show, its row locked: two colleagues who fill one basket wait for each other."""
    db.session.execute(select(Exhibition.id).where(Exhibition.id == exhibition_id).with_for_update(key_share=True))
    show = show_of(actor, exhibition_id)
    if not may_fill_basket(actor, show.institution_id):
        raise Forbidden()
    return show


def _require_askable(actor: Actor, show: ExhibitionFacts, items: Sequence[BasketItem]) -> None:
    wanted = {item.listing_id for item in items}
    rows = select(Listing.id, Listing.institution_id).where(Listing.id.in_(wanted), published_for(actor))
    owners = dict(db.session.execute(rows).all())
    if owners.keys() != wanted:
        raise NotFound()
    if show.institution_id in owners.values():
        raise OwnListing()


def _locked(exhibition_id: int) -> list[BasketLine]:
    """The lines of a show, locked in the order of their ids."""
    statement = select(BasketLine).where(BasketLine.exhibition_id == exhibition_id).order_by(BasketLine.id)
    return list(db.session.scalars(statement.with_for_update().execution_options(populate_existing=True)))
