"""After five failures one waits, longer each time, never for ever. Source: OWASP ASVS 5.0, 6.3.1."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from app.core.errors import TooMany

FREE_FAILURES = 5
FREE_LETTERS_OF_NETWORK = 30
"""Registrations and resets from one network: a whole workshop may register together."""
WINDOW = timedelta(hours=1)
LONGEST_WAIT = timedelta(minutes=15)
FIRST_WAIT_OF_ACCOUNT = timedelta(seconds=30)
FIRST_WAIT_OF_NETWORK = timedelta(seconds=2)
"""A museum shares one address: five typing errors of a whole house cost it two seconds."""


class TooManyTries(TooMany):
    """Somebody is guessing; *retry_after* is in seconds."""


def wait_until(failures: Sequence[datetime], first_wait: timedelta, free: int = FREE_FAILURES) -> datetime | None:
    """Until when the next try must wait, given the failures of the window; None when it needn't.

    The wait doubles with each failure from the last *free* one on, up to fifteen minutes.
    """
    extra = len(failures) - free
    if extra < 0:
        return None
    doubled = first_wait * (1 << min(extra, 20))
    return max(failures) + min(doubled, LONGEST_WAIT)


def network_of(address: str | None) -> str:
    """Who shares a door: the IPv4 /24 or IPv6 /64 of *address*."""
    try:
        ip = ip_address(address or "")
    except ValueError:
        return "unknown"
    return str(ip_network(f"{ip}/{24 if ip.version == 4 else 64}", strict=False))
