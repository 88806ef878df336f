"""What those who wait in a queue are told: an offer, or that its time is over."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from app.accounts.models import Institution
from app.accounts.services.mails import notify
from app.core.clock import local_day
from app.core.db import db
from app.core.notices import Said
from app.core.text import N_
from app.core.wishes import NoticeKind
from app.exhibitions.models import Exhibition
from app.listings.models import Listing
from app.loans.models import WaitingPlace
from app.loans.services.letters import borrower_readers


class PlaceLetter(StrEnum):
    """The reason for writing; ``templates/mail/loans/<letter>.txt`` says it."""

    OFFERED = "place_offered"
    LAPSED = "place_lapsed"


SUBJECTS = {
    PlaceLetter.OFFERED: N_("C'est votre tour : %(title)s est libre à vos dates"),
    PlaceLetter.LAPSED: N_("Votre place dans la file est échue : %(title)s"),
}


def tell_place(place: WaitingPlace, letter: PlaceLetter, now: datetime) -> None:
    """Write to whoever waits, or to the team of their institution once they left it."""
    known = db.session.execute(
        select(Listing.title, Institution.name.label("lender"), Institution.time_zone, Exhibition.title.label("show"))
        .join(Institution, Institution.id == Listing.institution_id)
        .join(Exhibition, Exhibition.id == place.exhibition_id)
        .where(Listing.id == place.listing_id)
    ).one()
    facts = {"title": known.title, "lender": known.lender, "exhibition": known.show}
    endpoint, address = "loans.new", _address(place)
    if letter is PlaceLetter.LAPSED:
        endpoint, address = "listings.show", {"listing_id": place.listing_id}
    said = Said(NoticeKind.REQUESTS, SUBJECTS[letter], facts, "listing", place.listing_id, endpoint, address)
    readers = borrower_readers(place.institution_id, place.asked_by)
    answer_by: date | None = None
    if place.expires_at:
        answer_by = local_day(place.expires_at - timedelta.resolution, known.time_zone)
    notify(
        readers, said, f"loans/{letter}", now,
        place=place, answer_by=answer_by, zone=known.time_zone, endpoint=endpoint, address=address, **facts,
    )  # fmt: skip


def _address(place: WaitingPlace) -> dict[str, str | int]:
    """The request to be, filled in."""
    return {
        "listing_id": place.listing_id,
        "du": place.starts_on.isoformat(),
        "au": place.ends_on.isoformat(),
        "quantite": place.quantity,
        "exposition": place.exhibition_id,
    }
