"""Many uses of the same objects: each object's cap is drawn in order of start date, then id (P13).

The ledger belongs to the object and follows it when it is given (P15). A cancelled use is simply not in it
(P16): take it out and evaluate again.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise

from app.impact.credits.domain.evaluation import UNTOUCHED, evaluate
from app.impact.credits.domain.refusals import DuplicateUse, OverlappingUses
from app.impact.credits.domain.results import ObjectAccount, Result
from app.impact.credits.domain.values import Use
from app.impact.exact import ZERO, exactly


def evaluate_all(uses: Sequence[Use]) -> list[Result]:
    """The result of every use, in the order given; each object's uses are drawn in the order of its ledger.

    Raises OverlappingUses when one object would serve twice on one day, DuplicateUse when an id comes twice.
    """
    _check_ids(uses)
    results = {result.use.id: result for ledger in _ledgers(uses) for result in draw_in_order(ledger)}
    return [results[use.id] for use in uses]


def draw_in_order(uses: Iterable[Use], account: ObjectAccount = UNTOUCHED) -> Iterator[Result]:
    """The results of one object's uses in the order of its ledger, starting from *account*."""
    ordered = sorted(uses, key=order)
    check_overlap(ordered)
    for use in ordered:
        result = evaluate(use, account)
        account = result.account
        yield result


def order(use: Use) -> tuple[date, str]:
    """The place of a use in its object's ledger; a use without a date comes last."""
    return use.start or date.max, use.id


def check_overlap(ordered: Sequence[Use]) -> None:
    """Refuse two uses of one physical object on the same day (P14). A use of 0 days occupies nothing."""
    dated = [use for use in ordered if use.start is not None and use.days > 0]
    for earlier, later in pairwise(dated):
        if _first_day(later) <= _last_day(earlier):
            raise OverlappingUses(use=later.id, other=earlier.id)


def _first_day(use: Use) -> int:
    assert use.start is not None
    return use.start.toordinal()


def _last_day(use: Use) -> int:
    return _first_day(use) + int(use.days.to_integral_value(rounding=ROUND_CEILING)) - 1


def _ledgers(uses: Iterable[Use]) -> Iterable[list[Use]]:
    ledgers: defaultdict[str, list[Use]] = defaultdict(list)
    for use in uses:
        ledgers[use.object].append(use)
    return ledgers.values()


def _check_ids(uses: Iterable[Use]) -> None:
    seen: set[str] = set()
    for use in uses:
        if use.id in seen:
            raise DuplicateUse(use=use.id)
        seen.add(use.id)


def total_drawn(results: Iterable[Result]) -> Decimal:
    """Σ draw of some results, in kgCO2e."""
    with exactly():
        return sum((result.draw for result in results), ZERO)
