"""The basket of an exhibition: what its team means to ask for, and the requests it becomes. It reserves nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.core.actor import Actor
from app.core.errors import Invalid, Refusal
from app.core.text import N_
from app.loans.domain.permissions import BORROWER_ROLES
from app.loans.domain.words import Alternative, Evidence, TransportMode

MOST_UNITS = 999
MOST_LINES = 200


class BasketChanged(Refusal):
    """A colleague changed it since the page was opened."""

    message = N_("Le panier a changé depuis que vous l'avez ouvert. Relisez-le avant d'envoyer.")


class LineOvertaken(Refusal):
    """A colleague wrote another quantity meanwhile. Params: *n*, theirs."""

    message = N_("Un collègue vient d'écrire %(n)s.")


class BasketEmpty(Invalid):
    """Nothing to send."""

    message = N_("Le panier est vide : ajoutez-y du matériel avant d'envoyer.")


class BasketFull(Refusal):
    """Params: *most*."""

    message = N_("Un panier compte %(most)s lignes au plus : envoyez celui-ci d'abord.")


class BasketQuantity(Invalid):
    """Params: *most*."""

    message = N_("Indiquez une quantité entre 1 et %(most)s.")
    field = "quantity"


class BasketDates(Invalid):
    """It would end before it begins."""

    message = N_("La date de fin est avant la date de début.")
    field = "last_day"


class BasketNotReady(Refusal):
    """Some lines cannot be asked for as they are: nothing was sent. *faults* says why by line id."""

    message = N_("Rien n'est parti : certaines lignes ne conviennent plus. La raison est écrite à côté de chacune.")

    def __init__(self, faults: Mapping[int, Refusal]) -> None:
        super().__init__()
        self.faults = dict(faults)


class QuantitiesOvertaken(Refusal):
    """Two colleagues changed the same lines: nothing was written. *faults* says by line id what the other wrote."""

    message = N_(
        "Rien n'est enregistré : un collègue a changé entre-temps une quantité que vous changez aussi. "
        "La sienne est écrite à côté de la vôtre : gardez celle que vous voulez, puis enregistrez à nouveau."
    )

    def __init__(self, faults: Mapping[int, Refusal]) -> None:
        super().__init__()
        self.faults = dict(faults)


@dataclass(frozen=True, slots=True)
class BasketItem:
    """So many of a listing on days both included."""

    listing_id: int
    quantity: int
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class GroupKey:
    """One request to be: a lender and a period, as a request has one lender and one period."""

    lender_id: int
    first_day: date
    last_day: date

    def __str__(self) -> str:
        """A name for form fields: ``12-2027-03-01-2027-04-01``."""
        return f"{self.lender_id}-{self.first_day.isoformat()}-{self.last_day.isoformat()}"


@dataclass(frozen=True, slots=True)
class Errand:
    """What is said to one lender."""

    transport: TransportMode = TransportMode.DEDICATED_VAN
    message: str = ""


@dataclass(frozen=True, slots=True)
class Sending:
    """What is said with the whole basket: what would be done without these loans, and how it is known."""

    alternative: Alternative
    evidence: Evidence
    evidence_note: str
    message: str
    errands: Mapping[str, Errand]

    def errand(self, key: GroupKey) -> Errand:
        """What is said to the lender of *key*."""
        return self.errands.get(str(key), Errand())

    def message_to(self, key: GroupKey) -> str:
        """The common word, then the one for this lender."""
        return "\n\n".join(text for text in (self.message.strip(), self.errand(key).message.strip()) if text)


def may_fill_basket(actor: Actor, institution_id: int) -> bool:
    """Who may ask for loans may gather them: the exhibition team, technicians and admins of the organiser."""
    return actor.user_id is not None and actor.has_role(institution_id, *BORROWER_ROLES)


def may_see_basket(actor: Actor, institution_id: int) -> bool:
    """The organiser's own people; to others it does not exist."""
    return actor.belongs_to(institution_id)


def fingerprint(lines: Iterable[tuple[int, int]]) -> str:
    """What a page showed of a basket: pairs of (line id, quantity), whatever their order.

    >>> fingerprint([(7, 2), (3, 1)])
    '3x1.7x2'
    """
    return ".".join(f"{line_id}x{quantity}" for line_id, quantity in sorted(lines))


def seen_in(fingerprint: str) -> dict[int, int]:
    """The quantity by line id that a page showed; what is no fingerprint was no page of ours.

    >>> seen_in("3x1.7x2")
    {3: 1, 7: 2}
    """
    pairs = [part.split("x") for part in fingerprint.split(".")]
    return {int(pair[0]): int(pair[1]) for pair in pairs if len(pair) == 2 and all(map(_is_number, pair))}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def changed(typed: Mapping[int, int], seen: Mapping[int, int]) -> dict[int, int]:
    """What somebody means to change: a quantity sent back as it was shown is no wish."""
    return {line_id: quantity for line_id, quantity in typed.items() if seen.get(line_id) != quantity}


def overtaken(wanted: Mapping[int, int], seen: Mapping[int, int], now: Mapping[int, int]) -> dict[int, Refusal]:
    """Of the lines one *wanted* to change, those where a colleague wrote something else since the page was made."""
    return {
        line_id: LineOvertaken(n=now[line_id])
        for line_id, quantity in wanted.items()
        if line_id in seen and line_id in now and now[line_id] not in (seen[line_id], quantity)
    }


def require_item(item: BasketItem) -> None:
    """Raise what cannot be of an item, whatever the calendar says."""
    if not 1 <= item.quantity <= MOST_UNITS:
        raise BasketQuantity(most=MOST_UNITS)
    if item.last_day < item.first_day:
        raise BasketDates()
