"""``ETag`` and ``If-Match``: nobody overwrites what they have not read (RFC 9110, 13.1.1)."""

from flask import request

from app.core.errors import Refusal
from app.core.text import N_


class VersionMissing(Refusal):
    """A change that does not say which version was read."""

    status = 428
    message = N_("Ajoutez un en-tête « If-Match » avec l'ETag lu en dernier.")


class OtherVersionNow(Refusal):
    """Somebody changed it since it was read."""

    status = 412
    message = N_("Cette fiche a changé depuis votre lecture. Relisez-la avant de la modifier.")


def etag(version: int) -> str:
    """The tag of one version of a record."""
    return f'"v{version}"'


def require_match(version: int) -> None:
    """Raise unless ``If-Match`` names *version* (or ``*``, any). Weak tags match nothing."""
    if not request.headers.get("If-Match", "").strip():
        raise VersionMissing()
    wanted = request.if_match
    if not wanted.star_tag and not wanted.contains(f"v{version}"):
        raise OtherVersionNow()
