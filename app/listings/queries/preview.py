"""A listing as others will see it: a visitor, a member of the network, one's own institution."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.core.actor import ANONYMOUS, Actor, Role
from app.core.errors import NotFound
from app.listings.queries.authoring import WorkPage, work_page
from app.listings.queries.listing_page import ListingPage, listing_page

NOBODY_S_INSTITUTION = 0
"""No row has this id: whoever belongs to it is a stranger with a role."""


class Reader(StrEnum):
    """In whose eyes."""

    VISITOR = "visiteur"
    NETWORK = "reseau"
    OWN = "etablissement"


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """*work* is for its keepers; *seen* is the page that *reader* would get, None when it is not for them."""

    work: WorkPage
    reader: Reader
    stand_in: Actor
    seen: ListingPage | None


def preview_page(actor: Actor, listing_id: int, reader: Reader, now: datetime, language: str) -> PreviewPage:
    """The listing as *reader* would see it once published. Raises NotFound when it is not the actor's to preview."""
    work = work_page(actor, listing_id, now)
    stand_in = _stand_in(actor, reader)
    try:
        seen = listing_page(stand_in, listing_id, now, language=language, as_published=True)
    except NotFound:
        seen = None
    return PreviewPage(work, reader, stand_in, seen)


def _stand_in(actor: Actor, reader: Reader) -> Actor:
    if reader is Reader.OWN:
        return actor
    if reader is Reader.VISITOR:
        return ANONYMOUS
    return Actor(user_id=0, roles=frozenset({(NOBODY_S_INSTITUTION, Role.TECHNICIAN)}))
