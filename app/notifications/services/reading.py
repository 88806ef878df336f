"""Notices, read."""

from datetime import datetime
from typing import Any

from app.core.actor import Actor
from app.core.db import transaction
from app.core.errors import Forbidden, NotFound
from app.core.notices import Notice, mark_read


def open_notice(actor: Actor, notice_id: int, now: datetime) -> tuple[str, dict[str, Any]]:
    """Note that it was read, and say where it leads: an endpoint and its values. NotFound for somebody else's."""
    with transaction() as session:
        notice = session.get(Notice, notice_id, with_for_update=True)
        if notice is None or actor.user_id is None or notice.user_id != actor.user_id:
            raise NotFound()
        if notice.read_at is None:
            notice.read_at = now
        return notice.endpoint, dict(notice.address)


def read_everything(actor: Actor, now: datetime) -> None:
    """Note that everything was seen."""
    if actor.user_id is None:
        raise Forbidden()
    mark_read(actor.user_id, now)
