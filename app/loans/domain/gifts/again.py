"""The giver buys or hires the same function again: within a year of the gift, the gift replaced nothing for it.

Source: method REEMPLOI-1.0, B_b (back-fill): the whole of a new equivalent, counted once per object.

>>> last_day_that_counts(date(2028, 2, 29))
datetime.date(2029, 2, 28)
"""

from dataclasses import dataclass
from datetime import date, datetime

from app.core.errors import Invalid, Refusal
from app.core.text import N_


@dataclass(frozen=True, slots=True)
class GiftBoughtAgain:
    """The giver of *gift_id* bought the same again in time: told to the packages above in the same transaction."""

    gift_id: int
    at: datetime
    by: int | None


class NotGivenYet(Refusal):
    """Nothing changed hands."""

    message = N_("Ce don n'est pas encore remis.")


class BoughtAgainSaid(Refusal):
    """It counts once."""

    message = N_("Ce rachat est déjà noté.")


class NotWithinTheYear(Invalid):
    """Before the gift, or more than twelve months after it, a purchase is another matter."""

    message = N_("Seul un rachat entre le jour de la remise et les douze mois qui suivent change le calcul.")
    field = "bought_on"


class NotBoughtYet(Invalid):
    """Only what happened is counted."""

    message = N_("Ce jour n'est pas encore venu.")
    field = "bought_on"


def last_day_that_counts(transferred_on: date) -> date:
    """Twelve months after the gift changed hands."""
    try:
        return transferred_on.replace(year=transferred_on.year + 1)
    except ValueError:  # 29 February
        return transferred_on.replace(year=transferred_on.year + 1, day=28)


def require_bought_in_time(transferred_on: date, bought_on: date, today: date) -> None:
    """Raise ``NotBoughtYet`` or ``NotWithinTheYear``."""
    if bought_on > today:
        raise NotBoughtYet
    if not transferred_on <= bought_on <= last_day_that_counts(transferred_on):
        raise NotWithinTheYear
