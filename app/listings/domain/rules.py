"""The lender's rules about dates. They are checked on the server, for the old and the new dates of a change.

Days are those of the lender's site. Only the two ends of a loan must be open days: nobody has to be there in
between.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from app.core.errors import Refusal
from app.listings.domain.availability.period import Period
from app.listings.domain.open_days import ALWAYS_OPEN, ONE_DAY, OpenDays
from app.listings.domain.refusals import (
    ClosedOnThatDay,
    DeskFull,
    InThePast,
    TooFarAhead,
    TooLong,
    TooShortNotice,
)


@dataclass(frozen=True, slots=True)
class LoanRules:
    """*open_days* of the site; *lead_days* counted in *processing_days*, those on which requests are read (the
    open days unless told otherwise); *longest_days* inclusive, None for no limit; *horizon_days* from today;
    *full_days* on which no more visits are received."""

    open_days: OpenDays = ALWAYS_OPEN
    processing_days: OpenDays | None = None
    lead_days: int = 0
    longest_days: int | None = None
    horizon_days: int = 3650
    full_days: frozenset[date] = frozenset()

    @property
    def longest(self) -> timedelta:
        """The longest duration, for proposals."""
        return timedelta(days=self.longest_days if self.longest_days is not None else 730)


def earliest_start(rules: LoanRules, today: date) -> date:
    """The first day a loan asked for *today* may start: *lead_days* processing days lie in ``[today, start)``.

    With a lead of 2 and closed week-ends, what is asked on a Friday starts on Tuesday.
    """
    return (rules.processing_days or rules.open_days).after(today, rules.lead_days)


def failed_rule(rules: LoanRules, period: Period[date], today: date) -> Refusal | None:
    """The first rule that *period* breaks when asked for *today*; None if it keeps them all."""
    return (
        _failed_at_start(rules, period.start, today)
        or _failed_at_end(rules, period.last_day, today)
        or _failed_by_length(rules, period)
    )


def require_rules(rules: LoanRules, period: Period[date], today: date) -> None:
    """Raise the first rule that *period* breaks."""
    if refusal := failed_rule(rules, period, today):
        raise refusal


def require_desk(rules: LoanRules, period: Period[date], before: Period[date] | None = None) -> None:
    """Raise ``DeskFull`` where nobody more can be received on one of the two days of visit: asked again before a
    promise, as others may have come between. A visit that was agreed *before* stays."""
    agreed = () if before is None else (before.start, before.last_day)
    for day, field in ((period.start, "starts_on"), (period.last_day, "ends_on")):
        if day in rules.full_days and day not in agreed:
            raise DeskFull(day=day, field=field)


def require_change_of_dates(rules: LoanRules, old: Period[date], new: Period[date], today: date) -> None:
    """Raise unless *old* may become *new*. An end that stays is not judged again: a running loan, started long
    ago, can be extended. A start that moves must still be far enough on both its old and its new day."""
    refusal: Refusal | None = None
    if new.start != old.start:
        refusal = _failed_by_notice(rules, old.start, today) or _failed_at_start(rules, new.start, today)
    if new.end != old.end:
        refusal = refusal or _failed_at_end(rules, new.last_day, today)
    if new.days > old.days:
        refusal = refusal or _failed_by_length(rules, new)
    if refusal:
        raise refusal


def _failed_by_notice(rules: LoanRules, start: date, today: date) -> Refusal | None:
    if start < today:
        return InThePast()
    earliest = earliest_start(rules, today)
    return TooShortNotice(days=rules.lead_days, earliest=earliest) if start < earliest else None


def _failed_at_start(rules: LoanRules, start: date, today: date) -> Refusal | None:
    if refusal := _failed_by_notice(rules, start, today):
        return refusal
    return _failed_by_visit(rules, start, "starts_on")


def _failed_at_end(rules: LoanRules, last_day: date, today: date) -> Refusal | None:
    if last_day < today:
        return InThePast(field="ends_on")
    latest = today + rules.horizon_days * ONE_DAY
    if last_day > latest:
        return TooFarAhead(latest=latest)
    return _failed_by_visit(rules, last_day, "ends_on")


def _failed_by_visit(rules: LoanRules, day: date, field: str) -> Refusal | None:
    if not rules.open_days.is_open(day):
        return ClosedOnThatDay(day=day, field=field)
    return DeskFull(day=day, field=field) if day in rules.full_days else None


def _failed_by_length(rules: LoanRules, period: Period[date]) -> Refusal | None:
    if rules.longest_days is None or period.days <= rules.longest_days:
        return None
    return TooLong(longest=rules.longest_days, asked=period.days)
