"""A given object serves its owner's own exhibitions: what is said of it, and what is refused."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.core.errors import Invalid, Refusal
from app.core.text import N_
from app.loans.domain.words import Alternative, Evidence, TransportMode


class OwnUseState(StrEnum):
    """Said, over (and counted), or said in error."""

    PLANNED = "planned"
    OVER = "over"
    CANCELLED = "cancelled"


COUNTED_AFTER = timedelta(days=7)
"""Our choice: a use that nobody ended or cancelled within a week of its last day happened as it was said."""


def counted_on(last_day: date) -> date:
    """The day on which a use that ends on *last_day* is over without a word.

    >>> counted_on(date(2027, 3, 19))
    datetime.date(2027, 3, 26)
    """
    return last_day + COUNTED_AFTER


@dataclass(frozen=True, slots=True)
class OwnUseSaid:
    """What the owner says. Days are inclusive: set-up and strike count."""

    exhibition_id: int
    first_day: date
    last_day: date
    transport: TransportMode
    alternative: Alternative
    evidence: Evidence
    evidence_note: str = ""


@dataclass(frozen=True, slots=True)
class OwnUseEnded:
    """An own use is over: told to the packages above in the same transaction."""

    own_use_id: int
    at: datetime
    by: int | None


class NotReceivedAsGift(Refusal):
    """What one bought serves its own shows without being counted as avoided."""

    message = N_("Cet exemplaire ne vient pas d'un don : son usage chez vous n'évite rien de plus.")


class NotYetTheirs(Invalid):
    """The gift comes first."""

    message = N_("Cet exemplaire est à vous depuis le %(day)s : l'usage ne commence pas avant.")
    field = "starts_on"


class ServesAlready(Refusal):
    """One object is in one place (P14)."""

    message = N_("Cet exemplaire sert déjà ailleurs un de ces jours : du %(first)s au %(last)s.")
    field = "ends_on"


class EndsBeforeItStarts(Invalid):
    """Days run forwards."""

    message = N_("La date de fin est avant la date de début.")
    field = "ends_on"


class NotOverYet(Refusal):
    """Only what happened is counted."""

    message = N_("Cet usage dure jusqu'au %(day)s : dites qu'il est terminé ce jour-là, ou changez sa date de fin.")


class NotPlannedAnyMore(Refusal):
    """Over, or cancelled meanwhile."""

    message = N_("Cet usage est déjà terminé ou annulé.")
