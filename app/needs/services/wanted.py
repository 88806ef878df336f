"""Wanted ads: published, changed, answered, closed; and the job that looks for what meets them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select

from app.accounts.models import Institution, Membership, User
from app.accounts.queries import is_institution_verified
from app.accounts.services.mails import Reader, notify
from app.core.actor import Actor, Role
from app.core.clock import local_day
from app.core.db import db, transaction
from app.core.errors import Forbidden, NotFound, Refusal, Stale
from app.core.idempotency import claim
from app.core.journal import record
from app.core.notices import Said
from app.core.text import N_
from app.core.wishes import NoticeKind
from app.exhibitions.models import Exhibition
from app.listings.models import Listing
from app.listings.queries.fields import category_of
from app.listings.queries.search.page import FINDER
from app.listings.queries.visibility import published_for
from app.needs.domain.permissions import SEEKER_ROLES, may_propose, may_publish_wanted, may_see_wanted
from app.needs.domain.wanted import WantedFields, faults_of
from app.needs.domain.watching import WantedState
from app.needs.models import WantedAd, WantedMatch
from app.needs.queries.wanted import criteria_of, fields_of, is_shown, spec_to_json, verified_ids
from app.needs.queries.watching import told

MOST_MATCHES = 200
"""An ad that meets more is answered by the search itself."""


class WantedClosed(Refusal):
    """Nobody looks for it any more."""

    message = N_("Cet avis de recherche est clos.")


class SeekerNotVerified(Refusal):
    """The staff have not checked the institution yet."""

    status = 422
    message = N_("Votre établissement doit être vérifié par la plateforme avant de publier un avis de recherche.")


class AlreadyProposed(Refusal):
    """The same listing was pointed at before."""

    message = N_("Cette annonce est déjà proposée pour cet avis.")


class NotAnOpenListing(Refusal):
    """Only what is published can be pointed at: the seeker must be able to open it."""

    status = 422
    message = N_("Choisissez une annonce publiée de votre établissement, visible du réseau.")
    field = "listing_id"


def publish_wanted(actor: Actor, fields: WantedFields, *, key: str = "", now: datetime) -> int:
    """Let the network know what is looked for; the ad's id. What meets it today stands on its page at once."""
    with transaction() as session:
        _require_seeker(actor, fields.institution_id)
        _check(fields, now)
        claimed = claim(actor.user_id, key, [repr(fields)], now) if key and actor.user_id else None
        if isinstance(claimed, int):
            return claimed
        row = WantedAd(created_by=actor.user_id, created_at=now, **_values(fields))
        session.add(row)
        session.flush()
        _note(row, _answers(row, now), now)
        record(actor, now, "publish_wanted", "wanted_ad", row.id, row.institution_id, title=fields.title)
        if claimed is not None:
            claimed.made(row.id)
        return row.id


def edit_wanted(actor: Actor, ad_id: int, fields: WantedFields, *, version: int, now: datetime) -> None:
    """Change what an open ad says; what was found by the matching is looked for again, proposals stay."""
    with transaction() as session:
        row = _open_ad(actor, ad_id)
        if row.version != version:
            raise Stale()
        _check(fields, now)
        for name, value in _values(fields).items():
            if name != "institution_id":
                setattr(row, name, value)
        row.version += 1
        session.execute(delete(WantedMatch).where(WantedMatch.ad_id == row.id, WantedMatch.proposed_by.is_(None)))
        session.flush()
        _note(row, _answers(row, now), now)
        record(actor, now, "edit_wanted", "wanted_ad", row.id, row.institution_id)


def close_wanted(actor: Actor, ad_id: int, state: WantedState, *, now: datetime) -> None:
    """Say that it was found (``MET``), or is no longer looked for (``WITHDRAWN``)."""
    with transaction():
        row = _open_ad(actor, ad_id)
        row.state, row.closed_at, row.version = state, now, row.version + 1
        record(actor, now, "close_wanted", "wanted_ad", row.id, row.institution_id, state=state)


def propose_listing(actor: Actor, ad_id: int, listing_id: int, note: str = "", *, now: datetime) -> None:
    """Answer an ad with a listing of one's own; whoever wrote the ad is told.

    Raises NotFound for an ad one may not read and for somebody else's listing, ``AlreadyProposed`` the second time.
    """
    with transaction() as session:
        row = _readable(actor, ad_id)
        if row.state is not WantedState.OPEN:
            raise WantedClosed()
        listing = session.get(Listing, listing_id)
        if listing is None or not may_propose(actor, listing.institution_id, row.institution_id):
            raise NotFound()
        if not _is_visible_to(row.institution_id, listing_id):
            raise NotAnOpenListing()
        found = session.get(WantedMatch, (ad_id, listing_id), with_for_update=True)
        if found is not None and found.proposed_by is not None:
            raise AlreadyProposed()
        if found is None:
            found = WantedMatch(ad_id=ad_id, listing_id=listing_id, found_at=now)
            session.add(found)
        found.proposed_by, found.note = actor.user_id, note.strip()[:500]
        record(actor, now, "propose_listing", "wanted_ad", ad_id, listing.institution_id, listing_id=listing_id)
        _write(row, [listing_id], now, f"wanted-{ad_id}-proposed-{listing_id}", note=found.note, is_proposal=True)


def match_wanted(now: datetime) -> None:
    """Job: compare every open ad with all that is offered; note and tell what is new, one transaction an ad."""
    for ad_id in _open_ids(now):
        ad = db.session.get_one(WantedAd, ad_id)
        answers = _answers(ad, now)
        with transaction() as session:
            row = session.get(WantedAd, ad_id, with_for_update=True, populate_existing=True)
            if row is None or row.state is not WantedState.OPEN:
                continue
            fresh = _note(row, answers, now)
            if fresh:
                _write(row, fresh, now, f"wanted-{ad_id}-{now:%Y%m%dT%H%M}")


def _answers(ad: WantedAd, now: datetime) -> tuple[int, ...]:
    """What meets the ad now, nearest first, as a member of its institution would find it."""
    reader = Actor(roles=frozenset({(ad.institution_id, Role.READER)}))
    found = FINDER.find(reader, criteria_of(ad), now, MOST_MATCHES)
    return tuple(hit.listing_id for hit in found.hits)


def _note(ad: WantedAd, listing_ids: Iterable[int], now: datetime) -> list[int]:
    """Write down matches that were not there, and forget those that no longer meet it; answers the new ones."""
    answers = list(listing_ids)
    known = select(WantedMatch.listing_id, WantedMatch.proposed_by).where(WantedMatch.ad_id == ad.id)
    before = dict(db.session.execute(known).all())
    gone = [one for one, proposed_by in before.items() if proposed_by is None and one not in answers]
    if gone:
        db.session.execute(delete(WantedMatch).where(WantedMatch.ad_id == ad.id, WantedMatch.listing_id.in_(gone)))
    fresh = [one for one in answers if one not in before]
    if fresh:
        rows = [{"ad_id": ad.id, "listing_id": one, "note": "", "found_at": now} for one in fresh]
        db.session.execute(insert(WantedMatch), rows)
    return fresh


def _write(
    ad: WantedAd, listing_ids: Sequence[int], now: datetime, key: str, *, note: str = "", is_proposal: bool = False
) -> None:
    said = Said(
        NoticeKind.NEEDS,
        N_("Une réponse à votre avis de recherche : %(title)s"),
        {"title": ad.title},
        "wanted_ad",
        ad.id,
        "needs.wanted_show",
        {"ad_id": ad.id},
    )
    for person in _readers(ad):
        notify(
            [Reader(person.id, person.email, person.name, person.language)],
            said,
            "needs/wanted",
            now,
            key=key,
            ad=ad,
            note=note,
            is_proposal=is_proposal,
            lines=told(listing_ids[:20], person.language),
            more=max(0, len(listing_ids) - 20),
        )


def _readers(ad: WantedAd) -> list[User]:
    """Whoever wrote the ad, while they are there; else those who look for material in that institution."""
    members = select(Membership.user_id).where(Membership.institution_id == ad.institution_id)
    active = select(User).where(User.is_active.is_(True)).order_by(User.id)
    author = list(db.session.scalars(active.where(User.id == ad.created_by, User.id.in_(members))))
    seekers = members.where(Membership.role.in_((*SEEKER_ROLES, Role.ADMIN)))
    return author or list(db.session.scalars(active.where(User.id.in_(seekers))))


def _open_ids(now: datetime) -> list[int]:
    opened = select(WantedAd.id).where(
        WantedAd.state == WantedState.OPEN,
        WantedAd.last_day >= local_day(now),
        WantedAd.institution_id.in_(verified_ids()),
    )
    return list(db.session.scalars(opened.order_by(WantedAd.id)))


def _open_ad(actor: Actor, ad_id: int) -> WantedAd:
    row = _readable(actor, ad_id)
    _require_seeker(actor, row.institution_id)
    if row.state is not WantedState.OPEN:
        raise WantedClosed()
    return row


def _readable(actor: Actor, ad_id: int) -> WantedAd:
    row = db.session.get(WantedAd, ad_id, with_for_update=True, populate_existing=True)
    if row is None or not is_shown(actor, row):
        raise NotFound()
    return row


def _require_seeker(actor: Actor, institution_id: int) -> None:
    if not may_publish_wanted(actor, institution_id):
        raise Forbidden() if may_see_wanted(actor) else NotFound()


def _is_visible_to(institution_id: int, listing_id: int) -> bool:
    reader = Actor(roles=frozenset({(institution_id, Role.READER)}))
    return db.session.scalar(select(Listing.id).where(Listing.id == listing_id, published_for(reader))) is not None


def _check(fields: WantedFields, now: datetime) -> None:
    if not is_institution_verified(fields.institution_id):
        raise SeekerNotVerified()
    category_of(fields.category)
    zone = db.session.scalar(select(Institution.time_zone).where(Institution.id == fields.institution_id))
    for refusal in faults_of(fields, local_day(now, zone or "Europe/Paris")):
        raise refusal
    if fields.exhibition_id is not None:
        owner = db.session.scalar(select(Exhibition.institution_id).where(Exhibition.id == fields.exhibition_id))
        if owner != fields.institution_id:
            raise NotFound()


def _values(fields: WantedFields) -> dict[str, object]:
    place = fields.place
    return {
        "institution_id": fields.institution_id,
        "exhibition_id": fields.exhibition_id,
        "category": fields.category,
        "title": fields.title.strip(),
        "description": fields.description.strip(),
        "specs": [spec_to_json(one) for one in fields.specs],
        "quantity": fields.quantity,
        "offer": fields.offer,
        "first_day": fields.first_day,
        "last_day": fields.last_day,
        "insee": place.insee,
        "city": place.name,
        "region": place.region.code,
        "latitude": place.point.lat,
        "longitude": place.point.lon,
        "radius_km": fields.radius_km,
    }


__all__ = [
    "AlreadyProposed", "NotAnOpenListing", "SeekerNotVerified", "WantedClosed", "close_wanted", "edit_wanted",
    "fields_of", "match_wanted", "propose_listing", "publish_wanted",
]  # fmt: skip
