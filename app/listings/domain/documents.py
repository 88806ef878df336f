"""Papers of a listing: what they are, who reads them, and whether they are still worth something.

>>> lapse_of(date(2027, 5, 1), today=date(2027, 3, 1), needed_until=date(2027, 6, 30))
<Lapse.TOO_SOON: 'too_soon'>
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.core.errors import Invalid, Refusal
from app.core.text import N_
from app.listings.domain.categories import Travels

SOON = timedelta(days=30)
MOST_DOCUMENTS = 20


class DocumentKind(StrEnum):
    """What a paper is. The first three are those that a category may ask for."""

    FIRE_REPORT = "fire_report"
    ELECTRICAL_CHECK = "electrical_check"
    DATA_WIPE = "data_wipe"
    MANUAL = "manual"
    CONDITIONS = "conditions"
    OTHER = "other"


class DocumentReaders(StrEnum):
    """Who may open it: whoever sees the listing, those who borrow it, its own institution."""

    EVERYONE = "everyone"
    BORROWERS = "borrowers"
    OWNER = "owner"


class Lapse(StrEnum):
    """Whether a paper is still worth something, best first. *too_soon*: not until the end of the asked days."""

    VALID = "valid"
    SOON = "soon"
    TOO_SOON = "too_soon"
    LAPSED = "lapsed"


class TooManyDocuments(Refusal):
    """Params: *most*."""

    message = N_("%(most)s documents au plus par annonce : retirez-en un d'abord.")


class DocumentMissing(Invalid):
    """A form without its file."""

    message = N_("Choisissez un fichier PDF, JPEG, PNG ou WebP.")
    field = "file"


REQUIRED: dict[Travels, DocumentKind] = {
    Travels.FIRE_CLASS: DocumentKind.FIRE_REPORT,
    Travels.ELECTRICAL_CHECK: DocumentKind.ELECTRICAL_CHECK,
    Travels.DATA_WIPE: DocumentKind.DATA_WIPE,
}
"""The paper that proves what must travel with an object of a category."""


def lapse_of(expires_on: date | None, *, today: date, needed_until: date | None = None) -> Lapse:
    """What to say of a paper whose last day is *expires_on*; None never lapses."""
    if expires_on is None:
        return Lapse.VALID
    if expires_on < today:
        return Lapse.LAPSED
    if needed_until is not None and expires_on < needed_until:
        return Lapse.TOO_SOON
    return Lapse.SOON if expires_on < today + SOON else Lapse.VALID


@dataclass(frozen=True, slots=True)
class RequiredPaper:
    """A paper that must travel with the object: *lapse* None when nobody has filed it."""

    kind: DocumentKind
    lapse: Lapse | None


def required_papers(
    travels: Iterable[Travels], filed: Iterable[tuple[DocumentKind, Lapse]]
) -> tuple[RequiredPaper, ...]:
    """What must travel, in a stable order, each with the best paper that is filed."""
    order = list(Lapse)
    best: dict[DocumentKind, Lapse] = {}
    for kind, lapse in filed:
        best[kind] = min(best.get(kind, lapse), lapse, key=order.index)
    wanted = set(travels)
    return tuple(RequiredPaper(kind, best.get(kind)) for travel, kind in REQUIRED.items() if travel in wanted)
