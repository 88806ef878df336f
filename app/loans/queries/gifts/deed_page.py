"""The page of a deed: what it says, its versions, who signed, and whether this reader may sign."""

from app.accounts.models import Institution
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db
from app.core.errors import NotFound
from app.loans.domain.gifts.life import GiftAction, GiftSide, GiftState, gift_side, gift_sides, may_see_gift
from app.loans.domain.papers.content import read_content
from app.loans.domain.papers.kinds import PaperKind, Signer
from app.loans.models import Gift
from app.loans.queries.gifts.facts import deed_draft, parties_of_gift
from app.loans.queries.papers.drafting import signatures_on, versions_of
from app.loans.queries.papers.paper_page import PaperPage, VersionView, version_view
from app.media.documents import DocumentFile, document_files

WRITTEN_WHILE = frozenset({GiftState.APPROVED, GiftState.SIGNED})


def deed_page(actor: Actor, gift_id: int, language: str) -> PaperPage:
    """The deed as it stands or as it was last written (``loan_id`` is the gift's number). Raises NotFound."""
    gift = db.session.get(Gift, gift_id)
    if gift is None or not may_see_gift(actor, parties_of_gift(gift)):
        raise NotFound()
    versions = versions_of(PaperKind.GIFT_DEED, gift_id=gift_id)
    draft = deed_draft(gift) if gift.state in WRITTEN_WHILE else None
    last = versions[-1] if versions else None
    shown = last if last and (draft is None or last.facts_sha256 == draft.facts_sha256) else None
    if shown is None and draft is None:
        raise NotFound()
    signed = signatures_on([one.id for one in versions])
    views = tuple(version_view(one, versions, signed[one.id]) for one in versions)
    view = next((one for one in views if shown and one.number == shown.version), None)
    is_french = language != "en"
    if shown is not None:
        content = read_content(shown.content if is_french else shown.courtesy)
    else:
        assert draft is not None
        content = draft.french if is_french else draft.english
    zone = db.session.get_one(Institution, gift.giver_id).time_zone
    return PaperPage(
        kind=PaperKind.GIFT_DEED,
        loan_id=gift_id,
        content=content,
        is_courtesy=not is_french,
        version=view,
        versions=views,
        sha256=shown.sha256 if shown else (draft.sha256 if draft else ""),
        is_stale=False,
        signs_for=_signs_for(actor, gift, view),
        zone=zone,
        day=local_day(shown.made_at, zone) if shown else None,
        lender_id=gift.giver_id,
        reader_function="",
    )


def _signs_for(actor: Actor, gift: Gift, view: VersionView | None) -> tuple[Signer, ...]:
    parties = parties_of_gift(gift)
    if gift_side(actor, parties, gift.state, GiftAction.SIGN) is None:
        return ()
    if view and actor.user_id in {one.user_id for one in view.signatures}:
        return ()
    sides = {GiftSide.GIVER: Signer.GIVER}
    if gift.recipient_id is not None:
        sides[GiftSide.RECIPIENT] = Signer.RECIPIENT
    mine = gift_sides(actor, parties)
    return tuple(
        signer for side, signer in sides.items() if side in mine and not (view and view.signed_by(signer.value))
    )


def signed_deed(actor: Actor, gift_id: int) -> DocumentFile:
    """The deed that an association outside the platform signed by hand. Raises NotFound."""
    gift = db.session.get(Gift, gift_id)
    if gift is None or gift.deed_document_id is None or not may_see_gift(actor, parties_of_gift(gift)):
        raise NotFound()
    return document_files([gift.deed_document_id])[gift.deed_document_id]
