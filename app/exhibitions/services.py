"""Verbs on exhibitions."""

from datetime import datetime

from app.core import events, idempotency, journal
from app.core.actor import Actor
from app.core.db import transaction
from app.core.errors import Forbidden, NotFound, Stale
from app.core.gazetteer import Place
from app.exhibitions.domain.draft import ExhibitionDraft, problems
from app.exhibitions.domain.events import ExhibitionChanged, ExhibitionCreated
from app.exhibitions.domain.permissions import may_create_exhibition, may_edit_exhibition, may_see_exhibition
from app.exhibitions.domain.places import city_of, town_of
from app.exhibitions.models import Exhibition
from app.exhibitions.queries import is_shown_to_all
from app.media import services as media


def create_exhibition(
    actor: Actor, institution_id: int, draft: ExhibitionDraft, now: datetime, once: str | None = None
) -> int:
    """Open the file of a show and answer its id. With the form's one-shot key *once*, a double click makes one.

    Raises NotFound (somebody else's institution or photo), Forbidden, or what is wrong with the draft.
    """
    if not actor.belongs_to(institution_id):
        raise NotFound()
    if not may_create_exhibition(actor, institution_id):
        raise Forbidden()
    town = _checked(draft)
    with transaction() as session:
        made = _claimed(actor, once, institution_id, draft, now)
        if isinstance(made, int):
            return made
        exhibition = Exhibition(institution_id=institution_id, created_by=actor.user_id, created_at=now)
        _describe(exhibition, draft, town)
        session.add(exhibition)
        session.flush()
        if made is not None:
            made.made(exhibition.id)
        journal.record(actor, now, "create_exhibition", "exhibition", exhibition.id, institution_id)
        events.publish(ExhibitionCreated(exhibition.id, institution_id))
        return exhibition.id


def _claimed(
    actor: Actor, once: str | None, institution_id: int, draft: ExhibitionDraft, now: datetime
) -> idempotency.Claim | int | None:
    if once is None or actor.user_id is None:
        return None
    asked = ["create_exhibition", institution_id, draft.title, draft.venue, draft.opens_on, draft.closes_on]
    return idempotency.claim(actor.user_id, once, asked, now)


def edit_exhibition(actor: Actor, exhibition_id: int, draft: ExhibitionDraft, version: int, now: datetime) -> None:
    """Describe a show anew; *version* is the one the person had before their eyes.

    Raises NotFound, Forbidden, Stale (somebody changed it meanwhile), or what is wrong with the draft.
    """
    town = _checked(draft)
    with transaction() as session:
        exhibition = session.get(Exhibition, exhibition_id, with_for_update=True, populate_existing=True)
        if exhibition is None or not may_see_exhibition(
            actor, exhibition.institution_id, is_shown_to_all(exhibition)
        ):
            raise NotFound()
        if not may_edit_exhibition(actor, exhibition.institution_id):
            raise Forbidden()
        if exhibition.version != version:
            raise Stale()
        _describe(exhibition, draft, town)
        exhibition.version += 1
        journal.record(actor, now, "edit_exhibition", "exhibition", exhibition_id, exhibition.institution_id)
        events.publish(ExhibitionChanged(exhibition_id, exhibition.institution_id))


def tell_size(
    actor: Actor, exhibition_id: int, surface_m2: int, expected_visitors: int | None, now: datetime
) -> None:
    """Say how large a show is; who may not edit it only says what nobody had said.

    Raises NotFound (somebody else's show).
    """
    with transaction() as session:
        exhibition = session.get(Exhibition, exhibition_id, with_for_update=True, populate_existing=True)
        if exhibition is None or not actor.belongs_to(exhibition.institution_id):
            raise NotFound()
        before = {"surface_m2": exhibition.surface_m2, "expected_visitors": exhibition.expected_visitors}
        told = {"surface_m2": surface_m2, "expected_visitors": expected_visitors or before["expected_visitors"]}
        may_edit = may_edit_exhibition(actor, exhibition.institution_id)
        new = {name: told[name] for name, old in before.items() if told[name] != old and (may_edit or old is None)}
        if not new:
            return
        for name, value in new.items():
            setattr(exhibition, name, value)
        exhibition.version += 1
        journal.record(actor, now, "edit_exhibition", "exhibition", exhibition_id, exhibition.institution_id, **new)
        events.publish(ExhibitionChanged(exhibition_id, exhibition.institution_id))


def _checked(draft: ExhibitionDraft) -> Place:
    for problem in problems(draft):
        raise problem
    return town_of(draft.address)


def _describe(exhibition: Exhibition, draft: ExhibitionDraft, town: Place) -> None:
    _show_photo(exhibition, draft)
    exhibition.title = draft.title.strip()
    exhibition.summary = draft.summary.strip()
    exhibition.venue = draft.venue.strip()
    exhibition.address = draft.address.strip()
    exhibition.city = city_of(town)
    exhibition.department = town.department
    exhibition.region = town.region.code
    exhibition.latitude, exhibition.longitude = town.point.lat, town.point.lon
    exhibition.build_from, exhibition.strike_until = draft.build_from, draft.strike_until
    exhibition.opens_on, exhibition.closes_on = draft.opens_on, draft.closes_on
    exhibition.surface_m2 = draft.surface_m2
    exhibition.expected_visitors = draft.expected_visitors
    exhibition.hours_per_day = draft.hours_per_day
    exhibition.open_weekdays_count = draft.open_weekdays_count
    exhibition.is_public = draft.is_public


def _show_photo(exhibition: Exhibition, draft: ExhibitionDraft) -> None:
    before = exhibition.photo_id
    if before is not None and before != draft.photo_id:
        media.detach([before], exhibition.institution_id)
    if draft.photo_id is not None:
        media.attach([draft.photo_id], exhibition.institution_id, is_public=draft.is_public)
    exhibition.photo_id = draft.photo_id
