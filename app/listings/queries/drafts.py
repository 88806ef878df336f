"""A person's drafts, and what the next listing of an institution probably says again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.listings.models import DraftPhoto, Listing, ListingDraft
from app.media.queries import PhotoView, photos_by_id

SHOWN = 5
SAME_AGAIN = ("site_id", "offer", "visibility", "turnaround_days", "lender_conditions", "vehicle")
"""What a lender says the same way from one listing to the next."""


@dataclass(frozen=True, slots=True)
class DraftCard:
    """A draft to come back to: *title* as typed so far."""

    id: int
    category: str
    title: str
    photo: PhotoView | None
    photo_count: int
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A draft as its author left it. *typed*: field name -> what was typed or chosen; empty when only begun."""

    id: int
    institution_id: int
    category: str
    typed: dict[str, list[str]]
    photo_ids: tuple[int, ...]
    version: int
    saved_at: datetime


def my_drafts(actor: Actor, institution_id: int) -> list[DraftCard]:
    """The actor's own drafts for this institution, the last touched first."""
    mine = select(ListingDraft).where(
        ListingDraft.user_id == actor.user_id, ListingDraft.institution_id == institution_id
    )
    drafts = db.session.scalars(
        mine.order_by(ListingDraft.saved_at.desc(), ListingDraft.id.desc()).limit(SHOWN)
    ).all()
    ids = [draft.id for draft in drafts]
    counted = select(DraftPhoto.draft_id, func.count(), func.min(DraftPhoto.photo_id)).group_by(DraftPhoto.draft_id)
    rows = db.session.execute(counted.where(DraftPhoto.draft_id.in_(ids))).all() if ids else []
    shown = photos_by_id(first for _, _, first in rows)
    photos = {draft_id: (shown.get(first), count) for draft_id, count, first in rows}
    return [
        DraftCard(
            draft.id,
            draft.category,
            " ".join(draft.typed.get("title", ())),
            *photos.get(draft.id, (None, 0)),
            draft.saved_at,
        )
        for draft in drafts
    ]


def draft_page(actor: Actor, draft_id: int) -> DraftPage:
    """The actor's draft. Raises NotFound when it is not there or somebody else's."""
    draft = db.session.get(ListingDraft, draft_id)
    if draft is None or draft.user_id != actor.user_id or not actor.belongs_to(draft.institution_id):
        raise NotFound()
    own = select(DraftPhoto.photo_id).where(DraftPhoto.draft_id == draft_id).order_by(DraftPhoto.position)
    return DraftPage(
        id=draft.id,
        institution_id=draft.institution_id,
        category=draft.category,
        typed=draft.typed,
        photo_ids=tuple(db.session.execute(own).scalars()),
        version=draft.version,
        saved_at=draft.saved_at,
    )


def last_choices(institution_id: int) -> dict[str, Any]:
    """What the institution's last listing said of place and terms, as form fields; empty for the first one."""
    last = select(Listing).where(Listing.institution_id == institution_id).order_by(Listing.id.desc()).limit(1)
    listing = db.session.scalar(last)
    return {name: getattr(listing, name) for name in SAME_AGAIN} if listing else {}
