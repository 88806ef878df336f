"""What a place asks of those who borrow from it."""

from dataclasses import dataclass

from app.core.errors import Invalid
from app.core.text import N_

MOST_LEAD_DAYS, MOST_LOAN_DAYS, MOST_VISITS = 60, 1830, 50


class RuleOutOfBounds(Invalid):
    """Params: *least*, *most*."""

    message = N_("Indiquez un nombre entre %(least)s et %(most)s.")


class NoProcessingDay(Invalid):
    """Requests that nobody ever reads would all expire."""

    message = N_("Cochez au moins un jour où quelqu'un lit les demandes.")
    field = "processing_weekdays"


@dataclass(frozen=True, slots=True)
class SiteRules:
    """*lead_days* of notice, counted in days on which requests are read (*processing_weekdays*, ISO, None for the
    days on which the place opens); *longest_days* of a loan, both ends included; *visits_a_day*, hand-overs and
    returns together; None is no limit. *has_same_day*: what comes back in the morning may leave in the afternoon.
    Public holidays are closed days unless it *opens_on_holidays*."""

    lead_days: int = 0
    longest_days: int | None = None
    visits_a_day: int | None = None
    has_same_day: bool = False
    opens_on_holidays: bool = False
    processing_weekdays: tuple[int, ...] | None = None


def require_rules(rules: SiteRules) -> None:
    """Raise for the first rule that could not be kept."""
    for value, least, most, name in (
        (rules.lead_days, 0, MOST_LEAD_DAYS, "lead_days"),
        (rules.longest_days, 1, MOST_LOAN_DAYS, "longest_days"),
        (rules.visits_a_day, 1, MOST_VISITS, "visits_a_day"),
    ):
        if value is not None and not least <= value <= most:
            raise RuleOutOfBounds(field=name, least=least, most=most)
    days = rules.processing_weekdays
    if days is not None and (not days or not set(days) <= set(range(1, 8))):
        raise NoProcessingDay()
