"""How people want to hear: chosen on their page, or made quieter from the foot of a letter."""

from collections.abc import Mapping
from datetime import datetime

from app.accounts.models import User
from app.core import journal
from app.core.actor import Actor
from app.core.db import transaction
from app.core.errors import Forbidden, Invalid
from app.core.notices import set_wish, wishes_of
from app.core.text import N_
from app.core.unsubscribing import Stop, UnknownLink, read_stop
from app.core.wishes import SAFETY, NoticeKind, Wish, allowed, quietest


class MayNotBeSilenced(Invalid):
    """A kind that somebody else depends on."""

    message = N_("Les retards ne se coupent pas : choisissez « tout de suite » ou le récapitulatif.")


def choose_wishes(actor: Actor, chosen: Mapping[NoticeKind, Wish], now: datetime) -> None:
    """Keep what a person wishes for each kind. Raises Forbidden, :class:`MayNotBeSilenced`."""
    if actor.user_id is None:
        raise Forbidden()
    for kind, wish in chosen.items():
        if wish not in allowed(kind):
            raise MayNotBeSilenced(field=kind.value)
    with transaction():
        before = wishes_of(actor.user_id)
        changed = {kind: wish for kind, wish in chosen.items() if before[kind] is not wish}
        for kind, wish in changed.items():
            set_wish(actor.user_id, kind, wish)
        if changed:
            said = {kind.value: wish.value for kind, wish in changed.items()}
            journal.record(actor, now, "choose_wishes", "person", actor.user_id, None, **said)


def stop_by_link(token: str, now: datetime) -> Stop:
    """Make quieter what the link of a letter names, without signing in; done twice it changes nothing.

    Raises ``UnknownLink`` or ``OldLink``.
    """
    stop = read_stop(token, now)
    with transaction() as session:
        person = session.get(User, stop.user_id)
        if person is None:
            raise UnknownLink()
        before = wishes_of(stop.user_id)
        quieter = {kind: quietest(kind) for kind in _named(stop, before) if before[kind] is not quietest(kind)}
        for kind, wish in quieter.items():
            set_wish(stop.user_id, kind, wish)
        if quieter:
            said = {kind.value: wish.value for kind, wish in quieter.items()}
            journal.record(
                Actor(stop.user_id, name=person.name), now, "stop_mail", "person", stop.user_id, None, **said
            )
    return stop


def _named(stop: Stop, wishes: Mapping[NoticeKind, Wish]) -> list[NoticeKind]:
    if stop.kind is not None:
        return [stop.kind]
    return [kind for kind, wish in wishes.items() if wish is Wish.DAILY and kind not in SAFETY]
