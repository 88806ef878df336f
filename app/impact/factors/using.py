"""A factor asked for by somebody who types its name: refused by name when it can't be used."""

from datetime import date

from app.impact.factors.refusals import ExpiredFactor, NeverCounted, UnknownFactor, WrongStage
from app.impact.factors.stages import MAKING, STAGES
from app.impact.factors.table import Factor, loaded


def usable_factor(reference: str, on: date, *, stages: frozenset[str] = frozenset()) -> Factor:
    """The factor "id" (its newest version) or "id@version" for a new computation on this day.

    *stages* are those that would do; empty for any that is counted. Raises UnknownFactor, NeverCounted (stored
    carbon, avoided emissions), WrongStage or ExpiredFactor.
    """
    found = loaded().factors.get(reference)
    if found is None:
        raise UnknownFactor(reference=reference)
    if not found.is_countable:
        raise NeverCounted(reference=found.reference)
    if stages and found.stage not in stages:
        raise WrongStage(reference=found.reference, stage=STAGES[found.stage])
    if found.is_expired(on):
        until = found.valid_until.isoformat() if found.valid_until else ""
        raise ExpiredFactor(reference=found.reference, until=until)
    return found


def making_factor(reference: str, on: date) -> Factor:
    """As `usable_factor`, for the manufacture of a new object."""
    return usable_factor(reference, on, stages=MAKING)
