"""Who a request is between: read in one question, judged by the rules, before anything is written."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, exists, select

from app.accounts.domain.permissions import is_verified
from app.accounts.domain.states import InstitutionState
from app.core.actor import Actor
from app.core.db import run
from app.core.errors import Forbidden, NotFound
from app.exhibitions.domain.days import loan_period
from app.exhibitions.models import Exhibition
from app.listings.domain.permissions import ListingAccess, may_see_listing
from app.listings.domain.states import ListingState, Offer
from app.listings.models import Listing
from app.loans.domain.permissions import LoanParties, may_request_loan
from app.loans.domain.queue import PlaceState
from app.loans.domain.refusals import BorrowerNotVerified, ExhibitionIsOver, NotLent, OwnListing, SeveralLenders
from app.loans.models import WaitingPlace
from app.loans.queries.rows import BORROWER, LENDER
from app.loans.services.letters import Names, amount

_OFFERED = exists().where(
    WaitingPlace.listing_id == Listing.id,
    WaitingPlace.exhibition_id == Exhibition.id,
    WaitingPlace.state == PlaceState.OFFERED,
)
_ASKED = (
    select(
        Listing.id,
        Listing.institution_id.label("lender_id"),
        Listing.title,
        Listing.state,
        Listing.offer,
        Listing.visibility,
        _OFFERED.label("is_offered"),
        LENDER.name.label("lender"),
        LENDER.state.label("lender_state"),
        LENDER.time_zone.label("zone"),
        BORROWER.id.label("borrower_id"),
        BORROWER.name.label("borrower"),
        BORROWER.state.label("borrower_state"),
        Exhibition.title.label("exhibition"),
        Exhibition.opens_on,
        Exhibition.closes_on,
        Exhibition.build_from,
        Exhibition.strike_until,
    )
    .join(LENDER, LENDER.id == Listing.institution_id)
    .join(Exhibition, Exhibition.id == bindparam("show"))
    .join(BORROWER, BORROWER.id == Exhibition.institution_id)
    .where(Listing.id.in_(bindparam("listings", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class Borrower:
    """The institution that organises a show, and the last day for which the show may borrow."""

    id: int
    name: str
    state: InstitutionState
    exhibition: str
    last_day: date


@dataclass(frozen=True, slots=True)
class Lender:
    """The institution that owns what is asked for, its *titles*, and the time zone that counts its days."""

    id: int
    name: str
    zone: str
    titles: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Parties:
    """Both sides of a request. *has_offer*: the queue may keep some of what is asked for this very show."""

    borrower: Borrower
    lender: Lender
    has_offer: bool

    def names(self, quantities: Mapping[int, int]) -> Names:
        """For the letters about it."""
        objects = tuple(amount(quantity, self.lender.titles[id]) for id, quantity in quantities.items())
        return Names(self.lender.name, self.borrower.name, self.borrower.exhibition, objects)

    def require_borrower(self, actor: Actor, today: date) -> None:
        """Raise unless *actor* may borrow for this exhibition, now."""
        if not may_request_loan(actor, LoanParties(self.lender.id, self.borrower.id)):
            raise Forbidden()
        if self.borrower.state is not InstitutionState.VERIFIED:
            raise BorrowerNotVerified
        if self.borrower.last_day < today:
            raise ExhibitionIsOver(day=self.borrower.last_day)


def parties_asked(actor: Actor, exhibition_id: int, listing_ids: Collection[int]) -> Parties:
    """Whose the show is, and the one owner of everything asked for.

    Raises NotFound for a show that is not theirs and for listings that they cannot see, ``NotLent``,
    ``SeveralLenders``, ``OwnListing``.
    """
    rows = run(_ASKED, {"show": exhibition_id, "listings": list(listing_ids)}).all()
    if {row.id for row in rows if actor.belongs_to(row.borrower_id) and _is_seen(actor, row)} != set(listing_ids):
        raise NotFound()
    return Parties(_borrower(rows[0]), _lender(rows), any(row.is_offered for row in rows))


def _borrower(row: Any) -> Borrower:
    _, last_day = loan_period(row.opens_on, row.closes_on, row.build_from, row.strike_until)
    return Borrower(row.borrower_id, row.borrower, row.borrower_state, row.exhibition, last_day)


def _lender(rows: Sequence[Any]) -> Lender:
    for row in rows:
        if row.state is not ListingState.PUBLISHED or row.offer is Offer.GIFT:
            raise NotLent(title=row.title)
    if len({row.lender_id for row in rows}) > 1:
        raise SeveralLenders
    one = rows[0]
    if one.lender_id == one.borrower_id:
        raise OwnListing
    return Lender(one.lender_id, one.lender, one.zone, {row.id: row.title for row in rows})


def _is_seen(actor: Actor, row: Any) -> bool:
    access = ListingAccess(row.lender_id, row.state, row.visibility, is_verified(row.lender_state))
    return may_see_listing(actor, access)
