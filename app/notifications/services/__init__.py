"""Verbs of notices and of the outbox."""

from app.notifications.services.digesting import send_daily_letters
from app.notifications.services.outbox import back_off, retry_mail, send_outbox
from app.notifications.services.reading import open_notice, read_everything
from app.notifications.services.wishing import choose_wishes, stop_by_link

__all__ = [
    "back_off",
    "choose_wishes",
    "open_notice",
    "read_everything",
    "retry_mail",
    "send_daily_letters",
    "send_outbox",
    "stop_by_link",
]
