"""Work of the clock: sending mail."""

from datetime import datetime

from app.notifications.services import send_outbox


def send_mail(now: datetime) -> None:
    """Send what is due."""
    send_outbox(now)
