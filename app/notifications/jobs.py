"""Work of the clock: sending mail, and the daily letter."""

from datetime import datetime

from app.core.jobs import Job
from app.notifications.services import send_daily_letters, send_outbox


def send_mail(now: datetime) -> None:
    """Send what is due."""
    send_outbox(now)


JOBS = (
    Job("send_daily_letters", send_daily_letters, every_minutes=5),
    Job("send_mail", send_mail),
)
