"""What one side of a loan proposes to the other: its words, its values, and what is never one.

>>> from datetime import date
>>> offer = CounterOffer(date(2027, 3, 8), date(2027, 3, 12), (OfferedLine(7, 2, line_id=1),))
>>> require_offer(offer, Terms(date(2027, 3, 8), date(2027, 3, 19), {7: 2}))
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.errors import Invalid, Refusal
from app.core.text import N_
from app.listings.domain.availability import Period
from app.loans.domain.basket import MOST_UNITS, BasketQuantity


class ProposalKind(StrEnum):
    """A *counter* answers a request; an extension or a shortening changes the dates of what is agreed."""

    COUNTER = "counter"
    EXTENSION = "extension"
    SHORTENING = "shortening"


class ProposalState(StrEnum):
    """Where a proposal is; only an *open* one can be answered, and a loan has at most one."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class LoanChanged(Refusal):
    """The other side changed the request or the proposal since the page was opened."""

    message = N_("Les termes ont changé depuis que vous avez ouvert cette page. Relisez-les avant de répondre.")


class NothingGranted(Invalid):
    """An acceptance of nothing is a refusal, and says why."""

    message = N_("Accordez au moins un exemplaire, ou refusez la demande en disant pourquoi.")


class GrantedTooMany(Invalid):
    """Params: *asked*, *granted*."""

    message = N_(
        "On vous en demande %(asked)s, vous en accordez %(granted)s : "
        "pour donner plus ou autre chose, proposez autre chose."
    )


class NotAskedHere(Invalid):
    """An answer about something that the loan does not ask for."""

    message = N_("Cet objet n'est pas demandé dans ce prêt.")
    field = "lines"


class NothingProposed(Invalid):
    """A proposal of nothing is a refusal."""

    message = N_("Gardez au moins un exemplaire, ou refusez la demande en disant pourquoi.")


class ProposedTwice(Invalid):
    """One item stands on two lines of a proposal."""

    message = N_("Le même objet est proposé sur deux lignes : indiquez-le une seule fois.")


class SameAsAsked(Invalid):
    """There is nothing to propose."""

    message = N_("C'est exactement ce qui est demandé : acceptez la demande, ou changez quelque chose.")


class OnlyDatesChange(Invalid):
    """Other objects are another loan."""

    message = N_(
        "Ce prêt est convenu : une proposition n'en change que les dates. Demandez un autre prêt pour le reste."
    )
    field = "lines"


class DatesAreDeclinedAlone(Invalid):
    """Other dates are refused first, and others proposed then."""

    message = N_("Refusez d'abord ces dates ; proposez-en d'autres ensuite.")
    field = "instead"


@dataclass(frozen=True, slots=True)
class OfferedLine:
    """*quantity* of a listing, as the answer to the loan's line *line_id*."""

    listing_id: int
    quantity: int
    line_id: int | None = None


@dataclass(frozen=True, slots=True)
class CounterOffer:
    """What the lender proposes instead; days both included."""

    first_day: date
    last_day: date
    lines: tuple[OfferedLine, ...]
    message: str = ""

    @property
    def period(self) -> Period[date]:
        """The days as storage keeps them. Raises ``EndBeforeStart`` or ``NoSuchDay``."""
        return Period.of_days(self.first_day, self.last_day)

    @property
    def quantities(self) -> dict[int, int]:
        """How many of each listing, by listing id in order."""
        return dict(sorted((line.listing_id, line.quantity) for line in self.lines))


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked, or agreed: days both included, how many of each listing."""

    first_day: date
    last_day: date
    quantities: Mapping[int, int]

    @property
    def period(self) -> Period[date]:
        """The days as storage keeps them. Raises ``EndBeforeStart`` or ``NoSuchDay``."""
        return Period.of_days(self.first_day, self.last_day)


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """What a borrower asks instead of a proposal: days both included, how many of each listing (0 leaves it out)."""

    first_day: date
    last_day: date
    quantities: Mapping[int, int]
    message: str = ""

    @property
    def terms(self) -> Terms:
        """Without what is left out."""
        wanted = {listing_id: quantity for listing_id, quantity in self.quantities.items() if quantity}
        return Terms(self.first_day, self.last_day, dict(sorted(wanted.items())))


@dataclass(frozen=True, slots=True)
class LineWished:
    """*quantity* of a listing; *instead_of* is the listing asked whose place it takes."""

    listing_id: int
    quantity: int
    instead_of: int | None = None


@dataclass(frozen=True, slots=True)
class TermsWished:
    """What somebody proposes without having seen a form: what is not said stays as it is. Days both included."""

    first_day: date | None = None
    last_day: date | None = None
    lines: tuple[LineWished, ...] = ()
    message: str = ""


def offer_of(wished: TermsWished, asked: Terms, line_ids: Mapping[int, int]) -> CounterOffer:
    """The lender's offer, *line_ids* being the loan's lines by listing. Raises ``NotAskedHere``.

    What was asked answers its own line; of several that stand in for one line the first answers it.

    >>> asked = Terms(date(2027, 3, 8), date(2027, 3, 19), {7: 2})
    >>> [line.line_id for line in offer_of(TermsWished(lines=(LineWished(9, 2, instead_of=7),)), asked, {7: 1}).lines]
    [1]
    """
    lines = wished.lines or tuple(LineWished(listing_id, count) for listing_id, count in asked.quantities.items())
    if not {line.instead_of for line in lines if line.instead_of is not None} <= line_ids.keys():
        raise NotAskedHere
    left, answered = dict(line_ids), dict[int, int]()
    for place, line in sorted(enumerate(lines), key=lambda one: one[1].listing_id not in line_ids):
        name = line.listing_id if line.listing_id in left else line.instead_of
        if name in left:
            answered[place] = left.pop(name)
    offered = tuple(OfferedLine(line.listing_id, line.quantity, answered.get(n)) for n, line in enumerate(lines))
    first, last = wished.first_day or asked.first_day, wished.last_day or asked.last_day
    return CounterOffer(first, last, offered, wished.message)


def require_offer(offer: CounterOffer, asked: Terms) -> None:
    """Raise what is wrong with a proposal in itself, whatever the calendar says."""
    require_quantities([line.quantity for line in offer.lines])
    if len(offer.quantities) < len(offer.lines):
        raise ProposedTwice
    _ = offer.period
    if Terms(offer.first_day, offer.last_day, offer.quantities) == asked:
        raise SameAsAsked


def require_quantities(quantities: list[int]) -> None:
    """Raise unless there is something, and each of it in a number that can be."""
    if not quantities:
        raise NothingProposed
    if not all(1 <= quantity <= MOST_UNITS for quantity in quantities):
        raise BasketQuantity(most=MOST_UNITS)


def granted(asked: Mapping[int, int], wished: Mapping[int, int] | None) -> dict[int, int]:
    """How many of each line (by id) the lender gives: all of them where *wished* says nothing.

    Raises ``GrantedTooMany``, ``BasketQuantity`` (less than none), ``NothingGranted``.

    >>> granted({1: 4, 2: 1}, {1: 3, 2: 0})
    {1: 3, 2: 0}
    """
    found = {line_id: (wished or {}).get(line_id, quantity) for line_id, quantity in asked.items()}
    for line_id, quantity in found.items():
        if quantity > asked[line_id]:
            raise GrantedTooMany(asked=asked[line_id], granted=quantity, field=f"line-{line_id}")
        if quantity < 0:
            raise BasketQuantity(most=MOST_UNITS, field=f"line-{line_id}")
    if not any(found.values()):
        raise NothingGranted
    return found
