"""What a calendar outside may be told of a loan: RFC 5545, all-day events, no word about a person."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.core.errors import NotFound, Refusal
from app.core.text import N_
from app.loans.domain.agenda import AGREED
from app.loans.domain.lifecycle import State

MOST_FEEDS = 30
"""Addresses in service that one person may have."""


class FeedKind(StrEnum):
    """What a feed shows."""

    INSTITUTION = "institution"
    EXHIBITION = "exhibition"
    LISTING = "listing"
    MINE = "mine"


class UnknownFeed(NotFound):
    """Revoked, never made, or no longer for its maker: nobody is told which."""

    message = N_("Cette adresse de calendrier n'existe pas, ou n'est plus en service.")


class TooManyFeeds(Refusal):
    """Addresses that nobody remembers are addresses that nobody revokes."""

    message = N_("Vous avez déjà %(most)s adresses de calendrier. Révoquez-en une avant d'en créer une autre.")


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """Days from *first* to *last*, both included. *uid* never changes, *sequence* grows with each change."""

    uid: str
    title: str
    text: str
    first: date
    last: date
    status: str
    sequence: int
    modified: datetime
    url: str


def status_of(state: State) -> str:
    """STATUS of RFC 5545, 3.8.1.11: what was asked is tentative, what came to nothing is cancelled."""
    if state in AGREED:
        return "CONFIRMED"
    return "TENTATIVE" if state in (State.REQUESTED, State.COUNTERED) else "CANCELLED"
