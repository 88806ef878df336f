"""Saved searches: kept, changed, told about. What is told is what answers now and did not the last time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import force_locale, ngettext
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import delete, func, insert, select

from app.accounts.models import Institution, Membership, User
from app.accounts.queries import actor_of
from app.accounts.services.mails import link, write
from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.idempotency import claim
from app.core.journal import record
from app.core.text import N_
from app.needs.domain.permissions import may_save_search
from app.needs.domain.watching import Rhythm, is_due, news
from app.needs.models import SavedSearch, SeenHit
from app.needs.queries.watching import MOST_TOLD, Told, found_now, told

MOST_SEARCHES = 50
"""More than that is nobody's reading."""
DEFAULT_ZONE = "Europe/Paris"


class TooManySearches(Invalid):
    """Params: *most*."""

    message = N_("Vous avez déjà %(most)s recherches enregistrées : supprimez-en une.")


class NameMissing(Invalid):
    """A search nobody could tell from another."""

    message = N_("Donnez un nom à cette recherche.")
    field = "name"


def save_search(
    actor: Actor, name: str, asked: Mapping[str, str], rhythm: Rhythm, *, key: str = "", now: datetime
) -> int:
    """Keep a search for *actor*; its id. What answers today is known already and will not be told again.

    *asked* is what ``search.kept`` writes. The same *key* sent twice keeps one.
    """
    with transaction() as session:
        if not may_save_search(actor):
            raise Forbidden()
        if not name.strip():
            raise NameMissing()
        assert actor.user_id is not None
        claimed = claim(actor.user_id, key, [name, sorted(asked.items())], now) if key else None
        if isinstance(claimed, int):
            return claimed
        count = session.scalar(select(func.count(SavedSearch.id)).where(SavedSearch.user_id == actor.user_id)) or 0
        if count >= MOST_SEARCHES:
            raise TooManySearches(most=MOST_SEARCHES)
        row = SavedSearch(
            user_id=actor.user_id, name=name.strip()[:120], asked=dict(asked), rhythm=rhythm,
            created_at=now, told_at=now,
        )  # fmt: skip
        session.add(row)
        session.flush()
        _remember(row.id, found_now(actor, row.asked, now))
        record(actor, now, "save_search", "saved_search", row.id)
        if claimed is not None:
            claimed.made(row.id)
        return row.id


def change_rhythm(actor: Actor, search_id: int, rhythm: Rhythm, *, now: datetime) -> None:
    """Hear of a search more or less often. NotFound for somebody else's."""
    with transaction():
        row = _own(actor, search_id)
        row.rhythm = rhythm
        record(actor, now, "change_alert", "saved_search", row.id)


def forget_search(actor: Actor, search_id: int, *, now: datetime) -> None:
    """Delete a saved search and what it remembers."""
    with transaction() as session:
        row = _own(actor, search_id)
        session.execute(delete(SeenHit).where(SeenHit.search_id == row.id))
        session.delete(row)
        record(actor, now, "forget_search", "saved_search", search_id)


def forget_searches(now: datetime) -> None:
    """Delete the searches of people whose account is closed: nobody will read them again."""
    closed = select(SavedSearch.id).join(User, User.id == SavedSearch.user_id).where(User.is_active.is_(False))
    with transaction() as session:
        ids = list(session.scalars(closed))
        session.execute(delete(SeenHit).where(SeenHit.search_id.in_(ids)))
        session.execute(delete(SavedSearch).where(SavedSearch.id.in_(ids)))


def stop_token(search_id: int) -> str:
    """What the link at the foot of a digest carries: it stops one search, and opens nothing."""
    return str(_signer().dumps(search_id))


def search_of_token(token: str) -> int:
    """The search a token stops. Raises NotFound for what is none of ours."""
    try:
        found = _signer().loads(token)
    except BadSignature as error:
        raise NotFound() from error
    if not isinstance(found, int):
        raise NotFound()
    return found


def stop_search(token: str, *, now: datetime) -> None:
    """Stop telling about a search, by the link of its digest; done twice it changes nothing."""
    search_id = search_of_token(token)
    with transaction() as session:
        row = session.get(SavedSearch, search_id, with_for_update=True)
        if row is None:
            raise NotFound()
        if row.rhythm is not Rhythm.NEVER:
            row.rhythm = Rhythm.NEVER
            record(Actor(row.user_id), now, "stop_alert", "saved_search", row.id)


def send_digests(now: datetime) -> None:
    """Job: one letter to each person who is due, over all their searches that found something new."""
    for user_id in _waiting(now):
        _tell(user_id, now)


@dataclass(frozen=True, slots=True)
class _Fresh:
    search_id: int
    name: str
    found: tuple[int, ...]
    new: tuple[int, ...]


def _tell(user_id: int, now: datetime) -> None:
    """The searches run outside the write; what is remembered and the letter are one transaction."""
    actor = actor_of(user_id)
    if actor is None:
        return
    due = _due(user_id, now)
    fresh = [_looked_at(actor, row, now) for row in due]
    with transaction() as session:
        looked = []
        for one in fresh:
            row = session.get(SavedSearch, one.search_id, with_for_update=True, populate_existing=True)
            if row is None or row.told_at >= now or row.rhythm is Rhythm.NEVER:
                continue
            row.told_at = now
            _remember(row.id, one.found, instead=True)
            looked.append(one)
        _write_digest(user_id, [one for one in looked if one.new], now)


def _looked_at(actor: Actor, row: SavedSearch, now: datetime) -> _Fresh:
    found = found_now(actor, row.asked, now)
    seen = db.session.scalars(select(SeenHit.listing_id).where(SeenHit.search_id == row.id))
    return _Fresh(row.id, row.name, found, news(found, seen))


def _write_digest(user_id: int, fresh: Sequence[_Fresh], now: datetime) -> None:
    if not fresh:
        return
    person = db.session.get_one(User, user_id)
    total = sum(len(one.new) for one in fresh)
    with force_locale(person.language):
        sections = [_section(one, person.language) for one in fresh]
        write(
            person.email,
            ngettext(
                "%(num)s nouvelle annonce répond à vos recherches",
                "%(num)s nouvelles annonces répondent à vos recherches",
                total,
            ),
            "needs/digest",
            now,
            dedup_key=f"digest-{user_id}-{now:%Y%m%dT%H%M}",
            name=person.name,
            sections=sections,
        )


def _section(one: _Fresh, language: str) -> dict[str, Any]:
    lines: tuple[Told, ...] = told(one.new[:MOST_TOLD], language)
    return {
        "name": one.name,
        "lines": lines,
        "more": len(one.new) - len(lines),
        "stop": link("needs.stop", token=stop_token(one.search_id)),
    }


def _remember(search_id: int, listing_ids: Iterable[int], *, instead: bool = False) -> None:
    if instead:
        db.session.execute(delete(SeenHit).where(SeenHit.search_id == search_id))
    rows = [{"search_id": search_id, "listing_id": listing_id} for listing_id in listing_ids]
    if rows:
        db.session.execute(insert(SeenHit), rows)


def _waiting(now: datetime) -> list[int]:
    """People with at least one search that is due, active ones only."""
    rows = db.session.execute(
        select(SavedSearch.user_id, SavedSearch.rhythm, SavedSearch.told_at)
        .join(User, User.id == SavedSearch.user_id)
        .where(User.is_active.is_(True), SavedSearch.rhythm != Rhythm.NEVER)
        .order_by(SavedSearch.user_id)
    ).all()
    zones = _zones({row.user_id for row in rows})
    due = (r.user_id for r in rows if is_due(r.rhythm, r.told_at, now, zones.get(r.user_id, DEFAULT_ZONE)))
    return list(dict.fromkeys(due))


def _due(user_id: int, now: datetime) -> list[SavedSearch]:
    zone = _zones({user_id}).get(user_id, DEFAULT_ZONE)
    rows = db.session.scalars(select(SavedSearch).where(SavedSearch.user_id == user_id).order_by(SavedSearch.id))
    return [row for row in rows if is_due(row.rhythm, row.told_at, now, zone)]


def _zones(user_ids: set[int]) -> dict[int, str]:
    """The wall clock of each person: that of the first institution they joined."""
    rows = db.session.execute(
        select(Membership.user_id, Institution.time_zone)
        .join(Institution, Institution.id == Membership.institution_id)
        .where(Membership.user_id.in_(sorted(user_ids)))
        .order_by(Membership.id.desc())
    )
    return dict(rows.all())


def _own(actor: Actor, search_id: int) -> SavedSearch:
    row = db.session.get(SavedSearch, search_id, with_for_update=True)
    if row is None or actor.user_id is None or row.user_id != actor.user_id:
        raise NotFound()
    return row


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="stop-saved-search")
