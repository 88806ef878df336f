"""The deed: both sides sign the version they read; for those outside the platform the signed paper is joined."""

from datetime import datetime

from app.core.actor import Actor
from app.core.db import transaction
from app.core.errors import NotFound
from app.loans.domain.gifts.life import GiftAction, GiftSide, gift_sides
from app.loans.domain.gifts.refusals import DeedMissing, SignedElsewhere
from app.loans.domain.papers.kinds import PaperKind, Signer
from app.loans.domain.papers.refusals import NotThisSide
from app.loans.domain.papers.signing import Signing, check_signing
from app.loans.models import Gift, Paper
from app.loans.queries.gifts.facts import deed_draft
from app.loans.queries.gifts.facts import parties_of_gift as parties_of
from app.loans.queries.papers.drafting import Draft, signatures_on, versions_of
from app.loans.services.gifts.common import is_done, locked_gift, move_gift, note, require_move, tell
from app.loans.services.papers import put_signature, version_to_sign, write_version
from app.media import documents

SIGNS = {Signer.GIVER: GiftSide.GIVER, Signer.RECIPIENT: GiftSide.RECIPIENT}


def sign_deed(actor: Actor, gift_id: int, said: Signing, now: datetime, *, key: str = "") -> None:
    """Sign the deed that was read; the last signature makes the gift ``signed``.

    Raises ``PaperChanged``, ``UnknownPaper``, ``AlreadySigned``, ``NotThisSide``, ``SignedElsewhere``, what
    ``check_signing`` says, ``GiftMoveNotAllowed``, Forbidden, NotFound.
    """
    with transaction():
        if is_done(actor, key, "sign_deed", gift_id, [said.side.value, said.name, said.sha256], now):
            return
        gift = locked_gift(actor, gift_id)
        require_move(actor, gift, GiftAction.SIGN)
        side = _require_side(actor, gift, said)
        paper = _version_read(actor, gift, said, now)
        put_signature(paper, said, actor.user_id, now)
        note(actor, gift, side, "sign_deed", now, version=paper.version, signer=said.side.value)
        other = GiftSide.RECIPIENT if side is GiftSide.GIVER else GiftSide.GIVER
        if _is_complete(gift, paper):
            move_gift(actor, gift, GiftAction.SIGN)
        tell(gift, other, "signed", now, but=actor.user_id)


def _require_side(actor: Actor, gift: Gift, said: Signing) -> GiftSide:
    side = SIGNS.get(said.side)
    if side is None or side not in gift_sides(actor, parties_of(gift)):
        raise NotThisSide
    if side is GiftSide.RECIPIENT and gift.recipient_id is None:
        raise SignedElsewhere
    check_signing(said)
    return side


def _version_read(actor: Actor, gift: Gift, said: Signing, now: datetime) -> Paper:
    versions = versions_of(PaperKind.GIFT_DEED, gift_id=gift.id)

    def write(draft: Draft) -> Paper:
        return write_version(draft, versions, actor, now, gift_id=gift.id)

    return version_to_sign(versions, deed_draft(gift), said.sha256, write)


def _is_complete(gift: Gift, paper: Paper | None) -> bool:
    """Both signed this version; outside the platform, the giver did and the signed paper is there."""
    signed = {one.side for one in signatures_on([paper.id])[paper.id]} if paper else set()
    if gift.recipient_id is None:
        return Signer.GIVER in signed and gift.deed_document_id is not None
    return signed >= set(SIGNS)


def file_signed_deed(actor: Actor, gift_id: int, document_id: int | None, now: datetime, *, key: str = "") -> None:
    """Join the deed that an association outside the platform signed by hand. Raises ``DeedMissing`` and as above."""
    with transaction():
        if is_done(actor, key, "file_deed", gift_id, document_id, now):
            return
        gift = locked_gift(actor, gift_id)
        side = require_move(actor, gift, GiftAction.SIGN)
        if gift.recipient_id is not None:
            raise NotFound()
        if document_id is None or documents.received_document(gift.giver_id, document_id) is None:
            raise DeedMissing
        if gift.deed_document_id is not None:
            documents.detach_document(gift.deed_document_id, gift.giver_id)
        documents.attach_document(document_id, gift.giver_id)
        gift.deed_document_id = document_id
        note(actor, gift, side, "file_deed", now)
        versions = versions_of(PaperKind.GIFT_DEED, gift_id=gift.id)
        if _is_complete(gift, versions[-1] if versions else None):
            move_gift(actor, gift, GiftAction.SIGN)
