"""Drafts: keep what a person types before it is a listing, whatever it is worth, and let it go.

A draft is one person's form, not half a listing: nothing of it is judged, found or counted until it is sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import Invalid, NotFound, Stale
from app.core.text import N_
from app.listings.domain.sheet import spec_field
from app.listings.models import DraftPhoto, ListingDraft, ListingPhoto
from app.listings.services.rows import require_writer
from app.media import services as media

KEPT = timedelta(days=30)
MOST_LETTERS = 60_000
"""Of one draft, all fields together: far beyond any honest form, and no place to store a library."""
_SPEC = spec_field("")


class TooMuchTyped(Invalid):
    """More text than any listing has."""

    message = N_("Ce brouillon est trop long pour être gardé.")


@dataclass(frozen=True, slots=True)
class DraftKey:
    """Which draft, as it was when it was read. No *version*: whatever it is now."""

    id: int
    version: int | None = None


def save_draft(
    actor: Actor,
    institution_id: int,
    *,
    category: str,
    typed: Mapping[str, Sequence[str]],
    photo_ids: Sequence[int] = (),
    draft: DraftKey | None = None,
    now: datetime,
) -> DraftKey:
    """Keep the form as it stands, in *draft* or in a new one.

    Characteristics typed for another category are kept beside those of this one, for a change of mind. Raises
    ``Stale`` when another window saved it since, NotFound when it is not the actor's, ``TooMuchTyped``.
    """
    if sum(len(name) + sum(map(len, values)) for name, values in typed.items()) > MOST_LETTERS:
        raise TooMuchTyped()
    with transaction() as session:
        require_writer(actor, institution_id)
        row = _locked(actor, draft) if draft else _begun(actor, institution_id, now)
        if row.institution_id != institution_id:
            raise NotFound()
        elsewhere = {name: values for name, values in row.typed.items() if name.startswith(_SPEC)}
        row.typed = {**elsewhere, **{name: list(values) for name, values in typed.items()}}
        row.category, row.saved_at, row.version = category, now, row.version + 1
        session.flush()
        _set_photos(row, photo_ids)
        return DraftKey(row.id, row.version)


def change_draft_category(actor: Actor, draft: DraftKey, category: str, *, now: datetime) -> None:
    """Say that it is another kind of object; what was typed stays typed."""
    with transaction():
        row = _locked(actor, draft)
        row.category, row.saved_at, row.version = category, now, row.version + 1


def discard_draft(actor: Actor, draft_id: int) -> None:
    """Throw the actor's draft away, photos included. Raises NotFound."""
    with transaction():
        _drop(_locked(actor, DraftKey(draft_id)), kept=())


def take_over_draft(actor: Actor, draft: DraftKey, photo_ids: Sequence[int]) -> None:
    """Inside the transaction that writes its listing: the draft is no more, *photo_ids* go over to the listing.

    A draft thrown away meanwhile is no reason to refuse what its owner sends. Raises ``Stale``.
    """
    with transaction():
        try:
            row = _locked(actor, draft)
        except NotFound:
            return
        _drop(row, kept=photo_ids)


def forget_drafts(now: datetime) -> None:
    """Delete the drafts nobody touched for thirty days, one transaction each."""
    old = select(ListingDraft.id).where(ListingDraft.saved_at < now - KEPT)
    for draft_id in db.session.scalars(old).all():
        with transaction() as session:
            row = session.get(ListingDraft, draft_id, with_for_update=True, populate_existing=True)
            if row is not None and row.saved_at < now - KEPT:
                _drop(row, kept=())


def _begun(actor: Actor, institution_id: int, now: datetime) -> ListingDraft:
    if actor.user_id is None:
        raise NotFound()
    row = ListingDraft(
        institution_id=institution_id, user_id=actor.user_id, created_at=now, saved_at=now, typed={}, version=0
    )
    db.session.add(row)
    return row


def _locked(actor: Actor, draft: DraftKey) -> ListingDraft:
    mine = select(ListingDraft).where(ListingDraft.id == draft.id, ListingDraft.user_id == actor.user_id)
    statement = mine.with_for_update().execution_options(populate_existing=True)
    row = db.session.execute(statement).scalar_one_or_none()
    if row is None:
        raise NotFound()
    if draft.version is not None and draft.version != row.version:
        raise Stale()
    return row


def _set_photos(row: ListingDraft, photo_ids: Sequence[int]) -> None:
    before, after = _photo_ids(row.id), list(dict.fromkeys(photo_ids))
    if before == after:
        return
    db.session.execute(delete(DraftPhoto).where(DraftPhoto.draft_id == row.id))
    _require_free(after)
    media.detach(set(before) - set(after), row.institution_id)
    media.attach(after, row.institution_id, is_public=False)
    if after:
        rows = [{"draft_id": row.id, "photo_id": id, "position": n} for n, id in enumerate(after)]
        db.session.execute(insert(DraftPhoto), rows)


def _require_free(photo_ids: Sequence[int]) -> None:
    for taken in (ListingPhoto, DraftPhoto):
        if db.session.execute(select(taken.photo_id).where(taken.photo_id.in_(photo_ids)).limit(1)).scalar():
            raise NotFound()


def _photo_ids(draft_id: int) -> list[int]:
    own = select(DraftPhoto.photo_id).where(DraftPhoto.draft_id == draft_id).order_by(DraftPhoto.position)
    return list(db.session.execute(own).scalars())


def _drop(row: ListingDraft, kept: Sequence[int]) -> None:
    let_go = set(_photo_ids(row.id)) - set(kept)
    db.session.execute(delete(DraftPhoto).where(DraftPhoto.draft_id == row.id))
    media.detach(let_go, row.institution_id)
    db.session.delete(row)
    db.session.flush()
