"""The one clock. Services and jobs take ``now`` as an argument; only edges call this.

``APP_CLOCK_FILE`` names a file holding an ISO instant, re-read at each use: a test clock that works across
processes. Production refuses to start with it (see ``config.py``).
"""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import current_app, has_app_context

PARIS = ZoneInfo("Europe/Paris")


def now() -> datetime:
    """The present instant, in UTC."""
    clock_file = current_app.config.get("APP_CLOCK_FILE") if has_app_context() else None
    if clock_file:
        return datetime.fromisoformat(Path(clock_file).read_text().strip()).astimezone(UTC)
    return datetime.now(UTC)


def local_day(instant: datetime, zone: str = "Europe/Paris") -> date:
    """The calendar day of *instant* in an institution's time zone (IANA name)."""
    return instant.astimezone(ZoneInfo(zone)).date()


def today(zone: str = "Europe/Paris") -> date:
    """The present day in an institution's time zone."""
    return local_day(now(), zone)
